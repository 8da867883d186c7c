//! From one stretch with sessions to the next: most of the time of a case is empty.

use super::lane::Lane;
use super::zoom::TimeRange;

/// Where in the view the begin that was jumped to lies, as a part of its length.
const LEAD: f64 = 0.1;

/// From the whole case, a jump shows this part of it, and at most a day.
const FIRST_PART: f64 = 0.1;
const DAY: f64 = 86_400.0;

/// The shortest view that a jump from the whole leads to, in seconds.
const SHORTEST: f64 = 600.0;

/// The view of the next stretch with sessions after what is in view, or of the one before; `None` where nothing
/// lies there.
pub fn jump(
    lanes: &[Lane],
    view: Option<TimeRange>,
    all: &TimeRange,
    forward: bool,
) -> Option<TimeRange> {
    let length = view.map_or((all.seconds() * FIRST_PART).clamp(SHORTEST, DAY), |view| {
        view.seconds()
    });
    let rows = || lanes.iter().flat_map(Lane::rows);
    if forward {
        let after = view.map_or(f64::NEG_INFINITY, |view| view.to);
        let begins = rows().filter_map(|row| {
            let next = row.bars().partition_point(|bar| bar.start <= after);
            Some(row.bars().get(next)?.start)
        });
        let begin = begins.min_by(f64::total_cmp)?;
        let from = begin - LEAD * length;
        return Some(TimeRange {
            from,
            to: from + length,
        });
    }
    let before = view.map_or(f64::INFINITY, |view| view.from);
    let begins = rows().filter_map(|row| {
        let next = row.bars().partition_point(|bar| bar.start < before);
        Some(row.bars().get(next.checked_sub(1)?)?.start)
    });
    let begin = begins.max_by(f64::total_cmp)?;
    let to = begin + LEAD * length;
    Some(TimeRange {
        from: to - length,
        to,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::lanes::{Bar, EdgeCertainty, LaneKey};
    use crate::domain::session::{HostIndex, Kind};

    fn lane(starts: &[f64]) -> Lane {
        let bar = |(session, &start): (u32, &f64)| Bar {
            session,
            start,
            end: start + 60.0,
            kind: Kind::Rdp,
            entered: true,
            start_edge: EdgeCertainty::Known,
            end_edge: EdgeCertainty::Known,
        };
        let mut lane = Lane::new(LaneKey::Host(HostIndex(0)), "a".to_owned());
        lane.stays = vec![(0..).zip(starts).map(bar).collect()];
        lane
    }

    fn range(from: f64, to: f64) -> TimeRange {
        TimeRange { from, to }
    }

    #[test]
    fn a_jump_leads_over_the_empty_time_and_keeps_the_zoom() {
        let lanes = [lane(&[0.0, 100_000.0]), lane(&[50_000.0])];
        let all = range(-100.0, 100_100.0);
        let next = jump(&lanes, Some(range(-100.0, 900.0)), &all, true).expect("more");
        assert_eq!(next, range(49_900.0, 50_900.0));
        let last = jump(&lanes, Some(next), &all, true).expect("more");
        assert_eq!(last, range(99_900.0, 100_900.0));
        assert_eq!(
            jump(&lanes, Some(last), &all, true),
            None,
            "nothing is later"
        );
        let back = jump(&lanes, Some(last), &all, false).expect("earlier");
        assert_eq!(back, range(49_100.0, 50_100.0));
    }

    #[test]
    fn from_the_whole_case_it_leads_to_its_begin_or_its_end() {
        let lanes = [lane(&[0.0, 1_000_000.0])];
        let all = range(-100.0, 1_000_100.0);
        let first = jump(&lanes, None, &all, true).expect("the first");
        assert!(first.from < 0.0 && first.to > 0.0 && (first.seconds() - DAY).abs() < 1e-6);
        let last = jump(&lanes, None, &all, false).expect("the last");
        assert!(last.from < 1_000_000.0 && last.to > 1_000_000.0);
        assert_eq!(jump(&[], None, &all, true), None);
    }
}

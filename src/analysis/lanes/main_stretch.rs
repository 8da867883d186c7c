//! The stretch of time in which nearly everything lies. A single wrong clock must not stretch an axis over years.

use super::zoom::TimeRange;

/// Of so many moments one may be left out at each end; at least one.
const PARTS: usize = 200;

/// Of fewer moments none is left out.
const LEAST: usize = 10;

/// What is left out is so much farther away than all the rest is long, and at least this long.
const FACTOR: f64 = 3.0;
const FAR: f64 = 180.0 * 86_400.0;

/// From the first to the last of some moments, in seconds since the Unix epoch, without a few that lie far away;
/// `None` without any.
pub fn main_stretch(mut moments: Vec<f64>) -> Option<TimeRange> {
    moments.sort_by(f64::total_cmp);
    let (first, last) = (*moments.first()?, *moments.last()?);
    if moments.len() < LEAST {
        return Some(TimeRange {
            from: first,
            to: last,
        });
    }
    let few = (moments.len() / PARTS).max(1);
    let at = |place: usize| moments.get(place).copied();
    let core = TimeRange {
        from: at(few)?,
        to: at(moments.len() - 1 - few)?,
    };
    let far = far_from(&core);
    Some(TimeRange {
        from: *moments.iter().find(|time| core.from - **time <= far)?,
        to: *moments.iter().rev().find(|time| **time - core.to <= far)?,
    })
}

/// What is farther than this from a stretch does not belong to it.
pub fn far_from(core: &TimeRange) -> f64 {
    (FACTOR * core.seconds()).max(FAR)
}

#[cfg(test)]
mod tests {
    use super::*;

    const YEAR: f64 = 365.0 * 86_400.0;

    #[test]
    fn one_wrong_clock_does_not_stretch_the_axis() {
        let mut moments: Vec<f64> = (0..50).map(f64::from).collect();
        moments.push(-6.0 * YEAR);
        moments.push(9.0 * YEAR);
        let found = main_stretch(moments).expect("moments");
        assert_eq!((found.from, found.to), (0.0, 49.0));
    }

    #[test]
    fn what_is_not_far_away_or_not_alone_stays() {
        let near = main_stretch((0..50).map(|n| f64::from(n * n * n)).collect()).expect("moments");
        assert_eq!((near.from, near.to), (0.0, 49.0 * 49.0 * 49.0));
        let many = (0..20)
            .map(f64::from)
            .chain((0..20).map(|n| YEAR * 5.0 + f64::from(n)));
        let many = main_stretch(many.collect()).expect("moments");
        assert_eq!((many.from, many.to), (0.0, YEAR * 5.0 + 19.0));
        assert_eq!(main_stretch(Vec::new()), None);
        let few = main_stretch(vec![0.0, 9.0 * YEAR]).expect("moments");
        assert_eq!((few.from, few.to), (0.0, 9.0 * YEAR));
    }
}

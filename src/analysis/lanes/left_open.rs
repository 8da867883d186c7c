//! Desktops that were left open: who disconnects without logging off leaves programs running.

use super::edge::EdgeCertainty;
use super::lane::LaneInput;
use super::row::{Bar, BarRow};
use crate::domain::local_session::{DesktopState, LocalSession};
use crate::domain::time::Timestamp;

/// A desktop after a session had left it.
#[derive(Clone, Copy)]
struct Stretch {
    session: u32,
    from: Timestamp,
    to: Timestamp,
    /// Known where the desktop ended then, inferred where somebody came back, open where the evidence ends.
    end: EdgeCertainty,
}

/// What was left open, by session.
pub(super) struct LeftOpen(Vec<Stretch>);

impl LeftOpen {
    /// What the sessions of a case left open.
    pub(super) fn of(input: LaneInput<'_>) -> Self {
        let mut all = Vec::new();
        for desktop in input.local_sessions {
            let last_seen = input.last_seen.get(&desktop.host).copied();
            add(&mut all, desktop, last_seen);
        }
        all.sort_by_key(|stretch| (stretch.session, stretch.from));
        Self(all)
    }

    /// What the sessions of a lane left open, as bars.
    pub(super) fn row<'b>(&self, bars: impl Iterator<Item = &'b Bar>) -> BarRow {
        let mut found: Vec<Bar> = bars
            .flat_map(|bar| {
                let first = self.0.partition_point(|one| one.session < bar.session);
                let own = self.0.get(first..).unwrap_or_default().iter();
                own.take_while(|one| one.session == bar.session)
                    .map(|one| one.bar(bar))
            })
            .collect();
        found.sort_by(|a, b| a.start.total_cmp(&b.start));
        found.into_iter().collect()
    }
}

impl Stretch {
    fn bar(&self, of: &Bar) -> Bar {
        Bar {
            start: self.from.as_unix_seconds(),
            end: self.to.as_unix_seconds(),
            start_edge: EdgeCertainty::Known,
            end_edge: self.end,
            ..*of
        }
    }
}

/// Adds the stretches in which nobody was at a desktop, each for the session that had left it.
fn add(all: &mut Vec<Stretch>, desktop: &LocalSession, last_seen: Option<Timestamp>) {
    let mut visit = None;
    for (place, interval) in desktop.intervals.iter().enumerate() {
        if interval.state != DesktopState::Disconnected {
            visit = interval.visit.or(visit);
            continue;
        }
        let is_last = place + 1 == desktop.intervals.len();
        let end = if is_last { desktop.end } else { None };
        let to = interval.to.or(end);
        let until = to.or(last_seen.filter(|_| is_last));
        let (Some(session), Some(from), Some(until)) = (visit, interval.from, until) else {
            continue;
        };
        if from < until {
            let end = match (is_last, to) {
                (false, _) => EdgeCertainty::Inferred,
                (true, Some(_)) => EdgeCertainty::Known,
                (true, None) => EdgeCertainty::Open,
            };
            all.push(Stretch {
                session,
                from,
                to: until,
                end,
            });
        }
    }
}

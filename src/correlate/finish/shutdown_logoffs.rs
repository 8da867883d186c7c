//! Logoffs that a shutdown caused.

use crate::correlate::finish::boot_ends::BootEnds;
use crate::correlate::near;
use crate::correlate::order::{Item, Pos, effective_time};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{SessionDraft, SourceLink};
use crate::correlate::sessions::end::End;
use crate::correlate::windows::{SHUTDOWN_AND_LOGOFF, SHUTDOWN_PATIENCE};
use crate::domain::join::Join;
use crate::domain::session::{EndDetail, EndKind, Role};
use crate::domain::time::Timestamp;

impl BootEnds {
    /// Rule E5: a logoff that a shutdown caused is marked so, and has the records of that stop as sources
    /// [source 11.3], [source 11.4], [source 11.5].
    pub(crate) fn explain_logoff(&self, items: &[Item<'_>], draft: &mut SessionDraft) {
        // A network logon ends for its own reasons.
        let at_desktop = draft.local.is_some() || draft.kind.is_desktop();
        let logoff = |end: &&mut End| at_desktop && end.kind == EndKind::Logoff;
        let Some(end) = draft.end.as_mut().filter(logoff) else {
            return;
        };
        let Some((pos, at)) = end.pos.and_then(|pos| Some((pos, items.get(pos)?))) else {
            return;
        };
        let mut stop = self.stop_at(items, pos, at);
        if stop.is_empty() {
            stop.extend(self.stop_under_way(items, pos, at).into_iter().flatten());
        }
        if !stop.is_empty() {
            end.detail = Some(EndDetail::Shutdown);
        }
        for marker in stop {
            draft.sources.add(marker, || SourceLink {
                role: Role::Support,
                rule: rules::SHUTDOWN_LOGOFF,
                join: Join::apart("the stop", near::distance(items, marker, pos)),
            });
        }
    }

    /// The records that ask for a stop or show one close to a logoff, in the same start, without
    /// anybody's coming between.
    fn stop_at(&self, items: &[Item<'_>], logoff: Pos, at: &Item<'_>) -> Vec<Pos> {
        let earliest = at.time.minus(SHUTDOWN_AND_LOGOFF);
        let latest = at.time.plus(SHUTDOWN_AND_LOGOFF);
        let from = self.first_marker(items, at, earliest);
        let markers = self.markers.get(from..).unwrap_or_default().iter().copied();
        let in_time = |&marker: &Pos| {
            items.get(marker).is_some_and(|item| {
                run_of(item) == run_of(at) && effective_time(item.event) <= latest
            }) && !self.arrived_between(logoff, marker)
        };
        markers.take_while(in_time).collect()
    }

    /// The request for a stop that was being carried out at a logoff, and the record of that stop:
    /// programs may keep both waiting for minutes.
    fn stop_under_way(&self, items: &[Item<'_>], logoff: Pos, at: &Item<'_>) -> Option<[Pos; 2]> {
        let earliest = at.time.minus(SHUTDOWN_PATIENCE);
        let from = self.first_marker(items, at, earliest);
        let markers = self.markers.get(from..).unwrap_or_default().iter();
        let asked = markers
            .copied()
            .take_while(|&marker| marker < logoff)
            .last()?;
        let stop = self.of_start(items, at.start).0;
        let stop = stop.pos.filter(|_| stop.kind == EndKind::Shutdown)?;
        let in_time = stop == asked || at.is_followed_by(items.get(stop)?, SHUTDOWN_PATIENCE);
        (in_time && !self.arrived_between(asked, stop)).then_some([asked, stop])
    }

    /// The number of the first marker of the run of a record that is not earlier than a moment.
    fn first_marker(&self, items: &[Item<'_>], at: &Item<'_>, earliest: Timestamp) -> usize {
        self.markers.partition_point(|&marker| {
            items.get(marker).is_some_and(|item| {
                run_of(item) < run_of(at)
                    || (run_of(item) == run_of(at) && effective_time(item.event) < earliest)
            })
        })
    }

    /// Whether anybody arrived at a desktop between two records.
    fn arrived_between(&self, after: Pos, before: Pos) -> bool {
        let next = self.arrivals.partition_point(|&arrival| arrival <= after);
        let next = self.arrivals.get(next);
        next.is_some_and(|&arrival| arrival < before)
    }
}

/// A stretch in which times and numbers can be compared.
fn run_of(item: &Item<'_>) -> (u32, u32) {
    (item.start, item.era)
}

//! The records of a host, log by log.

use std::ops::Range;
use std::sync::Arc;

use super::clock_settings::Setting;
use super::item::{Item, effective_time};
use super::items::FactKinds;
use crate::correlate::coverage::{Coverage, SYSTEM};
use crate::correlate::lineages::Lineage;
use crate::correlate::machine_events::MachineEvents;
use crate::correlate::windows::CLOCK_STEP;
use crate::domain::event::{Event, EventIndex, Text};
use crate::domain::time::Timestamp;

/// Measured boots and shutdowns are written minutes later, by a clock that may have been set since:
/// they count only where the System log is missing [source 4.6].
fn is_recorded_better(event: &Event, coverage: &Coverage) -> bool {
    let at = effective_time(event);
    coverage.covers(SYSTEM, at, at)
}

/// How the names of channels with measured boots and shutdowns begin.
const MEASURED: &str = "Microsoft-Windows-Diagnostics-Performance";

/// A channel, and which of its numberings: record ids of two numberings cannot be compared.
pub(super) type LogKey<'a> = (&'a str, u32);

/// The records of one log.
pub(super) struct LogRecords<'a> {
    pub(super) key: LogKey<'a>,
    /// Their range among the records of all logs.
    pub(super) records: Range<usize>,
    /// The latest time of a record.
    latest: Timestamp,
    /// The clock seems to have been set back: a record is older than one before it.
    pub(super) runs_back: bool,
}

/// Records log by log.
#[derive(Default)]
pub(super) struct ByLog<'a> {
    pub(super) items: Vec<Item<'a>>,
    pub(super) logs: Vec<LogRecords<'a>>,
    /// A record shows that the clock was set back.
    pub(super) was_set_back: bool,
    /// Records that no header counts: they are sorted after all others.
    pub(super) recovered: Vec<Item<'a>>,
    /// For each event of the host, in the order of its lists, the number of its kind: computed when an event
    /// is first read, because it is out of the cache when it is read again.
    pub(super) kinds: Vec<u8>,
}

/// Events that several loops read in turn: they fit into a core's first cache.
const AT_A_TIME: usize = 128;

impl<'a> ByLog<'a> {
    /// Sorts the events of a host log by log; `first` is the index of its first event in the case.
    pub(super) fn of(
        events: &'a MachineEvents,
        first: EventIndex,
        coverage: &Coverage,
        lineage: Lineage<'_>,
    ) -> Self {
        let mut by_log = Self::default();
        by_log.items.reserve_exact(events.len());
        by_log.kinds.reserve_exact(events.len());
        let mut indices = (first.0..).map(EventIndex);
        let parts = events
            .lists()
            .iter()
            .flat_map(|list| list.chunks(AT_A_TIME));
        for part in parts {
            let kinds = part.iter().map(|event| FactKinds::number_of(&event.fact));
            by_log.kinds.extend(kinds);
            by_log.was_set_back |= part.iter().any(is_set_back);
            for run in part.chunk_by(is_of_same_log) {
                if run.first().is_some_and(Event::is_recovered) {
                    let items = run.iter().zip(indices.by_ref());
                    let items = items.map(|(event, index)| Item::new(index, event));
                    by_log.recovered.extend(items);
                    continue;
                }
                let is_measured = run.first().is_some_and(|e| e.channel.starts_with(MEASURED));
                let items = run.iter().zip(indices.by_ref());
                let items = items.map(|(event, index)| Item::new(index, event));
                if is_measured || lineage.is_part() {
                    by_log.extend(items.filter(|item| {
                        let is_recorded_better =
                            is_measured && is_recorded_better(item.event, coverage);
                        !is_recorded_better && lineage.has(item.event)
                    }));
                } else {
                    by_log.extend(items);
                }
            }
        }
        // The numberings of a channel may alternate.
        if !by_log.logs.is_sorted_by(|a, b| a.key < b.key) {
            let mut items = std::mem::take(&mut by_log.items);
            by_log.logs.clear();
            items.sort_by_key(|item| key_of(item.event));
            for run in items.chunk_by(|a, b| is_of_same_log(a.event, b.event)) {
                by_log.extend(run.iter().copied());
            }
        }
        by_log
    }

    /// Adds records of one log, to the current log where that is theirs.
    fn extend(&mut self, items: impl Iterator<Item = Item<'a>>) {
        let first = self.items.len();
        self.items.extend(items);
        let added = self.items.get(first..).unwrap_or_default();
        let Some(event) = added.first().map(|item| item.event) else {
            return;
        };
        let key = key_of(event);
        if self.logs.last().is_none_or(|log| log.key != key) {
            self.logs.push(LogRecords {
                key,
                records: first..first,
                latest: event.time,
                runs_back: false,
            });
        }
        if let Some(log) = self.logs.last_mut() {
            log.records.end = first + added.len();
            for item in added {
                log.runs_back |= log.latest.since(item.event.time) > CLOCK_STEP;
                log.latest = log.latest.max(item.event.time);
            }
        }
    }
}

fn is_set_back(event: &Event) -> bool {
    Setting::of(event).is_some_and(|setting| setting.is_back())
}

fn is_of_same_log(a: &Event, b: &Event) -> bool {
    let is_one_text = || Text::ptr_eq(&a.channel, &b.channel) || a.channel == b.channel;
    a.numbering == b.numbering && (Arc::ptr_eq(&a.header, &b.header) || is_one_text())
}

fn key_of(event: &Event) -> LogKey<'_> {
    (&event.channel, event.numbering)
}

//! From where to where each log reaches in each file, by all its records, understood or not.

use std::collections::BTreeMap;

use super::case_files::CaseFiles;
use crate::correlate::logs::{LogSummary, MachineLogs};
use crate::correlate::maps::HashMap;
use crate::correlate::windows::CLOCK_STEP;
use crate::domain::coverage::{LogRuns, Run};
use crate::domain::event::Text;
use crate::domain::time::Timestamp;

/// One log in one file.
#[derive(Clone, Copy)]
pub(super) struct LogExtent {
    /// The file.
    pub file: u32,
    /// Its lowest and its highest number.
    pub numbers: (u64, u64),
    /// Its earliest and its latest time.
    pub times: (Timestamp, Timestamp),
}

impl LogExtent {
    /// Whether all of it is later than all of `earlier`, with numbers that are not all higher.
    pub(super) fn is_later_but_not_higher(&self, earlier: &Self) -> bool {
        self.times.0 > earlier.times.1.plus(CLOCK_STEP) && self.numbers.0 <= earlier.numbers.1
    }

    fn of(file: u32, log: &LogRuns) -> Option<Self> {
        let whole = log.runs.iter().copied().reduce(|mut whole: Run, run| {
            whole.take(&run);
            whole
        })?;
        Some(Self {
            file,
            numbers: (whole.first.record_id, whole.last.record_id),
            times: (whole.earliest, whole.latest),
        })
    }

    /// Where all that is known are the understood records.
    fn of_understood(file: u32, log: &LogSummary) -> Self {
        Self {
            file,
            numbers: log.ids,
            times: log.times,
        }
    }
}

/// The logs of a machine whose numbers are its own, by channel and file.
pub(super) struct LogExtents<'l>(HashMap<(&'l Text, u32), LogExtent>);

impl<'l> LogExtents<'l> {
    /// The extents of the logs for which `counts` is true; in a collector's file the numbers are not
    /// the machine's.
    pub(super) fn of(
        logs: &'l MachineLogs,
        files: &CaseFiles<'_>,
        counts: &dyn Fn(&Text, u32) -> bool,
    ) -> Self {
        let own = logs.iter();
        let own = own.filter(|(channel, file, log)| log.own && counts(channel, *file));
        let extents = own.map(|(channel, file, log)| {
            let runs = files
                .runs
                .logs
                .get(&file)
                .and_then(|logs| logs.get(channel));
            let extent = runs.and_then(|runs| LogExtent::of(file, runs));
            let extent = extent.unwrap_or_else(|| LogExtent::of_understood(file, log));
            ((channel, file), extent)
        });
        Self(extents.collect())
    }

    /// Whether a file holds a log under the machine's own numbers.
    pub(super) fn has(&self, channel: &Text, file: u32) -> bool {
        self.0.contains_key(&(channel, file))
    }

    /// Whether one of two files counts from 1 after the other: the log's file had been removed.
    pub(super) fn began_anew(&self, channel: &Text, a: u32, b: u32) -> bool {
        let (Some(a), Some(b)) = (self.0.get(&(channel, a)), self.0.get(&(channel, b))) else {
            return false;
        };
        let after = |later: &LogExtent, earlier: &LogExtent| {
            later.numbers.0 == 1 && later.times.0.plus(CLOCK_STEP) >= earlier.times.1
        };
        after(a, b) || after(b, a)
    }

    /// The channels with a part that is later than another, but not higher in its numbers.
    pub(super) fn out_of_order(&self) -> BTreeMap<&'l Text, Vec<LogExtent>> {
        let mut channels: BTreeMap<&Text, Vec<LogExtent>> = BTreeMap::new();
        for (&(channel, _), &extent) in &self.0 {
            channels.entry(channel).or_default().push(extent);
        }
        channels.retain(|_, extents| is_out_of_order(extents));
        channels
    }
}

/// Whether any part is later than another but not higher: found in one pass over the parts, of which a
/// machine may have thousands.
fn is_out_of_order(extents: &[LogExtent]) -> bool {
    let mut by_last: Vec<&LogExtent> = extents.iter().collect();
    by_last.sort_by_key(|extent| std::cmp::Reverse(extent.numbers.1));
    let mut by_first = by_last.clone();
    by_first.sort_by_key(|extent| std::cmp::Reverse(extent.numbers.0));
    let mut reaching = by_last.into_iter().peekable();
    // The earliest end of a part with numbers as high as the current one.
    let mut ended: Option<Timestamp> = None;
    by_first.into_iter().any(|later| {
        while let Some(part) = reaching.next_if(|part| part.numbers.1 >= later.numbers.0) {
            ended = Some(ended.map_or(part.times.1, |ended| ended.min(part.times.1)));
        }
        ended.is_some_and(|ended| later.times.0 > ended.plus(CLOCK_STEP))
    })
}

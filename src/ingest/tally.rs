//! Summarises all records of a file, understood or not: that they exist, when their computer was
//! running, and which record numbers the evidence holds.

use std::ops::Range;

use crate::domain::coverage::{RecordPoint, RecordRuns, Run};
use crate::domain::event::Text;
use crate::domain::heartbeats::{HeartbeatCollector, minute_of};
use crate::domain::time::Timestamp;
use crate::evidence::evidence_file::FileContents;

/// A summary of the records of a part of a file.
#[derive(Default)]
pub(super) struct Tally {
    /// Counts, computers and channels.
    pub contents: FileContents,
    /// When the computers were running, until this is joined with the other parts.
    pub heartbeats: HeartbeatCollector,
    /// Which record numbers there are.
    pub runs: RecordRuns,
    open: Option<Stretch>,
}

/// Consecutive records of one computer's log. Nearly all records continue a stretch, which only
/// takes an addition.
struct Stretch {
    computer: Text,
    channel: Text,
    records: u64,
    run: Run,
    /// The latest time in the current minute.
    latest: Timestamp,
    /// The current minute.
    minute: Range<Timestamp>,
}

impl Stretch {
    fn belongs_to(&self, computer: &Text, channel: &Text) -> bool {
        let is = |a: &Text, b: &Text| Text::ptr_eq(a, b) || a == b;
        is(&self.computer, computer) && is(&self.channel, channel)
    }
}

impl Tally {
    /// The summary of a file with the same content. The heartbeats are left out, because they are the
    /// same.
    pub(super) fn of_copy(&self, file: u32) -> Self {
        Self {
            contents: self.contents.clone(),
            runs: self.runs.of_copy(file),
            ..Self::default()
        }
    }

    /// Adds one record.
    pub(super) fn record(&mut self, computer: &Text, channel: &Text, mark: RecordPoint) {
        match &mut self.open {
            Some(stretch)
                if stretch.belongs_to(computer, channel)
                    && stretch.run.is_continued_with(&mark) =>
            {
                stretch.records += 1;
                stretch.run.take_one(mark);
                if stretch.minute.contains(&mark.time) {
                    stretch.latest = mark.time.max(stretch.latest);
                } else {
                    self.heartbeats.add(computer, stretch.latest);
                    stretch.latest = mark.time;
                    stretch.minute = minute_of(mark.time);
                }
            }
            _ => {
                self.close();
                self.open = Some(Stretch {
                    computer: Text::clone(computer),
                    channel: Text::clone(channel),
                    records: 1,
                    run: Run::of(mark),
                    latest: mark.time,
                    minute: minute_of(mark.time),
                });
            }
        }
    }

    /// Adds the records that are still pending.
    pub(super) fn close(&mut self) {
        if let Some(stretch) = self.open.take() {
            let (computer, channel, run) = (&stretch.computer, &stretch.channel, stretch.run);
            self.heartbeats.add(computer, stretch.latest);
            let times = (run.earliest, run.latest);
            self.contents
                .count(stretch.records, times, computer, channel);
            self.runs.add(computer, channel, run);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Span;

    #[test]
    fn the_latest_time_of_each_minute_is_kept() {
        let mut tally = Tally::default();
        let (computer, channel) = (Text::from("HOST"), Text::from("Security"));
        let start = Timestamp::parse("2025-03-03T08:00:00Z").expect("a time");
        let at = |seconds| start.plus(Span::seconds(seconds));
        for (record_id, seconds) in (1..).zip([0, 59, 30, 60, 119, -1, 120]) {
            let mark = RecordPoint {
                file: 0,
                chunk: 0,
                record_id,
                time: at(seconds),
            };
            tally.record(&computer, &channel, mark);
        }
        tally.close();
        assert_eq!(tally.contents.records, 7);
        let mut heartbeats = HeartbeatCollector::default();
        heartbeats.merge(tally.heartbeats);
        let heartbeats = heartbeats.finish();
        let last = |before| {
            let names = std::iter::once(&computer);
            heartbeats.last_between(names, at(-1000), at(before))
        };
        assert_eq!(last(0), Some(at(-1)));
        assert_eq!(last(60), Some(at(59)));
        assert_eq!(last(120), Some(at(119)));
        assert_eq!(last(1000), Some(at(120)));
    }
}

//! What every record of a file tells, understood or not: that it is there, when its computer was
//! alive, and which record numbers the evidence holds.

use std::ops::Range;

use crate::domain::coverage::{RecordPoint, RecordRuns, Run};
use crate::domain::event::Text;
use crate::domain::heartbeats::{HeartbeatCollector, minute_of};
use crate::domain::time::Timestamp;
use crate::evidence::evidence_file::FileContents;

/// What the records of a part of a file told.
#[derive(Default)]
pub struct Tally {
    /// Counts, computers and channels.
    pub contents: FileContents,
    /// When the computers were alive, until that is joined with what other parts told.
    pub heartbeats: HeartbeatCollector,
    /// Record numbers.
    pub runs: RecordRuns,
    open: Option<Stretch>,
}

/// Records of one computer's log that follow one another: nearly all do, and cost an addition.
struct Stretch {
    computer: Text,
    channel: Text,
    records: u64,
    run: Run,
    /// The last moment of the minute at hand.
    pulse: Timestamp,
    /// That minute.
    minute: Range<Timestamp>,
}

impl Stretch {
    fn is_of(&self, computer: &Text, channel: &Text) -> bool {
        let is = |a: &Text, b: &Text| Text::ptr_eq(a, b) || a == b;
        is(&self.computer, computer) && is(&self.channel, channel)
    }
}

impl Tally {
    /// What a file of the same content told, but for the pulses, which are the same ones.
    pub fn of_copy(&self, file: u32) -> Self {
        Self {
            contents: self.contents.clone(),
            runs: self.runs.of_copy(file),
            ..Self::default()
        }
    }

    /// Takes note of one record.
    pub fn record(&mut self, computer: &Text, channel: &Text, mark: RecordPoint) {
        match &mut self.open {
            Some(stretch)
                if stretch.is_of(computer, channel) && stretch.run.is_continued_with(&mark) =>
            {
                stretch.records += 1;
                stretch.run.take_one(mark);
                if stretch.minute.contains(&mark.time) {
                    stretch.pulse = mark.time.max(stretch.pulse);
                } else {
                    self.heartbeats.add(computer, stretch.pulse);
                    stretch.pulse = mark.time;
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
                    pulse: mark.time,
                    minute: minute_of(mark.time),
                });
            }
        }
    }

    /// Enters what was not entered yet.
    pub fn close(&mut self) {
        if let Some(stretch) = self.open.take() {
            let (computer, channel, run) = (&stretch.computer, &stretch.channel, stretch.run);
            self.heartbeats.add(computer, stretch.pulse);
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
    fn the_last_moment_of_each_minute_is_kept() {
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

//! What every record of a file tells, understood or not: that it is there, when its computer was
//! alive, and which record numbers the evidence holds.

use std::ops::Range;

use crate::domain::coverage::{Mark, RecordRuns, Run};
use crate::domain::event::Text;
use crate::domain::pulse::{PulseReader, minute_of};
use crate::domain::time::Timestamp;
use crate::evidence::file::EvidenceFile;

/// What the records of a part of a file told.
pub struct Tally {
    /// Counts, computers and channels.
    pub counts: EvidenceFile,
    /// When the computers were alive, until that is joined with what other parts told.
    pub pulses: PulseReader,
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
    /// Nothing was read of this file yet.
    pub fn new(file: &EvidenceFile) -> Self {
        Self {
            counts: EvidenceFile::new(file.path.clone(), file.name.clone(), file.size),
            pulses: PulseReader::default(),
            runs: RecordRuns::default(),
            open: None,
        }
    }

    /// What a file of the same content told, but for the pulses, which are the same ones.
    pub fn of_copy(&self, copy: &EvidenceFile, file: u32) -> Self {
        let counts = EvidenceFile {
            path: copy.path.clone(),
            name: copy.name.clone(),
            ..self.counts.clone()
        };
        Self {
            counts,
            pulses: PulseReader::default(),
            runs: self.runs.of_copy(file),
            open: None,
        }
    }

    /// Takes note of one record.
    pub fn record(&mut self, computer: &Text, channel: &Text, mark: Mark) {
        match &mut self.open {
            Some(stretch)
                if stretch.is_of(computer, channel) && stretch.run.is_continued_with(&mark) =>
            {
                stretch.records += 1;
                stretch.run.take_one(mark);
                if stretch.minute.contains(&mark.time) {
                    stretch.pulse = mark.time.max(stretch.pulse);
                } else {
                    self.pulses.add(computer, stretch.pulse);
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
            self.pulses.add(computer, stretch.pulse);
            let times = (run.earliest, run.latest);
            self.counts.count(stretch.records, times, computer, channel);
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
        let file = EvidenceFile::new("a".into(), "a".to_owned(), 0);
        let mut tally = Tally::new(&file);
        let (computer, channel) = (Text::from("HOST"), Text::from("Security"));
        let start = Timestamp::parse("2025-03-03T08:00:00Z").expect("a time");
        let at = |seconds| start.plus(Span::seconds(seconds));
        for (record_id, seconds) in (1..).zip([0, 59, 30, 60, 119, -1, 120]) {
            let mark = Mark {
                file: 0,
                chunk: 0,
                record_id,
                time: at(seconds),
            };
            tally.record(&computer, &channel, mark);
        }
        tally.close();
        assert_eq!(tally.counts.records, 7);
        let mut pulses = PulseReader::default();
        pulses.merge(tally.pulses);
        let pulses = pulses.finish();
        let last = |before| {
            let names = std::iter::once(&computer);
            pulses.last_between(names, at(-1000), at(before))
        };
        assert_eq!(last(0), Some(at(-1)));
        assert_eq!(last(60), Some(at(59)));
        assert_eq!(last(120), Some(at(119)));
        assert_eq!(last(1000), Some(at(120)));
    }
}

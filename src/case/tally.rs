//! What every record of a file tells, understood or not: that it is there, when its computer was
//! alive, and which record numbers the evidence holds.

use crate::domain::coverage::{Mark, RecordRuns, Run};
use crate::domain::event::Text;
use crate::domain::pulse::{PulseReader, minute};
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
        let run = Run::of(mark);
        match &mut self.open {
            Some(stretch)
                if stretch.computer == *computer
                    && stretch.channel == *channel
                    && stretch.run.is_continued_by(&run) =>
            {
                stretch.records += 1;
                stretch.run.take(&run);
                if minute(stretch.pulse) == minute(mark.time) {
                    stretch.pulse = mark.time.max(stretch.pulse);
                } else {
                    self.pulses.add(computer, stretch.pulse);
                    stretch.pulse = mark.time;
                }
            }
            _ => {
                self.close();
                self.open = Some(Stretch {
                    computer: Text::clone(computer),
                    channel: Text::clone(channel),
                    records: 1,
                    run,
                    pulse: mark.time,
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

//! Decides from the first and last chunk whether a log can be skipped. A triage folder has hundreds
//! of logs that hold nothing of interest, and they make up most of its bytes.

use std::collections::BTreeSet;

use super::chunk_reader::ChunkReader;
use super::orphan::Orphan;
use super::part::FilePart;
use super::row::{RecordRow, RowSink};
use super::tally::Tally;
use crate::decode::RECORD_KINDS;
use crate::domain::coverage::RecordRuns;
use crate::domain::event::{Event, Text};
use crate::evidence::binxml::locate;
use crate::evidence::evidence_file::EvidenceFile;
use crate::evidence::evtx::chunk_offset;
use crate::evidence::evtx::chunks::{ReadBuffer, read_chunks};
use crate::evidence::evtx::header::{check_header, chunk_count, last_chunk};

/// A log with fewer chunks is read as quickly as it is checked.
const MIN_CHUNKS: u32 = 3;
/// This channel holds records of other machines' logs of any kind.
const FORWARDED: &str = "ForwardedEvents";

/// Checks whether a log can be skipped. Returns a part with the summary of two of its chunks, or
/// `None` if the log must be read. To be skipped, it must have the name of a live log and be
/// complete, and both chunks must hold only records of the channel of that name, with the record
/// numbers that they were written with: an export of selected records is renumbered.
pub(super) fn skip(
    file: &EvidenceFile,
    index: u32,
    reader: &mut ChunkReader,
    buffer: &mut ReadBuffer,
) -> Option<FilePart> {
    let channel = channel_of(&file.name)?;
    let source = &*file.source;
    let chunks = chunk_count(source.size());
    let is_whole = source.size() == chunk_offset(chunks);
    if is_known(&channel) || chunks < MIN_CHUNKS || !is_whole {
        return None;
    }
    if check_header(source).is_some() {
        return None;
    }
    let last = last_chunk(source).filter(|&last| last > 0)?;
    let mut tally = Tally::default();
    for number in [0, last] {
        let mut seen = SeenRecords {
            file: index,
            tally: &mut tally,
            channels: BTreeSet::new(),
            numbers: Vec::new(),
        };
        let mut is_plain = false;
        let range = number..number + 1;
        let problems = read_chunks(file, range, buffer, &mut |chunk, report| {
            let mut located = Vec::new();
            if chunk.is_sound && locate(chunk.bytes, &mut located).is_some() {
                reader.read(chunk, report, &mut seen);
                let numbers = located.iter().map(|record| record.header_record);
                is_plain = !located.is_empty() && numbers.eq(seen.numbers.iter().copied());
            }
            true
        });
        let has_one_channel = seen.channels.len() == 1
            && seen
                .channels
                .iter()
                .all(|c| c.eq_ignore_ascii_case(&channel));
        if !problems.is_empty() || !is_plain || !has_one_channel {
            return None;
        }
    }
    tally.close();
    tally.contents.skipped = Some(chunks.saturating_sub(2));
    // Chunks that were skipped are not a gap in the log.
    tally.runs = RecordRuns::default();
    Some(FilePart::new(index, tally))
}

/// The channel that a live log is named after.
fn channel_of(name: &str) -> Option<String> {
    let name = name.rsplit('/').next()?;
    let (stem, kind) = name.rsplit_once('.')?;
    kind.eq_ignore_ascii_case("evtx")
        .then(|| stem.replace("%4", "/"))
}

/// Whether a channel may hold records that Whence understands.
fn is_known(channel: &str) -> bool {
    let mut known = RECORD_KINDS.iter().map(|row| row.channel);
    channel.eq_ignore_ascii_case(FORWARDED) || known.any(|k| k.eq_ignore_ascii_case(channel))
}

struct SeenRecords<'t> {
    file: u32,
    tally: &'t mut Tally,
    channels: BTreeSet<Text>,
    numbers: Vec<u64>,
}

impl RowSink for SeenRecords<'_> {
    fn file(&self) -> u32 {
        self.file
    }

    fn take(&mut self, row: RecordRow<'_>) {
        self.tally.record(row.computer, row.channel, row.mark);
        self.numbers.push(row.mark.record_id);
        if !self.channels.contains(row.channel) {
            self.channels.insert(Text::clone(row.channel));
        }
    }

    fn count_slow(&mut self) {
        self.tally.contents.slow += 1;
    }

    fn recover(&mut self, _: Event) {}

    fn keep_orphan(&mut self, _: Orphan) {}

    fn note_template(&mut self, _: u32, _: u32, _: u32) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_name_of_a_live_log_gives_its_channel() {
        let of = |name| channel_of(name).unwrap_or_default();
        assert_eq!(
            of("a/b/Microsoft-Windows-Bits-Client%4Operational.evtx"),
            "Microsoft-Windows-Bits-Client/Operational"
        );
        assert_eq!(of("Setup.EVTX"), "Setup");
        assert_eq!(channel_of("notes"), None);
        assert!(is_known("security") && is_known("forwardedevents") && is_known("Application"));
        assert!(!is_known("Setup"));
    }
}

//! The key that identifies a record, whatever else was loaded with it and in which order.

use std::collections::BTreeMap;
use std::fmt;

use super::activity::ArtefactEntry;
use super::mark::Mark;
use super::record::Record;
use super::time::Timestamp;

/// A record's number and time, its channel and its computer: the same in every copy of the record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordKey(String);

/// The examiner's marks on single records: comment and bookmark.
pub type RecordMarks = BTreeMap<RecordKey, Mark>;

impl RecordKey {
    /// The key of a record.
    pub fn of(record: &Record) -> Self {
        let ticks = record.time.ticks();
        Self(format!(
            "{}@{ticks}|{}|{}",
            record.record_id, record.channel, record.computer
        ))
    }

    /// The key of what an artefact of a host and an owner states. The folders above it count for nothing: another
    /// collection has others.
    pub fn of_artefact(entry: &ArtefactEntry, path: &str, (host, owner): (&str, &str)) -> Self {
        let ticks = entry.time.map_or(0, Timestamp::ticks);
        let name = path.rsplit('/').next().unwrap_or_default();
        let stream = entry.entry.as_deref().unwrap_or_default();
        let object = entry.object.as_deref().unwrap_or_default();
        Self(format!(
            "{}@{ticks}|{} {}|{host}|{owner}|{name}|{stream}|{object}",
            entry.offset, entry.artefact, entry.kind
        ))
    }

    /// Reads what `Display` wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, rest) = text.split_once('|')?;
        let (record_id, ticks) = number.split_once('@')?;
        let is_key =
            record_id.parse::<u64>().is_ok() && ticks.parse::<i64>().is_ok() && rest.contains('|');
        is_key.then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::RecordKey;

    #[test]
    fn only_keys_are_read() {
        let key = "4711@132449000000000000|Security|DC01.example";
        assert_eq!(
            RecordKey::parse(key).map(|key| key.to_string()).as_deref(),
            Some(key)
        );
        for wrong in [
            "",
            "4711|Security|DC01",
            "x@1|Security|DC01",
            "4711@1|Security",
        ] {
            assert_eq!(RecordKey::parse(wrong), None, "{wrong}");
        }
    }
}

//! What each evidence file covers: which logs, from when to when, and when they were cleared. That a
//! session is missing means something only where the evidence covers the time.

use std::collections::{BTreeMap, BTreeSet};

use super::group_keys::identity_label;
use super::host_name::is_called;
use crate::case::{Case, EvidenceFile};
use crate::domain::account::{fold, same_name};
use crate::domain::coverage::{ChannelCoverage, Gap};
use crate::domain::event::Text;
use crate::domain::record::{Record, RecordDetail};
use crate::domain::session::HostIndex;
use crate::domain::time::Timestamp;

/// One row of the evidence table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileCoverage {
    /// Index into the case's files.
    pub file: u32,
    /// Its name, relative to the path that was given.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// Computers named by its records, as logged.
    pub hosts: Vec<String>,
    /// Channels named by its records.
    pub channels: Vec<String>,
    /// Earliest record.
    pub first: Option<Timestamp>,
    /// Latest record.
    pub last: Option<Timestamp>,
    /// Records read.
    pub records: u64,
    /// Records that Whence understands.
    pub understood: u64,
    /// Records and chunks that could not be read.
    pub damaged: u64,
    /// Why it was not read, or only in part, and what is unusual about it; empty where nothing is.
    pub note: String,
    /// When this log was cleared, and by whom. What it held before is lost.
    pub cleared: Vec<(Timestamp, String)>,
    /// Missing record numbers next to its own, which no other file has either.
    pub gaps: Vec<Gap>,
    /// When the numbering of a log in it starts at 1 again, because its file had been removed.
    pub restarts: Vec<Timestamp>,
}

/// One row for each evidence file, in the case's order.
pub fn files(case: &Case) -> Vec<FileCoverage> {
    let clears = clearings(case);
    (0..)
        .zip(&case.files)
        .map(|(index, file)| FileCoverage {
            file: index,
            name: file.name.clone(),
            size: file.source.size(),
            hosts: file
                .contents
                .computers
                .iter()
                .map(ToString::to_string)
                .collect(),
            channels: file
                .contents
                .channels
                .iter()
                .map(ToString::to_string)
                .collect(),
            first: file.contents.first,
            last: file.contents.last,
            records: file.contents.records,
            understood: file.contents.understood,
            damaged: file.contents.damaged,
            note: note(case, file),
            cleared: clears
                .iter()
                .filter(|clear| clear.concerns(&file.contents.channels, &file.contents.computers))
                .map(|clear| (clear.event.time, clear.who.clone()))
                .collect(),
            gaps: gaps_of(case, index),
            restarts: restarts_of(case, index),
        })
        .collect()
}

/// Why a file was not read, or only in part, and what is unusual about it.
fn note(case: &Case, file: &EvidenceFile) -> String {
    let original = file
        .copy_of
        .and_then(|index| case.files.get(index as usize));
    if let Some(original) = original {
        return format!("same content as {}", original.name);
    }
    let mut words = Vec::new();
    if let Some(chunks) = file.contents.skipped {
        words.push(format!(
            "{chunks} chunks not read: this log says nothing of sessions"
        ));
    } else if file.contents.records > 0 && file.contents.understood == 0 {
        words.push("none of its records is of a kind that is known".to_owned());
    }
    if file.contents.recovered > 0 {
        words.push(format!(
            "{} records were recovered from parts that no header counts",
            file.contents.recovered
        ));
    }
    words.join("; ")
}

/// The gaps that begin or end at a record of a file.
fn gaps_of(case: &Case, file: u32) -> Vec<Gap> {
    let all = case.coverage.iter().flat_map(|log| &log.gaps);
    let beside = |gap: &&Gap| gap.after.file == file || gap.before.file == file;
    all.filter(beside).copied().collect()
}

fn restarts_of(case: &Case, file: u32) -> Vec<Timestamp> {
    let all = case.coverage.iter().flat_map(ChannelCoverage::restarts);
    let here = all.filter(|mark| mark.file == file);
    here.map(|mark| mark.time).collect()
}

/// A log that was cleared.
#[derive(Clone, Debug)]
pub struct ClearedLogEntry<'a> {
    /// When, and on which computer.
    pub event: &'a Record,
    /// The channel of the log.
    pub channel: &'a str,
    /// Who cleared it.
    pub who: String,
}

/// Every recorded clearing of a log, in the order of the records.
pub fn clearings(case: &Case) -> Vec<ClearedLogEntry<'_>> {
    case.records
        .iter()
        .filter_map(|event| match event.detail.as_deref() {
            Some(RecordDetail::LogCleared { channel, who }) => Some(ClearedLogEntry {
                event,
                channel,
                who: identity_label(who),
            }),
            _ => None,
        })
        .collect()
}

/// When the Security log of each host was cleared last, by host.
pub fn security_cleared(case: &Case) -> Vec<Option<Timestamp>> {
    let mut last = vec![None; case.hosts.len()];
    let security = clearings(case)
        .into_iter()
        .filter(|clearing| same_name(clearing.channel, "Security"));
    for clearing in security {
        for (host, time) in case.hosts.iter().zip(&mut last) {
            if is_called(host, &clearing.event.computer) {
                *time = (*time).max(Some(clearing.event.time));
            }
        }
    }
    last
}

impl ClearedLogEntry<'_> {
    /// A clearing concerns every file that holds that log of that host. The record itself may be in
    /// another log: 104 is written to System, whichever log was cleared.
    fn concerns(&self, channels: &BTreeSet<Text>, computers: &BTreeSet<Text>) -> bool {
        let same_log = channels.iter().any(|held| same_name(held, self.channel));
        same_log && computers.contains(&self.event.computer)
    }
}

/// The time of the last record of each host. Open sessions are drawn up to there, because nothing was
/// recorded after it.
pub fn last_seen(case: &Case) -> BTreeMap<HostIndex, Timestamp> {
    seen(case, |file| file.contents.last, Timestamp::max)
}

/// The time of the first record of each host. A session whose begin is not in the evidence is not
/// placed before it.
pub fn first_seen(case: &Case) -> BTreeMap<HostIndex, Timestamp> {
    seen(case, |file| file.contents.first, Timestamp::min)
}

fn seen(
    case: &Case,
    moment: fn(&EvidenceFile) -> Option<Timestamp>,
    pick: fn(Timestamp, Timestamp) -> Timestamp,
) -> BTreeMap<HostIndex, Timestamp> {
    let mut by_name: BTreeMap<String, Timestamp> = BTreeMap::new();
    for file in &case.files {
        let Some(moment) = moment(file) else { continue };
        for computer in &file.contents.computers {
            let seen = by_name.entry(fold(computer)).or_insert(moment);
            *seen = pick(*seen, moment);
        }
    }
    (0..)
        .zip(&case.hosts)
        .filter_map(|(index, host)| {
            let moments = host
                .names()
                .filter_map(|name| by_name.get(&fold(name)).copied());
            Some((HostIndex(index), moments.reduce(pick)?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::{alias, at, case_of, cleared};
    use crate::evidence::evidence_file::EvidenceFile;
    use crate::evidence::source::file::FileSource;

    fn file(name: &str, channel: &str, last: i64) -> EvidenceFile {
        let mut file = EvidenceFile::new(FileSource::new(name, 69_632), name);
        file.contents
            .count(2, (at(0), at(last)), &"DC01".into(), &channel.into());
        file
    }

    fn two_logs() -> Case {
        let mut case = case_of(Vec::new());
        case.files = vec![
            file("Security.evtx", "Security", 500),
            file("System.evtx", "System", 900),
        ];
        let records = vec![
            cleared(100, "Security", "Security", 0),
            cleared(200, "System", "System", 1),
        ];
        case.records = vec![records].into();
        case
    }

    #[test]
    fn each_file_shows_its_own_clearing() {
        let rows = files(&two_logs());
        assert_eq!(rows[0].cleared, [(at(100), "C137\\rick".to_owned())]);
        assert_eq!(rows[1].cleared, [(at(200), "C137\\rick".to_owned())]);
        assert_eq!((rows[0].records, rows[0].last), (2, Some(at(500))));
        assert_eq!(rows[1].hosts, ["DC01"]);
    }

    #[test]
    fn a_clearing_recorded_in_another_log_belongs_to_the_log_it_names() {
        let mut case = two_logs();
        case.records = vec![vec![cleared(300, "System", "Security", 1)]].into();
        let rows = files(&case);
        assert_eq!(rows[0].cleared.len(), 1);
        assert!(rows[1].cleared.is_empty());
    }

    #[test]
    fn the_latest_file_decides_when_a_host_was_last_seen() {
        let mut case = two_logs();
        case.hosts[0].aliases = vec![alias("dc01")];
        assert_eq!(last_seen(&case).get(&HostIndex(0)), Some(&at(900)));
    }
}

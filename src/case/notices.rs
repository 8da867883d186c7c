//! Notices for the examiner in addition to the sessions: what was not read, what was not
//! understood, and why there are no sessions.

use std::collections::BTreeMap;

use crate::domain::event::Text;
use crate::domain::session::Session;
use crate::evidence::evidence_file::EvidenceFile;
use crate::evidence::other_files::OtherFiles;

/// The notices of a case, one sentence each.
pub(super) fn of(
    passed_over: &OtherFiles,
    of_other_providers: &BTreeMap<(Text, Text), u64>,
    files: &[EvidenceFile],
    sessions: &[Session],
) -> Vec<String> {
    let mut all = Vec::from_iter(passed_over.sentence());
    let others = of_other_providers.iter();
    all.extend(others.map(|((provider, channel), count)| {
        let (records, are) = match count {
            1 => ("record", "is"),
            _ => ("records", "are"),
        };
        format!("{count} {records} of {provider} in channel {channel} {are} not understood")
    }));
    if sessions.is_empty() && !files.is_empty() {
        all.push(why_no_sessions(files));
    }
    all
}

/// Explains why event logs yield no sessions: no record describes one, none was understood, or
/// there are none.
fn why_no_sessions(files: &[EvidenceFile]) -> String {
    let sum = |count: fn(&EvidenceFile) -> u64| files.iter().map(count).sum::<u64>();
    let read = sum(|file| file.contents.records);
    let understood = sum(|file| file.contents.understood) + sum(|file| file.contents.recovered);
    let logs = match files.len() {
        1 => "1 event log".to_owned(),
        count => format!("{count} event logs"),
    };
    let skipped = files
        .iter()
        .filter(|file| file.contents.skipped.is_some())
        .count();
    if read == 0 {
        format!("no records: {logs} with none in them")
    } else if understood == 0 && skipped == files.len() {
        format!("nothing to understand: {logs} of channels that say nothing of sessions")
    } else if understood == 0 {
        format!("nothing was understood: {read} records in {logs}, none of a kind that is known")
    } else {
        format!(
            "no sessions: {read} records in {logs} were read and {understood} understood, and none tells \
             of a session"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;
    use crate::evidence::source::file::FileSource;

    fn log(records: u64, understood: u64) -> EvidenceFile {
        let mut file = EvidenceFile::new(FileSource::new("a", 69_632), "a");
        let time = Timestamp::from_ticks(0);
        file.contents
            .count(records, (time, time), &"HOST".into(), &"Security".into());
        file.contents.understood = understood;
        file
    }

    fn notices_of(files: &[EvidenceFile]) -> String {
        of(&OtherFiles::default(), &BTreeMap::new(), files, &[]).join("|")
    }

    #[test]
    fn no_sessions_are_explained_in_three_ways() {
        let no_sessions = notices_of(&[log(7, 2), log(3, 0)]);
        assert!(no_sessions.starts_with("no sessions: 10 records in 2 event logs"));
        let nothing_known = notices_of(&[log(7, 0)]);
        assert!(nothing_known.starts_with("nothing was understood: 7 records in 1 event log,"));
        assert!(notices_of(&[log(0, 0)]).starts_with("no records: 1 event log"));
        assert_eq!(notices_of(&[]), "");
    }

    #[test]
    fn each_unknown_provider_is_named_once() {
        let others = BTreeMap::from([
            (("A-Product".into(), "Security".into()), 4),
            (("B-Product".into(), "Security".into()), 1),
        ]);
        let expected = [
            "4 records of A-Product in channel Security are not understood",
            "1 record of B-Product in channel Security is not understood",
        ];
        assert_eq!(of(&OtherFiles::default(), &others, &[], &[]), expected);
    }
}

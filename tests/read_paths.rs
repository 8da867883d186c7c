//! The fast path gives the same rows as the slow path for every record.

#[path = "read_paths/agreement.rs"]
mod agreement;
mod common;
#[path = "read_paths/mutation.rs"]
mod mutation;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use common::evtx_writer::{Payload, Record, Value, write_evtx};
use common::records::Account;
use common::records::security::{Process, process_starts};
use common::records::system::unexpected_shutdown;
use whence::domain::event::{Fact, Luid};
use whence::evidence::discover::{Search, discover};
use whence::evidence::evidence_file::EvidenceFile;
use whence::ingest::files::{IngestResult, read_files};
use whence::ingest::options::ReadOptions;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;

fn read_by(paths: &[PathBuf], slow_path_only: bool) -> (Vec<EvidenceFile>, IngestResult) {
    let mut files = discover(paths, &Search::LOGS).files;
    let options = ReadOptions {
        slow_path_only,
        every_log: true,
        every_copy: true,
    };
    let (progress, cancel) = (Progress::default(), CancelToken::default());
    let found = read_files(&mut files, options, &progress, &cancel).expect("not cancelled");
    (files, found)
}

/// All events in text form.
fn lines(read: &IngestResult) -> Vec<String> {
    let events = read.events.iter().flatten().chain(&read.recovered);
    events
        .map(|event| {
            let mut line = String::new();
            write!(line, "{event:?}").expect("writing to a String cannot fail");
            line
        })
        .collect()
}

/// Reads the paths by both decoders, asserts equal rows, and returns the number of records and how
/// many of them took the slow path unnecessarily.
fn compare(paths: &[PathBuf]) -> (u64, u64) {
    let (mut files, fast) = read_by(paths, false);
    let (mut by_slow, slow) = read_by(paths, true);
    let slow_records: u64 = files.iter().map(|file| file.contents.slow).sum();
    for file in files.iter_mut().chain(&mut by_slow) {
        file.contents.slow = 0;
    }
    for (a, b) in files.iter().zip(&by_slow) {
        let kind = |file: &EvidenceFile| (file.name.clone(), file.has_no_checksums);
        assert_eq!((kind(a), &a.contents), (kind(b), &b.contents));
    }
    for (a, b) in lines(&fast).iter().zip(&lines(&slow)) {
        assert_eq!(a, b);
    }
    let count = |read: &IngestResult| read.events.iter().map(Vec::len).sum::<usize>();
    assert_eq!(count(&fast), count(&slow));
    assert_eq!(fast.recovered.len(), slow.recovered.len());
    assert_eq!(fast.of_other_providers, slow.of_other_providers);
    assert_eq!(fast.heartbeats, slow.heartbeats);
    assert_eq!(fast.runs, slow.runs);
    assert_eq!(fast.problems, slow.problems);
    (
        files.iter().map(|file| file.contents.records).sum(),
        slow_records,
    )
}

#[test]
fn both_paths_give_the_same_rows_on_the_sample_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_logs");
    let (records, slow) = compare(&[folder]);
    assert!(records > 1000, "{records}");
    assert!(
        slow * 20 < records,
        "{slow} of {records} took the slow path"
    );
}

/// Such a start is decoded by comparison with the record before it. The subject's logon id varies,
/// but if the process runs under another token, the fact has that token's logon id.
#[test]
fn a_process_started_under_another_token_has_that_tokens_logon_id() {
    let anna = Account::new("S-1-5-21-1-2-3-1104", "LARKFIELD", "anna");
    let process = Process {
        id: 0x4d2,
        path: "C:\\Windows\\System32\\cmd.exe",
        command_line: "cmd",
        parent_id: 0x10,
        parent_path: "C:\\Windows\\explorer.exe",
        elevated: false,
    };
    let ids = [
        (0x3e7, 0x3e7),
        (0x5000, 0x3e7),
        (0x6000, 0x3e7),
        (0x7000, 0),
        (0x8000, 0),
        (0x9000, 0xa000),
        (0xb000, 0xa000),
    ];
    let records = (1..).zip(ids).map(|(number, (subject, target))| {
        let mut record = process_starts(&anna, subject, &process, 2);
        record.record_id = number;
        record.time = 133_854_624_001_234_567 + number;
        "WS-ANNA".clone_into(&mut record.computer);
        if let Payload::EventData(fields) = &mut record.payload {
            for (name, value) in fields {
                if *name == "TargetLogonId" {
                    *value = Value::HexInt64(target);
                }
            }
        }
        record
    });
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("Security.evtx");
    std::fs::write(&path, write_evtx(&records.collect::<Vec<_>>())).expect("written");
    assert_eq!(compare(std::slice::from_ref(&path)), (7, 0));
    let (_, read) = read_by(&[path], false);
    let luids = read.events.iter().flatten().map(|event| match &event.fact {
        Fact::ProcessStarted(start) => start.luid.map(Luid::number),
        other => panic!("{other:?}"),
    });
    let luids: Vec<Option<u64>> = luids.collect();
    // Windows' own ids are no logons: whoever asked for the start acted.
    let own = [0x3e7, 0x5000, 0x6000, 0x7000, 0x8000, 0xa000, 0xa000];
    assert_eq!(luids, own.map(Some));
}

/// A record of the event log service with these unnamed strings.
fn classic(event_id: u16, texts: &[&str], binary: &[u8]) -> Record {
    Record {
        event_id,
        payload: Payload::Unnamed {
            strings: texts.iter().map(|&text| text.to_owned()).collect(),
            binary: binary.to_vec(),
        },
        ..unexpected_shutdown("08:00:00", "3/3/2025")
    }
}

/// The slow path does not render a single text as a list but in another form. If there is none,
/// only 6011 needs them.
#[test]
fn both_paths_give_the_same_rows_on_unnamed_strings() {
    let lists: [(&[&str], u64); 9] = [
        (&["WS-OLD", "WS-NEW"], 0),
        (&["9:59:13 AM", "4/6/2012", "", "", "184693", "", ""], 0),
        (&["", ""], 0),
        (&["", "WS-NEW"], 0),
        (&["WS-OLD", ""], 0),
        (&["a \"b\"\n", "\u{1f600}\u{e9}\\"], 0),
        (&["7"], 4),
        (&[""], 4),
        (&[], 2),
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("System.evtx");
    for (texts, slow) in lists {
        let records = (1..).zip([(6008, 0), (6011, 0), (6008, 8), (6011, 8)]);
        let records = records.map(|(number, (event_id, size))| Record {
            record_id: number,
            time: 133_854_624_001_234_567 + number,
            computer: "WS-ANNA".to_owned(),
            ..classic(event_id, texts, &vec![0xab; size])
        });
        let log = write_evtx(&records.collect::<Vec<_>>());
        std::fs::write(&path, log).expect("written");
        assert_eq!(compare(std::slice::from_ref(&path)), (4, slow), "{texts:?}");
    }
}

#[test]
fn both_paths_give_the_same_rows_on_real_evidence() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.exists() {
        println!("skipped: no evidence beside the checkout");
        return;
    }
    let (records, slow) = compare(&[corpus]);
    println!("{records} records, {slow} of them by the slow path");
    assert!(
        slow * 10 < records,
        "{slow} of {records} took the slow path"
    );
}

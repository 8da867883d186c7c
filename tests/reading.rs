//! Evidence that is not read: logs without records about sessions, and copies. Only the running
//! time may show it.

mod common;

use std::path::{Path, PathBuf};

use common::evtx_writer::{Payload, Provider, Record, Value, damage, write_evtx};
use whence::case::Case;
use whence::case::load::load_with;
use whence::domain::mark::Marked;
use whence::export::batches::write;
use whence::export::jsonl::JSON_LINES;
use whence::export::sessions::SessionTable;
use whence::ingest::options::ReadOptions;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;

const NETWORK: &str = "Microsoft-Windows-NetworkProfile/Operational";
const NETWORK_FILE: &str = "Microsoft-Windows-NetworkProfile%4Operational.evtx";

fn record(record_id: u64, channel: &'static str) -> Record {
    Record {
        provider: Provider {
            name: "Microsoft-Windows-NetworkProfile",
            guid: None,
            event_source: None,
        },
        channel,
        computer: "FS01.larkfield.example".to_owned(),
        event_id: 59,
        qualifiers: None,
        version: 0,
        level: 4,
        task: 0,
        opcode: 0,
        keywords: 0,
        record_id,
        time: 133_854_624_001_234_567 + record_id * 10_000_000,
        process_id: 700,
        thread_id: 1234,
        activity_id: None,
        user_sid: None,
        payload: Payload::EventData(vec![("name", Value::text("x".repeat(100)))]),
    }
}

fn network_profile(channel: &'static str) -> Vec<Record> {
    (1..=1000).map(|id| record(id, channel)).collect()
}

fn load(path: &Path, options: ReadOptions) -> Case {
    let paths: [PathBuf; 1] = [path.to_owned()];
    let (progress, cancel) = (Progress::default(), CancelToken::default());
    load_with(&paths, options, &progress, &cancel).expect("not cancelled")
}

const ALL: ReadOptions = ReadOptions {
    slow_path_only: false,
    every_log: true,
    every_copy: true,
};

/// The case read from one log with this name.
fn case_of(name: &str, bytes: &[u8], options: ReadOptions) -> Case {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(name), bytes).expect("written");
    load(folder.path(), options)
}

#[test]
fn only_the_ends_of_a_log_without_sessions_are_read() {
    let bytes = write_evtx(&network_profile(NETWORK));
    let case = case_of(NETWORK_FILE, &bytes, ReadOptions::default());
    let chunks = u32::try_from(bytes.len() / 65_536).expect("few");
    assert!(chunks > 3, "{chunks}");
    assert_eq!(case.files[0].contents.skipped, Some(chunks - 2));
    assert_eq!(case.skipped_files(), 1);
    assert!(case.records_read() > 0 && case.records_read() < 1000);
    assert!(case.coverage.iter().all(|log| log.gaps.is_empty()));
    assert!(!case.is_damaged());

    let all = case_of(NETWORK_FILE, &bytes, ALL);
    assert_eq!(
        (all.files[0].contents.skipped, all.records_read()),
        (None, 1000)
    );
    // It is one computer's log from the first record to the last.
    assert_eq!(
        case.files[0].contents.computers,
        all.files[0].contents.computers
    );
    let times = |case: &Case| (case.files[0].contents.first, case.files[0].contents.last);
    assert_eq!(times(&case), times(&all));
}

#[test]
fn a_log_that_may_have_sessions_is_read_completely() {
    let read_whole = |name: &str, bytes: &[u8]| {
        let case = case_of(name, bytes, ReadOptions::default());
        assert_eq!(case.skipped_files(), 0, "{name}");
        case.records_read()
    };
    let plain = write_evtx(&network_profile(NETWORK));
    assert_eq!(read_whole("export.evtx", &plain), 1000);
    assert_eq!(
        read_whole("Security.evtx", &write_evtx(&network_profile("Security"))),
        1000
    );
    let forwarded = write_evtx(&network_profile("ForwardedEvents"));
    assert_eq!(read_whole("ForwardedEvents.evtx", &forwarded), 1000);

    // Another channel in the last chunk, and an incomplete log.
    let mut mixed = network_profile(NETWORK);
    mixed[999].channel = "Security";
    assert_eq!(read_whole(NETWORK_FILE, &write_evtx(&mixed)), 1000);
    let mut torn = plain.clone();
    damage::truncate_in_last_chunk(&mut torn);
    assert!(read_whole(NETWORK_FILE, &torn) > 500);
    let mut damaged = plain;
    damage::wrong_records_checksum(&mut damaged, 0);
    assert_eq!(read_whole(NETWORK_FILE, &damaged), 1000);
}

fn output(case: &Case) -> String {
    let sessions: Vec<u32> = (0..).zip(&case.sessions).map(|(index, _)| index).collect();
    let mut out = Vec::new();
    write(
        &SessionTable {
            case,
            indices: &sessions,
            marked: &Marked::new(),
        },
        &JSON_LINES,
        &mut out,
        &|_| true,
    )
    .expect("writing to memory cannot fail");
    String::from_utf8(out).expect("JSON is UTF-8")
}

#[test]
fn a_copy_gives_the_same_output_whether_it_is_read_or_not() {
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_logs/GATE01");
    let folder = tempfile::tempdir().expect("a folder");
    for host in ["A", "B"] {
        std::fs::create_dir(folder.path().join(host)).expect("made");
        for entry in std::fs::read_dir(&logs).expect("the sample case") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                continue;
            }
            let name = path.file_name().expect("a name");
            std::fs::copy(&path, folder.path().join(host).join(name)).expect("copied");
        }
    }
    let (mut once, twice) = (
        load(folder.path(), ReadOptions::default()),
        load(folder.path(), ALL),
    );
    let copies = once
        .files
        .iter()
        .filter(|file| file.copy_of.is_some())
        .count();
    assert_eq!(copies * 2, once.files.len());
    let original = once
        .files
        .iter()
        .find_map(|file| file.copy_of)
        .expect("a copy");
    assert!(once.files[original as usize].name.starts_with("A/"));
    for file in &mut once.files {
        file.copy_of = None;
    }
    let contents = |case: &Case| {
        let files = case.files.iter();
        files
            .map(|file| (file.name.clone(), file.contents.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(contents(&once), contents(&twice));
    assert_eq!(once.problems, twice.problems);
    assert_eq!(
        format!("{:?}", once.records),
        format!("{:?}", twice.records)
    );
    assert_eq!(
        format!("{:?}", once.coverage),
        format!("{:?}", twice.coverage)
    );
    let sessions = output(&once);
    assert!(sessions.contains("A/Security.evtx") && sessions.contains("B/Security.evtx"));
    assert_eq!(sessions, output(&twice));
}

#[test]
fn real_evidence_gives_the_same_output_whether_all_of_it_is_read_or_not() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.exists() {
        println!("skipped: no evidence beside the checkout");
        return;
    }
    let (case, all) = (load(&corpus, ReadOptions::default()), load(&corpus, ALL));
    let not_read: u32 = case
        .files
        .iter()
        .filter_map(|file| file.contents.skipped)
        .sum();
    let copies: Vec<u64> = case
        .files
        .iter()
        .filter(|file| file.copy_of.is_some())
        .map(|file| file.source.size())
        .collect();
    println!(
        "{} files, {} bytes; {} skipped, {not_read} chunks not read; {} copies, {} bytes",
        case.files.len(),
        case.files
            .iter()
            .map(|file| file.source.size())
            .sum::<u64>(),
        case.skipped_files(),
        copies.len(),
        copies.iter().sum::<u64>()
    );
    assert!(case.skipped_files() > 0);
    assert_eq!(output(&case), output(&all));
}

/// Loads with this many threads.
fn load_on(threads: usize, path: &Path) -> (Case, Progress) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let (progress, cancel) = (Progress::default(), CancelToken::default());
    let load = || {
        load_with(
            &[path.to_owned()],
            ReadOptions::default(),
            &progress,
            &cancel,
        )
    };
    let case = pool.expect("threads").install(load).expect("not cancelled");
    (case, progress)
}

#[test]
fn the_number_of_threads_does_not_change_the_output() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let evidence = [root.join("sample_logs"), root.join("../shared/corpus")];
    for path in evidence.iter().filter(|path| path.exists()) {
        let (alone, progress) = load_on(1, path);
        let now = progress.snapshot();
        assert_eq!(
            (now.joined, now.to_join),
            (now.to_join, alone.records.len() as u64)
        );
        for threads in [2, 5] {
            let (case, _) = load_on(threads, path);
            assert_eq!(output(&case), output(&alone), "{}", path.display());
            let (ours, theirs) = (&case.records, &alone.records);
            assert_eq!(format!("{ours:?}"), format!("{theirs:?}"));
        }
    }
}

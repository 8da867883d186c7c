//! A crash loses no marks that are not in a case file yet: a process that keeps a draft is killed
//! at a hundred random moments, and the draft is found again.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use whence::case::{Case, EvidenceFile};
use whence::casefile::writer::Writer;
use whence::casefile::{CaseFile, CaseFileChange, CaseFileError, Consent, drafts};
use whence::domain::mark::Mark;
use whence::domain::session_id::SessionId;
use whence::evidence::source::file::FileSource;

/// Gives the folder of drafts to the process that is killed.
const FOLDER: &str = "WHENCE_TEST_DRAFTS";
/// Gives the draft that the process continues. Without it, the process begins a new one.
const DRAFT: &str = "WHENCE_TEST_DRAFT";
const KILLS: u64 = 100;

fn id(number: u64) -> SessionId {
    SessionId {
        record_id: number,
        hash: [9; 6],
    }
}

fn mark(number: u64) -> Mark {
    Mark {
        tags: [format!("tag {number}")].into(),
        comment: format!("comment {number}"),
        is_bookmarked: number.is_multiple_of(2),
        is_muted: false,
    }
}

fn case() -> Case {
    Case {
        paths: vec!["/no/such/evidence".into()],
        files: vec![EvidenceFile::new(FileSource::new("a.evtx", 7), "a.evtx")],
        ..Case::default()
    }
}

/// Not a test on its own: the process that marks three sessions at a time and reports what is saved
/// where.
#[test]
fn marks_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let (mut writer, first) = if let Some(path) = std::env::var_os(DRAFT) {
        let opened = drafts::open(Path::new(&path), &Consent::Plain);
        let (file, contents) = opened.expect("a draft");
        let file = file.expect("a file that can be written");
        let writer = Writer::start(file, || {}).expect("a thread");
        (writer, contents.marks.len() as u64)
    } else {
        let folder = Path::new(&folder);
        let writer = Writer::start_draft(folder, Arc::new(case()), || {});
        (writer.expect("a thread"), 0)
    };
    let mut out = std::io::stdout();
    for step in 0.. {
        let numbers = (first + 3 * step)..(first + 3 * step + 3);
        let batch = numbers
            .clone()
            .map(|n| CaseFileChange::Mark(id(n), mark(n)))
            .collect();
        let number = writer.write(batch);
        while writer.saved() < number {
            assert_eq!(writer.error(), None);
            std::thread::yield_now();
        }
        let place = writer.path().display();
        writeln!(out, "saved {} in {place}", numbers.end).expect("the parent reads the pipe");
        out.flush().expect("the parent reads the pipe");
    }
}

/// Starts the process, continuing a draft or beginning one.
fn start(folder: &Path, draft: Option<&Path>) -> Child {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args(["--exact", "marks_until_it_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let Some(draft) = draft {
        command.env(DRAFT, draft);
    }
    command.spawn().expect("a process")
}

/// The process's report: how many marks are saved, and where.
fn saved_marks(line: &str) -> Option<(u64, PathBuf)> {
    let (count, path) = line.rsplit_once("saved ")?.1.split_once(" in ")?;
    Some((count.parse().ok()?, path.into()))
}

fn kill(child: &mut Child) {
    child.kill().expect("it runs");
    child.wait().expect("it ended");
}

#[test]
fn marks_reported_as_saved_survive_a_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = &folder.path().join("data/drafts");
    let mut seed = 0x5eed_u64;
    let mut next: Option<PathBuf> = None;
    let (mut most, mut begun) = (0, 0);
    for round in 0..KILLS {
        let mut child = start(folder, next.as_deref());
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_millis(8 + (seed >> 33) % 60));
        kill(&mut child);
        // Its output is still in the pipe.
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let last = lines
            .map_while(Result::ok)
            .filter_map(|line| saved_marks(&line))
            .last();
        let found = drafts::list(folder, Some(&case())).expect("a list");
        for draft in &found {
            let summary = draft.summary.as_ref();
            let summary = summary.unwrap_or_else(|error| panic!("round {round}: {error}"));
            assert!(summary.is_about, "round {round}");
        }
        if let Some((count, path)) = &last {
            assert!(
                found.iter().any(|draft| draft.path == *path),
                "round {round}: the draft is not found"
            );
            let contents = CaseFile::peek(path).expect("a draft");
            for number in 0..*count {
                let found = contents.marks.get(&id(number));
                assert_eq!(found, Some(&mark(number)), "round {round}, mark {number}");
            }
            let marks = contents.marks.len() as u64;
            assert_eq!(marks % 3, 0, "half a batch, round {round}");
            most = most.max(marks);
        }
        begun = begun.max(found.len());
        // Every third draft is continued, twice.
        next = last.map(|(_, path)| path).filter(|_| round % 3 < 2);
    }
    println!("{begun} drafts, {most} marks in one, after {KILLS} kills");
    assert!(begun > 10 && most > 10, "{begun} drafts, {most} marks");
    for draft in drafts::list(folder, None).expect("a list") {
        drafts::discard(&draft.path).expect("removed");
    }
    let left = std::fs::read_dir(folder).expect("the folder").count();
    assert_eq!(left, 0, "only drafts are left");
}

#[test]
fn a_draft_belongs_to_the_process_that_uses_it_until_it_ends() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = start(folder.path(), None);
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let (_, path) = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| saved_marks(&line))
        .expect("a draft");
    let found = drafts::list(folder.path(), None).expect("a list");
    let opened = drafts::open(&path, &Consent::Plain);
    let discarded = drafts::discard(&path);
    kill(&mut child);
    assert_eq!(found, [], "it is in use");
    assert!(matches!(opened, Err(CaseFileError::InUse(_))));
    assert!(matches!(discarded, Err(CaseFileError::InUse(_))));
    let found = drafts::list(folder.path(), None).expect("a list");
    assert_eq!(found.len(), 1);
    drafts::open(&path, &Consent::Plain).expect("no process uses it now");
}

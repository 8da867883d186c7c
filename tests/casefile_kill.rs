//! A crash loses nothing that was reported as saved: a process that marks sessions is killed at a
//! hundred random moments.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use whence::case::Case;
use whence::casefile::writer::Writer;
use whence::casefile::{CaseFile, CaseFileChange};
use whence::domain::mark::Mark;
use whence::domain::session_id::SessionId;

/// Gives the case file to the process that is killed.
const CHILD: &str = "WHENCE_TEST_CASE_FILE";
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

/// Not a test on its own: the process that marks three sessions at a time and reports what is
/// saved.
#[test]
fn marks_until_it_is_killed() {
    let Some(path) = std::env::var_os(CHILD) else {
        return;
    };
    let (file, contents) = CaseFile::open(Path::new(&path)).expect("a case file");
    let first = contents.marks.len() as u64;
    let mut writer = Writer::start(file, || {}).expect("a thread");
    let mut out = std::io::stdout();
    for step in 0.. {
        let numbers = (first + 3 * step)..(first + 3 * step + 3);
        let batch = numbers
            .clone()
            .map(|n| CaseFileChange::Mark(id(n), mark(n)))
            .collect();
        let number = writer.write(batch);
        while writer.saved() < number {
            std::thread::yield_now();
        }
        writeln!(out, "saved {}", numbers.end).expect("the parent reads the pipe");
        out.flush().expect("the parent reads the pipe");
    }
}

#[test]
fn marks_reported_as_saved_survive_a_kill() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.whence");
    drop(CaseFile::create(&path, &Case::default()).expect("a new file"));
    let mut seed = 0x5eed_u64;
    let mut written = 0;
    for round in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "marks_until_it_is_killed", "--nocapture"])
            .env(CHILD, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a process");
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_millis(8 + (seed >> 33) % 60));
        child.kill().expect("it runs");
        child.wait().expect("it ended");
        // Its output is still in the pipe.
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let saved = lines
            .map_while(Result::ok)
            .filter_map(|line| line.rsplit_once("saved ")?.1.parse::<u64>().ok())
            .last()
            .unwrap_or(0);
        let (_, contents) =
            CaseFile::open(&path).unwrap_or_else(|error| panic!("round {round}: {error}"));
        for number in 0..saved {
            let found = contents.marks.get(&id(number));
            assert_eq!(found, Some(&mark(number)), "round {round}, mark {number}");
        }
        assert_eq!(
            contents.marks.len() as u64 % 3,
            0,
            "half a batch, round {round}"
        );
        written = written.max(contents.marks.len() as u64);
    }
    println!("{written} marks after {KILLS} kills");
    assert!(written > KILLS, "the process saved too little: {written}");
}

//! A case file may come from an attacker. The evidence that it names is not accessed before the
//! examiner has been asked: on Windows, accessing a share is a logon at the machine that it names.

#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::Command;

use whence::case::Case;
use whence::casefile::{CaseFile, CaseFileChange, CaseFileError, Consent, drafts};

/// Gives the case file to the process that is watched.
const CASE_FILE: &str = "WHENCE_TEST_CASE_FILE";
/// Part of each path that must not be accessed.
const WORD: &str = "untouchable";

fn roots() -> Vec<PathBuf> {
    [
        r"\\untouchable\share",
        r"//untouchable/share",
        r"/\untouchable\share",
        r"\/untouchable/share",
        r"\\?\UNC\untouchable\share",
        r"\??\UNC\untouchable\share",
        r"\\.\UNC\untouchable\share",
        r"\\?\GLOBALROOT\Device\Mup\untouchable",
        r"\\.\untouchable",
        r"untouchable\x",
        r"C:untouchable",
        // On their own these would be accessed, but no part of a file is before the question about
        // all of it.
        r"/untouchable/x",
        r"C:\untouchable\x",
    ]
    .map(PathBuf::from)
    .to_vec()
}

/// Not a test on its own: the process that is watched.
#[test]
fn opens_a_hostile_case_file() {
    let Some(path) = std::env::var_os(CASE_FILE) else {
        return;
    };
    let path = Path::new(&path);
    let asks = |opened: Result<_, CaseFileError>| match opened {
        Err(CaseFileError::AsksFirst { roots, .. }) => assert_eq!(roots.len(), 11),
        Err(other) => panic!("{other}"),
        Ok(()) => panic!("it was opened"),
    };
    asks(CaseFile::open_outside_evidence(path, &Consent::Plain).map(drop));
    asks(drafts::open(path, &Consent::Plain).map(drop));
    let folder = path.parent().expect("a folder");
    let listed = drafts::list(folder, None).expect("a list");
    assert_eq!(listed.len(), 1);
    let taken = drafts::open_for(path, &Case::default());
    assert_eq!(taken.expect("its marks alone").1.roots.len(), roots().len());
}

#[test]
fn evidence_named_by_a_case_file_is_not_accessed_before_the_examiner_agrees() {
    let mut watches = Command::new("strace");
    watches.args(["-o", "/dev/null", "true"]);
    if !watches.output().is_ok_and(|tried| tried.status.success()) {
        println!("skipped: strace is not installed, or may not watch");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = drafts::new_path(folder.path());
    let case = Case {
        paths: vec!["/elsewhere".into()],
        ..Case::default()
    };
    let (mut file, _) = CaseFile::create(&path, &case).expect("made");
    // A draft without a mark is removed when drafts are listed.
    let filter = CaseFileChange::Filter("nights".to_owned(), Some("hours:22-06".to_owned()));
    file.write(&[filter]).expect("written");
    drop(file);
    let file = rusqlite::Connection::open(&path).expect("a database");
    file.execute("DELETE FROM root", []).expect("emptied");
    for root in roots() {
        file.execute("INSERT INTO root VALUES (?1)", [root.to_string_lossy()])
            .expect("added");
    }
    drop(file);
    let log = folder.path().join("strace.txt");
    let watched = Command::new("strace")
        .args(["-f", "-s", "4096", "-e", "trace=%file,%network", "-o"])
        .arg(&log)
        .arg(std::env::current_exe().expect("its own path"))
        .args(["--exact", "opens_a_hostile_case_file", "--nocapture"])
        .env(CASE_FILE, &path)
        .output()
        .expect("strace");
    let output = String::from_utf8_lossy(&watched.stdout);
    assert!(
        watched.status.success() && output.contains("1 passed"),
        "{output}"
    );
    let calls = std::fs::read_to_string(&log).expect("what it did");
    let name = path
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    assert!(calls.contains(&name), "the case file itself was opened");
    let touched: Vec<&str> = calls.lines().filter(|line| line.contains(WORD)).collect();
    assert!(touched.is_empty(), "{}", touched.join("\n"));
    let calls = calls.lines().filter(|line| line.contains("connect("));
    assert_eq!(calls.count(), 0);
}

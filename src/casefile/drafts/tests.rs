use std::fs;

use super::*;
use crate::case::{EvidenceFile, Refusal};
use crate::casefile::CaseFileChange;
use crate::domain::mark::Mark;
use crate::domain::session_id::SessionId;
use crate::evidence::source::file::FileSource;

fn case_at(path: &str, files: &[(&str, u64)]) -> Case {
    let file = |&(name, size): &(&str, u64)| EvidenceFile::new(FileSource::new(name, size), name);
    Case {
        paths: vec![path.into()],
        files: files.iter().map(file).collect(),
        ..Case::default()
    }
}

fn case() -> Case {
    case_at("/evidence", &[("a.evtx", 7), ("b.evtx", 69_632)])
}

fn a_mark() -> CaseFileChange {
    let mark = Mark {
        is_bookmarked: true,
        ..Mark::default()
    };
    CaseFileChange::Mark(SessionId::default(), mark)
}

/// A draft with one mark, that nobody uses.
fn left_in(folder: &Path) -> PathBuf {
    let path = new_path(folder);
    let mut file = create(&path, &case()).expect("a draft");
    file.write(&[a_mark()]).expect("written");
    path
}

fn open_writable(path: &Path) -> Result<(CaseFile, CaseFileContents), CaseFileError> {
    let (file, contents) = open(path, &Consent::Plain)?;
    Ok((file.expect("a file that can be written"), contents))
}

fn names(folder: &Path) -> Vec<String> {
    let found = fs::read_dir(folder).expect("a folder").flatten();
    let mut names: Vec<_> = found
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_draft_is_found_by_its_evidence_even_after_a_move() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = left_in(folder.path());
    let is_about = |case: &Case| {
        let found = list(folder.path(), Some(case)).expect("a list");
        assert_eq!((found.len(), &found[0].path), (1, &path));
        let summary = found[0].summary.clone().expect("readable");
        assert_eq!((summary.count.sessions, summary.roots.len()), (1, 1));
        assert!(found[0].changed.is_some());
        summary.is_about
    };
    assert!(is_about(&case()));
    let moved = case_at("/elsewhere", &[("a.evtx", 7), ("b.evtx", 69_632)]);
    assert!(is_about(&moved), "moved as a whole");
    let grown = case_at("/evidence", &[("a.evtx", 7), ("c.evtx", 5)]);
    assert!(is_about(&grown), "at the same place");
    let other = case_at("/elsewhere", &[("b.evtx", 69_632)]);
    assert!(!is_about(&other), "an empty log is the same everywhere");
    let replaced = case_at("/evidence", &[("c.evtx", 5)]);
    assert!(!is_about(&replaced), "nothing of it is there");
    assert!(!is_about(&case_at("/evidence", &[])));
}

#[test]
fn a_draft_in_use_is_neither_listed_nor_opened_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = left_in(folder.path());
    let (file, contents) = open_writable(&path).expect("nobody uses it");
    assert!(file.is_draft() && contents.marks.len() == 1);
    assert_eq!(list(folder.path(), None).expect("a list"), []);
    let error = open_writable(&path).expect_err("in use");
    assert!(matches!(error, CaseFileError::InUse(_)), "{error}");
    drop(file);
    assert_eq!(list(folder.path(), None).expect("a list").len(), 1);
}

#[test]
fn a_discarded_draft_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = left_in(folder.path());
    let (file, _) = open_writable(&path).expect("a draft");
    file.discard().expect("removed");
    assert_eq!(names(folder.path()), [] as [String; 0]);
    let path = left_in(folder.path());
    discard(&path).expect("removed");
    assert_eq!(names(folder.path()), [] as [String; 0]);
    let error = discard(&path).expect_err("gone");
    assert!(matches!(error, CaseFileError::Gone(_)), "{error}");
    assert_eq!(names(folder.path()), [] as [String; 0]);
}

#[test]
fn a_case_file_that_is_not_a_draft_is_never_discarded() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.whence");
    let (file, _) = CaseFile::create(&path, &case()).expect("a case file");
    file.discard().expect("nothing to do");
    assert!(path.is_file());
    assert_eq!(list(folder.path(), None).expect("a list"), []);
}

#[test]
fn an_unreadable_draft_is_listed_and_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = left_in(folder.path());
    let whole = fs::read(&path).expect("a draft");
    for broken in [&b""[..], b"no draft", &whole[..whole.len() / 2]] {
        fs::write(&path, broken).expect("written");
        let found = list(folder.path(), Some(&case())).expect("a list");
        assert_eq!(found.len(), 1);
        let error = found[0].summary.clone().expect_err("not readable");
        assert!(error.contains("draft-"), "{error}");
        assert_eq!(fs::read(&path).expect("still there"), broken);
    }
    discard(&path).expect("removed when the examiner says so");
}

#[test]
fn empty_drafts_are_removed_and_other_files_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(create(&new_path(folder.path()), &case()).expect("a draft"));
    let part = new_path(folder.path()).with_extension(PART);
    fs::write(&part, "half").expect("written");
    fs::write(part.with_extension(LOCK), "").expect("written");
    let making = new_path(folder.path());
    let held = lock(&making, |_| true).expect("a lock");
    fs::write(folder.path().join("notes.txt"), "mine").expect("written");
    assert_eq!(list(folder.path(), None).expect("a list"), []);
    let lock_name = making.with_extension(LOCK);
    let lock_name = lock_name.file_name().expect("a name").to_string_lossy();
    assert_eq!(names(folder.path()), [&*lock_name, "notes.txt"]);
    drop(held);
    assert_eq!(list(folder.path(), None).expect("a list"), []);
    assert_eq!(names(folder.path()), ["notes.txt"]);
    let none = list(&folder.path().join("none"), None).expect("no folder is no fault");
    assert_eq!(none, []);
}

#[test]
fn a_draft_is_never_created_among_evidence() {
    let folder = tempfile::tempdir().expect("a folder");
    let evidence = case_at(&folder.path().display().to_string(), &[]);
    let path = new_path(&folder.path().join("data/drafts"));
    let error = create(&path, &evidence).expect_err("refused");
    assert!(
        matches!(error, CaseFileError::Refused(Refusal::Among(_))),
        "{error}"
    );
    assert_eq!(names(folder.path()), [] as [String; 0]);
    // What a draft states about its evidence is checked, too.
    let path = new_path(folder.path());
    drop(CaseFile::create(&path, &case()).expect("a file"));
    let connection = rusqlite::Connection::open(&path).expect("a database");
    let root = folder.path().to_string_lossy();
    connection
        .execute("UPDATE root SET path = ?1", [root])
        .expect("changed");
    drop(connection);
    let error = open(&path, &Consent::Plain).expect_err("refused");
    assert!(
        matches!(error, CaseFileError::Refused(Refusal::Among(_))),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn the_folder_of_drafts_is_private_and_links_are_not_followed() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let path = left_in(&data);
    let mode = fs::metadata(&data).expect("a folder").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let target = folder.path().join("target.whence");
    fs::rename(&path, &target).expect("moved");
    std::os::unix::fs::symlink(&target, &path).expect("a link");
    assert_eq!(list(&data, None).expect("a list"), []);
    assert!(target.is_file());
}

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::writer::Writer;
use super::*;
use crate::case::{Case, Refusal};
use crate::domain::mark::Mark;
use crate::domain::record_key::RecordKey;
use crate::domain::session_id::SessionId;
use crate::evidence::source::file::FileSource;

fn id(record_id: u64) -> SessionId {
    SessionId {
        record_id,
        hash: [1, 2, 3, 4, 5, 0xfe],
    }
}

fn mark(tags: &[&str], comment: &str) -> Mark {
    Mark {
        tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        comment: comment.to_owned(),
        is_bookmarked: true,
        is_muted: false,
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn written_entries_are_read_back() {
    let folder = folder();
    let path = folder.path().join("a.whence");
    let (mut file, empty) = CaseFile::create(&path, &Case::default()).expect("a new file");
    assert!(empty.marks.is_empty());
    let note = mark(&["c2", "Ä ö"], "two\nlines \u{202e}");
    let changes = [
        CaseFileChange::Mark(id(7), note.clone()),
        CaseFileChange::Mark(id(8), note.clone()),
        CaseFileChange::Mark(id(8), Mark::default()),
        CaseFileChange::Filter("nights".to_owned(), Some("-hours:07-19".to_owned())),
    ];
    file.write(&changes).expect("written");
    drop(file);
    let (_, contents) = CaseFile::open(&path).expect("an existing file");
    assert_eq!(contents.marks, BTreeMap::from([(id(7), note)]));
    assert_eq!(contents.filters["nights"], "-hours:07-19");
    assert_eq!(contents.skipped, 0);
    assert!(
        fs::read_dir(folder.path()).expect("a folder").count() == 1,
        "nothing is left beside it"
    );
}

#[test]
fn ids_are_read_back_as_written() {
    for known in [id(0), id(u64::MAX), SessionId::default()] {
        assert_eq!(SessionId::parse(&known.to_string()), Some(known));
    }
    for wrong in [
        "",
        "12",
        "zz-010203040506",
        "00-0102030405",
        "00-0102030405+6",
        "00-01020304050607",
    ] {
        assert_eq!(SessionId::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn other_files_are_left_alone() {
    let folder = folder();
    let text = folder.path().join("notes.txt");
    fs::write(&text, "my notes").expect("written");
    let error = CaseFile::create(&text, &Case::default()).expect_err("not ours");
    assert!(matches!(error, CaseFileError::Exists(_)), "{error}");
    assert_eq!(fs::read(&text).expect("still there"), b"my notes");
    let other = folder.path().join("other.db");
    let foreign = Connection::open(&other).expect("a database");
    foreign
        .execute_batch("CREATE TABLE a (b)")
        .expect("created");
    drop(foreign);
    let error = CaseFile::open(&other).expect_err("not ours");
    assert!(matches!(error, CaseFileError::Foreign(_)), "{error}");
}

#[test]
fn a_case_file_is_never_created_among_evidence() {
    let folder = folder();
    let case = Case {
        paths: vec![folder.path().to_owned()],
        ..Case::default()
    };
    let path = folder.path().join("a.whence");
    let error = CaseFile::create(&path, &case).expect_err("refused");
    assert!(
        matches!(error, CaseFileError::Refused(Refusal::Among(_))),
        "{error}"
    );
    assert!(!path.exists());
}

#[test]
fn evidence_on_another_machine_is_not_looked_at_without_consent() {
    let folder = folder();
    let path = folder.path().join("a.whence");
    let roots = ["/no/such/evidence", "//host/share", r"\\.\C:", "evidence"];
    let case = Case {
        paths: vec!["/no/such/evidence".into()],
        ..Case::default()
    };
    let (file, _) = CaseFile::create(&path, &case).expect("a new file");
    for root in &roots[1..] {
        file.connection
            .execute("INSERT INTO root VALUES (?1)", [root])
            .expect("added");
    }
    drop(file);
    match CaseFile::open_outside_evidence(&path, &Consent::Plain) {
        Err(CaseFileError::AsksFirst { roots: asked, .. }) => {
            let wanted: Vec<PathBuf> = roots[1..].iter().map(PathBuf::from).collect();
            assert_eq!(asked, wanted);
        }
        other => panic!("{other:?}"),
    }
    // A file that was not shown is asked about again.
    let shown = |roots: &[&str]| Consent::These(roots.iter().map(PathBuf::from).collect());
    let opened = CaseFile::open_outside_evidence(&path, &shown(&roots[1..3]));
    assert!(matches!(opened, Err(CaseFileError::AsksFirst { roots, .. }) if roots.len() == 1));
    let opened = CaseFile::open_outside_evidence(&path, &shown(&roots[1..]));
    let (file, contents) = opened.expect("opened");
    assert!(file.is_some());
    assert_eq!(contents.roots.len(), roots.len());
}

#[test]
fn a_read_only_file_can_be_read() {
    let folder = folder();
    let path = folder.path().join("a.whence");
    let (mut file, _) = CaseFile::create(&path, &Case::default()).expect("a new file");
    let note = mark(&["c2"], "theirs");
    file.write(&[CaseFileChange::Mark(id(7), note.clone())])
        .expect("written");
    drop(file);
    let mut permissions = fs::metadata(&path).expect("an existing file").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).expect("protected");
    let before = fs::read(&path).expect("an existing file");
    let opened = CaseFile::open_outside_evidence(&path, &Consent::Plain);
    let (file, contents) = opened.expect("read");
    assert!(file.is_none());
    assert_eq!(contents.marks.get(&id(7)), Some(&note));
    assert_eq!(fs::read(&path).expect("an existing file"), before);
    assert_eq!(
        fs::read_dir(folder.path())
            .expect("an existing file")
            .count(),
        1
    );
}

#[test]
fn newer_files_and_files_in_use_are_refused_with_the_reason() {
    let folder = folder();
    let path = folder.path().join("a.whence");
    let (file, _) = CaseFile::create(&path, &Case::default()).expect("a new file");
    let error = CaseFile::open(&path).expect_err("one window has it");
    assert!(matches!(error, CaseFileError::InUse(_)), "{error}");
    file.connection
        .pragma_update(None, "user_version", 99)
        .expect("set");
    drop(file);
    let error = CaseFile::open(&path).expect_err("too new");
    assert!(
        matches!(error, CaseFileError::Newer { version: 99, .. }),
        "{error}"
    );
}

#[test]
fn a_damaged_file_is_an_error_and_no_panic() {
    let folder = folder();
    let path = folder.path().join("a.whence");
    let (mut file, _) = CaseFile::create(&path, &Case::default()).expect("a new file");
    let many: Vec<CaseFileChange> = (0..2000)
        .map(|n| CaseFileChange::Mark(id(n), mark(&["tag"], "a comment")))
        .collect();
    file.write(&many).expect("written");
    drop(file);
    let whole = fs::read(&path).expect("an existing file");
    let mut failures = 0;
    for n in 0..60 {
        let mut bytes = whole.clone();
        if n % 2 == 0 {
            bytes.truncate(whole.len() * (n + 1) / 61);
        } else {
            let start = 100 + n * 997 % (whole.len() - 700);
            bytes[start..start + 600].fill(0xA5);
        }
        fs::write(&path, &bytes).expect("written");
        failures += usize::from(CaseFile::open(&path).is_err());
    }
    assert!(failures > 40, "{failures}");
}

#[test]
fn entries_that_nobody_can_have_typed_are_skipped() {
    let folder = folder();
    let path = folder.path().join("a.whence");
    let (file, _) = CaseFile::create(&path, &Case::default()).expect("a new file");
    let rows = [
        ("no id", "[]", "x".to_owned()),
        ("0000000001-010203040506", "not json", "x".to_owned()),
        ("0000000002-010203040506", "[]", "x".repeat(1 << 17)),
        (
            "0000000003-010203040506",
            "[\"a\", \"\\u0007\"]",
            "kept".to_owned(),
        ),
    ];
    for (session, tags, comment) in rows {
        let sql = "INSERT INTO mark VALUES (?1, ?2, ?3, 0, 0)";
        let values = rusqlite::params![session, tags, comment];
        file.connection.execute(sql, values).expect("inserted");
    }
    drop(file);
    let (_, contents) = CaseFile::open(&path).expect("an existing file");
    assert_eq!((contents.marks.len(), contents.skipped), (1, 3));
    assert!(contents.marks.values().all(|mark| mark.tags.len() == 1));
}

#[test]
fn a_failed_batch_is_not_reported_as_saved_and_not_lost() {
    let folder = folder();
    let path = folder.path().join("a.whence");
    let (file, _) = CaseFile::create(&path, &Case::default()).expect("a new file");
    let pages: i64 = file
        .connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .expect("a count");
    file.connection
        .pragma_update(None, "max_page_count", pages + 1)
        .expect("set");
    let (sender, written) = crossbeam_channel::unbounded();
    let wake = move || sender.send(()).expect("somebody waits");
    let mut writer = Writer::start(file, wake).expect("a thread");
    let small = writer.write(vec![CaseFileChange::Mark(id(1), mark(&["a"], ""))]);
    written.recv().expect("an answer");
    assert_eq!(writer.saved(), small);
    writer.write(vec![CaseFileChange::Mark(
        id(2),
        mark(&[], &"x".repeat(60_000)),
    )]);
    written.recv().expect("an answer");
    assert!(writer.error().is_some() && !writer.is_saved() && writer.saved() == small);
    drop(writer);
    let (_, contents) = CaseFile::open(&path).expect("an existing file");
    assert_eq!(contents.marks.len(), 1);
}

#[test]
fn changes_of_the_evidence_are_reported() {
    let file = |name: &str, size, hash: Option<&str>| EvidenceEntry {
        name: name.to_owned(),
        size,
        sha256: hash.map(str::to_owned),
    };
    let was = [
        file("a", 1, Some("1")),
        file("b", 2, Some("2")),
        file("c", 3, None),
        file("d", 4, None),
    ];
    let is = [
        file("a", 1, Some("9")),
        file("b", 5, None),
        file("c", 3, Some("3")),
        file("e", 1, None),
    ];
    let changes = evidence::changes(&was, &is);
    assert_eq!(
        changes,
        [
            "a has different content (SHA-256 differs)",
            "b had 2 bytes and has 5",
            "d is not there any more",
            "e is new",
        ]
    );
    let two = [file("x", 1, None), file("x", 2, None)];
    let turned = [file("x", 2, None), file("x", 1, None)];
    assert_eq!(evidence::changes(&two, &turned), [] as [String; 0]);
}

#[test]
fn peeking_leaves_a_file_alone_even_while_it_is_open() {
    let folder = folder();
    let path = folder.path().join("a.whence");
    let (mut file, _) = CaseFile::create(&path, &Case::default()).expect("a new file");
    file.write(&[CaseFileChange::Mark(id(1), mark(&["a"], ""))])
        .expect("written");
    let names = || {
        let found = fs::read_dir(folder.path()).expect("a folder").flatten();
        let mut names: Vec<_> = found.map(|entry| entry.file_name()).collect();
        names.sort();
        names
    };
    let (before, bytes) = (names(), fs::read(&path).expect("an existing file"));
    let contents = CaseFile::peek(&path).expect("read");
    assert_eq!(
        contents.marks.len(),
        1,
        "what was written last stands beside the file"
    );
    assert_eq!(
        (names(), fs::read(&path).expect("an existing file")),
        (before, bytes)
    );
}

#[test]
fn the_file_of_another_case_is_refused() {
    let folder = folder();
    let path = folder.path().join("a.whence");
    let case_with = |name: &str| Case {
        files: vec![crate::case::EvidenceFile::new(
            FileSource::new(name, 7),
            name,
        )],
        ..Case::default()
    };
    drop(CaseFile::create(&path, &case_with("one.evtx")).expect("a new file"));
    let error = CaseFile::create(&path, &case_with("two.evtx")).expect_err("another case");
    assert!(matches!(error, CaseFileError::OtherCase(_)), "{error}");
    CaseFile::create(&path, &case_with("one.evtx")).expect("the same case");
}

fn record() -> RecordKey {
    RecordKey::parse("4711@132449000000000000|Security|DC01").expect("a key")
}

#[test]
fn marks_on_records_and_the_layout_are_read_back() {
    let folder = folder();
    let path = folder.path().join("a.whence");
    let (mut file, _) = CaseFile::create(&path, &Case::default()).expect("a new file");
    let note = Mark {
        is_bookmarked: true,
        comment: "the end".to_owned(),
        tags: std::iter::once("exfil".to_owned()).collect(),
        ..Mark::default()
    };
    let other = RecordKey::parse("1@2|System|DC01").expect("a key");
    let changes = [
        CaseFileChange::RecordMark(record(), note.clone()),
        CaseFileChange::RecordMark(other.clone(), note.clone()),
        CaseFileChange::RecordMark(other, Mark::default()),
        CaseFileChange::Layout("{}".to_owned()),
        CaseFileChange::Layout("{\"coverage\":true}".to_owned()),
    ];
    file.write(&changes).expect("written");
    drop(file);
    let (_, contents) = CaseFile::open(&path).expect("an existing file");
    assert_eq!(contents.records, BTreeMap::from([(record(), note)]));
    assert_eq!(contents.layout.as_deref(), Some("{\"coverage\":true}"));
    let connection = Connection::open(&path).expect("a database");
    let wrong = "INSERT INTO record_mark VALUES ('nonsense', '', 1, '[]')";
    connection.execute(wrong, []).expect("written");
    drop(connection);
    let (_, contents) = CaseFile::open(&path).expect("an existing file");
    assert_eq!((contents.records.len(), contents.skipped), (1, 1));
}

/// A file as the first format had it.
fn of_format_1(path: &Path) -> Connection {
    let (mut file, _) = CaseFile::create(path, &Case::default()).expect("a new file");
    let note = mark(&["c2"], "kept");
    file.write(&[CaseFileChange::Mark(id(7), note)])
        .expect("written");
    drop(file);
    let connection = Connection::open(path).expect("a database");
    let back = "DROP TABLE record_mark; DROP TABLE layout; PRAGMA user_version = 1";
    connection.execute_batch(back).expect("as it was");
    connection
}

#[test]
fn a_file_of_version_1_is_upgraded_without_loss() {
    let folder = folder();
    let path = folder.path().join("old.whence");
    drop(of_format_1(&path));
    let before = fs::read(&path).expect("a file");
    let looked = CaseFile::peek(&path).expect("readable");
    assert_eq!(looked.marks.len(), 1);
    assert_eq!(
        fs::read(&path).expect("a file"),
        before,
        "a look writes nothing"
    );
    let (mut file, contents) = CaseFile::open(&path).expect("an existing file");
    assert_eq!(contents.marks, looked.marks);
    file.write(&[CaseFileChange::Layout("{}".to_owned())])
        .expect("written");
    drop(file);
    let (_, contents) = CaseFile::open(&path).expect("an existing file");
    assert_eq!((contents.marks.len(), contents.layout.is_some()), (1, true));
}

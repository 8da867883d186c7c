//! Nothing is written to folders that hold evidence, however the path leads there: a link, another
//! name of a file, another spelling, a mount. If that cannot be determined, nothing is written
//! either.

#![cfg(unix)]

use std::io::Read as _;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use whence::case::load::load;
use whence::case::{Case, EvidenceFile, Refusal};
use whence::casefile::{CaseFile, CaseFileError, drafts};
use whence::domain::mark::Marked;
use whence::evidence::source::file::FileSource;
use whence::export::jsonl::JSON_LINES;
use whence::export::save::{ExportError, save, save_bytes};
use whence::export::sessions::SessionTable;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;

/// Gives the folder of a test to the process that the test starts with other rights or mounts.
const FOLDER: &str = "WHENCE_TEST_AMONG";

/// A folder with evidence: `evidence/host/logs/Security.evtx`.
fn evidence_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    // Other users access this folder, too.
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).expect("set");
    let logs = folder.path().join("evidence/host/logs");
    std::fs::create_dir_all(&logs).expect("made");
    std::fs::write(logs.join("Security.evtx"), b"ElfFile\0").expect("written");
    std::fs::create_dir_all(folder.path().join("evidence/users")).expect("made");
    // A folder without a log.
    std::fs::create_dir_all(folder.path().join("evidence/bare")).expect("made");
    std::fs::create_dir_all(folder.path().join("out/deep")).expect("made");
    folder
}

fn case(folder: &Path, root: &str) -> Case {
    let log = folder.join("evidence/host/logs/Security.evtx");
    Case {
        paths: vec![folder.join(root)],
        files: vec![EvidenceFile::new(FileSource::new(log, 8), "Security.evtx")],
        ..Case::default()
    }
}

/// A case read from evidence.
fn loaded(root: &Path) -> Case {
    let (progress, cancel) = (Progress::default(), CancelToken::default());
    load(&[root.to_owned()], &progress, &cancel).expect("not cancelled")
}

/// Asserts that every kind of writing is refused at this place and that nothing was written.
fn is_refused(case: &Case, place: &Path) {
    let shown = place.display();
    let before = std::fs::read(place).ok();
    let refusal = case.check_place(place);
    assert!(
        matches!(refusal, Err(Refusal::Among(_))),
        "{shown}: {refusal:?}"
    );
    let marked = Marked::new();
    let table = SessionTable {
        case,
        indices: &[],
        marked: &marked,
    };
    let exported = save(case, &table, &JSON_LINES, place, &|_| true);
    assert!(matches!(exported, Err(ExportError::Refused(_))), "{shown}");
    let picture = save_bytes(case, b"picture", place);
    assert!(matches!(picture, Err(ExportError::Refused(_))), "{shown}");
    let kept = CaseFile::create(place, case);
    assert!(matches!(kept, Err(CaseFileError::Refused(_))), "{shown}");
    let draft = drafts::create(place, case);
    assert!(matches!(draft, Err(CaseFileError::Refused(_))), "{shown}");
    assert_eq!(std::fs::read(place).ok(), before, "{shown}");
}

fn is_allowed(case: &Case, place: &Path) {
    let shown = place.display();
    assert!(case.check_place(place).is_ok(), "{shown}");
    save_bytes(case, b"picture", place).expect("written");
    std::fs::remove_file(place).expect("removed");
    drop(CaseFile::create(place, case).expect("made"));
    std::fs::remove_file(place).expect("removed");
}

#[test]
fn links_other_names_and_other_spellings_of_evidence_are_recognised() {
    let evidence_folder = evidence_folder();
    let at = |path: &str| evidence_folder.path().join(path);
    symlink(at("evidence/users"), at("link")).expect("a link");
    symlink(at("evidence/users/new.csv"), at("dangling.csv")).expect("a link");
    symlink(at("out"), at("evidence/leads_out")).expect("a link");
    std::fs::hard_link(at("evidence/host/logs/Security.evtx"), at("out/copy.csv"))
        .expect("another name");
    let case = case(evidence_folder.path(), "evidence");
    for place in [
        "evidence",
        "evidence/a.csv",
        "evidence/users/a.csv",
        "evidence/no/such/folder/a.csv",
        "evidence/host/logs/Security.evtx",
        "link/a.csv",
        "link/no/a.csv",
        "dangling.csv",
        "evidence/leads_out/a.csv",
        "out/copy.csv",
        "out/../evidence/a.csv",
        "out//.././evidence//a.csv",
    ] {
        if place == "dangling.csv" {
            // A link to a place that does not exist: its target cannot be determined.
            assert!(case.check_place(&at(place)).is_err());
            continue;
        }
        is_refused(&case, &at(place));
    }
    for place in [
        "out/a.csv",
        "a.csv",
        "evidence.csv",
        "evidence/../out/a.csv",
        "out/deep/a.csv",
    ] {
        is_allowed(&case, &at(place));
    }
}

#[test]
fn only_the_folder_of_an_opened_file_is_evidence_and_none_below_or_beside_it() {
    let evidence_folder = evidence_folder();
    let at = |path: &str| evidence_folder.path().join(path);
    let case = case(evidence_folder.path(), "evidence/host/logs/Security.evtx");
    symlink(at("evidence/host/logs"), at("link")).expect("a link");
    for place in [
        "evidence/host/logs/a.csv",
        "link/a.csv",
        "out/../link/a.csv",
    ] {
        is_refused(&case, &at(place));
    }
    std::fs::create_dir(at("evidence/host/logs/results")).expect("made");
    for place in [
        "evidence/host/logs/results/a.csv",
        "evidence/host/a.csv",
        "a.csv",
    ] {
        is_allowed(&case, &at(place));
    }
}

#[test]
fn missing_evidence_is_recognised_by_its_path() {
    let evidence_folder = evidence_folder();
    let case = case(evidence_folder.path(), "gone");
    let refusal = case.check_place(&evidence_folder.path().join("gone/a.csv"));
    assert!(matches!(refusal, Err(Refusal::Among(_))), "{refusal:?}");
    is_allowed(&case, &evidence_folder.path().join("out/a.csv"));
}

/// Runs one of the tests below in a separate process, started by a shell script. Returns whether it
/// could be started.
fn run_in_new_process(test: &str, script: &str, folder: &Path) -> bool {
    let own = std::env::current_exe().expect("its own path");
    let output = Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(own)
        .args(["--exact", test, "--nocapture"])
        .env(FOLDER, folder)
        .output()
        .expect("a shell");
    if output.status.code() == Some(99) {
        println!("skipped: {}", String::from_utf8_lossy(&output.stderr));
        return false;
    }
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && stdout.contains("1 passed"),
        "{stdout}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    true
}

fn folder_from_parent() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

#[test]
fn mounts_of_evidence_are_evidence() {
    if let Some(folder) = folder_from_parent() {
        let case = loaded(&folder.join("evidence"));
        for place in [
            "whole/a.csv",
            "whole/users/a.csv",
            "part/a.csv",
            "part/deeper/a.csv",
            "bare/a.csv",
        ] {
            is_refused(&case, &folder.join(place));
        }
        // A disk mounted inside the evidence folder counts as evidence, and one outside does not.
        is_refused(&case, &folder.join("evidence/users/a.csv"));
        is_allowed(&case, &folder.join("other/a.csv"));
        return;
    }
    let evidence_folder = evidence_folder();
    for name in ["whole", "part", "bare", "other"] {
        std::fs::create_dir(evidence_folder.path().join(name)).expect("made");
    }
    let mounts = "cd \"$WHENCE_TEST_AMONG\" && mount --bind evidence whole && \
                  mount --bind evidence/host part && mount --bind evidence/bare bare && mount -t tmpfs none other && \
                  mount -t tmpfs none evidence/users || exit 99; exec \"$@\"";
    let script = format!(
        "unshare -m true 2>/dev/null && exec unshare -m sh -c '{mounts}' sh \"$@\"; \
         unshare -Urm true && exec unshare -Urm sh -c '{mounts}' sh \"$@\"; exit 99"
    );
    run_in_new_process(
        "mounts_of_evidence_are_evidence",
        &script,
        evidence_folder.path(),
    );
}

#[test]
fn nothing_is_written_if_a_parent_folder_cannot_be_read() {
    if let Some(folder) = folder_from_parent() {
        let case = case(&folder, "evidence");
        let place = folder.join("closed/inside/a.csv");
        let refusal = case.check_place(&place);
        assert!(
            matches!(refusal, Err(Refusal::Unknown { .. })),
            "{refusal:?}"
        );
        let written = save_bytes(&case, b"picture", &place);
        assert!(
            matches!(written, Err(ExportError::Refused(_))),
            "{written:?}"
        );
        // The same if the evidence folder itself cannot be read.
        let closed = Case {
            paths: vec![folder.join("closed/inside")],
            ..Case::default()
        };
        let refusal = closed.check_place(&folder.join("out/a.csv"));
        assert!(
            matches!(refusal, Err(Refusal::Evidence { .. })),
            "{refusal:?}"
        );
        return;
    }
    let evidence_folder = evidence_folder();
    let closed = evidence_folder.path().join("closed");
    std::fs::create_dir_all(closed.join("inside")).expect("made");
    let rights = |mode| {
        std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(mode)).expect("set");
    };
    rights(0o000);
    // The superuser can read every folder.
    let script = "if [ \"$(id -u)\" = 0 ]; then \
                      exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"; \
                  else exec \"$@\"; fi";
    let test = "nothing_is_written_if_a_parent_folder_cannot_be_read";
    run_in_new_process(test, script, evidence_folder.path());
    rights(0o755);
}

#[test]
fn a_pipe_is_written_to() {
    let evidence_folder = evidence_folder();
    let case = case(evidence_folder.path(), "evidence");
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    let place = PathBuf::from(format!("/proc/self/fd/{}", writer.as_raw_fd()));
    if !place.exists() {
        println!("skipped: there is no /proc");
        return;
    }
    save_bytes(&case, b"picture", &place).expect("written");
    drop(writer);
    let mut read = Vec::new();
    reader.read_to_end(&mut read).expect("read");
    assert_eq!(read, b"picture");
}

use super::*;
use crate::domain::mark::Marked;
use crate::domain::session::{HostIndex, Kind, Outcome, Session};
use crate::export::formats::FORMATS;
use crate::export::sessions::SessionTable;

#[test]
fn a_stopped_export_leaves_nothing_and_replaces_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("sessions.csv");
    let case = Case {
        sessions: vec![Session::new(HostIndex(0), Kind::Rdp, Outcome::Success)],
        ..Case::default()
    };
    let table = SessionTable {
        case: &case,
        indices: &[0],
        marked: &Marked::new(),
    };
    for format in FORMATS {
        std::fs::write(&target, "mine").expect("written");
        let stopped = save(&case, &table, format, &target, &|_| false);
        assert!(matches!(stopped, Err(ExportError::Stopped)));
        assert_eq!(std::fs::read(&target).expect("the file"), b"mine");
        let saved = save(&case, &table, format, &target, &|_| true).expect("saved");
        assert_eq!((saved.rows, saved.escaped_cells), (1, 0));
        assert_ne!(std::fs::read(&target).expect("the file"), b"mine");
        let left = std::fs::read_dir(folder.path())
            .expect("the folder")
            .count();
        assert_eq!(left, 1, "no temporary file stays");
    }
}

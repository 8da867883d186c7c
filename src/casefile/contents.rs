//! What a case file holds, and changes to it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::evidence::EvidenceEntry;
use crate::case::Case;
use crate::domain::mark::{Mark, Marked};
use crate::domain::record_key::{RecordKey, RecordMarks};
use crate::domain::session_id::SessionId;

/// What a case file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFileContents {
    /// The paths that were opened.
    pub roots: Vec<PathBuf>,
    /// The evidence as it was.
    pub evidence: Vec<EvidenceEntry>,
    /// The marks on sessions.
    pub marks: BTreeMap<SessionId, Mark>,
    /// The marks on single records.
    pub records: RecordMarks,
    /// Filters by their names.
    pub filters: BTreeMap<String, String>,
    /// The settings of the view: JSON that the window understands.
    pub layout: Option<String>,
    /// The number of entries that were too large or not understood. They stay in the file.
    pub skipped: u64,
}

impl CaseFileContents {
    /// The marks on the sessions of a case, and how many are on sessions that it does not have.
    pub fn marked(&self, case: &Case) -> (Marked, u64) {
        let mut marked = Marked::new();
        for (index, session) in (0..).zip(&case.sessions) {
            if let Some(mark) = self.marks.get(&session.id) {
                marked.insert(index, mark.clone());
            }
        }
        let absent = self.marks.len().saturating_sub(marked.len()) as u64;
        (marked, absent)
    }

    /// The marks on sessions that a case does not have.
    pub fn absent(&self, case: &Case) -> BTreeMap<SessionId, Mark> {
        let mut absent = self.marks.clone();
        for session in &case.sessions {
            absent.remove(&session.id);
        }
        absent
    }
}

/// One change to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseFileChange {
    /// The whole mark of a session; an empty one takes it away.
    Mark(SessionId, Mark),
    /// The whole mark of a record; an empty one takes it away.
    RecordMark(RecordKey, Mark),
    /// The settings of the view.
    Layout(String),
    /// A filter under a name; `None` takes it away.
    Filter(String, Option<String>),
    /// The current evidence.
    Evidence(Vec<EvidenceEntry>),
}

impl CaseFileChange {
    /// Whether the program made it, not the examiner, who then loses nothing if it is not written.
    pub fn is_by_itself(&self) -> bool {
        matches!(self, Self::Layout(_) | Self::Evidence(_))
    }
}

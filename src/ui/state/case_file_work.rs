//! Running work on case files, and case files that wait for their evidence.

use std::path::PathBuf;
use std::sync::Arc;

use crate::case::Case;
use crate::casefile::{CaseFile, CaseFileContents, CaseFileError, Consent};
use crate::job::task::Task;

/// A request about a case file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseFileRequest {
    /// Keep the case in it: a new one, or one that is there.
    SaveAt(PathBuf),
    /// Open it, and the evidence that it is about.
    Open(PathBuf, Consent),
    /// Open a draft, and the evidence that it is about.
    OpenDraft(PathBuf, Consent),
    /// Take the marks of a draft over into the case that is shown.
    UseDraft(PathBuf),
    /// Remove a draft.
    Discard(PathBuf),
}

/// A case file, unless it can only be read, with what it holds; `None` where there is nothing to open.
pub type Done = Result<Option<(Option<CaseFile>, CaseFileContents)>, CaseFileError>;

/// Running work on a case file.
pub struct CaseFileWork {
    /// What was requested.
    pub request: CaseFileRequest,
    /// The case that it is for.
    pub case: Option<Arc<Case>>,
    /// The work.
    pub task: Task<Done>,
}

impl CaseFileWork {
    /// Whether it opens a case.
    pub fn is_opening(&self) -> bool {
        matches!(
            self.request,
            CaseFileRequest::Open(..) | CaseFileRequest::OpenDraft(..)
        )
    }
}

/// A case file whose evidence is being loaded.
pub struct WaitingFile {
    /// Where it is.
    pub path: PathBuf,
    /// The file, unless it can only be read.
    pub file: Option<CaseFile>,
    /// What it holds.
    pub contents: CaseFileContents,
}

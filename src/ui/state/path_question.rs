//! The question before a path is accessed that the examiner has not given just now, and that may lead to
//! another machine: an access is a connection, and Windows logs on there.

use std::path::PathBuf;

use super::case_file_work::CaseFileRequest;

/// Paths that wait for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathQuestion {
    /// The paths.
    pub paths: Vec<PathBuf>,
    /// What is done where the answer is yes.
    pub then: AfterConsent,
}

/// What waits for the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AfterConsent {
    /// The evidence, or the case file, is opened.
    Open,
    /// A case file is opened with the evidence that it names.
    Load(CaseFileRequest),
}

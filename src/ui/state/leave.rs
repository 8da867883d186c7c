//! The question before marks that no case file keeps are left behind: when the window or the case is
//! closed, or another one is opened.

use std::path::PathBuf;

/// What the examiner was about to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AfterLeaving {
    /// Close the window.
    CloseWindow,
    /// Close the case.
    CloseCase,
    /// Open other evidence, or a case file.
    Open(Vec<PathBuf>),
    /// Open a draft, and the evidence that it is about.
    OpenDraft(PathBuf),
}

/// What it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaveStep {
    /// An answer.
    Asking,
    /// The case file that the examiner chooses has all marks.
    Saving,
    /// The draft has all marks.
    Keeping,
}

/// Something that waits until the marks are safe, or were given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leave {
    /// What is done afterwards.
    pub then: AfterLeaving,
    /// What it waits for.
    pub step: LeaveStep,
}

/// What the examiner answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaveAnswer {
    /// Save the marks in a case file.
    Save,
    /// Leave them in the draft.
    Keep,
    /// Give them up.
    Discard,
    /// Stay.
    Cancel,
}

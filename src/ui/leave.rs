//! What is asked before marks that no case file keeps are left behind: when the window or the case is
//! closed, or another one is opened.

use std::path::PathBuf;

use super::state::Opened;

/// What the examiner was about to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
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
pub enum Step {
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
    pub then: Then,
    /// What it waits for.
    pub step: Step,
}

/// What the examiner answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Save the marks in a case file.
    Save,
    /// Leave them in the draft.
    Keep,
    /// Give them up.
    Discard,
    /// Stay.
    Cancel,
}

/// Where the marks of a case are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stake {
    /// There are none, or the case file that the examiner chose has them.
    Nothing,
    /// On their way to that file.
    OnTheWay,
    /// That file could not be written, and why.
    Failed(String),
    /// In a draft. Where the last changes could not be written, why.
    InDraft(Option<String>),
    /// In memory only. Where a draft was tried, why it failed.
    InMemory(Option<String>),
}

impl Stake {
    /// That of a case.
    pub fn of(opened: &Opened) -> Self {
        match &opened.file {
            Some(file) if !file.is_draft() => match file.error() {
                _ if file.is_saved() => Self::Nothing,
                Some(error) => Self::Failed(error),
                None => Self::OnTheWay,
            },
            _ if opened.read_from.is_some() || opened.count().is_nothing() => Self::Nothing,
            Some(file) if file.error().is_none() || file.saved() > 0 => Self::InDraft(file.error()),
            file => Self::InMemory(
                file.as_ref()
                    .and_then(crate::casefile::writer::Writer::error),
            ),
        }
    }
}

//! Marks that no case file keeps, and where they are.

use super::opened_case::OpenedCase;
use crate::casefile::drafts::DraftCount;
use crate::casefile::writer::Writer;
use crate::ui::text;

/// Where the marks of a case are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnsavedMarks {
    /// There are none, or the case file that the examiner chose has them.
    Nothing,
    /// On their way to that file.
    OnTheWay,
    /// The case file could not be written, and why.
    Failed(String),
    /// In a draft. Where the last changes could not be written, why.
    InDraft(Option<String>),
    /// In memory only. Where a draft was tried, why it failed.
    InMemory(Option<String>),
}

impl UnsavedMarks {
    /// The unsaved marks of a case.
    pub fn of(opened: &OpenedCase) -> Self {
        match &opened.file {
            Some(file) if !file.is_draft() => match file.error() {
                _ if file.is_saved() => Self::Nothing,
                Some(error) => Self::Failed(error),
                None => Self::OnTheWay,
            },
            _ if opened.read_from.is_some() || opened.count().is_nothing() => Self::Nothing,
            Some(file) if file.error().is_none() || file.saved() > 0 => Self::InDraft(file.error()),
            file => Self::InMemory(file.as_ref().and_then(Writer::error)),
        }
    }

    /// What would be left behind, and where it is; `count` is how many there are.
    pub fn in_words(&self, count: DraftCount) -> String {
        let noted = text::noted(count);
        match self {
            Self::Nothing | Self::OnTheWay => String::new(),
            Self::Failed(error) => {
                format!("The last changes could not be saved in the case file: {error}")
            }
            Self::InDraft(None) => format!(
                "{noted}. No case file was chosen yet: a draft keeps your marks. Whence offers the draft at \
             its next start, and when this evidence is opened again."
            ),
            Self::InDraft(Some(error)) => format!(
                "{noted}. No case file was chosen yet: a draft keeps your marks, but not the last changes: \
             {error}"
            ),
            Self::InMemory(None) => {
                format!("{noted}. No case file was chosen yet: your marks are in memory only.")
            }
            Self::InMemory(Some(error)) => format!(
                "{noted}. No case file was chosen yet: your marks are in memory only, because the draft could \
             not be written: {error}"
            ),
        }
    }
}

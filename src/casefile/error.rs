//! Why a case file could not be opened, made or written.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use super::format::VERSION;
use crate::case::Refusal;

/// Why a case file could not be opened, made or written.
#[derive(Debug, thiserror::Error)]
pub enum CaseFileError {
    /// It would lie among the evidence as far as is known.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It names evidence that may only be accessed with the examiner's consent.
    #[error("{} names evidence on another machine or device, or by a path that is not whole", path.display())]
    AsksFirst {
        /// The case file.
        path: PathBuf,
        /// The pieces of evidence.
        roots: Vec<PathBuf>,
    },
    /// Something else has that name.
    #[error("{} exists already and is no case file", .0.display())]
    Exists(PathBuf),
    /// It is something else.
    #[error("{} is no case file", .0.display())]
    Foreign(PathBuf),
    /// A later Whence made it.
    #[error("{} was made by a newer Whence (format {version}, this one knows {})", path.display(), VERSION)]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        version: i64,
    },
    /// It is about other evidence.
    #[error("{} is the case file of other evidence: none of its files is here", .0.display())]
    OtherCase(PathBuf),
    /// A copy to read from could not be made.
    #[error("{} could not be copied to read it: {source}", path.display())]
    Copy {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// Another window has it open.
    #[error("{} is open in another window", .0.display())]
    InUse(PathBuf),
    /// It names other evidence than a moment ago.
    #[error("{} was changed while it was opened: open it again", .0.display())]
    Changed(PathBuf),
    /// It has been removed.
    #[error("{} is not there any more", .0.display())]
    Gone(PathBuf),
    /// The operating system refused something.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// `SQLite` reports that it is damaged.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// Reading or writing failed.
    #[error("{}: {source}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: rusqlite::Error,
    },
}

impl CaseFileError {
    /// Whether the file can be read but not written.
    pub(super) fn is_write_protection(&self) -> bool {
        let code = match self {
            Self::Sqlite { source, .. } => source.sqlite_error_code(),
            _ => None,
        };
        matches!(code, Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen))
    }

    /// The same error for another path: what is wrong with a copy is wrong with the original.
    pub(super) fn about(self, path: &Path) -> Self {
        let path = path.to_owned();
        match self {
            Self::Foreign(_) => Self::Foreign(path),
            Self::InUse(_) => Self::InUse(path),
            Self::Newer { version, .. } => Self::Newer { path, version },
            Self::Damaged { what, .. } => Self::Damaged { path, what },
            Self::Sqlite { source, .. } => Self::Sqlite { path, source },
            other => other,
        }
    }
}

//! The case file: what the examiner noted, in one `SQLite` file of their own choosing, never among the
//! evidence. Sessions are named by their ids, which are the same after every load of the evidence. Until
//! a place was chosen, a draft (`drafts`) keeps the marks.
//!
//! A case file may come from anybody: it is checked before it is read, and what is too large or not
//! understood is counted, not believed.

pub mod drafts;
pub mod evidence;
mod read;
mod schema;
#[cfg(test)]
mod tests;
mod write;
pub mod writer;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode};

pub use self::evidence::Evidence;
pub use self::schema::is_case_file;
use crate::case::{Case, Refusal};
use crate::domain::mark::{Mark, Marked};
use crate::domain::path_class::PathClass;
use crate::domain::record_key::{RecordKey, RecordMarks};
use crate::domain::session_id::SessionId;

/// What such files are called.
pub const EXTENSION: &str = "whence";

/// Why a case file could not be opened, made or written.
#[derive(Debug, thiserror::Error)]
pub enum CaseFileError {
    /// It would lie among the evidence as far as can be told.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It names evidence that the examiner must be asked about before anything looks at it.
    #[error("{} names evidence on another machine or device, or by a path that is not whole", path.display())]
    AsksFirst {
        /// The case file.
        path: PathBuf,
        /// Those pieces of evidence.
        roots: Vec<PathBuf>,
    },
    /// Something else has that name.
    #[error("{} exists already and is no case file", .0.display())]
    Exists(PathBuf),
    /// It is something else.
    #[error("{} is no case file", .0.display())]
    Foreign(PathBuf),
    /// A later Whence made it.
    #[error("{} was made by a newer Whence (format {version}, this one knows {})", path.display(), schema::VERSION)]
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
    /// It was there, and was removed.
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
    /// `SQLite` says that it is damaged.
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

/// Which evidence that a case file names may be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consent {
    /// What lies on a drive or below the root: see `PathClass::is_plain`.
    Plain,
    /// These, too: the examiner has seen them and said so.
    These(Vec<PathBuf>),
}

impl Consent {
    fn check(&self, path: &Path, roots: &[PathBuf]) -> Result<(), CaseFileError> {
        let is_known = |root: &PathBuf| match self {
            Self::Plain => false,
            Self::These(known) => known.contains(root),
        };
        let asks = |root: &&PathBuf| !PathClass::of(root).is_plain() && !is_known(root);
        let roots: Vec<PathBuf> = roots.iter().filter(asks).cloned().collect();
        if roots.is_empty() {
            return Ok(());
        }
        Err(CaseFileError::AsksFirst {
            path: path.to_owned(),
            roots,
        })
    }
}

impl CaseFileError {
    /// Whether the file is there to read, and not to write.
    fn is_write_protection(&self) -> bool {
        let code = match self {
            Self::Sqlite { source, .. } => source.sqlite_error_code(),
            _ => None,
        };
        matches!(code, Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen))
    }

    /// The same about another path: what is wrong with a copy is wrong with its original.
    fn about(self, path: &Path) -> Self {
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

/// What a case file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// The paths that were opened.
    pub roots: Vec<PathBuf>,
    /// The evidence as it was.
    pub evidence: Vec<Evidence>,
    /// The marks on sessions.
    pub marks: BTreeMap<SessionId, Mark>,
    /// The marks on single records.
    pub records: RecordMarks,
    /// Filters by their names.
    pub filters: BTreeMap<String, String>,
    /// How the case was looked at: JSON that the window understands.
    pub layout: Option<String>,
    /// Entries that were too large or not understood, and left where they are.
    pub passed_over: u64,
}

impl Contents {
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

/// One thing to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The whole mark of a session; an empty one takes it away.
    Mark(SessionId, Mark),
    /// The whole mark of a record; an empty one takes it away.
    RecordMark(RecordKey, Mark),
    /// How the case is looked at.
    Layout(String),
    /// A filter under a name; `None` takes it away.
    Filter(String, Option<String>),
    /// The evidence as it is.
    Evidence(Vec<Evidence>),
}

impl Change {
    /// Whether the program makes it by itself: the examiner loses nothing where it is not written.
    pub fn is_by_itself(&self) -> bool {
        matches!(self, Self::Layout(_) | Self::Evidence(_))
    }
}

/// An open case file. Nobody else can write to it meanwhile.
#[derive(Debug)]
pub struct CaseFile {
    path: PathBuf,
    connection: Connection,
    /// The lock of a draft; other case files have none. It is given back after the connection was closed.
    lock: Option<std::fs::File>,
}

impl CaseFile {
    /// Makes a case file for a case, or opens the one that is there.
    ///
    /// # Errors
    /// Every `CaseFileError`; nothing is written among evidence or over another file.
    pub fn create(path: &Path, case: &Case) -> Result<(Self, Contents), CaseFileError> {
        case.check_place(path)?;
        if std::fs::symlink_metadata(path).is_ok() {
            return match Self::open(path) {
                Err(CaseFileError::Foreign(path)) => Err(CaseFileError::Exists(path)),
                Ok((_, contents))
                    if !evidence::is_same_case(&contents.evidence, &evidence::of(case)) =>
                {
                    Err(CaseFileError::OtherCase(path.to_owned()))
                }
                other => other,
            };
        }
        let failed = |source| CaseFileError::Sqlite {
            path: path.to_owned(),
            source,
        };
        let connection = schema::make(path).map_err(failed)?;
        let mut file = Self {
            path: path.to_owned(),
            connection,
            lock: None,
        };
        file.write_roots(&case.paths).map_err(failed)?;
        file.write(&[Change::Evidence(evidence::of(case))])
            .map_err(failed)?;
        let contents = file.read().map_err(failed)?;
        Ok((file, contents))
    }

    /// Opens a case file, unless it lies among the evidence that it names. It is read before it is opened
    /// for writing, and what it says may be from anybody: no evidence is looked at that `consent` leaves out.
    /// There is no `CaseFile` where it can only be read.
    ///
    /// # Errors
    /// Every `CaseFileError` but those of a new file.
    pub fn open_outside_evidence(
        path: &Path,
        consent: &Consent,
    ) -> Result<(Option<Self>, Contents), CaseFileError> {
        let contents = Self::look_into(path)?;
        consent.check(path, &contents.roots)?;
        let case = Case {
            paths: contents.roots.clone(),
            ..Case::default()
        };
        case.check_place(path)?;
        if std::fs::metadata(path).is_ok_and(|is| is.permissions().readonly()) {
            return Ok((None, contents));
        }
        match Self::open(path) {
            // Somebody may have changed the file since it was looked into.
            Ok((_, now)) if now.roots != contents.roots => {
                Err(CaseFileError::Changed(path.to_owned()))
            }
            Ok((file, contents)) => Ok((Some(file), contents)),
            // Its folder or its disk may be protected, too.
            Err(error) if error.is_write_protection() => Ok((None, contents)),
            Err(error) => Err(error),
        }
    }

    /// Opens a case file.
    ///
    /// # Errors
    /// Every `CaseFileError` but those of a new file.
    pub fn open(path: &Path) -> Result<(Self, Contents), CaseFileError> {
        if !is_case_file(path) {
            return Err(CaseFileError::Foreign(path.to_owned()));
        }
        let connection = schema::open(path)?;
        let file = Self {
            path: path.to_owned(),
            connection,
            lock: None,
        };
        let contents = file.read().map_err(|source| schema::error(path, source))?;
        Ok((file, contents))
    }

    /// Reads a case file without touching it: nothing is written to it or beside it, even where another
    /// window has it open.
    ///
    /// # Errors
    /// Every `CaseFileError` but those of a new file.
    pub fn look_into(path: &Path) -> Result<Contents, CaseFileError> {
        if !is_case_file(path) {
            return Err(CaseFileError::Foreign(path.to_owned()));
        }
        let copied = || -> std::io::Result<(tempfile::TempDir, PathBuf)> {
            let folder = tempfile::tempdir()?;
            let copy = folder.path().join("copy");
            std::fs::copy(path, &copy)?;
            // What was written last may still stand beside the file.
            if log_of(path).is_file() {
                std::fs::copy(log_of(path), log_of(&copy))?;
            }
            Ok((folder, copy))
        };
        let (_folder, copy) = copied().map_err(|source| CaseFileError::Copy {
            path: path.to_owned(),
            source,
        })?;
        let opened = Self::open(&copy).map_err(|error| error.about(path));
        opened.map(|(_, contents)| contents)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Where `SQLite` keeps what was written last to a file.
fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

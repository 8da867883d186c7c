//! An open case file.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::consent::Consent;
use super::contents::{CaseFileChange, CaseFileContents};
use super::error::CaseFileError;
use super::{evidence, schema};
use crate::case::Case;

/// An open case file. Nobody else can write to it while it is open.
#[derive(Debug)]
pub struct CaseFile {
    pub(super) path: PathBuf,
    pub(super) connection: Connection,
    /// The lock of a draft; other case files have none. It is released after the connection is closed.
    pub(super) lock: Option<std::fs::File>,
}

impl CaseFile {
    /// Creates a case file for a case, or opens the one that exists.
    ///
    /// # Errors
    /// Every `CaseFileError`; nothing is written among evidence or over another file.
    pub fn create(path: &Path, case: &Case) -> Result<(Self, CaseFileContents), CaseFileError> {
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
        let connection = schema::create(path).map_err(failed)?;
        let mut file = Self {
            path: path.to_owned(),
            connection,
            lock: None,
        };
        file.write_roots(&case.paths).map_err(failed)?;
        file.write(&[CaseFileChange::Evidence(evidence::of(case))])
            .map_err(failed)?;
        let contents = file.read().map_err(failed)?;
        Ok((file, contents))
    }

    /// Opens a case file, unless it lies among the evidence that it names. It is read before it is opened for
    /// writing. Since it may come from anybody, only evidence that `consent` covers is accessed. Where it can
    /// only be read, no `CaseFile` is returned.
    ///
    /// # Errors
    /// Every `CaseFileError` but those of a new file.
    pub fn open_outside_evidence(
        path: &Path,
        consent: &Consent,
    ) -> Result<(Option<Self>, CaseFileContents), CaseFileError> {
        let contents = Self::peek(path)?;
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
            // Somebody may have changed the file since it was read.
            Ok((_, now)) if now.roots != contents.roots => {
                Err(CaseFileError::Changed(path.to_owned()))
            }
            Ok((file, contents)) => Ok((Some(file), contents)),
            // Its folder or its disk may be write-protected, too.
            Err(error) if error.is_write_protection() => Ok((None, contents)),
            Err(error) => Err(error),
        }
    }

    /// Opens a case file.
    ///
    /// # Errors
    /// Every `CaseFileError` but those of a new file.
    pub fn open(path: &Path) -> Result<(Self, CaseFileContents), CaseFileError> {
        if !schema::is_case_file(path) {
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

    /// Reads a case file without touching it: nothing is written to it or next to it, even where another
    /// window has it open.
    ///
    /// # Errors
    /// Every `CaseFileError` but those of a new file.
    pub fn peek(path: &Path) -> Result<CaseFileContents, CaseFileError> {
        if !schema::is_case_file(path) {
            return Err(CaseFileError::Foreign(path.to_owned()));
        }
        let copied = || -> std::io::Result<(tempfile::TempDir, PathBuf)> {
            let folder = tempfile::tempdir()?;
            let copy = folder.path().join("copy");
            std::fs::copy(path, &copy)?;
            // The latest changes may still be in a file next to it.
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

/// The file in which `SQLite` keeps the latest changes.
pub(super) fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    log.into()
}

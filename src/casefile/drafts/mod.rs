//! Drafts: case files that the program keeps in its own folder until the examiner chooses a place.
//!
//! Each case has its own draft, `draft-ID.whence`. The process that uses it holds a lock on
//! `draft-ID.lock`, which the system releases however the process ends. A draft whose lock is free is in
//! use by nobody. The lock is a separate file because `SQLite` loses its own locks as soon as the same process
//! opens and closes the case file anywhere else.

#[cfg(test)]
mod tests;

use std::collections::hash_map::RandomState;
use std::ffi::OsStr;
use std::fs::{DirBuilder, File, TryLockError};
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::consent::Consent;
use super::contents::CaseFileContents;
use super::error::CaseFileError;
use super::evidence::{self, EvidenceEntry};
use super::file::{CaseFile, log_of};
use super::format::EXTENSION;
use crate::case::Case;
use crate::domain::time::Timestamp;

const PREFIX: &str = "draft-";
const LOCK: &str = "lock";
/// A draft that is not complete yet.
const PART: &str = "part";

/// Another window may be reading the draft, which takes no longer than this.
const PATIENCE: Duration = Duration::from_secs(2);
const BETWEEN_TRIES: Duration = Duration::from_millis(25);

/// A draft that nobody uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Where it is.
    pub path: PathBuf,
    /// When it was changed last.
    pub changed: Option<Timestamp>,
    /// A summary of what it holds, or why it cannot be read.
    pub summary: Result<DraftSummary, String>,
}

/// A summary of what a draft holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftSummary {
    /// The evidence that was opened.
    pub roots: Vec<PathBuf>,
    /// How much the examiner noted.
    pub count: DraftCount,
    /// Whether it is about the requested case.
    pub is_about: bool,
}

/// How much the examiner noted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DraftCount {
    /// Marked sessions.
    pub sessions: usize,
    /// Marked records.
    pub records: usize,
    /// Filters with a name.
    pub filters: usize,
    /// Entries that are not understood.
    pub unknown: u64,
}

impl DraftCount {
    /// Whether there is nothing.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    fn of(contents: &CaseFileContents) -> Self {
        Self {
            sessions: contents.marks.len(),
            records: contents.records.len(),
            filters: contents.filters.len(),
            unknown: contents.skipped,
        }
    }
}

/// A path for a new draft that no other draft has.
pub fn new_path(folder: &Path) -> PathBuf {
    let id = RandomState::new().build_hasher().finish();
    folder.join(format!("{PREFIX}{id:016x}.{EXTENSION}"))
}

/// Whether a path is that of a draft in this folder.
pub fn is_draft_in(folder: &Path, path: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let is_there = path.parent().and_then(real).zip(real(folder));
    is_there.is_some_and(|(parent, folder)| parent == folder) && has_name_of_draft(path)
}

/// Creates a draft for a case. It appears complete or not at all.
///
/// # Errors
/// Every `CaseFileError`; nothing is written among evidence.
pub fn create(path: &Path, case: &Case) -> Result<CaseFile, CaseFileError> {
    case.check_place(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder).map_err(|source| error(folder, source))?;
    let lock = lock(path, |_| true)?;
    // An earlier attempt may have got this far.
    if !path.is_file() {
        let part = path.with_extension(PART);
        remove_all(&part).map_err(|source| error(&part, source))?;
        drop(CaseFile::create(&part, case)?);
        std::fs::rename(&part, path).map_err(|source| error(path, source))?;
        keep_name(folder).map_err(|source| error(folder, source))?;
    }
    let (mut file, _) = CaseFile::open(path)?;
    file.lock = Some(lock);
    Ok(file)
}

/// Opens a draft that nobody uses, to open the evidence that it is about.
///
/// # Errors
/// Every `CaseFileError` but those of a new file.
pub fn open(
    path: &Path,
    consent: &Consent,
) -> Result<(Option<CaseFile>, CaseFileContents), CaseFileError> {
    let lock = lock(path, Path::is_file)?;
    let (file, contents) = CaseFile::open_outside_evidence(path, consent)?;
    let file = file.map(|file| CaseFile {
        lock: Some(lock),
        ..file
    });
    Ok((file, contents))
}

/// Opens a draft that nobody uses, to copy its marks into a case. The evidence that it names is not looked
/// at.
///
/// # Errors
/// Every `CaseFileError` but those of a new file.
pub fn open_for(path: &Path, case: &Case) -> Result<(CaseFile, CaseFileContents), CaseFileError> {
    let lock = lock(path, Path::is_file)?;
    case.check_place(path)?;
    let (mut file, contents) = CaseFile::open(path)?;
    file.lock = Some(lock);
    Ok((file, contents))
}

/// Removes a draft that nobody uses, readable or not.
///
/// # Errors
/// It is in use, or the system failed.
pub fn discard(path: &Path) -> Result<(), CaseFileError> {
    let lock = lock(path, Path::is_file)?;
    remove_locked(path, lock).map_err(|source| error(path, source))
}

impl CaseFile {
    /// Whether it is a draft.
    pub fn is_draft(&self) -> bool {
        self.lock.is_some()
    }

    /// Removes it, if it is a draft: no other file is ever removed.
    ///
    /// # Errors
    /// The system failed.
    pub fn discard(self) -> std::io::Result<()> {
        let Self {
            path,
            connection,
            lock,
        } = self;
        drop(connection);
        lock.map_or(Ok(()), |lock| remove_locked(&path, lock))
    }
}

/// The drafts of a folder that nobody uses, the newest first, and which of them are about `case`. Empty
/// drafts, and remains of drafts that were never completed, are removed.
///
/// # Errors
/// The folder cannot be read. A folder that does not exist has no drafts.
pub fn list(folder: &Path, case: Option<&Case>) -> std::io::Result<Vec<Draft>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let about = case.map(|case| {
        let roots = case
            .paths
            .iter()
            .map(|path| super::write::root(path).into());
        (roots.collect(), evidence::of(case))
    });
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        // A link may point into evidence.
        if !entry.file_type()?.is_file() || !has_name_of_draft(&path) {
            remove_left_over(&path);
            continue;
        }
        let draft = match lock_to_read(&path) {
            Ok(_lock) => look_at(&path, about.as_ref()),
            Err(TryLockError::WouldBlock) => continue,
            Err(TryLockError::Error(error)) => Draft {
                path: path.clone(),
                changed: None,
                summary: Err(error.to_string()),
            },
        };
        let is_nothing = |summary: &DraftSummary| summary.count.is_nothing();
        if draft.summary.as_ref().is_ok_and(is_nothing) {
            remove_if_nothing(&path);
        } else {
            found.push(draft);
        }
    }
    found.sort_by(|a, b| (b.changed, &a.path).cmp(&(a.changed, &b.path)));
    Ok(found)
}

/// Removes an empty draft. It is checked again under its lock, because something may have been marked in
/// the meantime.
fn remove_if_nothing(path: &Path) {
    let Ok(lock) = lock(path, Path::is_file) else {
        return;
    };
    if CaseFile::peek(path).is_ok_and(|contents| DraftCount::of(&contents).is_nothing()) {
        // What cannot be removed now is tried again with the next list.
        let _ = remove_locked(path, lock);
    }
}

fn look_at(path: &Path, about: Option<&(Vec<PathBuf>, Vec<EvidenceEntry>)>) -> Draft {
    let summary = CaseFile::peek(path).map(|contents| DraftSummary {
        count: DraftCount::of(&contents),
        is_about: about.is_some_and(|(paths, files)| is_about(&contents, paths, files)),
        roots: contents.roots,
    });
    let log = log_of(path);
    let changed = [path, &log].into_iter().filter_map(|path| {
        let changed = std::fs::metadata(path).ok()?.modified().ok()?;
        Some(moment(changed))
    });
    Draft {
        path: path.to_owned(),
        changed: changed.max(),
        summary: summary.map_err(|error| error.to_string()),
    }
}

/// Whether a draft is about this evidence: the evidence is at the same place, or was moved as a whole. A
/// single log of the same name and size proves little, because all empty logs have the same size.
fn is_about(contents: &CaseFileContents, paths: &[PathBuf], files: &[EvidenceEntry]) -> bool {
    let sorted = |paths: &[PathBuf]| {
        let mut sorted = paths.to_vec();
        sorted.sort();
        sorted
    };
    let names = |files: &[EvidenceEntry]| {
        let names = files.iter().map(|file| (file.name.clone(), file.size));
        let mut names: Vec<(String, u64)> = names.collect();
        names.sort();
        names
    };
    if files.is_empty() {
        return false;
    }
    let is_at_place = sorted(&contents.roots) == sorted(paths);
    (is_at_place && evidence::is_same_case(&contents.evidence, files))
        || names(&contents.evidence) == names(files)
}

fn moment(time: SystemTime) -> Timestamp {
    let seconds = time
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |since| since.as_secs_f64());
    Timestamp::from_unix_seconds(seconds)
}

fn has_name_of_draft(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    name.starts_with(PREFIX) && path.extension() == Some(OsStr::new(EXTENSION))
}

/// Takes the exclusive lock of a draft; `is_there` is whether there is a draft to lock.
fn lock(path: &Path, is_there: impl Fn(&Path) -> bool) -> Result<File, CaseFileError> {
    let place = path.with_extension(LOCK);
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    let begun = Instant::now();
    while is_there(path) {
        let file = options
            .open(&place)
            .map_err(|source| error(&place, source))?;
        match file.try_lock() {
            // The previous holder of the lock may have removed its file and the draft.
            Ok(()) if place.exists() && is_there(path) => return Ok(file),
            Ok(()) => {}
            Err(TryLockError::Error(source)) => return Err(error(&place, source)),
            Err(TryLockError::WouldBlock) if begun.elapsed() > PATIENCE => {
                return Err(CaseFileError::InUse(path.to_owned()));
            }
            Err(TryLockError::WouldBlock) => {
                // Nothing is ever sent: this is a sleep.
                let _ = crossbeam_channel::never::<()>().recv_timeout(BETWEEN_TRIES);
            }
        }
    }
    Err(CaseFileError::Gone(path.to_owned()))
}

fn error(path: &Path, source: std::io::Error) -> CaseFileError {
    CaseFileError::Io {
        path: path.to_owned(),
        source,
    }
}

/// Takes a shared lock, which excludes writers only.
fn lock_to_read(path: &Path) -> Result<Option<File>, TryLockError> {
    match File::open(path.with_extension(LOCK)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(TryLockError::Error(error)),
        Ok(file) => file.try_lock_shared().map(|()| Some(file)),
    }
}

/// Removes a draft whose lock is held, and then the lock.
fn remove_locked(path: &Path, lock: File) -> std::io::Result<()> {
    remove_all(path)?;
    let removed = remove(&path.with_extension(LOCK));
    drop(lock);
    removed
}

/// Removes the remains of a process that was killed while it created or removed a draft.
fn remove_left_over(path: &Path) {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let extension = path.extension().and_then(OsStr::to_str);
    let draft = path.with_extension(EXTENSION);
    let is_left = name.starts_with(PREFIX) && matches!(extension, Some(LOCK | PART));
    if !is_left || draft.exists() {
        return;
    }
    let Ok(lock) = File::open(path.with_extension(LOCK)) else {
        return;
    };
    // What cannot be removed now is tried again with the next list.
    if lock.try_lock().is_ok() && !draft.exists() && remove_all(&path.with_extension(PART)).is_ok()
    {
        let _ = remove_locked(&draft, lock);
    }
}

/// Removes a file and what `SQLite` may have left next to it.
fn remove_all(path: &Path) -> std::io::Result<()> {
    for end in ["-wal", "-shm", "-journal", ""] {
        remove(Path::new(&format!("{}{end}", path.display())))?;
    }
    Ok(())
}

fn remove(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Creates the folder, accessible to its owner only.
fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Ensures that the new name of a file is on the disk.
#[cfg(unix)]
fn keep_name(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn keep_name(_: &Path) -> std::io::Result<()> {
    Ok(())
}

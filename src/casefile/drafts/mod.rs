//! Drafts: case files that the program keeps by itself, in a folder of its own, until the examiner has
//! chosen a place.
//!
//! Each case has a draft of its own, `draft-ID.whence`. Whoever uses it holds a lock on
//! `draft-ID.lock`, which the system takes back when the process ends, however it ends: a draft whose
//! lock is free belongs to nobody. The lock is a file of its own because the locks that `SQLite` takes
//! are lost as soon as the same process opens and closes the case file anywhere else.

#[cfg(test)]
mod tests;

use std::collections::hash_map::RandomState;
use std::ffi::OsStr;
use std::fs::{DirBuilder, File, TryLockError};
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::{CaseFile, CaseFileError, Consent, Contents, EXTENSION, Evidence, evidence};
use crate::case::Case;
use crate::domain::time::Timestamp;

const PREFIX: &str = "draft-";
const LOCK: &str = "lock";
/// A draft that is not whole yet.
const PART: &str = "part";

/// Another window may just be reading the draft, which takes no longer than this.
const PATIENCE: Duration = Duration::from_secs(2);
const BETWEEN_TRIES: Duration = Duration::from_millis(25);

/// A draft that nobody uses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Where it is.
    pub path: PathBuf,
    /// When it was changed last.
    pub changed: Option<Timestamp>,
    /// What it holds, or why it cannot be read.
    pub summary: Result<Summary, String>,
}

/// What a draft holds, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The evidence that was opened.
    pub roots: Vec<PathBuf>,
    /// How much the examiner noted.
    pub count: Count,
    /// Whether it is about the case that was asked for.
    pub is_about: bool,
}

/// How much the examiner noted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Marked sessions.
    pub sessions: usize,
    /// Marked records.
    pub records: usize,
    /// Filters with a name.
    pub filters: usize,
    /// Entries that are not understood.
    pub unknown: u64,
}

impl Count {
    /// Whether there is nothing.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    fn of(contents: &Contents) -> Self {
        Self {
            sessions: contents.marks.len(),
            records: contents.records.len(),
            filters: contents.filters.len(),
            unknown: contents.passed_over,
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

/// Makes a draft for a case. It appears whole or not at all.
///
/// # Errors
/// Every `CaseFileError`; nothing is written among evidence.
pub fn create(path: &Path, case: &Case) -> Result<CaseFile, CaseFileError> {
    case.check_place(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder).map_err(|source| error(folder, source))?;
    let lock = lock(path, |_| true)?;
    // A try before this one may have come so far.
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
pub fn open(path: &Path, consent: &Consent) -> Result<(Option<CaseFile>, Contents), CaseFileError> {
    let lock = lock(path, Path::is_file)?;
    let (file, contents) = CaseFile::open_outside_evidence(path, consent)?;
    let file = file.map(|file| CaseFile {
        lock: Some(lock),
        ..file
    });
    Ok((file, contents))
}

/// Opens a draft that nobody uses, to take its marks over into a case: the evidence that it names is not
/// looked at.
///
/// # Errors
/// Every `CaseFileError` but those of a new file.
pub fn open_for(path: &Path, case: &Case) -> Result<(CaseFile, Contents), CaseFileError> {
    let lock = lock(path, Path::is_file)?;
    case.check_place(path)?;
    let (mut file, contents) = CaseFile::open(path)?;
    file.lock = Some(lock);
    Ok((file, contents))
}

/// Removes a draft that nobody uses, readable or not.
///
/// # Errors
/// It is in use, or the system refused.
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
    /// The system refused.
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

/// The drafts of a folder that nobody uses, the newest first, and which of them are about `case`. Drafts
/// that hold nothing, and what is left of drafts that never became whole, are removed.
///
/// # Errors
/// The folder cannot be read; one that is not there has no drafts.
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
        // A link may lead among evidence.
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
        let is_nothing = |summary: &Summary| summary.count.is_nothing();
        if draft.summary.as_ref().is_ok_and(is_nothing) {
            remove_if_nothing(&path);
        } else {
            found.push(draft);
        }
    }
    found.sort_by(|a, b| (b.changed, &a.path).cmp(&(a.changed, &b.path)));
    Ok(found)
}

/// Removes a draft that holds nothing. It is looked at again under its lock: somebody may have marked
/// something meanwhile.
fn remove_if_nothing(path: &Path) {
    let Ok(lock) = lock(path, Path::is_file) else {
        return;
    };
    if CaseFile::look_into(path).is_ok_and(|contents| Count::of(&contents).is_nothing()) {
        // What cannot be removed now is tried again with the next list.
        let _ = remove_locked(path, lock);
    }
}

fn look_at(path: &Path, about: Option<&(Vec<PathBuf>, Vec<Evidence>)>) -> Draft {
    let summary = CaseFile::look_into(path).map(|contents| Summary {
        count: Count::of(&contents),
        is_about: about.is_some_and(|(paths, files)| is_about(&contents, paths, files)),
        roots: contents.roots,
    });
    let log = super::log_of(path);
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

/// Whether a draft is about evidence: what was opened is at the same place, or was moved as a whole. One
/// log of the same name and size says little: an empty log has the same size everywhere.
fn is_about(contents: &Contents, paths: &[PathBuf], files: &[Evidence]) -> bool {
    let sorted = |paths: &[PathBuf]| {
        let mut sorted = paths.to_vec();
        sorted.sort();
        sorted
    };
    let names = |files: &[Evidence]| {
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

/// The lock of a draft, which nobody else has meanwhile; `is_there` says whether there is a draft to lock.
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
            // Whoever had the lock before may have removed its file, and the draft.
            Ok(()) if place.exists() && is_there(path) => return Ok(file),
            Ok(()) => {}
            Err(TryLockError::Error(source)) => return Err(error(&place, source)),
            Err(TryLockError::WouldBlock) if begun.elapsed() > PATIENCE => {
                return Err(CaseFileError::InUse(path.to_owned()));
            }
            Err(TryLockError::WouldBlock) => {
                // Nothing is ever sent: this only waits.
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

/// A lock that several may have at a time, but nobody who writes.
fn lock_to_read(path: &Path) -> Result<Option<File>, TryLockError> {
    match File::open(path.with_extension(LOCK)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(TryLockError::Error(error)),
        Ok(file) => file.try_lock_shared().map(|()| Some(file)),
    }
}

/// Removes a draft whose lock is held, and the lock last.
fn remove_locked(path: &Path, lock: File) -> std::io::Result<()> {
    remove_all(path)?;
    let removed = remove(&path.with_extension(LOCK));
    drop(lock);
    removed
}

/// Removes what a process left that was killed while it made or removed a draft.
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

/// Removes a file and what `SQLite` may have left beside it.
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

/// Makes the folder, for its owner alone.
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

/// The new name of a file is on the disk when this returns.
#[cfg(unix)]
fn keep_name(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn keep_name(_: &Path) -> std::io::Result<()> {
    Ok(())
}

//! Writes an export to a file: whole or not at all, and never over or among evidence.

use std::fs::File;
use std::io::{BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::csv::{self, Profile};
use super::{Listed, OnWritten, jsonl};
use crate::case::{Case, Refusal};

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Sessions.
    pub rows: usize,
    /// Cells defused in the spreadsheet profile.
    pub escaped_cells: u64,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The target is evidence, or lies among it as far as can be told.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It was told to stop.
    #[error("stopped before all was written: no file was kept")]
    Stopped,
    /// The operating system refused.
    #[error("{} could not be written: {source}", path.display())]
    Io {
        /// The target.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
}

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON Lines.
    JsonLines,
    /// CSV.
    Csv(Profile),
}

/// Writes sessions to any writer; returns how many cells were defused, `None` when `on_written` said to
/// stop.
///
/// # Errors
/// Whatever `out` answers.
pub fn write(
    listed: Listed<'_>,
    format: Format,
    out: &mut dyn Write,
    on_written: OnWritten<'_>,
) -> std::io::Result<Option<u64>> {
    match format {
        Format::JsonLines => jsonl::write(listed, out, on_written),
        Format::Csv(profile) => csv::write(listed, profile, out, on_written),
    }
}

/// Saves sessions to `target`. The file appears complete or not at all.
///
/// # Errors
/// `Refused` before anything is touched, `Stopped` when `on_written` said so, else `Io`.
pub fn save(
    listed: Listed<'_>,
    format: Format,
    target: &Path,
    on_written: OnWritten<'_>,
) -> Result<Saved, ExportError> {
    let escaped_cells = whole(listed.case, target, |out| {
        write(listed, format, out, on_written)
    })?;
    Ok(Saved {
        rows: listed.indices.len(),
        escaped_cells,
    })
}

/// Saves bytes to `target`, as carefully as an export.
///
/// # Errors
/// `Refused` before anything is touched, else `Io`.
pub fn save_bytes(case: &Case, bytes: &[u8], target: &Path) -> Result<(), ExportError> {
    whole(case, target, |out| out.write_all(bytes).map(Some))
}

/// Writes a file whole or not at all, which `write` decides, and never over or among evidence.
fn whole<T>(
    case: &Case,
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<Option<T>>,
) -> Result<T, ExportError> {
    case.check_place(target)?;
    if is_event_log(target) {
        return Err(Refusal::Among(target.to_owned()).into());
    }
    let failed = |source| ExportError::Io {
        path: target.to_owned(),
        source,
    };
    // What a link leads to is written, not the link.
    let target = &std::fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
    if std::fs::metadata(target).is_ok_and(|is| !is.is_file() && !is.is_dir()) {
        let written = to_device(target, write).map_err(failed)?;
        return written.ok_or(ExportError::Stopped);
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = NamedTempFile::new_in(folder).map_err(failed)?;
    let mut out = BufWriter::new(file.as_file_mut());
    let written = write(&mut out)
        .and_then(|written| out.flush().map(|()| written))
        .map_err(failed)?
        .ok_or(ExportError::Stopped)?;
    drop(out);
    file.as_file().sync_all().map_err(failed)?;
    let kept = file.persist(target).map_err(|error| failed(error.error))?;
    open_to_others(&kept);
    Ok(written)
}

/// A device or a pipe (`/dev/null`, `/dev/stdout`) is written to: a file must not take its place.
fn to_device<T>(
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<T>,
) -> std::io::Result<T> {
    let mut out = BufWriter::new(File::options().write(true).open(target)?);
    let written = write(&mut out)?;
    out.flush()?;
    Ok(written)
}

/// A temporary file is private to its maker; an export is an ordinary file.
#[cfg(unix)]
fn open_to_others(file: &File) {
    use std::os::unix::fs::PermissionsExt as _;
    // The export is complete either way; a refusal only leaves it private.
    let _ = file.set_permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn open_to_others(_: &File) {}

/// Whether a file is an event log, of this case or of another.
fn is_event_log(target: &Path) -> bool {
    // A pipe is not looked into: that would wait for somebody to write to it.
    if !std::fs::metadata(target).is_ok_and(|is| is.is_file()) {
        return false;
    }
    let mut magic = [0; 8];
    let read = File::open(target).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && magic == *b"ElfFile\0"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::mark::Marked;
    use crate::domain::session::{HostIndex, Kind, Outcome, Session};

    #[test]
    fn what_was_stopped_leaves_nothing_and_replaces_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("sessions.csv");
        let case = Case {
            sessions: vec![Session::new(HostIndex(0), Kind::Rdp, Outcome::Success)],
            ..Case::default()
        };
        let marked = Marked::new();
        let listed = Listed {
            case: &case,
            indices: &[0],
            marked: &marked,
        };
        let formats = [
            Format::JsonLines,
            Format::Csv(Profile::Raw),
            Format::Csv(Profile::Spreadsheet),
        ];
        for format in formats {
            std::fs::write(&target, "mine").expect("written");
            let stopped = save(listed, format, &target, &|_| false);
            assert!(matches!(stopped, Err(ExportError::Stopped)));
            assert_eq!(std::fs::read(&target).expect("the file"), b"mine");
            let saved = save(listed, format, &target, &|_| true).expect("saved");
            assert_eq!((saved.rows, saved.escaped_cells), (1, 0));
            assert_ne!(std::fs::read(&target).expect("the file"), b"mine");
            let left = std::fs::read_dir(folder.path())
                .expect("the folder")
                .count();
            assert_eq!(left, 1, "no temporary file stays");
        }
    }
}

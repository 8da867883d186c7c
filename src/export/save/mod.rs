//! Writes an export to a file: completely or not at all, and never over or among evidence.

use std::fs::File;
use std::io::{BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::batches::{self, OnWritten};
use super::sink::Format;
use crate::case::{Case, Refusal};
use crate::domain::table::Table;

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Rows.
    pub rows: usize,
    /// Cells escaped because a spreadsheet would take them for formulas.
    pub escaped_cells: u64,
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The target is evidence, or may lie among it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It was stopped.
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

/// Saves a table of a case to `target`. The file appears complete or not at all.
///
/// # Errors
/// `Refused` before anything is touched, `Stopped` when `on_written` asked to stop, else `Io`.
pub fn save(
    case: &Case,
    table: &dyn Table,
    format: &Format,
    target: &Path,
    on_written: OnWritten<'_>,
) -> Result<Saved, ExportError> {
    let escaped_cells = write_whole(case, target, |out| {
        batches::write(table, format, out, on_written)
    })?;
    Ok(Saved {
        rows: table.row_count(),
        escaped_cells,
    })
}

/// Saves bytes to `target`, as carefully as an export.
///
/// # Errors
/// `Refused` before anything is touched, else `Io`.
pub fn save_bytes(case: &Case, bytes: &[u8], target: &Path) -> Result<(), ExportError> {
    write_whole(case, target, |out| out.write_all(bytes).map(Some))
}

/// Writes a file completely or not at all, and never over or among evidence. `write` returns `None` to stop.
fn write_whole<T>(
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
    // The target of a link is written, not the link.
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

/// Writes to a device or a pipe (`/dev/null`, `/dev/stdout`), which a file must not replace.
fn to_device<T>(
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<T>,
) -> std::io::Result<T> {
    let mut out = BufWriter::new(File::options().write(true).open(target)?);
    let written = write(&mut out)?;
    out.flush()?;
    Ok(written)
}

/// A temporary file is private to its owner; an export is an ordinary file.
#[cfg(unix)]
fn open_to_others(file: &File) {
    use std::os::unix::fs::PermissionsExt as _;
    // The export is complete either way; a failure only leaves it private.
    let _ = file.set_permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn open_to_others(_: &File) {}

/// Whether a file is an event log, of this case or of another.
fn is_event_log(target: &Path) -> bool {
    // A pipe is not read: that would wait for somebody to write to it.
    if !std::fs::metadata(target).is_ok_and(|is| is.is_file()) {
        return false;
    }
    let mut magic = [0; 8];
    let read = File::open(target).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && magic == *b"ElfFile\0"
}

#[cfg(test)]
mod tests;

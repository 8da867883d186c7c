//! Writes an export to a file: whole or not at all, and never over or among evidence.

use std::fs::File;
use std::io::{BufWriter, Read as _, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::csv::{self, Profile};
use super::{Listed, jsonl};
use crate::case::Case;

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
    /// The target is evidence, or lies in a folder of evidence.
    #[error("{} is evidence or lies among it: choose another place", .0.display())]
    OverEvidence(PathBuf),
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

/// Writes sessions to any writer; returns how many cells were defused.
///
/// # Errors
/// Whatever `out` answers.
pub fn write(listed: Listed<'_>, format: Format, out: &mut dyn Write) -> std::io::Result<u64> {
    match format {
        Format::JsonLines => jsonl::write(listed, out).map(|()| 0),
        Format::Csv(profile) => csv::write(listed, profile, out),
    }
}

/// Saves sessions to `target`. The file appears complete or not at all.
///
/// # Errors
/// `OverEvidence` before anything is touched, else `Io`.
pub fn save(listed: Listed<'_>, format: Format, target: &Path) -> Result<Saved, ExportError> {
    let escaped_cells = whole(listed.case, target, |out| write(listed, format, out))?;
    Ok(Saved {
        rows: listed.indices.len(),
        escaped_cells,
    })
}

/// Saves bytes to `target`, as carefully as an export.
///
/// # Errors
/// `OverEvidence` before anything is touched, else `Io`.
pub fn save_bytes(case: &Case, bytes: &[u8], target: &Path) -> Result<(), ExportError> {
    whole(case, target, |out| out.write_all(bytes))
}

/// Writes a file whole or not at all, and never over or among evidence.
fn whole<T>(
    case: &Case,
    target: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<T>,
) -> Result<T, ExportError> {
    if is_among_evidence(case, target) || is_event_log(target) {
        return Err(ExportError::OverEvidence(target.to_owned()));
    }
    let failed = |source| ExportError::Io {
        path: target.to_owned(),
        source,
    };
    // What a link leads to is written, not the link.
    let target = &std::fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
    if std::fs::metadata(target).is_ok_and(|is| !is.is_file() && !is.is_dir()) {
        return to_device(target, write).map_err(failed);
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = NamedTempFile::new_in(folder).map_err(failed)?;
    let mut out = BufWriter::new(file.as_file_mut());
    let written = write(&mut out)
        .and_then(|written| out.flush().map(|()| written))
        .map_err(failed)?;
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

/// Whether a path was given as evidence, log or not, or lies in a folder that was.
pub fn is_among_evidence(case: &Case, target: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let folder = target
        .parent()
        .filter(|f| !f.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let resolved = real(target).or_else(|| Some(real(folder)?.join(target.file_name()?)));
    let Some(resolved) = resolved else {
        return false;
    };
    case.files
        .iter()
        .any(|file| real(&file.path).is_some_and(|path| path == resolved))
        || case
            .paths
            .iter()
            .filter_map(|path| real(path))
            .any(|path| resolved.starts_with(path))
}

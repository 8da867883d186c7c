//! Makes sure that nothing is written among evidence. Places are compared by the identity of
//! folders and files, so that another spelling, a link or a mount is recognised too.

use std::collections::HashSet;
use std::fs::FileType;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use file_id::FileId;
pub use file_id::FileId as FolderId;
#[cfg(not(windows))]
use file_id::get_file_id as file_id;
// A mapped drive may report the long id of a file that its network share does not report. Both
// report the short one.
#[cfg(windows)]
use file_id::get_low_res_file_id as file_id;

#[cfg(not(unix))]
use crate::domain::path_class::PathClass;

/// Why nothing may be written to a place.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The place is evidence, or lies in an opened folder, or next to an opened file.
    #[error("{} is evidence or lies among it: choose another place", .0.display())]
    Among(PathBuf),
    /// It is not known whether the place is evidence.
    #[error(
        "{} cannot be looked at, so it is not known whether evidence lies there: choose another place \
         ({reason})",
        path.display()
    )]
    Unknown {
        /// The path that cannot be examined.
        path: PathBuf,
        /// The error, which is part of the message.
        reason: std::io::Error,
    },
    /// It is not known which folders are evidence.
    #[error(
        "the evidence {} cannot be looked at, so it is not known what must not be written to ({reason})",
        path.display()
    )]
    Evidence {
        /// The path that cannot be examined.
        path: PathBuf,
        /// The error, which is part of the message.
        reason: std::io::Error,
    },
    /// The place is a disk, which may be the one that holds the evidence.
    #[error("{} is a disk or another device: choose a file", .0.display())]
    Disk(PathBuf),
}

/// Checks that a place is not among evidence. `roots` are the files and folders that were opened,
/// `logs` the event logs found in them, and `folders` all folders in them. Neither the place nor
/// its folders need exist. Evidence that no longer exists is recognised by its path alone. Links,
/// mounts and other names are resolved if they lead to a root, a folder, a log, or anything inside
/// them.
///
/// # Errors
/// `Refusal`.
pub fn check<'a>(
    roots: &[PathBuf],
    logs: impl Iterator<Item = &'a Path>,
    folders: &[FolderId],
    place: &Path,
) -> Result<(), Refusal> {
    let absolute = absolute(place)?;
    let among = || Err(Refusal::Among(place.to_owned()));
    let mut guarded = Guarded::of(roots, logs).map_err(Refusal::about_evidence)?;
    guarded.whole.extend(folders);
    let kind = std::fs::metadata(place).map(|is| is.file_type()).ok();
    if is_disk(place, kind) {
        return Err(Refusal::Disk(place.to_owned()));
    }
    // A pipe has no other path: `/dev/stdout` links to a name that is not a path.
    let is_stream = kind.is_some_and(|kind| !kind.is_file() && !kind.is_dir());
    let real = if is_stream {
        absolute.clone()
    } else {
        real_path(&absolute)?
    };
    // A path with `..` names folders that it does not lie in.
    let steps_back = absolute
        .components()
        .any(|part| part == Component::ParentDir);
    let spellings = [Some(&real), Some(&absolute).filter(|_| !steps_back)];
    for spelling in spellings.into_iter().flatten() {
        if guarded.has_path(spelling) || guarded.is_within(spelling)? {
            return among();
        }
    }
    Ok(())
}

/// The places that must not be written to.
#[derive(Default)]
struct Guarded {
    /// Paths of opened folders, and of roots that do not exist.
    paths: Vec<PathBuf>,
    /// Folders of opened files. Nothing may be written directly into them; their subfolders are
    /// allowed.
    folders_of_files: Vec<PathBuf>,
    /// Identities of files, and of folders in which nothing may be written at any depth.
    whole: HashSet<FileId>,
    /// Identities of the folders of opened files.
    direct: HashSet<FileId>,
}

impl Guarded {
    fn of<'a>(roots: &[PathBuf], logs: impl Iterator<Item = &'a Path>) -> Result<Self, Refusal> {
        let mut guarded = Self::default();
        let mut opened_folders: Vec<&Path> = Vec::new();
        for root in roots {
            let path = absolute(root)?;
            let is_file = match std::fs::metadata(root) {
                Ok(is) => !is.is_dir(),
                Err(error) if is_absent(&error) => false,
                Err(source) => return Err(unknown(root, source)),
            };
            guarded.whole.extend(identity(root)?);
            if !is_file {
                opened_folders.push(root);
            } else if let Some(folder) = path.parent() {
                guarded.direct.extend(identity(folder)?);
                let real = real_path(&path)?;
                if let Some(folder) = real.parent() {
                    guarded.direct.extend(identity(folder)?);
                }
                guarded.folders_of_files.push(folder.to_owned());
            }
            guarded.paths.push(path);
        }
        // A subfolder may be mounted elsewhere as well, and its logs may have other names.
        let mut met: HashSet<&Path> = HashSet::new();
        for log in logs {
            guarded.whole.extend(identity(log)?);
            let root = opened_folders.iter().find(|root| log.starts_with(root));
            let Some(&root) = root else { continue };
            let folders = log.ancestors().skip(1);
            for folder in folders.take_while(|folder| *folder != root) {
                if !met.insert(folder) {
                    break;
                }
                guarded.whole.extend(identity(folder)?);
            }
        }
        Ok(guarded)
    }

    fn has_path(&self, place: &Path) -> bool {
        self.paths.iter().any(|path| place.starts_with(path))
            || self
                .folders_of_files
                .iter()
                .any(|folder| place.parent() == Some(folder))
    }

    /// Whether a place is protected by its own identity or by that of a folder above it.
    fn is_within(&self, place: &Path) -> Result<bool, Refusal> {
        for (depth, at) in place.ancestors().enumerate() {
            let Some(id) = identity(at)? else { continue };
            if self.whole.contains(&id) || (depth == 1 && self.direct.contains(&id)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Refusal {
    /// Changes an error about a place into one about evidence, where choosing another place does
    /// not help.
    fn about_evidence(self) -> Self {
        match self {
            Self::Unknown { path, reason } => Self::Evidence { path, reason },
            other => other,
        }
    }
}

fn unknown(path: &Path, reason: std::io::Error) -> Refusal {
    Refusal::Unknown {
        path: path.to_owned(),
        reason,
    }
}

/// Whether a path leads to a disk. `kind` is the type of the file there.
#[cfg(unix)]
fn is_disk(_: &Path, kind: Option<FileType>) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_some_and(|kind| kind.is_block_device())
}

/// Whether a path leads to a disk. On Windows only the path shows it: `\\.\C:`,
/// `\\.\PhysicalDrive0`. Other devices have such paths too, but nobody needs to write to them.
#[cfg(not(unix))]
fn is_disk(path: &Path, _: Option<FileType>) -> bool {
    PathClass::of(path) == PathClass::Device
}

/// The identity of a folder of evidence, for `check`. Only Unix allows any folder to be mounted
/// elsewhere. On Windows, where the query is slow, the real path is enough to see through other
/// names.
pub fn folder_id(path: &Path) -> Option<FolderId> {
    if cfg!(unix) { file_id(path).ok() } else { None }
}

fn absolute(path: &Path) -> Result<PathBuf, Refusal> {
    std::path::absolute(path).map_err(|reason| unknown(path, reason))
}

/// Whether the error means that nothing exists at the path, rather than that it cannot be examined.
fn is_absent(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename
    )
}

/// The identity of the file or folder that a path leads to. Returns `None` if there is none.
fn identity(path: &Path) -> Result<Option<FileId>, Refusal> {
    match file_id(path) {
        Ok(id) => Ok(Some(id)),
        Err(error) if is_absent(&error) => Ok(None),
        Err(reason) => Err(unknown(path, reason)),
    }
}

/// Resolves the links in an absolute path. The part that does not exist yet is kept as written.
/// Some Windows volumes cannot resolve paths (reported by others: Dokan, `OSFMount`); there the path
/// is kept unchanged, unless it contains a link.
fn real_path(path: &Path) -> Result<PathBuf, Refusal> {
    let mut last = None;
    for place in path.ancestors() {
        // A broken link is refused: writing to it would create its target.
        let Ok(kind) = std::fs::symlink_metadata(place).map(|is| is.file_type()) else {
            continue;
        };
        match std::fs::canonicalize(place) {
            Ok(real) => {
                let rest = path.strip_prefix(place).unwrap_or(Path::new(""));
                // Joining an empty path would add a separator at the end.
                return Ok(if rest.as_os_str().is_empty() {
                    real
                } else {
                    real.join(rest)
                });
            }
            Err(source) if kind.is_symlink() => return Err(unknown(place, source)),
            Err(source) => last = Some((place, source)),
        }
    }
    match last {
        None => Ok(path.to_owned()),
        Some((place, source)) if path.ancestors().any(is_link) => Err(unknown(place, source)),
        Some(_) => Ok(path.to_owned()),
    }
}

fn is_link(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|is| is.file_type().is_symlink())
}

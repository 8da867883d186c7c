//! Nothing is written among evidence: a place is compared with it by the identity of folders and files, so
//! that no other spelling, link or mount leads there.

use std::collections::HashSet;
use std::fs::FileType;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use file_id::FileId;
pub use file_id::FileId as FolderId;
#[cfg(not(windows))]
use file_id::get_file_id as file_id;
// A drive may report the long id of a file where a share of that drive does not. Both report the short one.
#[cfg(windows)]
use file_id::get_low_res_file_id as file_id;

#[cfg(not(unix))]
use crate::domain::path_class::PathClass;

/// Why nothing may be written to a place.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It is evidence, lies in a folder that was opened, or in the one of a file that was opened.
    #[error("{} is evidence or lies among it: choose another place", .0.display())]
    Among(PathBuf),
    /// It cannot be told whether it is.
    #[error(
        "{} cannot be looked at, so it is not known whether evidence lies there: choose another place \
         ({reason})",
        path.display()
    )]
    Unknown {
        /// What cannot be looked at.
        path: PathBuf,
        /// The reason, which the sentence has.
        reason: std::io::Error,
    },
    /// It cannot be told which folders are evidence.
    #[error(
        "the evidence {} cannot be looked at, so it is not known what must not be written to ({reason})",
        path.display()
    )]
    Evidence {
        /// What cannot be looked at.
        path: PathBuf,
        /// The reason, which the sentence has.
        reason: std::io::Error,
    },
    /// It is a disk, maybe the one that the evidence lies on.
    #[error("{} is a disk or another device: choose a file", .0.display())]
    Disk(PathBuf),
}

/// Checks that a place is not among evidence. `roots` are the files and folders that were opened, `logs` the
/// event logs that were found in them, `folders` all folders in them. The place need not be there yet, nor
/// need its folders; evidence that is gone is known by its path alone. Links, mounts and other names are seen
/// through where they lead to a root, to one of the folders or logs, or to what lies in these.
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
    // A pipe has no other path: `/dev/stdout` is a link to a name that is none.
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

/// What is not written to.
#[derive(Default)]
struct Guarded {
    /// Folders that were opened, and what is not there: by path.
    paths: Vec<PathBuf>,
    /// Folders of files that were opened: nothing is written directly into them. Their subfolders are free.
    folders_of_files: Vec<PathBuf>,
    /// Folders in which nothing is written, however deep, and files.
    whole: HashSet<FileId>,
    /// The same folders by identity.
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
        // A part of a folder may be mounted elsewhere, and its logs may have other names.
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

    /// Whether a place, or a folder above it, is one of these.
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
    /// The same about evidence, for which there is no other place.
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

/// Whether a path leads to a disk. `kind` is what is there.
#[cfg(unix)]
fn is_disk(_: &Path, kind: Option<FileType>) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    kind.is_some_and(|kind| kind.is_block_device())
}

/// The same on Windows, where a disk is known by its path alone: `\\.\C:`, `\\.\PhysicalDrive0`. Other
/// devices have such paths too, and nobody needs them here.
#[cfg(not(unix))]
fn is_disk(path: &Path, _: Option<FileType>) -> bool {
    PathClass::of(path) == PathClass::Device
}

/// The identity of a folder of evidence, for `check`. Only on Unix can any folder be mounted elsewhere: on
/// Windows, where to ask costs more, the real path tells of all other names.
pub fn folder_id(path: &Path) -> Option<FolderId> {
    if cfg!(unix) { file_id(path).ok() } else { None }
}

fn absolute(path: &Path) -> Result<PathBuf, Refusal> {
    std::path::absolute(path).map_err(|reason| unknown(path, reason))
}

/// Whether nothing is there, as opposed to something that cannot be looked at.
fn is_absent(error: &std::io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename
    )
}

/// The identity of what a path leads to; `None` where nothing is there.
fn identity(path: &Path) -> Result<Option<FileId>, Refusal> {
    match file_id(path) {
        Ok(id) => Ok(Some(id)),
        Err(error) if is_absent(&error) => Ok(None),
        Err(reason) => Err(unknown(path, reason)),
    }
}

/// Where an absolute path leads when links are followed; what is not there yet is taken as it is written.
/// Some volumes of Windows cannot tell the real path of what is on them (measured by others: Dokan, OSFMount):
/// there the path is taken as it is, unless a link is in it.
fn real_path(path: &Path) -> Result<PathBuf, Refusal> {
    let mut last = None;
    for place in path.ancestors() {
        // A link to nothing is refused: a write to it would create the file that it leads to.
        let Ok(kind) = std::fs::symlink_metadata(place).map(|is| is.file_type()) else {
            continue;
        };
        match std::fs::canonicalize(place) {
            Ok(real) => {
                let rest = path.strip_prefix(place).unwrap_or(Path::new(""));
                // Joined with nothing, a path would end in a separator.
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

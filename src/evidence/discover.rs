//! Finds event logs and artefacts under the given paths by their content.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::evidence_file::EvidenceFile;
use super::evtx::checksums::has_no_checksums;
use super::file_kind::{FileKind, HEAD_BYTES};
use super::other_files::OtherFiles;
use super::problem::{Fault, Problem};
use super::protect::{FolderId, folder_id};
use super::source::file::FileSource;
use super::source::{Source, SourceBytes as _, SourceIdentity};

/// First bytes of an .evtx file.
const EVTX_MAGIC: &[u8; 8] = b"ElfFile\0";
/// Bytes 4 to 8 of a legacy .evt file.
const EVT_MAGIC: &[u8; 4] = b"LfLe";

/// The result of a search.
#[derive(Debug, Default)]
pub struct Discovery {
    /// Event logs, sorted by name and path.
    pub files: Vec<EvidenceFile>,
    /// Paths that are missing or unreadable, or that look like an event log but are not one.
    pub problems: Vec<Problem>,
    /// Files that are not event logs.
    pub passed_over: OtherFiles,
    /// All folders that were searched, where the platform can identify them.
    pub folders: Vec<FolderId>,
    /// The real folders of the paths that were searched; of a file, the folder that holds it.
    pub roots: Vec<PathBuf>,
    /// Artefacts, sorted by name and path.
    pub artefacts: Vec<ArtefactFile>,
}

/// A file that is an artefact.
#[derive(Clone, Debug)]
pub struct ArtefactFile {
    /// Where its bytes come from.
    pub source: Arc<dyn Source>,
    /// Its path relative to the path under which it was found, with `/` as separator.
    pub name: String,
    /// The same behind those folders of the searched path that are part of the evidence: its last one, and a
    /// profile or recycle bin that it leads into.
    pub place: String,
}

/// What a search asks its caller.
pub struct Search<'s> {
    /// Told of each file that is looked at.
    pub looking_at: &'s dyn Fn(),
    /// Whether to go on, asked for each file.
    pub keep_going: &'s dyn Fn() -> bool,
    /// Whether a file is an artefact, by its first bytes and its name.
    pub is_artefact: &'s dyn Fn(&[u8], &str) -> bool,
}

impl Search<'_> {
    /// A search for event logs alone.
    pub const LOGS: Self = Search {
        looking_at: &|| {},
        keep_going: &|| true,
        is_artefact: &|_, _| false,
    };
}

/// Searches the paths. Folders are searched to any depth. Links inside a folder are not followed,
/// so that nothing outside it is read and nothing is read twice.
pub fn discover(paths: &[PathBuf], search: &Search<'_>) -> Discovery {
    let mut found = Discovery::default();
    let mut seen = Seen::default();
    // Sort a folder before its contents, so that file names do not depend on the order of the
    // paths.
    let mut paths: Vec<&PathBuf> = paths.iter().collect();
    paths.sort_by_cached_key(|path| std::fs::canonicalize(path).ok());
    for path in paths {
        if !(search.keep_going)() {
            break;
        }
        found.roots.extend(root_of(path));
        match std::fs::metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                found
                    .problems
                    .push(Problem::of(path.as_path(), Fault::Missing));
            }
            Err(error) => {
                found.problems.push(Problem::of(
                    path.as_path(),
                    Fault::Unreadable(error.to_string()),
                ));
            }
            Ok(metadata) if metadata.is_dir() => {
                if seen.is_new_folder(path) {
                    walk(path, &mut found, &mut seen, search);
                }
            }
            // Opening a pipe would block until something writes to it.
            Ok(metadata) if !metadata.is_file() => {
                found
                    .problems
                    .push(Problem::of(path.as_path(), Fault::NotFileOrFolder));
            }
            Ok(_) => {
                let name = path
                    .file_name()
                    .map_or_else(String::new, |n| lossy(n.as_ref()));
                let candidate = Candidate {
                    path,
                    real_path: canonical(path),
                    name,
                    is_expected: true,
                };
                examine(candidate, &mut found, &mut seen, search);
            }
        }
    }
    found
        .files
        .sort_by(|a, b| (&a.name, a.source.name()).cmp(&(&b.name, b.source.name())));
    // By the file's own name first: which of several statements of one thing comes first must not depend on
    // the folders above.
    let last = |file: &ArtefactFile| file.name.rsplit('/').next().map(str::to_owned);
    found.artefacts.sort_by(|a, b| {
        let key = |file| (last(file), &file.name, file.source.name());
        key(a).cmp(&key(b))
    });
    found.problems.sort();
    found
}

fn walk(root: &Path, found: &mut Discovery, seen: &mut Seen, search: &Search<'_>) {
    let real_root = canonical(root);
    for entry in WalkDir::new(root)
        .follow_links(false)
        .follow_root_links(true)
    {
        if !(search.keep_going)() {
            return;
        }
        match entry {
            Err(error) => {
                let path = error.path().unwrap_or(root);
                let why = error
                    .io_error()
                    .map_or_else(|| error.to_string(), ToString::to_string);
                found
                    .problems
                    .push(Problem::of(path, Fault::Unreadable(why)));
            }
            Ok(entry) if entry.file_type().is_file() => {
                let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
                let looks_like_log = relative
                    .extension()
                    .is_some_and(|e| e.eq_ignore_ascii_case("evtx"));
                let candidate = Candidate {
                    path: entry.path(),
                    // No links below the root were followed.
                    real_path: real_root.join(relative),
                    name: lossy(relative),
                    is_expected: looks_like_log,
                };
                examine(candidate, found, seen, search);
            }
            Ok(entry) if entry.file_type().is_dir() => {
                found.folders.extend(folder_id(entry.path()));
            }
            Ok(_) => {}
        }
    }
}

/// Files already found and folders already searched, by any path.
#[derive(Default)]
struct Seen {
    files: BTreeSet<SourceIdentity>,
    folders: Vec<PathBuf>,
}

impl Seen {
    /// Whether this is the first time that the file is found.
    fn is_first_time(&mut self, identity: &SourceIdentity) -> bool {
        self.files.insert(identity.clone())
    }

    /// Whether a folder lies outside all folders already searched.
    fn is_new_folder(&mut self, path: &Path) -> bool {
        let path = canonical(path);
        let is_new = !self.folders.iter().any(|known| path.starts_with(known));
        if is_new {
            self.folders.push(path);
        }
        is_new
    }
}

/// The folders of the searched path that are part of the evidence, with a `/` at the end. A folder `Users` or
/// `$Recycle.Bin` counts only where the path ends soon behind it, or goes on as Windows does: the examiner may
/// keep the evidence in a profile of his own.
fn root_in_evidence(name: &str, identity: &SourceIdentity) -> String {
    let folder = lossy(identity.folder());
    let inside = name.rsplit_once('/').map_or("", |(folders, _)| folders);
    let root = folder.strip_suffix(inside).unwrap_or(&folder);
    let parts: Vec<&str> = root.split('/').filter(|part| !part.is_empty()).collect();
    let is_marker = |part: &&str| {
        let markers = [
            "users",
            "documents and settings",
            "$recycle.bin",
            "recycler",
        ];
        markers.contains(&part.to_ascii_lowercase().as_str())
    };
    let marker = parts.iter().rposition(is_marker);
    let begin = marker.filter(|&at| {
        let behind = parts.get(at + 2);
        behind.is_none_or(|next| {
            let kept = ["appdata", "application data", "local settings", "recent"];
            kept.contains(&next.to_ascii_lowercase().as_str())
        })
    });
    let begin = begin.unwrap_or(parts.len().saturating_sub(1));
    let kept = parts.get(begin..).unwrap_or_default();
    kept.iter().flat_map(|part| [*part, "/"]).collect()
}

/// The real folder that a path means: itself, or the one that holds the file.
fn root_of(path: &Path) -> Option<PathBuf> {
    let real = std::fs::canonicalize(path).ok()?;
    if real.is_dir() {
        return Some(real);
    }
    real.parent().map(Path::to_owned)
}

fn canonical(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// A file that may be an event log.
struct Candidate<'a> {
    path: &'a Path,
    /// The path with links resolved.
    real_path: PathBuf,
    name: String,
    /// Its name looks like that of a log, or it was given as a path of its own.
    is_expected: bool,
}

/// Adds a file if it is an event log. A file that only looks like one is reported as a problem.
fn examine(candidate: Candidate<'_>, found: &mut Discovery, seen: &mut Seen, search: &Search<'_>) {
    let Candidate {
        path,
        real_path,
        name,
        is_expected,
    } = candidate;
    (search.looking_at)();
    let (head, size) = match head(path) {
        Ok(known) => known,
        Err(error) => {
            let fault = Fault::Unreadable(error.to_string());
            return found.problems.push(Problem::of(path, fault));
        }
    };
    if head.starts_with(EVTX_MAGIC) {
        let source = FileSource::new(path, size).with_real_path(real_path);
        if seen.is_first_time(source.identity()) {
            let mut file = EvidenceFile::new(source, name);
            file.has_no_checksums = has_no_checksums(&head);
            found.files.push(file);
        }
        return;
    }
    if (search.is_artefact)(&head, &name) {
        let source = FileSource::new(path, size).with_real_path(real_path);
        if seen.is_first_time(source.identity()) {
            let place = format!("{}{name}", root_in_evidence(&name, source.identity()));
            let source = Arc::new(source);
            found.artefacts.push(ArtefactFile {
                source,
                name,
                place,
            });
        }
        return;
    }
    let kind = FileKind::of(&head, path);
    if head.get(4..8) == Some(EVT_MAGIC) {
        found.problems.push(Problem::of(path, Fault::LegacyLog));
    } else if is_expected && size == 0 {
        found.problems.push(Problem::of(path, Fault::Empty));
    } else if is_expected {
        let fault = Fault::NotAnEventLog(kind);
        found.problems.push(Problem::of(path, fault));
    } else {
        found.passed_over.add(kind, name);
    }
}

/// The first bytes of a file, and its length.
fn head(path: &Path) -> std::io::Result<(Vec<u8>, u64)> {
    let mut file = FileSource::open_path(path)?;
    let size = file.size()?;
    let mut head = vec![0; HEAD_BYTES];
    let read = file.fill_at(0, &mut head)?;
    head.truncate(read);
    Ok((head, size))
}

fn lossy(path: &Path) -> String {
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}

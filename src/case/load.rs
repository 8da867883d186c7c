//! Loads a case: finds evidence, reads and decodes it, and correlates the events. Runs on the
//! caller's thread and on rayon's.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::artefacts::Places;
use super::exports::exports;
use super::{Case, notices};
use crate::artefacts;
use crate::correlate::{Artefacts, Evidence, Watch, correlate};
use crate::evidence::discover::{ArtefactFile, Search, discover};
use crate::evidence::evidence_file::EvidenceFile;
use crate::evidence::other_files::OtherFiles;
use crate::evidence::problem::Problem;
use crate::evidence::protect::FolderId;
use crate::ingest::files::read_files;
use crate::ingest::options::ReadOptions;
use crate::job::cancel::{CancelToken, Cancelled};
use crate::job::progress::{Progress, Stage};

/// The evidence to load, and the problems in finding it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The paths that were opened.
    pub paths: Vec<PathBuf>,
    /// Event logs, sorted by name and path.
    pub files: Vec<EvidenceFile>,
    /// Files that are not event logs.
    pub passed_over: OtherFiles,
    /// All folders that were searched, where the platform can identify them.
    pub folders: Vec<FolderId>,
    /// What could not be found or read.
    pub problems: Vec<Problem>,
    /// The real folders of the paths that were opened.
    pub roots: Vec<PathBuf>,
    /// Artefacts, sorted by name and path.
    pub artefacts: Vec<ArtefactFile>,
    /// The host of artefacts for which nothing else shows one.
    pub artefact_host: Option<String>,
}

impl Found {
    /// The smallest logs, up to `bytes` bytes in total, for a first look long before the rest is
    /// read. Returns `None` if all logs are larger than that, or if all logs together are at most
    /// twice as large.
    pub fn smallest(&self, bytes: u64) -> Option<Self> {
        let mut by_size: Vec<(u64, usize)> =
            (self.files.iter().map(|file| file.source.size()).zip(0..)).collect();
        by_size.sort_unstable();
        let mut sum = 0;
        let mut taken: Vec<usize> = by_size
            .into_iter()
            .take_while(|(size, _)| {
                sum += size;
                sum <= bytes
            })
            .map(|(_, index)| index)
            .collect();
        taken.sort_unstable();
        let all: u64 = self.files.iter().map(|file| file.source.size()).sum();
        let files = taken.iter().filter_map(|&index| self.files.get(index));
        (!taken.is_empty() && all > 2 * bytes).then(|| Self {
            files: files.cloned().collect(),
            ..self.clone()
        })
    }
}

/// Loads every event log under `paths`.
///
/// # Errors
/// Returns `Cancelled` if `cancel` was set. Bad evidence is not an error: it is listed in the case.
pub fn load(
    paths: &[PathBuf],
    progress: &Progress,
    cancel: &CancelToken,
) -> Result<Case, Cancelled> {
    load_with(paths, ReadOptions::default(), progress, cancel)
}

/// Loads every event log under `paths` with these options.
///
/// # Errors
/// Returns `Cancelled` if `cancel` was set.
pub fn load_with(
    paths: &[PathBuf],
    options: ReadOptions,
    progress: &Progress,
    cancel: &CancelToken,
) -> Result<Case, Cancelled> {
    load_found(find(paths, progress, cancel)?, options, progress, cancel)
}

/// Finds the event logs under `paths`.
///
/// # Errors
/// Returns `Cancelled` if `cancel` was set.
pub fn find(
    paths: &[PathBuf],
    progress: &Progress,
    cancel: &CancelToken,
) -> Result<Found, Cancelled> {
    progress.enter(Stage::Finding);
    let search = Search {
        looking_at: &|| progress.look_at(),
        keep_going: &|| !cancel.is_cancelled(),
        is_artefact: &|head, name| artefacts::recognise(head, name).is_some(),
    };
    let discovery = discover(paths, &search);
    let bytes = discovery.files.iter().map(|file| file.source.size()).sum();
    progress.set_total(discovery.files.len() as u64, bytes);
    cancel.check()?;
    Ok(Found {
        paths: paths.to_vec(),
        files: discovery.files,
        passed_over: discovery.passed_over,
        folders: discovery.folders,
        problems: discovery.problems,
        roots: discovery.roots,
        artefacts: discovery.artefacts,
        artefact_host: None,
    })
}

/// Loads the event logs that were found, with these options.
///
/// # Errors
/// Returns `Cancelled` if `cancel` was set.
pub fn load_found(
    found: Found,
    options: ReadOptions,
    progress: &Progress,
    cancel: &CancelToken,
) -> Result<Case, Cancelled> {
    let (paths, folders_found, passed_over) = (found.paths, found.folders, found.passed_over);
    let (artefact_files, artefact_host) = (found.artefacts, found.artefact_host);
    let (mut files, mut problems) = (found.files, found.problems);
    let read = read_files(&mut files, options, progress, cancel)?;
    problems.extend(read.problems);

    let artefacts = super::artefacts::read(&artefact_files, progress, cancel)?;
    progress.enter(Stage::Correlating);
    problems.extend(artefacts.problems.iter().cloned());
    problems.sort();
    let folders = folders(&files);
    let places = Places {
        roots: &found.roots,
        logs: &files,
        files: &artefact_files,
        found: &artefacts.found,
        entries: &artefacts.entries,
        given_host: artefact_host.as_deref(),
    };
    let evidence = Evidence {
        events: read.events,
        recovered: read.recovered,
        heartbeats: &read.heartbeats,
        runs: &read.runs,
        folders: &folders,
        exports: &exports(&files),
        artefacts: Artefacts {
            entries: &artefacts.entries,
            place: &|known| places.of(known),
        },
    };
    let watch = Watch {
        keep_going: &|| !cancel.is_cancelled(),
        joined: &|joined, all| progress.join(joined, all),
        at_host: &|name, begins| {
            if begins {
                progress.begin_work(name);
            } else {
                progress.end_work(name);
            }
        },
    };
    let joined = correlate(evidence, watch).ok_or(Cancelled)?;
    cancel.check()?;
    let notices = notices::of(
        &passed_over,
        &read.of_other_providers,
        &files,
        &joined.sessions,
    );
    let mut case = Case {
        paths,
        folders: folders_found,
        files,
        notices,
        problems,
        records: joined.records,
        hosts: joined.hosts,
        sessions: joined.sessions,
        logon_sessions: joined.logon_sessions,
        local_sessions: joined.local_sessions,
        activities: joined.activities,
        candidates: joined.candidates,
        artefact_files,
        artefacts: artefacts.found,
        artefact_entries: artefacts.entries,
        coverage: joined.coverage,
    };
    case.sort_activities();
    progress.enter(Stage::Done);
    Ok(case)
}

/// For each file, a number that identifies its real folder.
pub fn folders(files: &[EvidenceFile]) -> Vec<u32> {
    let mut numbers: HashMap<&Path, u32> = HashMap::new();
    let folders = files
        .iter()
        .map(|file| file.source.identity().folder())
        .zip(0..);
    folders
        .map(|(folder, next)| *numbers.entry(folder).or_insert(next))
        .collect()
}

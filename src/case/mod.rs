//! A case: everything that was read and found. It never changes after loading.

mod activities;
mod artefacts;
pub mod exports;
pub mod load;
mod notices;

use std::path::{Path, PathBuf};

pub use artefacts::FoundArtefact;

use crate::domain::activity::{Activity, ArtefactEntry, CandidateSets};
use crate::domain::coverage::ChannelCoverage;
use crate::domain::event::EventIndex;
use crate::domain::record::Record;
use crate::domain::records::Records;
use crate::domain::session::{Host, HostIndex, LocalSession, LogonSession, Session};
pub use crate::evidence::discover::ArtefactFile;
pub use crate::evidence::evidence_file::EvidenceFile;
use crate::evidence::problem::Problem;
use crate::evidence::protect;
pub use crate::evidence::protect::{FolderId, Refusal};

/// A loaded case.
#[derive(Debug, Default)]
pub struct Case {
    /// The paths that were opened.
    pub paths: Vec<PathBuf>,
    /// All folders in them, where the platform can identify them.
    pub folders: Vec<FolderId>,
    /// Evidence files, sorted by name.
    pub files: Vec<EvidenceFile>,
    /// Sentences about what was not read or not understood.
    pub notices: Vec<String>,
    /// Everything that could not be read, sorted.
    pub problems: Vec<Problem>,
    /// Every record that Whence understands, once, by host.
    pub records: Records,
    /// Hosts, sorted by name.
    pub hosts: Vec<Host>,
    /// Access sessions in export order, including hidden ones.
    pub sessions: Vec<Session>,
    /// Windows logon sessions.
    pub logon_sessions: Vec<LogonSession>,
    /// Local sessions.
    pub local_sessions: Vec<LocalSession>,
    /// Activity, in order of time.
    pub activities: Vec<Activity>,
    /// The sets of sessions that activities may belong to.
    pub candidates: CandidateSets,
    /// Artefact files, sorted by name.
    pub artefact_files: Vec<ArtefactFile>,
    /// Where each statement of an artefact was found.
    pub artefacts: Vec<FoundArtefact>,
    /// What each of them states.
    pub artefact_entries: Vec<ArtefactEntry>,
    /// The period that each log covers, by host and channel.
    pub coverage: Vec<ChannelCoverage>,
}

impl Case {
    /// The record with this index.
    pub fn record(&self, index: EventIndex) -> Option<&Record> {
        self.records.get(index)
    }

    /// The name of a host.
    pub fn host_name(&self, index: HostIndex) -> &str {
        self.hosts
            .get(index.0 as usize)
            .map_or("", |host| &host.name)
    }

    /// The `files` list of a source: the names of all files that contain its record, sorted.
    pub fn file_names(&self, record: &Record) -> Vec<&str> {
        let mut names: Vec<&str> = record
            .places()
            .filter_map(|place| self.files.get(place.file as usize))
            .map(|file| file.name.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// One sentence that states a rule of the specification.
    pub fn rule_statement(rule: &str) -> &'static str {
        crate::correlate::rules::statement(rule)
    }

    /// What a record says, in a few words; `None` where no name is known for its kind.
    pub fn record_says(record: &Record) -> Option<&'static str> {
        crate::decode::names::name(&record.channel, record.event_id)
    }

    /// Checks that a place is not among the evidence of the case, so that it may be written to.
    ///
    /// # Errors
    /// `Refusal`.
    pub fn check_place(&self, place: &Path) -> Result<(), Refusal> {
        let logs = self.files.iter().map(|file| &file.source);
        let artefacts = self.artefact_files.iter().map(|file| &file.source);
        let all = logs.chain(artefacts).map(|source| source.name().path());
        protect::check(&self.paths, all, &self.folders, place)
    }

    /// Number of records read, understood or not.
    pub fn records_read(&self) -> u64 {
        self.files.iter().map(|file| file.contents.records).sum()
    }

    /// Number of files that were skipped because they hold nothing of interest.
    pub fn skipped_files(&self) -> usize {
        let skipped = self
            .files
            .iter()
            .filter(|file| file.contents.skipped.is_some());
        skipped.count()
    }

    /// Whether any input was damaged, unreadable or missing.
    pub fn is_damaged(&self) -> bool {
        !self.problems.is_empty()
    }
}

//! One case: all that was read and found, never changed after it was loaded.

pub mod exports;
pub mod load;
mod notices;

use std::path::{Path, PathBuf};

use crate::domain::activity::Activity;
use crate::domain::coverage::ChannelCoverage;
use crate::domain::event::EventIndex;
use crate::domain::record::Record;
use crate::domain::records::Records;
use crate::domain::session::{Host, HostIndex, LocalSession, LogonSession, Session};
pub use crate::evidence::evidence_file::EvidenceFile;
use crate::evidence::problem::Problem;
use crate::evidence::protect;
pub use crate::evidence::protect::{FolderId, Refusal};

/// A loaded case.
#[derive(Debug, Default)]
pub struct Case {
    /// The paths that were opened.
    pub paths: Vec<PathBuf>,
    /// All folders in them, as far as they can be known elsewhere.
    pub folders: Vec<FolderId>,
    /// Evidence files, sorted by name.
    pub files: Vec<EvidenceFile>,
    /// What was passed over, and what was not understood, in sentences.
    pub notices: Vec<String>,
    /// Everything that could not be read, sorted.
    pub problems: Vec<Problem>,
    /// Every understood record, once, by host.
    pub records: Records,
    /// Hosts, sorted by name.
    pub hosts: Vec<Host>,
    /// Access sessions in export order, hidden ones included.
    pub sessions: Vec<Session>,
    /// Windows logon sessions.
    pub logon_sessions: Vec<LogonSession>,
    /// Local sessions.
    pub local_sessions: Vec<LocalSession>,
    /// Activity, by time.
    pub activities: Vec<Activity>,
    /// How far each log of each host reaches, by host and channel.
    pub coverage: Vec<ChannelCoverage>,
}

impl Case {
    /// The record of an index that this case gave out.
    pub fn record(&self, index: EventIndex) -> Option<&Record> {
        self.records.get(index)
    }

    /// The name of a host.
    pub fn host_name(&self, index: HostIndex) -> &str {
        self.hosts
            .get(index.0 as usize)
            .map_or("", |host| &host.name)
    }

    /// The `files` list of a source: the names of all files that hold its record, sorted.
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

    /// What a rule of the specification says, in one sentence.
    pub fn rule_statement(rule: &str) -> &'static str {
        crate::correlate::rules::statement(rule)
    }

    /// Checks that a place may be written to: that it is not among the evidence of the case.
    ///
    /// # Errors
    /// `Refusal`.
    pub fn check_place(&self, place: &Path) -> Result<(), Refusal> {
        let logs = self.files.iter().map(|file| file.source.name().path());
        protect::check(&self.paths, logs, &self.folders, place)
    }

    /// How many records were read, understood or not.
    pub fn records_read(&self) -> u64 {
        self.files.iter().map(|file| file.contents.records).sum()
    }

    /// How many files were not read because they hold nothing for us.
    pub fn skipped_files(&self) -> usize {
        let skipped = self
            .files
            .iter()
            .filter(|file| file.contents.skipped.is_some());
        skipped.count()
    }

    /// Whether some input was damaged, unreadable or missing.
    pub fn is_damaged(&self) -> bool {
        !self.problems.is_empty()
    }
}

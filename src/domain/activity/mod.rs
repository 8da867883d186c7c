//! What somebody did on a host, and the session in which it happened. Event records, rows of imported
//! tables and parsed files all give activities of this one shape.

use std::sync::Arc;

use super::host::HostIndex;
use super::identity::Identity;
use super::place::EventIndex;
use super::process::ProcessForm;
use super::text::Text;
use super::time::Timestamp;

words! {
    /// How an activity was attributed, weakest first.
    Basis {
        /// To nobody.
        None = "not attributed",
        /// The only session of that user on that host at that time.
        UserAndTime = "user and time",
        /// The logon id, within the boot.
        LogonId = "logon id",
    }
}

words! {
    /// What the time of an activity means.
    TimeQuality {
        /// No time is known.
        None = "none",
        /// A local time whose zone is not known.
        Local = "local",
        /// The activity lies in a period of fixed length that begins at this time.
        Bucket = "bucket",
        /// When a registry key was last written, which need not be for this activity alone.
        KeyWrite = "key-write",
        /// The last of several times; the others are lost.
        LastOfMany = "last-of-many",
        /// This activity was recorded by itself.
        Exact = "exact",
    }
}

words! {
    /// What kind of thing was done.
    ActivityKind {
        /// A program was started.
        ProgramStarted = "program-started",
    }
}

/// One activity on a host.
#[derive(Clone, Debug)]
pub struct Activity {
    /// On which host.
    pub host: HostIndex,
    /// When, as well as it is known.
    pub time: Option<Timestamp>,
    /// What that time means.
    pub time_quality: TimeQuality,
    /// What was done, by whom and to what.
    pub details: ActivityDetails,
    /// Where the evidence states it.
    pub source: ActivitySource,
    /// Index of the session in the case.
    pub session: Option<u32>,
    /// How the session was found.
    pub basis: Basis,
    /// The desktop was disconnected at that time: nobody was connected.
    pub while_disconnected: bool,
}

/// What was done, by whom and to what. A case may have millions of activities, so what they share is
/// kept once.
#[derive(Clone, Debug)]
pub enum ActivityDetails {
    /// A process was started.
    Process {
        /// Its process id.
        id: u64,
        /// The program, its user and its parent.
        form: Arc<ProcessForm>,
    },
    /// Anything else.
    Described(Arc<ActivityDescription>),
}

/// An activity that is described by text alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ActivityDescription {
    /// Its kind.
    pub kind: ActivityKind,
    /// Who acted, as far as the evidence shows.
    pub user: Identity,
    /// What it was done to: a path, a name, a key.
    pub object: Option<Text>,
    /// More about it, in one line.
    pub details: Option<Text>,
}

/// Where the evidence states an activity. Files are named by their index in the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActivitySource {
    /// In an event record.
    Record(EventIndex),
    /// In an artefact file.
    Artefact {
        /// The file.
        file: u32,
        /// Where in it, in bytes.
        offset: u64,
    },
    /// In an imported table.
    ImportedRow {
        /// The file.
        file: u32,
        /// The row, the first being 0.
        row: u64,
    },
}

impl Activity {
    /// Its kind.
    pub fn kind(&self) -> ActivityKind {
        match &self.details {
            ActivityDetails::Process { .. } => ActivityKind::ProgramStarted,
            ActivityDetails::Described(description) => description.kind,
        }
    }

    /// Who acted.
    pub fn user(&self) -> &Identity {
        match &self.details {
            ActivityDetails::Process { form, .. } => &form.who,
            ActivityDetails::Described(description) => &description.user,
        }
    }

    /// What it was done to: of a process, the path of its program.
    pub fn object(&self) -> Option<&Text> {
        match &self.details {
            ActivityDetails::Process { form, .. } => form.image.as_ref(),
            ActivityDetails::Described(description) => description.object.as_ref(),
        }
    }
}

impl ActivitySource {
    /// The event record, if it is one.
    pub fn record(self) -> Option<EventIndex> {
        match self {
            Self::Record(event) => Some(event),
            Self::Artefact { .. } | Self::ImportedRow { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests;

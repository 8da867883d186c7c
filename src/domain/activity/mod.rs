//! What somebody did on a host, and the session in which it happened. Event records and artefacts both give
//! activities of this one shape.

mod act;
mod artefact;
mod candidates;
mod id;
mod kind;
mod strength;

pub use act::{Act, ActForm, ActKey, ActRole};
pub use artefact::{Artefact, ArtefactEntry, PlacedArtefact};
pub use candidates::{CandidateSet, CandidateSets};
pub use id::ActivityId;
pub use kind::ActivityKind;
pub use strength::{Strength, TimeQuality};

use std::borrow::Cow;
use std::sync::Arc;

use thin_vec::ThinVec;

use super::host::HostIndex;
use super::identity::SharedIdentity;
use super::place::EventIndex;
use super::process::ProcessForm;
use super::text::Text;
use super::time::Timestamp;

/// One activity on a host. A case may have millions, so what they share is kept once.
#[derive(Clone, Debug)]
pub struct Activity {
    /// On which host; `None` only for an artefact of which that is not known.
    pub host: Option<HostIndex>,
    /// When, as well as it is known.
    pub time: Option<Timestamp>,
    /// When it was over, where the evidence shows it.
    pub time_end: Option<Timestamp>,
    /// What the time means.
    pub time_quality: TimeQuality,
    /// What kind of thing was done.
    pub kind: ActivityKind,
    /// How it is tied to a session.
    pub strength: Strength,
    /// The desktop was disconnected at that time: nobody was connected.
    pub while_disconnected: bool,
    /// Who acted, as far as the evidence shows.
    pub user: SharedIdentity,
    /// What it was done to: a path, a name, a key.
    pub object: Option<Text>,
    /// More about it.
    pub details: ActivityDetails,
    /// Index of its session in the case; `None` unless the strength claims one.
    pub session: Option<u32>,
    /// The sessions that it may belong to; empty where one is claimed.
    pub candidates: CandidateSet,
    /// Where the evidence states it.
    pub source: ActivitySource,
    /// Where else the evidence states it, in order.
    pub more_sources: ThinVec<ActivitySource>,
    /// What is worth saying about how it was attributed.
    pub notes: ThinVec<ActivityNote>,
}

/// More about an activity.
#[derive(Clone, Debug)]
pub enum ActivityDetails {
    /// Nothing more is known.
    None,
    /// One line of text.
    Text(Text),
    /// A process was started: its command line and its parent.
    Process(Arc<ProcessForm>),
}

/// Where the evidence states an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActivitySource {
    /// In an event record.
    Record(EventIndex),
    /// In an artefact: its index among the artefact entries of the case.
    Artefact(u32),
}

words! {
    /// What is worth saying about how an activity was attributed.
    ActivityNote {
        /// No log that shows logons covers its time.
        LogsDoNotCover = "no logon records cover this time: the user may have had another session open",
        /// The host of an artefact is the only one of the case.
        OnlyHost = "assumed: this is the only host of the case",
        /// The host was given on the command line or by the examiner.
        HostGiven = "host given by the examiner",
        /// The machine id of an artefact contradicts its place.
        OtherMachine = "the artefact names another machine than the folder it was found in; the artefact was believed",
        /// The clock was set back, so that the time occurred more than once.
        TimeMoreThanOnce = "the clock was set back: this time occurred more than once",
        /// Somebody was active, but no session of theirs is known.
        StayWithoutLogon = "the user was active, but no log shows a logon",
        /// So many sessions were open that they are not listed.
        TooManyCandidates = "too many sessions were open at this time to list them",
    }
}

impl Activity {
    /// Every place where the evidence states it, the first one first.
    pub fn sources(&self) -> impl Iterator<Item = ActivitySource> + '_ {
        std::iter::once(self.source).chain(self.more_sources.iter().copied())
    }
}

impl ActivityDetails {
    /// The command line of a program that was started.
    pub fn command_line(&self) -> Option<&str> {
        match self {
            Self::Process(form) => form.command_line.as_deref(),
            Self::None | Self::Text(_) => None,
        }
    }

    /// One line of text; `None` where nothing more is known.
    pub fn line(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::None => None,
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Process(form) => match (&form.command_line, &form.parent_image) {
                (Some(command), None) => Some(Cow::Borrowed(command)),
                (Some(command), Some(parent)) => {
                    Some(Cow::Owned(format!("{command}; started by {parent}")))
                }
                (None, Some(parent)) => Some(Cow::Owned(format!("started by {parent}"))),
                (None, None) => None,
            },
        }
    }
}

impl ActivitySource {
    /// The event record, if it is one.
    pub fn record(self) -> Option<EventIndex> {
        match self {
            Self::Record(event) => Some(event),
            Self::Artefact(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;

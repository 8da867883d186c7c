//! Artefacts: what the evidence holds about activities outside event logs.

use super::ActivityNote;
use super::kind::ActivityKind;
use super::strength::TimeQuality;
use crate::domain::host::HostIndex;
use crate::domain::identity::Identity;
use crate::domain::text::Text;
use crate::domain::time::Timestamp;

words! {
    /// The kinds of artefacts.
    Artefact {
        /// A shell link.
        Lnk = "lnk",
        /// A jump list: what one program opened.
        JumpList = "jump-list",
        /// What was put into the recycle bin.
        RecycleBin = "recycle-bin",
    }
}

/// One statement of an artefact: something was done, as far as it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtefactEntry {
    /// The kind of artefact.
    pub artefact: Artefact,
    /// What was done.
    pub kind: ActivityKind,
    /// When, if it says so.
    pub time: Option<Timestamp>,
    /// What that time means.
    pub time_quality: TimeQuality,
    /// What it was done to.
    pub object: Option<Text>,
    /// More about it, in one line.
    pub details: Option<Text>,
    /// The stream, key or row that states it.
    pub entry: Option<Text>,
    /// Where its bytes begin in the file.
    pub offset: u64,
    /// The NetBIOS name of the machine on which the target was, where the artefact states it.
    pub machine: Option<Text>,
    /// Whether what was done must have been done by the owner of the artefact: the target of a link may have
    /// been created by anybody.
    pub by_owner: bool,
    /// Whether only somebody at a desktop can do it.
    pub at_desktop: bool,
}

/// A statement of an artefact with its host and its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedArtefact {
    /// Its index among the artefact entries of the case.
    pub index: u32,
    /// The host; `None` where that is not known.
    pub host: Option<HostIndex>,
    /// Whose it is, as far as its place shows; empty where it does not.
    pub owner: Identity,
    /// How its host was found, where that is worth saying.
    pub notes: Vec<ActivityNote>,
}

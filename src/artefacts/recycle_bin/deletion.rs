//! A deletion, as both forms of the recycle bin state it.

use crate::domain::activity::{ActivityKind, Artefact, ArtefactEntry, TimeQuality};
use crate::domain::text::Text;
use crate::domain::time::Timestamp;

/// The entry of a deletion.
pub(super) fn deletion(
    time: Option<Timestamp>,
    path: String,
    details: String,
    entry: Option<Text>,
    offset: u64,
) -> ArtefactEntry {
    ArtefactEntry {
        artefact: Artefact::RecycleBin,
        kind: ActivityKind::FileDeleted,
        time,
        time_quality: match time {
            Some(_) => TimeQuality::Exact,
            None => TimeQuality::None,
        },
        object: Some(path.into()),
        details: Some(details.into()),
        entry,
        offset,
        machine: None,
        by_owner: true,
        at_desktop: true,
    }
}

//! Identity and order of activities.

use std::cmp::Ordering;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::Case;
use crate::domain::account::{fold, host_label};
use crate::domain::activity::{Activity, ActivityId, ActivitySource};
use crate::domain::record_key::RecordKey;

impl Case {
    /// The id of an activity: a hash of its host and of the first of its sources.
    pub fn activity_id(&self, activity: &Activity) -> ActivityId {
        let host = activity.host.map(|host| host_label(self.host_name(host)));
        let (number, words) = match activity.source {
            ActivitySource::Record(event) => {
                let Some(record) = self.record(event) else {
                    return ActivityId::default();
                };
                let (channel, time) = (fold(&record.channel), record.time);
                let (event_id, record_id) = (record.event_id, record.record_id);
                (
                    record_id,
                    format!("{channel}\n{event_id}\n{record_id}\n{time}"),
                )
            }
            ActivitySource::Artefact(index) => {
                let found = self.artefacts.get(index as usize);
                let entry = self.artefact_entries.get(index as usize);
                let Some((found, entry)) = found.zip(entry) else {
                    return ActivityId::default();
                };
                // The same artefact has other folders before it in another collection.
                let name = found.path.rsplit('/').next().unwrap_or_default();
                let time = entry.time.map(|time| time.to_string()).unwrap_or_default();
                let object = entry.object.as_deref().unwrap_or_default();
                let stream = entry.entry.as_deref().unwrap_or_default();
                let (artefact, kind) = (entry.artefact, entry.kind);
                let owner = fold(&found.owner);
                let words =
                    format!("{artefact}\n{kind}\n{owner}\n{name}\n{stream}\n{time}\n{object}");
                (entry.offset, words)
            }
        };
        let mut hash = Sha256::new();
        hash.update(host.unwrap_or_default());
        hash.update("\nactivity\n");
        hash.update(words);
        let mut first = [0; 6];
        let bytes = first.iter_mut().zip(hash.finalize());
        bytes.for_each(|(to, from)| *to = from);
        ActivityId {
            number,
            hash: first,
        }
    }

    /// What the examiner's marks on an activity are kept by: its first record or artefact.
    pub fn activity_key(&self, activity: &Activity) -> Option<RecordKey> {
        match activity.source {
            ActivitySource::Record(event) => self.record(event).map(RecordKey::of),
            ActivitySource::Artefact(index) => {
                let found = self.artefacts.get(index as usize)?;
                let entry = self.artefact_entries.get(index as usize)?;
                let host = activity.host.map(|host| host_label(self.host_name(host)));
                let whose = (host.as_deref().unwrap_or_default(), &*found.owner);
                Some(RecordKey::of_artefact(entry, &found.path, whose))
            }
        }
    }

    /// Puts the activities in the order of the export: time, host, kind, object, id. Those without a time
    /// come last.
    pub(super) fn sort_activities(&mut self) {
        let mut activities = std::mem::take(&mut self.activities);
        activities.par_sort_by(|a, b| self.compare_activities(a, b));
        self.activities = activities;
    }

    fn compare_activities(&self, a: &Activity, b: &Activity) -> Ordering {
        let time = |one: &Activity| (one.time.is_none(), one.time);
        let host = |one: &Activity| one.host.map(|host| self.host_name(host));
        let by_name = || {
            let kinds = a.kind.as_str().cmp(b.kind.as_str());
            kinds.then_with(|| a.object.cmp(&b.object))
        };
        time(a)
            .cmp(&time(b))
            .then_with(|| host(a).cmp(&host(b)))
            .then_with(by_name)
            .then_with(|| self.activity_id(a).cmp(&self.activity_id(b)))
            .then_with(|| a.source.cmp(&b.source))
    }
}

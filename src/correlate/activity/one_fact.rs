//! Records that different services wrote of one thing, without a key in common. Rule A6.

use crate::correlate::maps::HashMap;
use crate::correlate::order::Item;
use crate::correlate::windows::{ONE_SERVICE, ONE_USE};
use crate::domain::account::fold;
use crate::domain::activity::ActivityKind;
use crate::domain::event::{Fact, Luid};
use crate::domain::time::Timestamp;

/// Whose credentials were used in which boot, by which logon, and where.
type Use = (u32, Option<Luid>, String, String);

/// What was seen last.
#[derive(Default)]
pub(super) struct OneFact {
    /// The row of each service of a boot, when it was installed, and by which record.
    services: HashMap<(u32, String), (usize, Timestamp, u32)>,
    /// The row of each use of credentials, and when it began.
    uses: HashMap<Use, (usize, Timestamp)>,
}

impl OneFact {
    /// The row that states the same thing as a record; `None` where the record is the first, with the number
    /// `next`.
    pub(super) fn row_of(&mut self, item: &Item<'_>, next: usize) -> Option<usize> {
        let event = item.event;
        match &event.fact {
            Fact::Act(act) if act.kind == ActivityKind::ServiceInstalled => {
                let name = (item.boot, fold(act.object.as_deref()?));
                let known = self.services.get(&name).copied();
                let same = known.filter(|(_, time, event_id)| {
                    *event_id != event.event_id && time.distance(event.time) <= ONE_SERVICE
                });
                if let Some((row, ..)) = same {
                    self.services.remove(&name);
                    return Some(row);
                }
                let this = (next, event.time, event.event_id);
                self.services.insert(name, this);
                None
            }
            Fact::ExplicitCredentials(used) => {
                let text = |text: Option<&str>| text.map(fold).unwrap_or_default();
                let server = text(used.target_server.as_deref());
                let user = text(used.target.user.as_deref());
                // One account is named under the NetBIOS and the DNS name of its domain.
                let key = (item.boot, used.subject_luid, server, user);
                let known = self.uses.get(&key).copied();
                let same = known.filter(|(_, since)| since.distance(event.time) <= ONE_USE);
                if same.is_none() {
                    self.uses.insert(key, (next, event.time));
                }
                same.map(|(row, _)| row)
            }
            _ => None,
        }
    }
}

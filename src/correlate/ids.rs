//! Session ids: the same whatever the thread count, file order, path prefix or supporting logs.

use std::fmt::Write as _;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::correlate::correlation::Correlation;
use crate::correlate::maps::{HashMap, HashSet};
use crate::correlate::order::Item;
use crate::domain::account::{fold, host_label};
use crate::domain::session::{Host, HostIndex, Session};
use crate::domain::session_id::SessionId;

/// Where the hashes of a host's sessions begin.
pub(super) struct HostHash(Sha256);

impl HostHash {
    /// The hash of a host.
    pub(super) fn of(host: &Host) -> Self {
        Self(Sha256::new_with_prefix(host_label(&host.name)))
    }
}

/// Hash of a host and of the first record that defines a session on it, after the number of that record.
pub(super) fn of(host: &HostHash, first: Option<&Item<'_>>) -> SessionId {
    let mut hash = host.0.clone();
    if let Some(item) = first {
        let event = item.event;
        let (event_id, record_id) = (event.event_id, event.record_id);
        let (channel, time) = (fold(&event.channel), event.time);
        let mut words = String::with_capacity(128);
        let _ = write!(words, "\n{channel}\n{event_id}\n{record_id}\n{time}");
        hash.update(words);
    }
    SessionId {
        record_id: first.map_or(0, |item| item.event.record_id),
        hash: first_bytes(hash),
    }
}

/// Two hosts of one name differ in their records, and so in their ids; only a record that both have
/// (machines made from one image) gives one id twice: then the later one gets another. Hosts of one name
/// come in the order of their records, so that the outcome does not depend on the files.
pub(super) fn make_unique(hosts: &mut [(HostIndex, Correlation)]) {
    let sessions = hosts.par_iter().flat_map_iter(|(_, host)| &host.sessions);
    let mut all: Vec<SessionId> = sessions.map(|session| session.id).collect();
    all.par_sort_unstable();
    // Nearly always: then nothing is looked up.
    if all.is_sorted_by(|a, b| a < b) {
        return;
    }
    let mut ids = Ids::default();
    for (_, host) in hosts {
        ids.give(&mut host.sessions);
    }
}

/// The ids that were given out.
#[derive(Default)]
struct Ids(HashSet<SessionId>);

impl Ids {
    /// Gives another id to each session of a host whose id a host before it has.
    fn give(&mut self, sessions: &mut [Session]) {
        let mut changed: HashMap<SessionId, SessionId> = HashMap::default();
        for session in sessions.iter_mut() {
            let mut id = session.id;
            while self.0.contains(&id) {
                let mut hash = Sha256::new();
                hash.update("another host\n");
                hash.update(id.to_string());
                id.hash = first_bytes(hash);
            }
            if id != session.id {
                changed.insert(std::mem::replace(&mut session.id, id), id);
            }
        }
        for session in sessions.iter_mut() {
            if let Some(id) = session.parent.as_ref().and_then(|id| changed.get(id)) {
                session.parent = Some(*id);
            }
            self.0.insert(session.id);
        }
    }
}

fn first_bytes(hash: Sha256) -> [u8; 6] {
    let mut first = [0; 6];
    first
        .iter_mut()
        .zip(hash.finalize())
        .for_each(|(to, from)| *to = from);
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correlate::testing::event;
    use crate::domain::event::{EventIndex, Text};
    use crate::domain::session::{Kind, Outcome};

    #[test]
    fn a_channel_counts_without_case() {
        let host = HostHash::of(&Host {
            name: Text::from("HOST.example"),
            aliases: Vec::new(),
        });
        let id = |channel: &str| {
            let event = event(0, ("HOST", channel), 7, 60);
            of(&host, Some(&Item::new(EventIndex(0), &event)))
        };
        assert_eq!(id("Security"), id(" SECURITY"));
        assert_eq!(id("Überwachung"), id("ÜBERWACHUNG "));
        assert_ne!(id("Security"), id("System"));
    }

    #[test]
    fn an_id_that_two_hosts_have_is_changed_in_the_second() {
        let of = |record_ids: &[u64]| {
            let sessions = record_ids.iter().map(|&record_id| Session {
                id: SessionId {
                    record_id,
                    hash: [1; 6],
                },
                ..Session::new(HostIndex(0), Kind::Rdp, Outcome::Success)
            });
            let found = Correlation {
                sessions: sessions.collect(),
                ..Correlation::default()
            };
            (HostIndex(0), found)
        };
        let ids = |hosts: &[(HostIndex, Correlation)]| -> Vec<SessionId> {
            let sessions = hosts.iter().flat_map(|(_, host)| &host.sessions);
            sessions.map(|session| session.id).collect()
        };
        let mut different = [of(&[3, 1]), of(&[2])];
        let before = ids(&different);
        make_unique(&mut different);
        assert_eq!(ids(&different), before);

        let mut alike = [of(&[1, 2]), of(&[2, 3])];
        let before = ids(&alike);
        make_unique(&mut alike);
        let after = ids(&alike);
        let changed: Vec<bool> = before.iter().zip(&after).map(|(a, b)| a != b).collect();
        assert_eq!(changed, [false, false, true, false]);
        let different: HashSet<SessionId> = after.into_iter().collect();
        assert_eq!(different.len(), 4);
    }
}

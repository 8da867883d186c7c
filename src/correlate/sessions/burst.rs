//! Connections on which nobody authenticated.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::correlate::atoms::connections::Connection;
use crate::correlate::rules;
use crate::correlate::sessions::connection_records::role_of;
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex, Known};
use crate::correlate::sessions::end::End;
use crate::correlate::windows::BURST_GAP;
use crate::domain::join::Join;
use crate::domain::session::{EndKind, Kind, Outcome, Precision, Role};

/// The burst that each source is in.
pub type Bursts = BTreeMap<(u32, Option<IpAddr>), DraftIndex>;

/// Connections on which nobody authenticated: one row for each source and burst.
pub fn add(known: &Known<'_, '_>, book: &mut Book, bursts: &mut Bursts, connection: &Connection) {
    let Some(first) = connection.first() else {
        return;
    };
    let key = (connection.boot, connection.ip);
    let goes_on = bursts.get(&key).copied().filter(|&draft| {
        book.drafts
            .get(draft)
            .and_then(|draft| known.items.get(*draft.sources.keys().next_back()?))
            .zip(known.items.get(first))
            .is_some_and(|(last, next)| {
                // One that begins while another lives goes on with the burst.
                let until = last.time.plus(BURST_GAP);
                last.era == next.era && next.time <= until
            })
    });
    let draft = goes_on.unwrap_or_else(|| {
        let mut draft = Draft::new(connection.boot, Kind::Connection, Outcome::Unknown);
        draft.begin = Some(first);
        draft.ip = connection.ip;
        book.open(draft)
    });
    bursts.insert(key, draft);
    let join = connection
        .activity
        .map_or(Join::Words("same source"), Join::Activity);
    for &pos in &connection.records {
        let role = known.items.get(pos).map_or(Role::Support, role_of);
        book.tie(known.items, draft, pos, role, rules::BURST, join.clone());
    }
    let sources = book.drafts.get(draft).map(|draft| &draft.sources);
    let last = sources.and_then(|sources| sources.keys().next_back().copied());
    let last = last.unwrap_or(first);
    if let Some(draft) = book.get(draft) {
        draft.attempts += 1;
        draft.port = draft.port.or(connection.port);
        draft.end = Some(End::at(
            known.items,
            last,
            EndKind::Disconnect,
            Precision::Exact,
        ));
    }
}

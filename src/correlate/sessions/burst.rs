//! Connections on which nobody authenticated.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::correlate::rules;
use crate::correlate::sessions::connection_records::role_of;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::units::connections::Connection;
use crate::correlate::windows::BURST_GAP;
use crate::domain::join::Join;
use crate::domain::session::{EndKind, Kind, Outcome, Precision, Role};

/// The burst that each source is in.
pub(crate) type Bursts = BTreeMap<(u32, Option<IpAddr>), DraftIndex>;

/// Connections on which nobody authenticated: one row for each source and burst.
pub(crate) fn add(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    bursts: &mut Bursts,
    connection: &Connection,
) {
    let Some(first) = connection.first() else {
        return;
    };
    let key = (connection.boot, connection.ip);
    let goes_on = bursts.get(&key).copied().filter(|&draft| {
        ledger
            .drafts
            .get(draft)
            .and_then(|draft| facts.items.get(*draft.sources.keys().next_back()?))
            .zip(facts.items.get(first))
            .is_some_and(|(last, next)| {
                // A connection that begins while another is open continues the burst.
                let until = last.time.plus(BURST_GAP);
                last.era == next.era && next.time <= until
            })
    });
    let draft = goes_on.unwrap_or_else(|| {
        let mut draft = SessionDraft::new(connection.boot, Kind::Connection, Outcome::Unknown);
        draft.begin = Some(first);
        draft.ip = connection.ip;
        ledger.open(draft)
    });
    bursts.insert(key, draft);
    let join = connection
        .activity
        .map_or(Join::Words("same source"), Join::Activity);
    for &pos in &connection.records {
        let role = facts.items.get(pos).map_or(Role::Support, role_of);
        ledger.attach_source(facts.items, draft, pos, role, rules::BURST, join.clone());
    }
    let sources = ledger.drafts.get(draft).map(|draft| &draft.sources);
    let last = sources.and_then(|sources| sources.keys().next_back().copied());
    let last = last.unwrap_or(first);
    if let Some(draft) = ledger.get(draft) {
        draft.attempts += 1;
        draft.port = draft.port.or(connection.port);
        draft.end = Some(End::at(
            facts.items,
            last,
            EndKind::Disconnect,
            Precision::Exact,
        ));
    }
}

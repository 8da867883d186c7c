//! Notes on contradicting addresses: each address in a session's records that did not become its source,
//! with the log that names it (Rule D16).

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::correlate::sessions::draft::{HostFacts, SessionDraft};
use crate::domain::event::{Event, Fact, Text};
use crate::domain::note::{Note, OtherAddress};
use crate::domain::session::{Kind, Role};

/// The notes on one session.
pub(super) fn contradictions(facts: &HostFacts<'_, '_>, draft: &SessionDraft) -> Vec<Note> {
    if !draft.kind.is_desktop() {
        return Vec::new();
    }
    let at_console = draft.kind == Kind::Console;
    let own = draft.ip.filter(|_| !at_console);
    if own.is_none() && !at_console {
        return Vec::new();
    }
    let mut odd: BTreeMap<IpAddr, &Text> = BTreeMap::new();
    let mut agreeing = 0_u32;
    for (&pos, link) in draft.sources.iter() {
        let Some(event) = facts.items.get(pos).map(|item| item.event) else {
            continue;
        };
        match event
            .fact
            .client_ip()
            .filter(|_| shows_arrival(event, link.role))
        {
            Some(ip) if Some(ip) == own => agreeing += 1,
            // At the machine's own screen, records have a loopback address.
            Some(ip) if at_console && ip.is_loopback() => {}
            Some(ip) => {
                odd.entry(ip).or_insert(&event.channel);
            }
            None => {}
        }
    }
    let note = |(named, channel): (IpAddr, &Text)| {
        Note::OtherAddress(OtherAddress {
            channel: Text::clone(channel),
            named,
            own,
            agreeing,
        })
    };
    odd.into_iter().map(note).collect()
}

/// Whether a record shows where this session came from. An unlock or a refusal inside it may come from
/// another place, and at a take-over the records of its end can be about the next one.
fn shows_arrival(event: &Event, role: Role) -> bool {
    matches!(
        role,
        Role::Connection | Role::Authentication | Role::Logon | Role::Desktop | Role::Reconnect
    ) || matches!(event.fact, Fact::Detached(_))
}

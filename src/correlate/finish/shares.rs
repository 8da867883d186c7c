//! The client's address from the opening of a share, for a logon that has none [source 2.10].

use std::collections::BTreeMap;

use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{HostFacts, SessionLedger};
use crate::correlate::units::logons::LogonIndex;
use crate::domain::address::LoggedAddress;
use crate::domain::event::Fact;
use crate::domain::session::{Kind, Role};

/// Gives network sessions without an address that of the first share opened under their logon id.
/// The port is that of the share's own connection, which may be another: it is left alone.
pub(super) fn add(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    let opened = first_shares(facts);
    for index in 0..ledger.drafts.len() {
        let Some(draft) = ledger.drafts.get(index) else {
            continue;
        };
        if draft.kind != Kind::Network || draft.ip.is_some() {
            continue;
        }
        let share = draft.logons.iter().find_map(|logon| opened.get(logon));
        let Some(&(pos, ip)) = share else { continue };
        let luid = draft.logons.iter().find_map(|&logon| {
            let unit = facts.logons.units.get(logon)?;
            unit.luid.map(|luid| format!("LUID {luid}"))
        });
        let (role, rule) = (Role::Support, rules::SHARE_ADDRESS);
        ledger.attach_source(
            facts.items,
            index,
            pos,
            role,
            rule,
            luid.unwrap_or_default(),
        );
        if let Some(draft) = ledger.get(index) {
            draft.ip = Some(ip);
        }
    }
}

/// For each logon session the first share that it opened from another place, and that place.
fn first_shares(facts: &HostFacts<'_, '_>) -> BTreeMap<LogonIndex, (Pos, std::net::IpAddr)> {
    let mut opened = BTreeMap::new();
    for (pos, item) in facts.items.of(FactKinds::SHARE_OPENED) {
        let Fact::ShareOpened(opening) = &item.event.fact else {
            continue;
        };
        let ip = opening.address().and_then(LoggedAddress::ip);
        let logon = facts.logons.find(item.boot, opening.luid);
        if let Some((logon, ip)) = logon.zip(ip.filter(|ip| !ip.is_loopback())) {
            opened.entry(logon).or_insert((pos, ip));
        }
    }
    opened
}

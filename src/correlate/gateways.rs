//! Joins across hosts: a Remote Desktop session through an RD Gateway shows the gateway's address; the
//! gateway's own session has the true client's [source 9.1].

use std::collections::{BTreeMap, BTreeSet};

use crate::correlate::rules;
use crate::correlate::windows::GATEWAY_TO_TARGET;
use crate::domain::account::{bare_name, fold, host_label};
use crate::domain::event::Text;
use crate::domain::note::Note;
use crate::domain::session::{Host, Kind, Outcome, Role, Session, Source};

/// Fills in the true client of each Remote Desktop session for which exactly one gateway session
/// fits: same user, this host as its resource, begun within half a minute.
pub(super) fn join(hosts: &[Host], sessions: &mut [Session]) {
    let through = |session: &Session| {
        let passed = matches!(session.outcome, Outcome::Success | Outcome::Unknown);
        session.kind == Kind::Gateway && passed && session.source_ip.is_some()
    };
    if !sessions.iter().any(through) {
        return;
    }
    let addresses = own_addresses(sessions);
    let mut targets: BTreeMap<String, Vec<(_, usize)>> = BTreeMap::new();
    for (index, session) in sessions.iter().enumerate() {
        let behind = session.kind == Kind::Rdp && session.source_ip.is_some();
        if let Some((user, begin)) = user_of(session).zip(session.begin).filter(|_| behind) {
            targets.entry(user).or_default().push((begin, index));
        }
    }
    for list in targets.values_mut() {
        list.sort_unstable();
    }
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (gate, session) in sessions.iter().enumerate().filter(|(_, s)| through(s)) {
        let Some((user, begin)) = user_of(session).zip(session.begin) else {
            continue;
        };
        let list = targets.get(&user).map_or(&[][..], Vec::as_slice);
        let from = list.partition_point(|(at, _)| *at < begin.minus(GATEWAY_TO_TARGET));
        let near = list.iter().skip(from);
        let near = near.take_while(|(at, _)| at.distance(begin) <= GATEWAY_TO_TARGET);
        pairs.extend(near.filter_map(|&(_, target)| {
            let found = sessions.get(target)?;
            let fits = found.host != session.host
                && found.source_ip != session.source_ip
                && is_resource(hosts, &addresses, found, session);
            fits.then_some((gate, target))
        }));
    }
    // Only what fits one to one: two candidates are none.
    let count = |of: &dyn Fn(&(usize, usize)) -> usize| {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for pair in &pairs {
            *counts.entry(of(pair)).or_default() += 1;
        }
        counts
    };
    let (gates, behind) = (count(&|pair| pair.0), count(&|pair| pair.1));
    for (gate, target) in &pairs {
        if gates.get(gate) == Some(&1) && behind.get(target) == Some(&1) {
            name_client(hosts, sessions, *gate, *target);
        }
    }
}

fn user_of(session: &Session) -> Option<String> {
    session.user.as_ref().map(|user| fold(bare_name(user)))
}

/// The addresses that each host uses, as its own account's logons to other hosts show.
fn own_addresses(sessions: &[Session]) -> BTreeMap<String, BTreeSet<std::net::IpAddr>> {
    let mut addresses: BTreeMap<String, BTreeSet<_>> = BTreeMap::new();
    for session in sessions.iter().filter(|s| s.outcome == Outcome::Success) {
        let machine = session
            .user
            .as_deref()
            .and_then(|user| user.strip_suffix('$'));
        if let Some((machine, ip)) = machine.zip(session.source_ip) {
            addresses.entry(host_label(machine)).or_default().insert(ip);
        }
    }
    addresses
}

/// Whether the machine behind the gateway is a session's host, by name or by its own address.
fn is_resource(
    hosts: &[Host],
    addresses: &BTreeMap<String, BTreeSet<std::net::IpAddr>>,
    target: &Session,
    gate: &Session,
) -> bool {
    let (Some(host), Some(resource)) = (hosts.get(target.host.0 as usize), &gate.detail) else {
        return false;
    };
    let mut names = host.names();
    match resource.parse() {
        Ok(ip) => names.any(|name| {
            let own = addresses.get(&host_label(name));
            own.is_some_and(|own| own.contains(&ip))
        }),
        Err(_) => names.any(|name| host_label(name) == host_label(resource)),
    }
}

fn name_client(hosts: &[Host], sessions: &mut [Session], gate: usize, target: usize) {
    let Some(through) = sessions.get(gate) else {
        return;
    };
    let client = through.source_ip.map(|ip| Text::from(ip.to_string()));
    let gateway = hosts
        .get(through.host.0 as usize)
        .map(|host| Text::clone(&host.name));
    let began = through.begin;
    let record = through
        .sources
        .iter()
        .find(|source| source.role == Role::Connection)
        .map(|source| source.event);
    let Some(session) = sessions.get_mut(target) else {
        return;
    };
    session.via_gateway = client;
    if let Some(gateway) = gateway {
        session.notes.push(Note::ThroughGateway(gateway));
    }
    let apart = began
        .zip(session.begin)
        .map(|(a, b)| a.distance(b).as_seconds());
    if let Some((event, apart)) = record.zip(apart) {
        session.sources.push(Source {
            event,
            role: Role::Support,
            rule: rules::THROUGH_GATEWAY,
            join: format!("user + resource + time {apart:.1} s").into(),
        });
    }
}

//! Joins across hosts: a Kerberos network logon whose record has no address takes the address from which
//! its ticket was requested on the domain controller [source 7.8].

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::correlate::rules;
use crate::correlate::windows::CHECK_TO_LOGON;
use crate::domain::account::{bare_name, fold, host_label};
use crate::domain::address::class_of;
use crate::domain::note::Remark;
use crate::domain::session::{Confidence, Host, Kind, Outcome, Role, Session, Source};
use crate::domain::time::Timestamp;

/// By user and host label: when and by which session a ticket to that host was got.
type Tickets = BTreeMap<(String, String), Vec<(Timestamp, usize)>>;

/// Fills in missing addresses of network and WinRM sessions by Kerberos, where all tickets of the
/// user to that host within two seconds are from one address. A ticket for a desktop is requested
/// by the machine with the desktop, so it does not show where its user is.
pub(super) fn join(hosts: &[Host], sessions: &mut [Session]) {
    let tickets = tickets(sessions);
    if tickets.is_empty() {
        return;
    }
    let mut found: Vec<(usize, usize, IpAddr)> = Vec::new();
    for (index, session) in sessions.iter().enumerate() {
        let lacks = matches!(session.kind, Kind::Network | Kind::WinRm)
            && session.source_ip.is_none()
            // A front end asks for the ticket itself.
            && session.detail.is_none()
            && session.outcome == Outcome::Success
            && session.auth_package.as_deref() == Some("Kerberos");
        let host = hosts.get(session.host.0 as usize).filter(|_| lacks);
        let Some(((host, user), begin)) = host.zip(session.user.as_ref()).zip(session.begin) else {
            continue;
        };
        let list = tickets.get(&(fold(bare_name(user)), host_label(&host.name)));
        let list = list.map_or(&[][..], Vec::as_slice);
        let from = list.partition_point(|(at, _)| *at < begin.minus(CHECK_TO_LOGON));
        let near = list.iter().skip(from);
        let near = near.take_while(|(at, _)| at.distance(begin) <= CHECK_TO_LOGON);
        let asked: Vec<(usize, IpAddr)> = near
            .filter_map(|&(_, ticket)| Some((ticket, sessions.get(ticket)?.source_ip?)))
            .collect();
        let addresses: BTreeSet<IpAddr> = asked.iter().map(|(_, ip)| *ip).collect();
        if let (Some(&(ticket, ip)), 1) = (asked.first(), addresses.len()) {
            found.push((index, ticket, ip));
        }
    }
    for (index, ticket, ip) in found {
        let record = sessions
            .get(ticket)
            .and_then(|ticket| ticket.sources.last())
            .map(|source| source.event);
        if let Some((session, event)) = sessions.get_mut(index).zip(record) {
            session.source_ip = Some(ip);
            session.source_class = class_of(ip);
            session.confidence_source = Confidence::Low;
            session.notes.push(Remark::AddressOfTicket.into());
            session.sources.push(Source {
                event,
                role: Role::Support,
                rule: rules::ADDRESS_OF_TICKET,
                join: format!("user + ticket to this host from {ip}").into(),
            });
        }
    }
}

fn tickets(sessions: &[Session]) -> Tickets {
    let mut tickets = Tickets::new();
    for (index, session) in sessions.iter().enumerate() {
        let of_ticket = session.kind == Kind::DomainAuth
            && session.outcome == Outcome::Success
            && session.source_ip.is_some_and(|ip| !ip.is_loopback());
        if let (true, Some(user), Some(host), Some(begin)) =
            (of_ticket, &session.user, &session.detail, session.begin)
        {
            let key = (fold(bare_name(user)), host_label(host));
            tickets.entry(key).or_default().push((begin, index));
        }
    }
    for list in tickets.values_mut() {
        list.sort_unstable();
    }
    tickets
}

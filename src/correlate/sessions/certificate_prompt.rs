//! A client that asks its user about the server's certificate makes two connections: the NLA logon of the
//! first ends without a session, and the second continues [source 5.10].

use crate::correlate::maps::HashMap;
use crate::correlate::near;
use crate::correlate::near_misses::Fit;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::connection_records::role_of;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionLedger};
use crate::correlate::units::connections::{Connection, ConnectionIndex};
use crate::correlate::units::logons::{LogonIndex, logon_at};
use crate::correlate::units::nla::is_nla_form;
use crate::correlate::windows::{CERTIFICATE_PROMPT, CONNECTION_TO_LOGON};
use crate::domain::account::same_name;
use crate::domain::address::LoggedAddress;
use crate::domain::join::Join;
use crate::domain::near_miss::Reason;
use crate::domain::session::{Kind, Outcome, Role};

/// Gives each connection within which nothing but a dead NLA logon happened, though nothing bound the
/// two, to the session that the logon belongs to, and takes it off the list: where the logon says no
/// address, that of the connection must be the session's.
pub(crate) fn take_unbound(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    followers: &Followers,
    unbound: &mut Vec<ConnectionIndex>,
) {
    unbound.retain(|&index| {
        let connection = facts.connections.all.get(index);
        let logon = connection.and_then(|connection| {
            let (opened, closed) = (connection.opened?, connection.closed?);
            let free: Vec<(Pos, LogonIndex)> =
                near::after(facts.items, opened, CONNECTION_TO_LOGON, FactKinds::LOGON)
                    .take_while(|&pos| pos < closed)
                    .filter(|&pos| ledger.owner(pos).is_none())
                    .filter_map(|pos| Some((pos, facts.logons.made_at(pos)?)))
                    .collect();
            free.into_iter().find_map(|(pos, unit)| {
                let follower = followers.follower(facts, ledger, pos, unit)?;
                let ip = ledger.drafts.get(follower)?.ip;
                (ip.is_some() && ip == connection.ip).then_some(unit)
            })
        });
        let taken = connection.zip(logon).is_some_and(|(connection, logon)| {
            followers.take_connection(facts, ledger, connection, &[logon])
        });
        !taken
    });
}

/// Remote Desktop sessions by boot and what their accounts can be looked up by, with where they begin, in
/// order.
pub(crate) struct Followers(HashMap<(u32, String), Vec<(Pos, DraftIndex)>>);

impl Followers {
    /// The sessions that got in, of all sessions made so far.
    pub(crate) fn of(facts: &HostFacts<'_, '_>, ledger: &SessionLedger) -> Self {
        let mut followers: HashMap<(u32, String), Vec<(Pos, DraftIndex)>> = HashMap::default();
        for (index, draft) in ledger.drafts.iter().enumerate() {
            let got_in = draft.kind == Kind::Rdp && draft.outcome == Outcome::Success;
            let begin = draft.begin.filter(|_| got_in);
            let Some(begin) = begin else { continue };
            for key in facts.people.keys(&draft.who) {
                let of_account = followers.entry((draft.boot, key)).or_default();
                of_account.push((begin, index));
            }
        }
        for list in followers.values_mut() {
            list.sort_unstable();
        }
        Self(followers)
    }

    /// Gives a connection whose NLA logons died without a session to the session of the same account
    /// and client that follows it; `false` when there is none.
    pub(crate) fn take_connection(
        &self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        connection: &Connection,
        logons: &[LogonIndex],
    ) -> bool {
        let mut follower = None;
        for &unit in logons {
            let begin = facts.logons.units.get(unit).and_then(|unit| unit.begin);
            if let Some(pos) = begin.filter(|&pos| self.take(facts, ledger, pos, unit)) {
                follower = ledger.owner(pos);
            }
        }
        let Some(draft) = follower else { return false };
        let join = "the connection of a dead NLA logon";
        for &pos in &connection.records {
            let role = facts.items.get(pos).map_or(Role::Support, role_of);
            // The end of the first connection is not the end of the session.
            let role = if role == Role::End {
                Role::Support
            } else {
                role
            };
            let rule = rules::CERTIFICATE_PROMPT;
            ledger.attach_source(facts.items, draft, pos, role, rule, join);
        }
        if let Some(draft) = ledger.get(draft) {
            draft.begin = draft.begin.min(connection.first());
        }
        true
    }

    /// Gives a dead NLA logon to the session of the same account and client that follows it.
    pub(crate) fn take(
        &self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        pos: Pos,
        unit: LogonIndex,
    ) -> bool {
        let Some(draft) = self.follower(facts, ledger, pos, unit) else {
            return false;
        };
        let begin = ledger
            .drafts
            .get(draft)
            .and_then(|draft| draft.begin)
            .unwrap_or(pos);
        let join = Join::apart(
            "user, client + time",
            near::distance(facts.items, pos, begin),
        );
        let rule = rules::CERTIFICATE_PROMPT;
        let attached =
            ledger.attach_source(facts.items, draft, pos, Role::Authentication, rule, join);
        if let Some(draft) = ledger.get(draft).filter(|_| attached) {
            draft.nla.push(unit);
            draft.begin = Some(begin.min(pos));
        }
        attached
    }

    fn follower(
        &self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        pos: Pos,
        unit: LogonIndex,
    ) -> Option<DraftIndex> {
        let (item, logon) = facts.items.get(pos).zip(logon_at(facts.items, pos))?;
        let died = facts.logons.units.get(unit)?.end?;
        if !is_nla_form(facts.items, facts.logons, pos) {
            return None;
        }
        let keys = facts.people.keys(&logon.target).into_iter();
        let next = keys.filter_map(|key| {
            let list = self.0.get(&(item.boot, key))?;
            let from = list.partition_point(|(begin, _)| *begin <= pos);
            list.get(from).copied()
        });
        let (begin, index) = next.min()?;
        let draft = ledger.drafts.get(index)?;
        let ip = logon.address().and_then(LoggedAddress::ip);
        let same_client = match (&logon.workstation, &draft.client) {
            (Some(a), Some(b)) => same_name(a, b),
            _ => ip.is_some() && ip == draft.ip,
        };
        let follows = item.is_followed_by(facts.items.get(begin)?, CERTIFICATE_PROMPT);
        let died_first = draft.authenticated.is_some_and(|proved| died < proved);
        let fit = Fit::of([
            (same_client, Reason::OtherClient),
            (ip.is_none() || ip == draft.ip, Reason::OtherAddress),
            (died_first, Reason::LivedOn),
        ]);
        if let Some(reason) = fit.only_failure().filter(|_| follows) {
            let rule = rules::CERTIFICATE_PROMPT;
            ledger.misses.note(pos, begin, rule, reason);
        }
        (follows && fit == Fit::Whole).then_some(index)
    }
}

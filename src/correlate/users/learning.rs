//! Links between identities that only several records together show: by a logon id, the number of a local
//! session, a connection, or a moment.
//! Rule U3.

use super::accounts::Accounts;
use super::names::is_foreign;
use super::people::People;
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Item, Items, Pos};
use crate::correlate::units::connections::Connections;
use crate::correlate::units::logons::{Logons, logon_at};
use crate::correlate::windows::{
    LOGON_COMPANIONS, LOGON_TO_ARBITRATION, LOGON_TO_DESKTOP, LOGON_TO_RECONNECT,
};
use crate::domain::account::{AccountMatch, CONSUMER_DOMAIN, is_account_sid, same_name};
use crate::domain::event::{Fact, Identity, LocalSessionLine, LocalSessionStep, NoticeSource};
use crate::domain::session::HostIndex;

/// Windows calls the domain of all Entra accounts so.
const ENTRA_DOMAIN: &str = "AzureAD";

impl<'a> People<'a> {
    /// The people whom a host's records name, and the links between them that several records show together.
    pub(crate) fn learn(
        case: &'a Accounts,
        host: HostIndex,
        items: &Items<'_>,
        logons: &Logons<'_>,
        connections: &Connections,
    ) -> Self {
        let mut people = Self::of(case, host);
        from_logon_ids(&mut people, logons);
        from_notices(&mut people, items);
        from_connections(&mut people, items, connections);
        from_moments(&mut people, items, logons);
        people.count_names();
        people
    }
}

/// Records of one logon id name one account: 4624 with a SID, 4778 and 4779 with the name alone.
fn from_logon_ids(people: &mut People<'_>, logons: &Logons<'_>) {
    for &(unit, who) in &logons.other_names {
        if let Some(unit) = logons.units.get(unit) {
            people.link(unit.who, who, AccountMatch::LogonId);
        }
    }
}

/// 7001 gives the SID of a local session whose name LocalSessionManager gives.
fn from_notices(people: &mut People<'_>, items: &Items<'_>) {
    if !items.has(FactKinds::LOCAL_SESSION) {
        return;
    }
    for (pos, item) in items.of(FactKinds::USER_NOTICE) {
        let Fact::UserNotice {
            // The profile service loads other people's profiles too.
            source: NoticeSource::Winlogon,
            logon: true,
            session_id,
            sid: Some(sid),
            ..
        } = &item.event.fact
        else {
            continue;
        };
        if !is_account_sid(sid) {
            continue;
        }
        let named = near::around(items, pos, LOGON_COMPANIONS, FactKinds::LOCAL_SESSION)
            .filter_map(|at| items.get(at))
            .filter(|at| at.boot == item.boot)
            .filter_map(desktop_of)
            .find(|line| line.step == LocalSessionStep::LoggedOn && line.session_id == *session_id);
        if let Some(line) = named {
            let by_notice = Identity {
                sid: Some(sid.clone()),
                ..Identity::default()
            };
            people.link(&by_notice, &line.who, AccountMatch::LogonNotice);
        }
    }
}

/// 1149 names the account that authenticated on a connection: by its mail address, where the first desktop
/// on it names the account of the machine. A name without an address can be of somebody else: another
/// one may have logged on at the screen.
fn from_connections(people: &mut People<'_>, items: &Items<'_>, connections: &Connections) {
    for connection in &connections.all {
        if connection.activity.is_none() || !is_foreign(&connection.who) {
            continue;
        }
        let records = connection.records.iter();
        let first = records
            .filter_map(|&pos| items.get(pos))
            .find_map(desktop_of);
        if let Some(line) = first.filter(|line| may_lead_to(people, &connection.who, &line.who)) {
            people.link(&connection.who, &line.who, AccountMatch::Connection);
        }
    }
}

/// The only logon at a screen and the only desktop of the moment belong to one account, where the logon is
/// named by an address and nothing else shows whose the address is.
fn from_moments(people: &mut People<'_>, items: &Items<'_>, logons: &Logons<'_>) {
    if !items.has(FactKinds::LOCAL_SESSION) {
        return;
    }
    for number in 0..logons.desktops.len() {
        let Some(desktop) = logons.desktops.get(number) else {
            continue;
        };
        let logon = items.get(desktop.begin).zip(logon_at(items, desktop.begin));
        let Some((item, logon)) = logon.filter(|(_, logon)| is_foreign(&logon.target)) else {
            continue;
        };
        let is_open = logon
            .target
            .sid
            .as_ref()
            .is_some_and(|sid| is_account_sid(sid) && people.lacks_local_name(sid));
        if !is_open || others_log_on(items, logons, number, item) {
            continue;
        }
        let Some(line) = only_desktop(items, desktop.begin, item) else {
            continue;
        };
        if people.is_unknown(&line.who) && may_lead_to(people, &logon.target, &line.who) {
            people.link(&logon.target, &line.who, AccountMatch::Moment);
        }
    }
}

/// The record of a desktop that somebody came to.
fn desktop_of<'e>(item: &Item<'e>) -> Option<&'e LocalSessionLine> {
    match &item.event.fact {
        Fact::LocalSession(line)
            if matches!(
                line.step,
                LocalSessionStep::LoggedOn | LocalSessionStep::Reconnected
            ) && line.who.user.is_some() =>
        {
            Some(line)
        }
        _ => None,
    }
}

/// Whether somebody else logs on at a screen around a logon.
fn others_log_on(items: &Items<'_>, logons: &Logons<'_>, number: usize, item: &Item<'_>) -> bool {
    let whose = |desktop: usize| {
        let begin = logons.desktops.get(desktop)?.begin;
        Some((items.get(begin)?, logon_at(items, begin)?))
    };
    let own = whose(number).and_then(|(_, logon)| logon.target.sid.as_ref());
    let first = logons.first_desktop_since(items, item, LOGON_TO_RECONNECT);
    let mut near = (first..logons.desktops.len())
        .map_while(whose)
        .take_while(|(at, _)| at.era == item.era && at.time <= item.time.plus(LOGON_TO_RECONNECT));
    near.any(|(_, logon)| logon.target.sid.as_ref() != own)
}

/// The desktop that a logon led to, where all desktops of the moment have one name.
fn only_desktop<'e>(
    items: &Items<'e>,
    logon: Pos,
    item: &Item<'e>,
) -> Option<&'e LocalSessionLine> {
    let mut lines = near::around(items, logon, LOGON_TO_RECONNECT, FactKinds::LOCAL_SESSION)
        .filter_map(|at| items.get(at))
        .filter(|at| at.boot == item.boot)
        .filter_map(|at| Some((at, desktop_of(at)?)));
    let (at, first) = lines.next()?;
    let is_one = lines.all(|(_, line)| line.who == first.who);
    let window = match first.step {
        LocalSessionStep::Reconnected => LOGON_TO_RECONNECT,
        _ => LOGON_TO_DESKTOP,
    };
    let in_time = item.is_followed_by(at, window) || at.is_followed_by(item, LOGON_TO_ARBITRATION);
    (is_one && in_time).then_some(first)
}

/// Whether an account that a service knows by an address can bear this name on the machine: a Microsoft
/// account is tied to a local one, an Entra account has a domain of its own.
fn may_lead_to(people: &People<'_>, address: &Identity, local: &Identity) -> bool {
    let domain = |who: &Identity| {
        let in_name = who.user.as_deref().and_then(|user| user.split_once('\\'));
        in_name
            .map(|(domain, _)| domain.to_owned())
            .or_else(|| who.domain.as_deref().map(str::to_owned))
    };
    let Some(own) = domain(local) else {
        return true;
    };
    let is_own = people.case.is_own_name(people.host, &own);
    match domain(address) {
        Some(service) if same_name(&service, CONSUMER_DOMAIN) => is_own,
        Some(service) if same_name(&service, ENTRA_DOMAIN) => same_name(&own, ENTRA_DOMAIN),
        _ => true,
    }
}

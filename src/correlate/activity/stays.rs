//! When somebody was on a host: the access sessions, and the desktops that lived on while nobody was connected.

use crate::correlate::activity::accounts::SessionAccounts;
use crate::correlate::finish::session_spans::{Moment, SessionSpans};
use crate::correlate::index_lists::index_of;
use crate::correlate::maps::{HashMap, HashSet};
use crate::correlate::units::logons::LogonIndex;
use crate::domain::session::{DesktopState, Kind, LocalSession, Outcome, Session};
use crate::domain::session_id::SessionId;
use crate::domain::time::{Span, Timestamp};

/// A stretch of time in which an access session was open, or a desktop lived on without one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    /// The session; of a desktop that lives on, the last one that was connected to it.
    pub session: u32,
    /// Its boot.
    pub boot: u32,
    /// From when.
    pub from: Moment,
    /// Until when, that moment included.
    pub to: Moment,
    /// Whose it is, by its number among the accounts of sessions.
    pub account: u32,
    /// Which activities can have been done in it.
    pub ability: Ability,
    /// Whether somebody got in; of some sessions that is not known, and they are never claimed by user and time.
    pub is_certain: bool,
    /// A logon id of it is known.
    pub has_logon_ids: bool,
    /// The local session, as an index into the host's list.
    pub local: Option<u32>,
}

/// What a stay can be the session of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ability {
    /// Anything: somebody was at a desktop.
    Desktop,
    /// What needs no desktop.
    NoDesktop,
    /// A desktop to which nobody was connected.
    Disconnected,
    /// Credentials that were used inside another session, which is meant.
    Credentials {
        /// The session in which they were used.
        parent: u32,
    },
}

/// Before and after everything in a boot.
const FIRST: Moment = (0, Timestamp::from_ticks(i64::MIN));
const LAST: Moment = (u32::MAX, Timestamp::from_ticks(i64::MAX));

impl Stay {
    /// Whether it was going on at a moment of a boot.
    pub(super) fn is_open(&self, boot: u32, at: Moment) -> bool {
        self.boot == boot && self.from <= at && at <= self.to
    }
}

/// The stays of a host, by boot and begin.
pub(super) fn of_host(
    sessions: &[Session],
    spans: &SessionSpans,
    locals: &[LocalSession],
    accounts: &SessionAccounts,
    logged_off: &[(u32, LogonIndex)],
) -> Vec<Stay> {
    let numbers: HashMap<SessionId, u32> = (0..)
        .zip(sessions)
        .map(|(number, session)| (session.id, number))
        .collect();
    let visits = (0..).zip(sessions).filter_map(|(number, session)| {
        let ability = ability(session, &numbers)?;
        Some(Stay {
            session: number,
            boot: spans.boot(number),
            from: spans.began(number, session).unwrap_or(FIRST),
            to: spans.ended(number, session).unwrap_or(LAST),
            account: accounts.of_session(number),
            ability,
            is_certain: session.outcome == Outcome::Success,
            has_logon_ids: !session.logon_ids.is_empty(),
            local: session.local_session,
        })
    });
    let locals = (0..).zip(locals);
    let away =
        locals.flat_map(|(number, local)| disconnected(number, local, sessions, spans, accounts));
    let mut stays: Vec<Stay> = visits.chain(away).collect();
    let ended: HashSet<u32> = logged_off.iter().map(|(session, _)| *session).collect();
    for stay in &mut stays {
        stay.has_logon_ids |= ended.contains(&stay.session);
    }
    stays.sort_by_key(|stay| (stay.boot, stay.from, stay.to, stay.session, stay.local));
    stays
}

/// What a session can have caused; `None` for one that gave nobody access to the host.
fn ability(session: &Session, numbers: &HashMap<SessionId, u32>) -> Option<Ability> {
    if !matches!(session.outcome, Outcome::Success | Outcome::Unknown) {
        return None;
    }
    if session.kind == Kind::CredentialUse {
        let parent = session.parent.and_then(|id| numbers.get(&id))?;
        return Some(Ability::Credentials { parent: *parent });
    }
    if session.hidden.is_some() {
        return None;
    }
    match session.kind {
        kind if kind.is_desktop() => Some(Ability::Desktop),
        Kind::Network | Kind::WinRm | Kind::Ssh | Kind::Rmm => Some(Ability::NoDesktop),
        _ => None,
    }
}

/// The times at which a desktop lived on without anybody connected.
/// Rule A4.
fn disconnected(
    number: u32,
    local: &LocalSession,
    sessions: &[Session],
    spans: &SessionSpans,
    accounts: &SessionAccounts,
) -> Vec<Stay> {
    let visited = |visit: u32| Some((visit, sessions.get(visit as usize)?));
    let mut last: Option<u32> = None;
    let mut stays = Vec::new();
    for (at, interval) in local.intervals.iter().enumerate() {
        last = interval.visit.or(last);
        if interval.state != DesktopState::Disconnected {
            continue;
        }
        let known = last.and_then(visited);
        let Some((visit, session)) = known.filter(|(_, session)| session.hidden.is_none()) else {
            continue;
        };
        let Some(left) = spans.ended(visit, session) else {
            continue;
        };
        let mut later = local.intervals.iter().skip(at + 1);
        let next = later.find_map(|interval| interval.visit).and_then(visited);
        let back = next.and_then(|(next, session)| spans.began(next, session));
        let over = || interval.to.map(|to| end_after(left, to));
        // At the moments of leaving and of coming back somebody was there.
        let (from, back) = (just_after(left), back.map(just_before));
        stays.push(Stay {
            session: visit,
            boot: local.boot,
            from,
            to: back.or_else(over).unwrap_or(LAST),
            account: accounts.of_session(visit),
            ability: Ability::Disconnected,
            is_certain: session.outcome == Outcome::Success,
            has_logon_ids: !session.logon_ids.is_empty(),
            local: Some(number),
        });
    }
    stays
}

fn just_after((era, time): Moment) -> Moment {
    (era, time.plus(Span(1)))
}

fn just_before((era, time): Moment) -> Moment {
    (era, time.minus(Span(1)))
}

/// The end of a desktop without a record in order: after the clock was set back, its time is earlier than
/// that of the beginning.
fn end_after(from: Moment, to: Timestamp) -> Moment {
    if to < from.1 {
        (from.0 + 1, to)
    } else {
        (from.0, to)
    }
}

/// The numbers of the stays, by what they are numbered by.
pub(super) fn by_key(stays: &[Stay], key: impl Fn(&Stay) -> Option<u32>) -> HashMap<u32, Vec<u32>> {
    let mut numbers: HashMap<u32, Vec<u32>> = HashMap::default();
    for (number, stay) in stays.iter().enumerate() {
        if let Some(key) = key(stay) {
            numbers.entry(key).or_default().push(index_of(number));
        }
    }
    numbers
}

//! Sessions at a desktop that LocalSessionManager saw: one for each visit.

use std::collections::BTreeMap;

use crate::correlate::atoms::connections::{ConnectionIndex, is_console_activity};
use crate::correlate::atoms::logons::{DesktopLogon, logon_at};
use crate::correlate::atoms::visits::{Attach, Screen, Visit};
use crate::correlate::near;
use crate::correlate::near_misses::Fit;
use crate::correlate::order::{Item, Kinds, Pos};
use crate::correlate::rules::{self, Rule};
use crate::correlate::sessions::desktop_end;
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex, Known, TakenDesktops};
use crate::correlate::sessions::odd_address::{self, WithoutLogon};
use crate::correlate::sessions::{nla_alone, refused, remote, unseen};
use crate::correlate::windows::{
    ARBITRATION_TO_DESKTOP, LOGON_TO_ARBITRATION, LOGON_TO_DESKTOP, LOGON_TO_RECONNECT,
};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, LocalSessionStep, Logon};
use crate::domain::join::Join;
use crate::domain::near_miss::Reason;
use crate::domain::note::Note;
use crate::domain::session::{Kind, Outcome, Role};
use crate::domain::time::Span;

/// Makes a session of each visit.
pub fn sessions(known: &Known<'_, '_>, book: &mut Book, taken: &mut TakenDesktops) {
    let mut drafts = BTreeMap::new();
    let mut without_logon = Vec::new();
    for (index, visit) in known.visits.all.iter().enumerate() {
        let draft = begin(known, book, taken, visit, &mut without_logon);
        drafts.insert(index, draft);
    }
    odd_address::join(known, book, taken, &without_logon);
    desktop_end::attachments(known, book, &drafts);
    for (index, visit) in known.visits.all.iter().enumerate() {
        if let Some(&draft) = drafts.get(&index) {
            desktop_end::end(known, book, &drafts, visit, draft);
        }
    }
    desktop_end::late_logoffs(known, book, &drafts);
}

fn begin<'k>(
    known: &Known<'k, '_>,
    book: &mut Book,
    taken: &mut TakenDesktops,
    visit: &'k Visit,
    without_logon: &mut Vec<WithoutLogon<'k>>,
) -> DraftIndex {
    let mut draft = Draft::new(visit.boot, Kind::Interactive, Outcome::Success);
    draft.reconnect = visit.attach == Attach::Reconnected;
    draft.local = Some(visit.local);
    draft.desktop = visit.shell.or(visit.begin);
    draft.begin = visit.begin;
    let index = book.open(draft);
    let session = known
        .visits
        .locals
        .get(visit.local)
        .map_or(0, |local| local.session_id);
    let join = Join::LocalSession(session);
    if let Some(pos) = visit.begin {
        let role = if visit.attach == Attach::Reconnected {
            Role::Reconnect
        } else {
            Role::Desktop
        };
        book.tie(
            known.items,
            index,
            pos,
            role,
            rules::LOCAL_SESSION,
            join.clone(),
        );
    }
    if let Some(pos) = visit.shell {
        book.tie(
            known.items,
            index,
            pos,
            Role::Desktop,
            rules::LOCAL_SESSION,
            join,
        );
    }
    let arbitration = arbitration(known, book, visit, session, index);
    let rule = match visit.attach {
        Attach::Reconnected => rules::RECONNECT_LOGON,
        Attach::Unseen => rules::LOGON_OF_UNSEEN,
        Attach::LoggedOn | Attach::Noticed => rules::DESKTOP_LOGON,
    };
    let found = if visit.attach == Attach::Unseen {
        unseen::find_logon(known, taken, visit).ok_or(None)
    } else {
        find_logon(known, taken, visit, arbitration)
    };
    if let Err(missed) = found
        && let Some(((other, reason), begin)) = missed.zip(visit.begin)
    {
        book.misses.note(other, begin, rule, reason);
        without_logon.push(WithoutLogon {
            draft: index,
            visit,
            arbitration,
        });
    }
    let logon = found.ok();
    if let Some((number, desktop)) = logon {
        taken.insert(number);
        let anchor = arbitration.or(visit.begin).unwrap_or(desktop.begin);
        take_logon(known, book, index, desktop, rule, anchor);
    }
    if let Some(draft) = book.get(index) {
        draft.name(&visit.who);
        if visit.attach == Attach::Unseen {
            draft.begin = logon.map(|(_, desktop)| desktop.begin);
        }
    }
    if let Some(connection) = visit.connection {
        take_connection(known, book, index, visit, connection);
    }
    settle_kind(known, book, index, visit, logon.map(|(_, desktop)| desktop));
    nla_alone::take_for(known, book, index, visit.begin);
    index
}

/// The records, NLA logons and refusals of the visit's connection, or of its own part of it
/// (Rule C6).
fn take_connection(
    known: &Known<'_, '_>,
    book: &mut Book,
    draft: DraftIndex,
    visit: &Visit,
    connection: ConnectionIndex,
) {
    let begins = known.visits.begins_on(connection);
    let earlier = begins
        .iter()
        .any(|&begin| visit.begin.is_some_and(|own| begin < own));
    let next = begins
        .iter()
        .copied()
        .find(|&begin| visit.begin.is_some_and(|own| begin > own));
    if let Some(draft) = book.get(draft) {
        draft.part.end = next.unwrap_or(Pos::MAX);
        if earlier {
            draft.part.start = visit.begin.unwrap_or(0);
        }
    }
    remote::take_connection(known, book, draft, connection);
    if let Some((facts, failures)) = known
        .connections
        .all
        .get(connection)
        .zip(known.nla.failures.get(&connection))
        && !earlier
    {
        refused::take_own_failures(known, book, draft, connection, facts, failures);
    }
}

/// 41 and 42 of the visit: by session number, or at a reconnect, where they name a passing
/// session, by user.
fn arbitration(
    known: &Known<'_, '_>,
    book: &mut Book,
    visit: &Visit,
    session: u32,
    draft: DraftIndex,
) -> Option<Pos> {
    let begin = visit.begin?;
    let mut first = None;
    let (items, kinds) = (known.items, Kinds::LOCAL_SESSION);
    let found: Vec<Pos> = near::around(items, begin, ARBITRATION_TO_DESKTOP, kinds)
        .filter(|&pos| {
            let Some(item) = known.items.get(pos).filter(|item| item.boot == visit.boot) else {
                return false;
            };
            let Fact::LocalSession(line) = &item.event.fact else {
                return false;
            };
            let arbitrates = matches!(
                line.step,
                LocalSessionStep::ArbitrationBegan | LocalSessionStep::ArbitrationEnded
            );
            let close = known
                .items
                .get(begin)
                .is_some_and(|at| pos < begin || at.is_near(item, LOGON_TO_ARBITRATION));
            let fits = match visit.connection {
                Some(connection) => known.connections.of(pos) == Some(connection),
                None if visit.attach == Attach::Reconnected => {
                    is_console_activity(line.activity)
                        && known.people.are_same(&line.who, &visit.who)
                }
                None => line.session_id == session,
            };
            arbitrates && close && fits && known.people.are_same(&line.who, &visit.who)
        })
        .collect();
    for pos in found {
        book.tie(
            known.items,
            draft,
            pos,
            Role::Support,
            rules::LOCAL_SESSION,
            Join::LocalSession(session),
        );
        let item = known.items.get(pos);
        let step = item.and_then(|item| item.event.fact.local_session_step());
        if step == Some(LocalSessionStep::ArbitrationBegan) {
            first = Some(first.map_or(pos, |known: Pos| known.min(pos)));
        }
    }
    first
}

/// The logon at a screen that led to the visit: same user, fitting address, nearest in time. Where
/// none did, the error is the nearest that failed in one thing.
fn find_logon<'k>(
    known: &Known<'k, '_>,
    taken: &TakenDesktops,
    visit: &Visit,
    arbitration: Option<Pos>,
) -> Result<(usize, &'k DesktopLogon), Option<(Pos, Reason)>> {
    let near = candidates(known, taken, visit, arbitration);
    let nearest = |wanted: &dyn Fn(Fit) -> bool| {
        let fitting = near.iter().filter(|candidate| wanted(candidate.fit));
        fitting.min_by_key(|candidate| candidate.distance)
    };
    if let Some(whole) = nearest(&|fit| fit == Fit::Whole) {
        return Ok((whole.number, whole.desktop));
    }
    let missed = nearest(&|fit| fit.but().is_some());
    Err(missed.and_then(|missed| Some((missed.desktop.begin, missed.fit.but()?))))
}

/// A logon at a screen by the account of a visit, just before it.
pub struct Candidate<'k> {
    /// How far from the visit.
    pub distance: Span,
    /// Its number among all logons at a screen.
    pub number: usize,
    /// The logon.
    pub desktop: &'k DesktopLogon,
    /// How well it fits.
    pub fit: Fit,
}

/// The logons at a screen that could have led to a visit, as far as account and time tell.
pub fn candidates<'k>(
    known: &Known<'k, '_>,
    taken: &TakenDesktops,
    visit: &Visit,
    arbitration: Option<Pos>,
) -> Vec<Candidate<'k>> {
    let reconnect = visit.attach == Attach::Reconnected;
    let anchor = arbitration.or(visit.begin);
    let Some(at) = anchor.and_then(|anchor| known.items.get(anchor)) else {
        return Vec::new();
    };
    let window = match (reconnect, arbitration) {
        (true, _) => LOGON_TO_RECONNECT,
        (false, Some(_)) => LOGON_TO_ARBITRATION,
        (false, None) => LOGON_TO_DESKTOP,
    };
    let first = known.logons.first_desktop_since(known.items, at, window);
    let mut near = Vec::new();
    for (number, desktop) in known.logons.desktops.iter().enumerate().skip(first) {
        let begin = known.items.get(desktop.begin);
        let Some((item, logon)) = begin.zip(logon_at(known.items, desktop.begin)) else {
            break;
        };
        if item.era != at.era || item.time > at.time.plus(LOGON_TO_ARBITRATION) {
            break;
        }
        let type_fits = reconnect || !matches!(desktop.logon_type, 7 | 13);
        let fit = Fit::of([
            (screen_fits(visit, logon), Reason::OtherScreen),
            (type_fits, Reason::OtherType),
        ]);
        let same = item.boot == visit.boot && known.people.are_same(&logon.target, &visit.who);
        if same && !taken.contains(&number) {
            near.push(Candidate {
                distance: item.time.distance(at.time),
                number,
                desktop,
                fit,
            });
        }
    }
    near
}

/// Whether a logon's type and address are those of the screen that the visit was at.
fn screen_fits(visit: &Visit, logon: &Logon) -> bool {
    let from = logon.address().and_then(LoggedAddress::ip);
    match visit.screen {
        Screen::Console => !matches!(logon.logon_type, 10 | 12),
        Screen::Remote(ip) => ip.is_none() || from.is_none() || from == ip,
        Screen::HyperV | Screen::Unknown => true,
    }
}

/// Makes the 4624s of a logon at a screen sources of a draft, and the draft theirs.
pub fn take_logon(
    known: &Known<'_, '_>,
    book: &mut Book,
    draft: DraftIndex,
    desktop: &DesktopLogon,
    rule: Rule,
    anchor: Pos,
) {
    for (number, &atom) in desktop.atoms.iter().enumerate() {
        let Some(pos) = known.logons.atoms.get(atom).and_then(|atom| atom.begin) else {
            continue;
        };
        let (rule, join) = if number == 0 {
            (
                rule,
                Join::apart("user + time", near::distance(known.items, pos, anchor)),
            )
        } else {
            (rules::PAIR, "elevated/filtered pair".into())
        };
        book.tie(known.items, draft, pos, Role::Logon, rule, join);
        let Some(logon) = logon_at(known.items, pos) else {
            continue;
        };
        if let Some(draft) = book.get(draft) {
            draft.name(&logon.target);
            draft.logons.push(atom);
            draft.authenticated.get_or_insert(pos);
            if let Some(LoggedAddress::Ip(ip, port)) = logon.address() {
                let own = *draft.ip.get_or_insert(ip);
                if own == ip && draft.port.is_none() {
                    draft.port = port;
                }
            }
        }
    }
}

/// A note on a visit whose screen is known only from a text in the place of an address.
fn note_on_text(known: &Known<'_, '_>, visit: &Visit, kind: Kind) -> Option<Note> {
    let pos = visit.begin.or_else(|| visit.ends.first().copied())?;
    let Fact::LocalSession(line) = &known.items.get(pos)?.event.fact else {
        return None;
    };
    let text = line.address_text.as_ref()?;
    match kind {
        Kind::Interactive => Some(Note::TextMayMeanOwnScreen(text.clone())),
        Kind::Console if !is_console_activity(line.activity) => {
            Some(Note::TextMeansOwnScreen(text.clone()))
        }
        _ => None,
    }
}

/// Rule K1: console, remote or virtual: from the visit's screen, else from its connection, else its logon.
fn settle_kind(
    known: &Known<'_, '_>,
    book: &mut Book,
    draft: DraftIndex,
    visit: &Visit,
    desktop: Option<&DesktopLogon>,
) {
    let hyperv = visit
        .connection
        .and_then(|connection| known.connections.all.get(connection))
        .is_some_and(|connection| connection.is_hyperv);
    let kind = match visit.screen {
        _ if hyperv => Kind::HyperV,
        Screen::Console => Kind::Console,
        Screen::Remote(_) => Kind::Rdp,
        Screen::HyperV => Kind::HyperV,
        Screen::Unknown => match desktop {
            _ if visit.connection.is_some() => Kind::Rdp,
            Some(desktop) => kind_of_logon(known.items, desktop),
            None => Kind::Interactive,
        },
    };
    let opened = visit
        .connection
        .and_then(|connection| known.connections.all.get(connection)?.opened);
    let Some(draft) = book.get(draft) else { return };
    draft.kind = kind;
    if desktop.is_none() {
        draft.notes.extend(note_on_text(known, visit, kind));
    }
    // A lost attach came after the connection's begin, where nobody else was on it.
    let alone = visit
        .connection
        .is_some_and(|connection| known.visits.begins_on(connection).is_empty());
    if visit.attach == Attach::Unseen && alone {
        draft.begin = draft.begin.or(opened);
    }
    if let Screen::Remote(Some(ip)) = visit.screen {
        draft.ip = Some(ip);
    }
    if matches!(kind, Kind::Console | Kind::HyperV) {
        draft.ip = None;
        draft.port = None;
    }
}

/// Rule K2: the kind that a logon's type and address tell where no other log speaks [source 6.10].
pub fn kind_of_logon(items: &[Item<'_>], desktop: &DesktopLogon) -> Kind {
    let address = logon_at(items, desktop.begin).and_then(Logon::address);
    let remote = matches!(address, Some(LoggedAddress::Ip(ip, _)) if !ip.is_loopback());
    match desktop.logon_type {
        10 | 12 if address == Some(LoggedAddress::Unspecified) => Kind::HyperV,
        10 | 12 => Kind::Rdp,
        _ if remote => Kind::Rdp,
        _ => Kind::Console,
    }
}

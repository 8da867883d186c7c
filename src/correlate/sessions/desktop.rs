//! Sessions at a desktop that LocalSessionManager saw: one for each visit.

use std::collections::BTreeMap;

use crate::correlate::atoms::connections::{ConnectionIndex, is_console_activity};
use crate::correlate::atoms::logons::DesktopLogon;
use crate::correlate::atoms::visits::{Attach, Screen, Visit};
use crate::correlate::near;
use crate::correlate::order::{Kinds, Pos};
use crate::correlate::rules::{self};
use crate::correlate::sessions::desktop_end;
use crate::correlate::sessions::desktop_logon::{find_logon, kind_of_logon, take_logon};
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex, Known, TakenDesktops};
use crate::correlate::sessions::odd_address::{self, WithoutLogon};
use crate::correlate::sessions::{connection_records, nla_alone, refused, unseen};
use crate::correlate::windows::{ARBITRATION_TO_DESKTOP, LOGON_TO_ARBITRATION};
use crate::domain::event::{Fact, LocalSessionStep};
use crate::domain::join::Join;
use crate::domain::note::Note;
use crate::domain::session::{Kind, Outcome, Role};

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
    take_attach(known, book, index, visit, &Join::LocalSession(session));
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

/// Makes the records of a visit's attach and of its shell sources of a session.
fn take_attach(
    known: &Known<'_, '_>,
    book: &mut Book,
    draft: DraftIndex,
    visit: &Visit,
    join: &Join,
) {
    let attach = match visit.attach {
        Attach::Reconnected => Role::Reconnect,
        Attach::LoggedOn | Attach::Noticed | Attach::Unseen => Role::Desktop,
    };
    let records = [(visit.begin, attach), (visit.shell, Role::Desktop)];
    for (pos, role) in records {
        if let Some(pos) = pos {
            let rule = rules::LOCAL_SESSION;
            book.tie(known.items, draft, pos, role, rule, join.clone());
        }
    }
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
    connection_records::take_connection(known, book, draft, connection);
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

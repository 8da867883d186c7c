//! Sessions at desktops that LocalSessionManager recorded: one for each visit.

use std::collections::BTreeMap;

use crate::correlate::near;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules::{self};
use crate::correlate::sessions::desktop_end;
use crate::correlate::sessions::desktop_logon::{find_logon, kind_of_logon, take_logon};
use crate::correlate::sessions::draft::{
    DraftIndex, HostFacts, SessionDraft, SessionLedger, TakenDesktops,
};
use crate::correlate::sessions::odd_address::{self, WithoutLogon};
use crate::correlate::sessions::{connection_records, nla_security_only, refused, unseen};
use crate::correlate::units::connections::{ConnectionIndex, is_console_activity};
use crate::correlate::units::logons::DesktopLogon;
use crate::correlate::units::visits::{Attach, Screen, Visit};
use crate::correlate::windows::{ARBITRATION_TO_DESKTOP, LOGON_TO_ARBITRATION};
use crate::domain::event::{Fact, LocalSessionStep};
use crate::domain::join::Join;
use crate::domain::note::Note;
use crate::domain::session::{Kind, Outcome, Role};

/// Makes a session of each visit.
pub(crate) fn sessions(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    taken: &mut TakenDesktops,
) {
    let mut drafts = BTreeMap::new();
    let mut without_logon = Vec::new();
    for (index, visit) in facts.visits.all.iter().enumerate() {
        let draft = begin(facts, ledger, taken, visit, &mut without_logon);
        drafts.insert(index, draft);
    }
    odd_address::join(facts, ledger, taken, &without_logon);
    desktop_end::attachments(facts, ledger, &drafts);
    for (index, visit) in facts.visits.all.iter().enumerate() {
        if let Some(&draft) = drafts.get(&index) {
            desktop_end::end(facts, ledger, &drafts, visit, draft);
        }
    }
    desktop_end::late_logoffs(facts, ledger, &drafts);
}

fn begin<'k>(
    facts: &HostFacts<'k, '_>,
    ledger: &mut SessionLedger,
    taken: &mut TakenDesktops,
    visit: &'k Visit,
    without_logon: &mut Vec<WithoutLogon<'k>>,
) -> DraftIndex {
    let mut draft = SessionDraft::new(visit.boot, Kind::Interactive, Outcome::Success);
    draft.reconnect = visit.attach == Attach::Reconnected;
    draft.local = Some(visit.local);
    draft.desktop = visit.shell.or(visit.begin);
    draft.begin = visit.begin;
    let index = ledger.open(draft);
    let session = facts
        .visits
        .locals
        .get(visit.local)
        .map_or(0, |local| local.session_id);
    take_attach(facts, ledger, index, visit, &Join::LocalSession(session));
    let arbitration = arbitration(facts, ledger, visit, session, index);
    let rule = match visit.attach {
        Attach::Reconnected => rules::RECONNECT_LOGON,
        Attach::Unseen => rules::LOGON_OF_UNSEEN,
        Attach::LoggedOn | Attach::FromNotice => rules::DESKTOP_LOGON,
    };
    let found = if visit.attach == Attach::Unseen {
        unseen::find_logon(facts, taken, visit).ok_or(None)
    } else {
        find_logon(facts, taken, visit, arbitration)
    };
    if let Err(missed) = found
        && let Some(((other, reason), begin)) = missed.zip(visit.begin)
    {
        ledger.misses.note(other, begin, rule, reason);
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
        take_logon(facts, ledger, index, desktop, rule, anchor);
    }
    if let Some(draft) = ledger.get(index) {
        draft.name(&visit.who);
        if visit.attach == Attach::Unseen {
            draft.begin = logon.map(|(_, desktop)| desktop.begin);
        }
    }
    if let Some(connection) = visit.connection {
        take_connection(facts, ledger, index, visit, connection);
    }
    set_kind(
        facts,
        ledger,
        index,
        visit,
        logon.map(|(_, desktop)| desktop),
    );
    nla_security_only::take_for(facts, ledger, index, visit.begin);
    index
}

/// Makes the records of a visit's attach and of its shell sources of a session.
fn take_attach(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    visit: &Visit,
    join: &Join,
) {
    let attach = match visit.attach {
        Attach::Reconnected => Role::Reconnect,
        Attach::LoggedOn | Attach::FromNotice | Attach::Unseen => Role::Desktop,
    };
    let records = [(visit.begin, attach), (visit.shell, Role::Desktop)];
    for (pos, role) in records {
        if let Some(pos) = pos {
            let rule = rules::LOCAL_SESSION;
            ledger.attach_source(facts.items, draft, pos, role, rule, join.clone());
        }
    }
}

/// The records, NLA logons and refusals of the visit's connection, or of its own part of it
/// (Rule C6).
fn take_connection(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    visit: &Visit,
    connection: ConnectionIndex,
) {
    let begins = facts.visits.begins_on(connection);
    let earlier = begins
        .iter()
        .any(|&begin| visit.begin.is_some_and(|own| begin < own));
    let next = begins
        .iter()
        .copied()
        .find(|&begin| visit.begin.is_some_and(|own| begin > own));
    if let Some(draft) = ledger.get(draft) {
        draft.part.end = next.unwrap_or(Pos::MAX);
        if earlier {
            draft.part.start = visit.begin.unwrap_or(0);
        }
    }
    connection_records::take_connection(facts, ledger, draft, connection);
    if let Some((own, failures)) = facts
        .connections
        .all
        .get(connection)
        .zip(facts.nla.failures.get(&connection))
        && !earlier
    {
        refused::take_own_failures(facts, ledger, draft, connection, own, failures);
    }
}

/// 41 and 42 of the visit: by session number, or at a reconnect, where they name a passing
/// session, by user.
fn arbitration(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    visit: &Visit,
    session: u32,
    draft: DraftIndex,
) -> Option<Pos> {
    let begin = visit.begin?;
    let mut first = None;
    let (items, kinds) = (facts.items, FactKinds::LOCAL_SESSION);
    let found: Vec<Pos> = near::around(items, begin, ARBITRATION_TO_DESKTOP, kinds)
        .filter(|&pos| {
            let Some(item) = facts.items.get(pos).filter(|item| item.boot == visit.boot) else {
                return false;
            };
            let Fact::LocalSession(line) = &item.event.fact else {
                return false;
            };
            let arbitrates = matches!(
                line.step,
                LocalSessionStep::ArbitrationBegan | LocalSessionStep::ArbitrationEnded
            );
            let close = facts
                .items
                .get(begin)
                .is_some_and(|at| pos < begin || at.is_near(item, LOGON_TO_ARBITRATION));
            let fits = match visit.connection {
                Some(connection) => facts.connections.of(pos) == Some(connection),
                None if visit.attach == Attach::Reconnected => {
                    is_console_activity(line.activity)
                        && facts.people.are_same(&line.who, &visit.who)
                }
                None => line.session_id == session,
            };
            arbitrates && close && fits && facts.people.are_same(&line.who, &visit.who)
        })
        .collect();
    for pos in found {
        ledger.attach_source(
            facts.items,
            draft,
            pos,
            Role::Support,
            rules::LOCAL_SESSION,
            Join::LocalSession(session),
        );
        let item = facts.items.get(pos);
        let step = item.and_then(|item| item.event.fact.local_session_step());
        if step == Some(LocalSessionStep::ArbitrationBegan) {
            first = Some(first.map_or(pos, |known: Pos| known.min(pos)));
        }
    }
    first
}

/// A note on a visit whose screen is known only from a text in the place of an address.
fn note_on_text(facts: &HostFacts<'_, '_>, visit: &Visit, kind: Kind) -> Option<Note> {
    let pos = visit.begin.or_else(|| visit.ends.first().copied())?;
    let Fact::LocalSession(line) = &facts.items.get(pos)?.event.fact else {
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
fn set_kind(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    visit: &Visit,
    desktop: Option<&DesktopLogon>,
) {
    let hyperv = visit
        .connection
        .and_then(|connection| facts.connections.all.get(connection))
        .is_some_and(|connection| connection.is_hyperv);
    let kind = match visit.screen {
        _ if hyperv => Kind::HyperV,
        Screen::Console => Kind::Console,
        Screen::Remote(_) => Kind::Rdp,
        Screen::HyperV => Kind::HyperV,
        Screen::Unknown => match desktop {
            _ if visit.connection.is_some() => Kind::Rdp,
            Some(desktop) => kind_of_logon(facts.items, desktop),
            None => Kind::Interactive,
        },
    };
    let opened = visit
        .connection
        .and_then(|connection| facts.connections.all.get(connection)?.opened);
    let Some(draft) = ledger.get(draft) else {
        return;
    };
    draft.kind = kind;
    if desktop.is_none() {
        draft.notes.extend(note_on_text(facts, visit, kind));
    }
    // A missing attach came after the start of the connection, where no other visit used it.
    let alone = visit
        .connection
        .is_some_and(|connection| facts.visits.begins_on(connection).is_empty());
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

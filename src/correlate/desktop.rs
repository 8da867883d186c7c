//! Sessions at a desktop that LocalSessionManager (or 7001) saw: one for each visit.

use std::collections::{BTreeMap, BTreeSet};

use super::connections::{ConnectionIndex, Connections, is_console_activity};
use super::draft::{Book, Draft, DraftIndex, End};
use super::ends;
use super::logons::{DesktopLogon, Logons, logon_at, same_account};
use super::near;
use super::nla::Nla;
use super::order::{Item, Pos};
use super::remote;
use super::rules::{self, Rule};
use super::visits::{Attach, Screen, Visit, VisitIndex, Visits};
use super::windows::{
    ARBITRATION_TO_DESKTOP, ATTACHMENT_COMPANIONS, LOGON_TO_ARBITRATION, LOGON_TO_DESKTOP,
    LOGON_TO_RECONNECT,
};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Attachment, Fact, LocalSessionStep};
use crate::domain::session::{EndDetail, EndKind, Kind, Outcome, Role};

/// All that earlier stages know of a host.
pub struct Known<'a, 'e> {
    /// The records in order.
    pub items: &'a [Item<'e>],
    /// Logon sessions.
    pub logons: &'a Logons,
    /// Connections.
    pub connections: &'a Connections,
    /// Visits.
    pub visits: &'a Visits,
    /// NLA logons and failures.
    pub nla: &'a Nla,
}

/// Which logons at a screen are spoken for.
pub type TakenDesktops = BTreeSet<usize>;

/// Makes a session of each visit; returns the draft of each.
pub fn sessions(
    known: &Known<'_, '_>,
    book: &mut Book,
    taken: &mut TakenDesktops,
) -> BTreeMap<VisitIndex, DraftIndex> {
    let mut drafts = BTreeMap::new();
    for (index, visit) in known.visits.all.iter().enumerate() {
        let draft = begin(known, book, taken, visit);
        drafts.insert(index, draft);
    }
    attachments(known, book, &drafts);
    for (index, visit) in known.visits.all.iter().enumerate() {
        if let Some(&draft) = drafts.get(&index) {
            end(known, book, &drafts, visit, draft);
        }
    }
    drafts
}

fn begin(
    known: &Known<'_, '_>,
    book: &mut Book,
    taken: &mut TakenDesktops,
    visit: &Visit,
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
    let join = format!("local session {session}");
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
    let logon = find_logon(known, taken, visit, arbitration);
    if let Some((number, desktop)) = logon {
        taken.insert(number);
        let rule = if visit.attach == Attach::Reconnected {
            rules::RECONNECT_LOGON
        } else {
            rules::DESKTOP_LOGON
        };
        let anchor = arbitration.or(visit.begin).unwrap_or(desktop.begin);
        take_logon(known, book, index, desktop, rule, anchor);
    }
    if let Some(draft) = book.get(index) {
        draft.name(&visit.who);
    }
    if let Some(connection) = visit.connection {
        take_connection(known, book, index, visit, connection);
    }
    settle_kind(known, book, index, visit, logon.map(|(_, desktop)| desktop));
    index
}

/// The records, NLA logons and refusals of the visit's connection, or of its own part of it.
fn take_connection(
    known: &Known<'_, '_>,
    book: &mut Book,
    draft: DraftIndex,
    visit: &Visit,
    connection: ConnectionIndex,
) {
    let begins: Vec<Pos> = known
        .visits
        .all
        .iter()
        .filter(|other| other.connection == Some(connection))
        .filter_map(|other| other.begin)
        .collect();
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
    if let Some((connection, failures)) = known
        .connections
        .all
        .get(connection)
        .zip(known.nla.failures.get(&connection))
        && !earlier
    {
        remote::take_own_failures(known, book, draft, connection, failures);
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
    let found: Vec<Pos> = near::around(known.items, begin, ARBITRATION_TO_DESKTOP)
        .filter(|&pos| {
            let Some(item) = known.items.get(pos).filter(|item| item.boot == visit.boot) else {
                return false;
            };
            let Fact::LocalSession {
                step,
                session_id,
                who,
                ..
            } = &item.event.fact
            else {
                return false;
            };
            let arbitrates = matches!(
                step,
                LocalSessionStep::ArbitrationBegan | LocalSessionStep::ArbitrationEnded
            );
            let close = known
                .items
                .get(begin)
                .is_some_and(|at| pos < begin || at.is_near(item, LOGON_TO_ARBITRATION));
            let fits = match visit.connection {
                Some(connection) => known.connections.of(pos) == Some(connection),
                None if visit.attach == Attach::Reconnected => {
                    is_console_activity(item.event.activity) && same_account(who, &visit.who)
                }
                None => *session_id == session,
            };
            arbitrates && close && fits && same_account(who, &visit.who)
        })
        .collect();
    for pos in found {
        book.tie(
            known.items,
            draft,
            pos,
            Role::Support,
            rules::LOCAL_SESSION,
            format!("local session {session}"),
        );
        if matches!(
            known.items.get(pos).map(|i| &i.event.fact),
            Some(Fact::LocalSession {
                step: LocalSessionStep::ArbitrationBegan,
                ..
            })
        ) {
            first = Some(first.map_or(pos, |known: Pos| known.min(pos)));
        }
    }
    first
}

/// The logon at a screen that led to the visit: same user, fitting address, nearest in time.
fn find_logon<'k>(
    known: &Known<'k, '_>,
    taken: &TakenDesktops,
    visit: &Visit,
    arbitration: Option<Pos>,
) -> Option<(usize, &'k DesktopLogon)> {
    let anchor = arbitration.or(visit.begin)?;
    let at = known.items.get(anchor)?;
    let reconnect = visit.attach == Attach::Reconnected;
    let window = match (reconnect, arbitration) {
        (true, _) => LOGON_TO_RECONNECT,
        (false, Some(_)) => LOGON_TO_ARBITRATION,
        (false, None) => LOGON_TO_DESKTOP,
    };
    let ip = match visit.screen {
        Screen::Remote(ip) => ip,
        _ => None,
    };
    let first = known.logons.first_desktop_since(known.items, at, window);
    let desktops = known.logons.desktops.get(first..)?;
    desktops
        .iter()
        .enumerate()
        .map(|(offset, desktop)| (first + offset, desktop))
        .take_while(|(_, desktop)| {
            known.items.get(desktop.begin).is_some_and(|item| {
                item.era == at.era && item.event.time <= at.event.time.plus(LOGON_TO_ARBITRATION)
            })
        })
        .filter(|(number, desktop)| {
            let Some(logon) = logon_at(known.items, desktop.begin) else {
                return false;
            };
            let from = logon.address.and_then(LoggedAddress::ip);
            let screen_fits = match visit.screen {
                Screen::Console => !matches!(desktop.logon_type, 10 | 12),
                Screen::Remote(_) => ip.is_none() || from.is_none() || from == ip,
                Screen::HyperV | Screen::Unknown => true,
            };
            let type_fits = reconnect || !matches!(desktop.logon_type, 7 | 13);
            !taken.contains(number)
                && known
                    .items
                    .get(desktop.begin)
                    .is_some_and(|item| item.boot == visit.boot)
                && same_account(&logon.target, &visit.who)
                && screen_fits
                && type_fits
        })
        .min_by_key(|(_, desktop)| {
            known
                .items
                .get(desktop.begin)
                .map(|item| item.event.time.distance(at.event.time))
        })
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
                format!("user + time {}", near::distance(known.items, pos, anchor)),
            )
        } else {
            (rules::PAIR, "elevated/filtered pair".to_owned())
        };
        book.tie(known.items, draft, pos, Role::Logon, rule, join);
        let Some(logon) = logon_at(known.items, pos) else {
            continue;
        };
        if let Some(draft) = book.get(draft) {
            draft.name(&logon.target);
            draft.logons.push(atom);
            draft.authenticated.get_or_insert(pos);
            if let Some(LoggedAddress::Ip(ip, port)) = logon.address {
                draft.ip.get_or_insert(ip);
                if draft.port.is_none() {
                    draft.port = port;
                }
            }
        }
    }
}

/// Console, remote or virtual: from the visit's screen, else from its connection, else its logon.
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
    let Some(draft) = book.get(draft) else { return };
    draft.kind = kind;
    if let Screen::Remote(Some(ip)) = visit.screen {
        draft.ip = Some(ip);
    }
    if matches!(kind, Kind::Console | Kind::HyperV) {
        draft.ip = None;
        draft.port = None;
    }
}

/// The kind that a logon's type and address tell where no other log speaks (session model,
/// decision 11).
pub fn kind_of_logon(items: &[Item<'_>], desktop: &DesktopLogon) -> Kind {
    let address = logon_at(items, desktop.begin).and_then(|logon| logon.address);
    let remote = matches!(address, Some(LoggedAddress::Ip(ip, _)) if !ip.is_loopback());
    match desktop.logon_type {
        10 | 12 if address.and_then(LoggedAddress::ip).is_some() => Kind::Rdp,
        10 | 12 => Kind::HyperV,
        _ if remote => Kind::Rdp,
        _ => Kind::Console,
    }
}

/// 4778 and 4779 of a visit: near its attach or its end, same user.
fn attachments(known: &Known<'_, '_>, book: &mut Book, drafts: &BTreeMap<VisitIndex, DraftIndex>) {
    for (index, visit) in known.visits.all.iter().enumerate() {
        let Some(&draft) = drafts.get(&index) else {
            continue;
        };
        let ends = visit.ends.first().copied().map(|pos| (pos, false));
        let begins = visit
            .begin
            .filter(|_| visit.attach == Attach::Reconnected)
            .map(|pos| (pos, true));
        for (anchor, attach) in [begins, ends].into_iter().flatten() {
            let found = near::around(known.items, anchor, ATTACHMENT_COMPANIONS).find(|&pos| {
                let fact = known.items.get(pos).map(|item| &item.event.fact);
                let attachment: &Attachment = match fact {
                    Some(Fact::Attached(a)) if attach => a,
                    Some(Fact::Detached(a)) if !attach => a,
                    _ => return false,
                };
                let ip = attachment.address.and_then(LoggedAddress::ip);
                let screen_fits = match visit.screen {
                    Screen::Remote(Some(at)) => ip.is_none_or(|ip| ip == at),
                    Screen::Console => ip.is_none(),
                    _ => true,
                };
                same_account(&attachment.who, &visit.who) && screen_fits
            });
            let Some(pos) = found else { continue };
            let Some(item) = known.items.get(pos) else {
                continue;
            };
            let (Fact::Attached(attachment) | Fact::Detached(attachment)) = &item.event.fact else {
                continue;
            };
            let role = if attach { Role::Reconnect } else { Role::End };
            let key = attachment
                .luid
                .map_or_else(String::new, |luid| format!("LUID {luid}, "));
            let join = format!("{key}time {}", near::distance(known.items, pos, anchor));
            book.tie(known.items, draft, pos, role, rules::ATTACHMENT, join);
            let atom = known.logons.find(item.boot, attachment.luid);
            if let Some(draft) = book.get(draft) {
                if draft.client.is_none() {
                    draft.client.clone_from(&attachment.client_name);
                }
                draft.name(&attachment.who);
                if let Some(atom) = atom.filter(|atom| !draft.logons.contains(atom)) {
                    draft.logons.push(atom);
                }
            }
        }
    }
}

fn end(
    known: &Known<'_, '_>,
    book: &mut Book,
    drafts: &BTreeMap<VisitIndex, DraftIndex>,
    visit: &Visit,
    draft: DraftIndex,
) {
    let mut candidates = visit.ends.clone();
    candidates.extend(logoff_of_desktop(known, book, drafts, visit));
    candidates.extend(remote::end_records(known, book, draft));
    let begin = visit.begin.unwrap_or(0);
    candidates.retain(|&pos| pos > begin || visit.attach == Attach::Unseen);
    let Some((mut end, cluster)) = ends::from_records(known.items, candidates) else {
        return;
    };
    if was_moved(known, book, draft, &end) {
        end.kind = EndKind::Disconnect;
        end.detail = Some(EndDetail::Moved);
    }
    for pos in cluster.into_iter().chain(visit.ends.iter().copied()) {
        let late = known.items.get(pos).is_some_and(|item| {
            matches!(item.event.fact, Fact::LogonEnded { .. })
                || (item.event.event_id == 24 && end.pos.is_some_and(|first| first < pos))
        });
        let role = match known.items.get(pos).map(|item| item.event.event_id) {
            Some(23 | 4647) => Role::Logoff,
            _ if late => Role::Teardown,
            _ => Role::End,
        };
        let session = known
            .visits
            .locals
            .get(visit.local)
            .map_or(0, |local| local.session_id);
        book.tie(
            known.items,
            draft,
            pos,
            role,
            rules::END_CLUSTER,
            format!("local session {session}"),
        );
    }
    if let Some(draft) = book.get(draft) {
        draft.end = Some(end);
    }
}

/// Another desktop was put on the same connection at once (tscon): the session was moved off it.
fn was_moved(known: &Known<'_, '_>, book: &Book, draft: DraftIndex, end: &End) -> bool {
    let next = book.drafts.get(draft).map(|draft| draft.part.end);
    end.pos
        .and_then(|pos| known.items.get(pos))
        .zip(next.and_then(|next| known.items.get(next)))
        .is_some_and(|(end, next)| end.is_near(next, ATTACHMENT_COMPANIONS))
}

/// 4647 of the desktop: it names a logon of any visit to the local session, or comes just before
/// its 23 with the same user.
fn logoff_of_desktop(
    known: &Known<'_, '_>,
    book: &mut Book,
    drafts: &BTreeMap<VisitIndex, DraftIndex>,
    visit: &Visit,
) -> Option<Pos> {
    let local = known.visits.locals.get(visit.local)?;
    let next = local
        .visits
        .iter()
        .filter_map(|&index| known.visits.all.get(index)?.begin)
        .find(|&begin| visit.begin.is_some_and(|own| begin > own))
        .unwrap_or(usize::MAX);
    let by_luid = local
        .visits
        .iter()
        .filter_map(|index| drafts.get(index))
        .filter_map(|&draft| book.drafts.get(draft))
        .flat_map(|draft| draft.logons.iter())
        .filter_map(|&atom| known.logons.atoms.get(atom)?.logoff)
        .find(|&logoff| visit.begin.is_none_or(|begin| logoff > begin) && logoff < next);
    let by_user = || {
        let end = visit.ends.first().copied()?;
        near::around(known.items, end, super::windows::LOGOFF_TO_DESKTOP_END).find(|&pos| {
            pos < next
                && book.owner(pos).is_none()
                && known.items.get(pos).is_some_and(|item| {
                    matches!(&item.event.fact, Fact::LogoffStarted { who, .. }
                        if same_account(who, &visit.who) && item.boot == visit.boot)
                })
        })
    };
    // A visit that ended by a disconnect long before the logoff has no part in it.
    let logoff = by_luid.or_else(by_user)?;
    let ended_before = visit.ends.first().is_some_and(|&first| {
        first < logoff
            && known
                .items
                .get(first)
                .zip(known.items.get(logoff))
                .is_none_or(|(a, b)| !a.is_near(b, super::windows::END_CLUSTER))
    });
    (!ended_before).then_some(logoff)
}

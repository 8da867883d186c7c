//! How a visit to a desktop was attached and detached (4778, 4779), and how it ended.

use std::collections::BTreeMap;

use crate::correlate::near;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::{connection_records, odd_address};
use crate::correlate::units::visits::{Attach, Screen, Successor, Visit, VisitIndex};
use crate::correlate::windows::{ATTACHMENT_COMPANIONS, END_CLUSTER, LOGOFF_TO_DESKTOP_END};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Attachment, Fact, LocalSessionStep};
use crate::domain::join::Join;
use crate::domain::near_miss::Reason;
use crate::domain::session::{EndDetail, EndKind, Kind, Precision, Role};

/// 4778 and 4779 of a visit: near its attach or its end, same user.
pub(crate) fn attachments(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    drafts: &BTreeMap<VisitIndex, DraftIndex>,
) {
    for (index, visit) in facts.visits.all.iter().enumerate() {
        let Some(&draft) = drafts.get(&index) else {
            continue;
        };
        let ends = visit.ends.first().copied().map(|pos| (pos, false));
        let begins = visit
            .begin
            .filter(|_| visit.attach == Attach::Reconnected)
            .map(|pos| (pos, true));
        for (anchor, attach) in [begins, ends].into_iter().flatten() {
            let attachments = FactKinds::ATTACHED | FactKinds::DETACHED;
            let near = || {
                near::around(facts.items, anchor, ATTACHMENT_COMPANIONS, attachments)
                    .filter_map(|pos| Some((pos, screen_fits(facts, visit, pos, attach)?)))
            };
            let fitting = near().find(|(_, fits)| *fits).map(|(pos, _)| pos);
            let odd = || odd_address::attachment(facts, ledger, visit, near().map(|(pos, _)| pos));
            let Some(pos) = fitting.or_else(odd) else {
                if let Some((other, _)) = near().next() {
                    let (rule, reason) = (rules::ATTACHMENT, Reason::OtherScreen);
                    ledger.misses.note(other, anchor, rule, reason);
                }
                continue;
            };
            let Some(item) = facts.items.get(pos) else {
                continue;
            };
            let (Fact::Attached(attachment) | Fact::Detached(attachment)) = &item.event.fact else {
                continue;
            };
            let role = if attach { Role::Reconnect } else { Role::End };
            let key = attachment
                .luid
                .map_or_else(String::new, |luid| format!("LUID {luid}, "));
            let join = format!(
                "{key}time {}",
                near::in_words(near::distance(facts.items, pos, anchor))
            );
            ledger.attach_source(facts.items, draft, pos, role, rules::ATTACHMENT, join);
            let unit = facts.logons.find(item.boot, attachment.luid);
            if let Some(draft) = ledger.get(draft) {
                if draft.kind == Kind::Interactive {
                    draft.kind = kind_of(attachment);
                    draft.ip = attachment.address.and_then(LoggedAddress::ip);
                }
                if draft.client.is_none() {
                    draft.client.clone_from(&attachment.client_name);
                }
                draft.name(&attachment.who);
                if let Some(unit) = unit.filter(|unit| !draft.logons.contains(unit)) {
                    draft.logons.push(unit);
                }
            }
        }
    }
}

/// The logoff of a desktop that nobody was connected to: it ends the local session and no visit.
pub(crate) fn late_logoffs(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    drafts: &BTreeMap<VisitIndex, DraftIndex>,
) {
    for local in &facts.visits.locals {
        let last = local.visits.last().and_then(|last| drafts.get(last));
        let late = local.end.filter(|&end| !ledger.is_used(end));
        if let Some((&draft, end)) = last.zip(late) {
            let join = format!("local session {}, nobody attached", local.session_id);
            let rule = rules::LOCAL_SESSION;
            ledger.attach_source(facts.items, draft, end, Role::Teardown, rule, join);
        }
    }
}

/// Whether a 4778 (or 4779) of the visit's user is about the visit's screen; `None` for other records.
fn screen_fits(facts: &HostFacts<'_, '_>, visit: &Visit, pos: Pos, attach: bool) -> Option<bool> {
    let attachment: &Attachment = match &facts.items.get(pos)?.event.fact {
        Fact::Attached(a) if attach => a,
        Fact::Detached(a) if !attach => a,
        _ => return None,
    };
    let ip = attachment.address.and_then(LoggedAddress::ip);
    facts
        .people
        .are_same(&attachment.who, &visit.who)
        .then(|| match visit.screen {
            Screen::Remote(Some(at)) => ip.is_none_or(|ip| ip == at),
            Screen::Console => ip.is_none(),
            _ => true,
        })
}

/// Ends the session of a visit.
pub(crate) fn end(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    drafts: &BTreeMap<VisitIndex, DraftIndex>,
    visit: &Visit,
    draft: DraftIndex,
) {
    let mut candidates = visit.ends.clone();
    candidates.extend(logoff_of_desktop(facts, ledger, drafts, visit));
    candidates.extend(connection_records::end_records(facts, ledger, draft));
    let begin = visit.begin.unwrap_or(0);
    candidates.retain(|&pos| pos > begin || visit.attach == Attach::Unseen);
    let Some((mut end, cluster)) = End::from_records(facts.items, candidates) else {
        if let (Some(draft), Some((pos, successor))) = (ledger.get(draft), visit.successor) {
            match successor {
                Successor::Visit => draft.end = Some(taken_over(facts, pos)),
                Successor::LocalSession => draft.over_by = Some(pos),
            }
        }
        return;
    };
    if was_moved(facts, ledger, draft, &end) {
        end.kind = EndKind::Disconnect;
        end.detail = Some(EndDetail::Moved);
    }
    for pos in cluster.into_iter().chain(visit.ends.iter().copied()) {
        let Some(fact) = facts.items.get(pos).map(|item| &item.event.fact) else {
            continue;
        };
        let is_late = end.pos.is_some_and(|first| first < pos);
        let role = match (fact, fact.local_session_step()) {
            (Fact::LogoffStarted { .. }, _) | (_, Some(LocalSessionStep::LoggedOff)) => {
                Role::Logoff
            }
            (Fact::LogonEnded { .. }, _) => Role::Teardown,
            (_, Some(LocalSessionStep::Disconnected)) if is_late => Role::Teardown,
            _ => Role::End,
        };
        let session = facts
            .visits
            .locals
            .get(visit.local)
            .map_or(0, |local| local.session_id);
        ledger.attach_source(
            facts.items,
            draft,
            pos,
            role,
            rules::END_CLUSTER,
            Join::LocalSession(session),
        );
    }
    if let Some(draft) = ledger.get(draft) {
        draft.end = Some(end);
    }
}

/// The end of a visit that only the next visit to its desktop shows.
fn taken_over(facts: &HostFacts<'_, '_>, next: Pos) -> End {
    End::at(facts.items, next, EndKind::Disconnect, Precision::Derived)
        .with_detail(Some(EndDetail::TakenOver))
}

/// Rule E7: another desktop was put on the same connection at once (tscon): the session was moved
/// off it.
fn was_moved(
    facts: &HostFacts<'_, '_>,
    ledger: &SessionLedger,
    draft: DraftIndex,
    end: &End,
) -> bool {
    let next = ledger.drafts.get(draft).map(|draft| draft.part.end);
    end.pos
        .and_then(|pos| facts.items.get(pos))
        .zip(next.and_then(|next| facts.items.get(next)))
        .is_some_and(|(end, next)| end.is_near(next, ATTACHMENT_COMPANIONS))
}

/// 4647 of the desktop: it names a logon of any visit to the local session, or comes just before
/// its 23 with the same user.
fn logoff_of_desktop(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    drafts: &BTreeMap<VisitIndex, DraftIndex>,
    visit: &Visit,
) -> Option<Pos> {
    let local = facts.visits.locals.get(visit.local)?;
    let next = local
        .visits
        .iter()
        .filter_map(|&index| facts.visits.all.get(index)?.begin)
        .find(|&begin| visit.begin.is_some_and(|own| begin > own))
        .unwrap_or(usize::MAX);
    let by_luid = local
        .visits
        .iter()
        .filter_map(|index| drafts.get(index))
        .filter_map(|&draft| ledger.drafts.get(draft))
        .flat_map(|draft| draft.logons.iter())
        .filter_map(|&unit| facts.logons.units.get(unit)?.logoff)
        .find(|&logoff| visit.begin.is_none_or(|begin| logoff > begin) && logoff < next);
    let by_user = || {
        let end = visit.ends.first().copied()?;
        let (items, kinds) = (facts.items, FactKinds::LOGOFF_STARTED);
        near::around(items, end, LOGOFF_TO_DESKTOP_END, kinds).find(|&pos| {
            pos < next
                && ledger.owner(pos).is_none()
                && facts.items.get(pos).is_some_and(|item| {
                    matches!(&item.event.fact, Fact::LogoffStarted { who, .. }
                        if facts.people.are_same(who, &visit.who) && item.boot == visit.boot)
                })
        })
    };
    // A visit that ended with a disconnect long before is not ended by the logoff.
    let logoff = by_luid.or_else(by_user)?;
    let ended_before = visit.ends.first().is_some_and(|&first| {
        first < logoff
            && facts
                .items
                .get(first)
                .zip(facts.items.get(logoff))
                .is_none_or(|(a, b)| !a.is_near(b, END_CLUSTER))
    });
    (!ended_before).then_some(logoff)
}

/// The kind of a desktop that 4778 or 4779 shows.
pub(crate) fn kind_of(attachment: &Attachment) -> Kind {
    match attachment.address {
        Some(LoggedAddress::Ip(..)) => Kind::Rdp,
        _ if attachment.is_at_hyperv() => Kind::HyperV,
        _ if attachment.is_at_own_screen() => Kind::Console,
        _ if attachment.session_name.is_some() => Kind::Rdp,
        _ => Kind::Interactive,
    }
}

/// The key of a 4778 or 4779, in words.
pub(crate) fn join_of(attachment: &Attachment) -> String {
    let luid = attachment.luid.map(|luid| format!("LUID {luid}"));
    let name = attachment
        .session_name
        .as_ref()
        .map(|name| format!("session name {name}"));
    [luid, name]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// Another account's desktop was put on the same connection at once (tscon).
pub(crate) fn was_replaced(facts: &HostFacts<'_, '_>, pos: Pos, from: &Attachment) -> bool {
    near::after(facts.items, pos, ATTACHMENT_COMPANIONS, FactKinds::ATTACHED).any(|later| {
        matches!(facts.items.get(later).map(|item| &item.event.fact),
            Some(Fact::Attached(to)) if to.session_name == from.session_name
                && to.session_name.is_some()
                && !facts.people.are_same(&to.who, &from.who))
    })
}

//! Records that accompany a logon or a desktop: rights, credential checks, notices, locks, and the ends of
//! logon ids.

use crate::correlate::finish::{explicit_credentials, shares};
use crate::correlate::maps::HashMap;
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::HostFacts;
use crate::correlate::sessions::draft::{DraftIndex, SessionDraft, SessionLedger};
use crate::correlate::sessions::refused::failure_at;
use crate::correlate::units::logons::logon_at;
use crate::correlate::windows::{
    CREDENTIAL_COMPANIONS, END_CLUSTER, LOGOFF_TO_DESKTOP_END, LOGON_COMPANIONS,
};
use crate::domain::account::same_name;
use crate::domain::event::{Fact, LockStep};
use crate::domain::join::Join;
use crate::domain::session::{Kind, Outcome, Role};

/// Winlogon's notification codes for lock and unlock [source 2.7].
const LOCKED: u32 = 4;
const UNLOCKED: u32 = 5;

/// Adds companions to every draft.
pub(crate) fn add(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    for index in 0..ledger.drafts.len() {
        of_logons(facts, ledger, index);
        of_failures(facts, ledger, index);
    }
    explicit_credentials::add(facts, ledger);
    orphan_ends(facts, ledger);
    shares::add(facts, ledger);
    notices(facts, ledger);
    locks(facts, ledger);
    begin_with_companions(facts, ledger);
}

/// 4672 and 4634 by logon id; 4776 by user and time.
fn of_logons(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger, index: DraftIndex) {
    let Some(draft) = ledger.drafts.get(index) else {
        return;
    };
    let units: Vec<_> = draft.all_logons().collect();
    let at_screen = draft.kind.is_desktop();
    for unit in units {
        let Some(unit) = facts.logons.units.get(unit) else {
            continue;
        };
        let luid = unit.luid.map_or(Join::Words(""), Join::Luid);
        // A visit to a desktop names its first logon too; companions of that logon belong to the first visit.
        let own = unit
            .begin
            .filter(|&begin| ledger.owner(begin) == Some(index));
        if let Some(begin) = own {
            for &pos in unit.privileges.iter().filter(|&&pos| {
                facts
                    .items
                    .get(pos)
                    .zip(facts.items.get(begin))
                    .is_some_and(|(a, b)| a.is_near(b, CREDENTIAL_COMPANIONS))
            }) {
                let role = Role::Privilege;
                ledger.attach_source(
                    facts.items,
                    index,
                    pos,
                    role,
                    rules::SAME_LOGON,
                    luid.clone(),
                );
            }
            around_logon(facts, ledger, index, begin, at_screen);
        }
        if let Some(end) = unit.end {
            let rule = rules::SAME_LOGON;
            ledger.attach_source(facts.items, index, end, Role::Teardown, rule, luid.clone());
        }
    }
}

fn around_logon(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    index: DraftIndex,
    begin: Pos,
    at_screen: bool,
) {
    let Some(logon) = logon_at(facts.items, begin) else {
        return;
    };
    let companions = FactKinds::CREDENTIALS_CHECKED | FactKinds::WINLOGON_AUTHENTICATION;
    let found: Vec<(Pos, &'static str)> =
        near::around(facts.items, begin, CREDENTIAL_COMPANIONS, companions)
            .filter_map(|pos| {
                let join = match &facts.items.get(pos)?.event.fact {
                    Fact::CredentialsChecked {
                        user, status: 0, ..
                    } => {
                        let same = user
                            .as_deref()
                            .zip(logon.target.user.as_deref())
                            .is_some_and(|(a, b)| same_name(a, b));
                        (same && pos < begin).then_some("user + time")?
                    }
                    Fact::WinlogonAuthentication { .. } if at_screen => "time",
                    _ => return None,
                };
                Some((pos, join))
            })
            .collect();
    for (pos, join) in found {
        let join = Join::apart(join, near::distance(facts.items, pos, begin));
        if !ledger.is_used(pos) {
            ledger.attach_source(
                facts.items,
                index,
                pos,
                Role::Authentication,
                rules::SAME_TIME,
                join,
            );
        }
    }
}

/// 4776 of a refused logon.
fn of_failures(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger, index: DraftIndex) {
    let Some(draft) = ledger.drafts.get(index) else {
        return;
    };
    if !matches!(draft.outcome, Outcome::Failed | Outcome::Refused) && draft.attempts == 0 {
        return;
    }
    let failures: Vec<Pos> = draft
        .sources
        .keys()
        .copied()
        .filter(|&pos| failure_at(facts.items, pos).is_some())
        .collect();
    for pos in failures {
        let Some(failure) = failure_at(facts.items, pos) else {
            continue;
        };
        let check = near::before(
            facts.items,
            pos,
            CREDENTIAL_COMPANIONS,
            FactKinds::CREDENTIALS_CHECKED,
        )
        .find(|&other| {
            !ledger.is_used(other)
                && matches!(facts.items.get(other).map(|item| &item.event.fact),
                    Some(Fact::CredentialsChecked { user: Some(user), status, .. })
                        if *status != 0
                            && failure.target.user.as_deref().is_some_and(|u| same_name(u, user)))
        });
        if let Some(check) = check {
            let join = Join::apart("user + time", near::distance(facts.items, check, pos));
            ledger.attach_source(
                facts.items,
                index,
                check,
                Role::Failure,
                rules::SAME_TIME,
                join,
            );
        }
    }
}

/// 4634 of a logon id whose 4624 is lost, at the end of a session of the same user: the logon that
/// lived as long as its connection.
fn orphan_ends(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    for index in 0..ledger.drafts.len() {
        let Some(draft) = ledger.drafts.get(index) else {
            continue;
        };
        let desktop = draft.kind.is_desktop();
        let Some(end) = draft.end.and_then(|end| end.pos).filter(|_| desktop) else {
            continue;
        };
        let found: Vec<Pos> = near::after(facts.items, end, END_CLUSTER, FactKinds::LOGON_ENDED)
            .filter(|&pos| {
                let Some(item) = facts.items.get(pos) else {
                    return false;
                };
                let Fact::LogonEnded {
                    luid,
                    who,
                    logon_type,
                } = &item.event.fact
                else {
                    return false;
                };
                let orphan = facts
                    .logons
                    .find(item.boot, *luid)
                    .and_then(|unit| facts.logons.units.get(unit))
                    .is_some_and(|unit| unit.begin.is_none());
                orphan
                    && matches!(logon_type, 2 | 3 | 7 | 10 | 11)
                    && facts.people.are_same(who, &draft.who)
                    && !ledger.is_used(pos)
            })
            .collect();
        for pos in found {
            let join = Join::apart("user + time", near::distance(facts.items, pos, end));
            ledger.attach_source(
                facts.items,
                index,
                pos,
                Role::Teardown,
                rules::SAME_TIME,
                join,
            );
        }
    }
}

/// 7001, 7002 and the profile service's notices, by the number of the local session.
fn notices(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    let anchors = notice_anchors(facts, ledger);
    for (pos, item) in facts.items.of(FactKinds::USER_NOTICE) {
        let Fact::UserNotice {
            logon, session_id, ..
        } = &item.event.fact
        else {
            continue;
        };
        if ledger.is_used(pos) {
            continue;
        }
        let window = if *logon {
            LOGON_COMPANIONS
        } else {
            LOGOFF_TO_DESKTOP_END
        };
        let of_session = anchors.get(&(item.boot, *session_id, *logon));
        let of_session = of_session.map_or(&[][..], Vec::as_slice);
        let middle = of_session.partition_point(|(anchor, _)| *anchor < pos);
        let near = |(anchor, _): &&(Pos, DraftIndex)| {
            facts
                .items
                .get(*anchor)
                .is_some_and(|at| at.is_near(item, window))
        };
        let (before, after) = of_session.split_at(middle);
        let found = before
            .iter()
            .rev()
            .take_while(near)
            .chain(after.iter().take_while(near))
            .min_by_key(|(anchor, _)| {
                facts
                    .items
                    .get(*anchor)
                    .map(|at| at.time.distance(item.time))
            });
        if let Some(&(_, index)) = found {
            let role = if *logon {
                Role::Support
            } else {
                Role::Teardown
            };
            let join = Join::LocalSession(*session_id);
            ledger.attach_source(
                facts.items,
                index,
                pos,
                role,
                rules::SAME_LOCAL_SESSION,
                join,
            );
        }
    }
}

/// By boot, number of the local session, and logon or logoff: the records near which a notice of
/// a session is, in order.
type Anchors = HashMap<(u32, u32, bool), Vec<(Pos, DraftIndex)>>;

fn notice_anchors(facts: &HostFacts<'_, '_>, ledger: &SessionLedger) -> Anchors {
    let mut anchors = Anchors::default();
    for (index, draft) in ledger.drafts.iter().enumerate() {
        let local = draft.local.and_then(|local| facts.visits.locals.get(local));
        let number = local.map(|local| local.session_id).or(draft.session_id);
        let Some(number) = number.filter(|_| draft.kind != Kind::Connection) else {
            continue;
        };
        let begin = draft
            .desktop
            .or(draft.authenticated)
            .filter(|_| !draft.reconnect);
        let end = draft.end.and_then(|end| end.pos);
        for (anchor, logon) in [(begin, true), (end, false)] {
            if let Some(anchor) = anchor {
                anchors
                    .entry((draft.boot, number, logon))
                    .or_default()
                    .push((anchor, index));
            }
        }
    }
    for list in anchors.values_mut() {
        list.sort_unstable();
    }
    anchors
}

/// Lock and unlock notices: 4800 to 4803 by local session, Winlogon 811 by the user's SID.
fn locks(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    // By begin, so that the session that a notice falls into is among the last begun before it.
    let mut desktops: Vec<(Pos, DraftIndex)> = ledger
        .drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| draft.kind.is_desktop() && draft.outcome == Outcome::Success)
        .map(|(index, draft)| (draft.begin.unwrap_or(0), index))
        .collect();
    desktops.sort_unstable();
    for (pos, item) in facts.items.of(FactKinds::LOCK | FactKinds::WINLOGON_NOTICE) {
        let (role, session_id, luid, sid, user) = match &item.event.fact {
            Fact::Lock(line) => {
                let locked = matches!(line.step, LockStep::Locked | LockStep::SaverStarted);
                let role = if locked { Role::Lock } else { Role::Unlock };
                let (sid, user) = (line.who.sid.clone(), line.who.user.clone());
                (role, line.session_id, line.luid, sid, user)
            }
            Fact::WinlogonNotice {
                code: code @ (LOCKED | UNLOCKED),
                begins: true,
                ..
            } => {
                let role = if *code == LOCKED {
                    Role::Lock
                } else {
                    Role::Unlock
                };
                (role, None, None, item.event.user_sid.clone(), None)
            }
            _ => continue,
        };
        let begun = desktops.partition_point(|(begin, _)| *begin <= pos);
        let begun = desktops.get(..begun).unwrap_or_default();
        let runs = |draft: &SessionDraft| {
            let over = draft
                .end
                .is_some_and(|end| end.is_before(facts.items, item));
            draft.boot == item.boot && !over
        };
        let number_of =
            |draft: &SessionDraft| Some(facts.visits.locals.get(draft.local?)?.session_id);
        let unit = facts.logons.find(item.boot, luid);
        let is_its_own = |draft: &SessionDraft| match (session_id, number_of(draft)) {
            (Some(wanted), Some(number)) => wanted == number,
            _ => unit.is_some_and(|unit| draft.logons.contains(&unit)),
        };
        let is_its_users = |draft: &SessionDraft| {
            let numbers = session_id.zip(number_of(draft));
            let same_user = user
                .as_deref()
                .zip(draft.who.user.as_deref())
                .is_some_and(|(a, b)| same_name(a, b));
            numbers.is_none() && ((sid.is_some() && draft.who.sid == sid) || same_user)
        };
        let last = |fits: &dyn Fn(&SessionDraft) -> bool| {
            let mut latest = begun.iter().rev().map(|(_, index)| *index);
            latest.find(|&index| {
                let draft = ledger.drafts.get(index);
                draft.is_some_and(|draft| runs(draft) && fits(draft))
            })
        };
        let found = last(&is_its_own).or_else(|| last(&is_its_users));
        if let Some(index) = found {
            let join = session_id.map_or(Join::Words("user"), Join::LocalSession);
            ledger.attach_source(facts.items, index, pos, role, rules::LOCK, join);
        }
    }
}

/// Rule P4: the attempt begins with its earliest record: explicit credentials come before their logon.
/// Credential checks, rights and the logon screen's own records do not set it [source 6.12].
fn begin_with_companions(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    for draft in &mut ledger.drafts {
        let Some(begin) = draft.begin else { continue };
        let earliest = draft
            .sources
            .iter()
            .filter(|(pos, link)| {
                let sets = !matches!(
                    facts.items.get(**pos).map(|item| &item.event.fact),
                    Some(
                        Fact::CredentialsChecked { .. }
                            | Fact::WinlogonAuthentication { .. }
                            | Fact::PrivilegesAssigned { .. }
                    )
                );
                sets && !matches!(
                    link.role,
                    Role::Teardown | Role::End | Role::Logoff | Role::Lock | Role::Unlock
                )
            })
            .map(|(&pos, _)| pos)
            .next();
        let earlier = earliest.filter(|&pos| {
            facts
                .items
                .get(pos)
                .zip(facts.items.get(begin))
                .is_some_and(|(first, at)| (first.era, first.time) <= (at.era, at.time))
        });
        draft.begin = Some(earlier.unwrap_or(begin));
    }
}

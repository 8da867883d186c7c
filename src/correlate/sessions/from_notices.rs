//! Desktops known only from logon notices (System 7001 and 7002). Notices show whose desktop it was and how
//! long it existed, but not who visited it from where. A session with better evidence takes them; where there
//! is none, they make a session of their own [source 6.4].

use crate::correlate::order::{Item, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::units::visits::{LocalIndex, LocalUnit};
use crate::correlate::windows::{AUTHENTICATED_TO_LOGON, LOGOFF_TO_DESKTOP_END, LOGON_COMPANIONS};
use crate::domain::join::Join;
use crate::domain::note::Remark;
use crate::domain::session::{EndKind, Kind, Outcome, Precision, Role};

/// Gives each local session that only notices show to the sessions that visited it, or makes a session.
pub(crate) fn sessions(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    let desktops = Desktops::of(facts, ledger);
    for (index, local) in facts.visits.locals.iter().enumerate() {
        if !local.visits.is_empty() {
            continue;
        }
        let first = match (local.begin, local.end) {
            (Some(begin), _) => desktops.begun_with(facts, ledger, local, begin),
            (None, Some(end)) => desktops.running_at(facts, ledger, local, end),
            (None, None) => None,
        };
        let draft = first.unwrap_or_else(|| {
            let draft = open(facts, ledger, index, local);
            desktops.leave_console(facts, ledger, draft, (index, local));
            draft
        });
        begin(facts, ledger, index, local, draft);
        if let Some(end) = local.end {
            let last = desktops
                .running_at(facts, ledger, local, end)
                .unwrap_or(draft);
            self::end(facts, ledger, index, local, last, end);
        }
    }
}

/// Sessions at desktops that no visit explains, by where they begin.
struct Desktops(Vec<(Pos, DraftIndex)>);

impl Desktops {
    fn of(facts: &HostFacts<'_, '_>, ledger: &SessionLedger) -> Self {
        let mut list: Vec<(Pos, DraftIndex)> = ledger
            .drafts
            .iter()
            .enumerate()
            .filter(|(_, draft)| draft.kind.is_desktop() && draft.local.is_none())
            .filter(|(_, draft)| {
                matches!(
                    draft.outcome,
                    Outcome::Success | Outcome::Aborted | Outcome::Unknown
                )
            })
            .map(|(index, draft)| (arrival(facts, draft).unwrap_or(0), index))
            .collect();
        list.sort_unstable();
        Self(list)
    }

    /// The user of the console had left it when another account came to it, and has the desktop again after
    /// coming back [source 6.2].
    fn leave_console(
        &self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        draft: DraftIndex,
        (index, local): (LocalIndex, &LocalUnit),
    ) {
        let is_console = ledger.drafts.get(draft).map(|d| d.kind) == Some(Kind::Console);
        let Some(begin) = local.begin.filter(|_| is_console) else {
            return;
        };
        let from = self.0.partition_point(|(arrival, _)| *arrival <= begin);
        let until = local.end.unwrap_or(Pos::MAX);
        let later = self.0.get(from..).unwrap_or_default().iter();
        let mut taken = None;
        for &(arrival, other) in later.take_while(|(arrival, _)| *arrival < until) {
            let Some(next) = ledger.get(other).filter(|next| next.boot == local.boot) else {
                continue;
            };
            let same = facts.people.are_same(&next.who, &local.who);
            let comes_back = same && next.reconnect;
            if comes_back || (!same && next.kind == Kind::Console) {
                taken = taken.or(Some(arrival));
            }
            if comes_back {
                next.local.get_or_insert(index);
            }
        }
        if let Some((session, pos)) = ledger.get(draft).zip(taken) {
            let kind = EndKind::Disconnect;
            session.end = Some(End::at(facts.items, pos, kind, Precision::Bound));
            session.notes.push(Remark::LeftConsole.into());
        }
    }

    /// The session whose logon the notice is about: of the same account, or bound to the same local
    /// session by its connection, just before.
    fn begun_with(
        &self,
        facts: &HostFacts<'_, '_>,
        ledger: &SessionLedger,
        local: &LocalUnit,
        begin: Pos,
    ) -> Option<DraftIndex> {
        let item = facts.items.get(begin)?;
        let until = self.0.partition_point(|(arrival, _)| {
            facts
                .items
                .get(*arrival)
                .is_some_and(|at| (at.era, at.time) <= (item.era, item.time.plus(LOGON_COMPANIONS)))
        });
        let near = self
            .0
            .get(..until)?
            .iter()
            .rev()
            .take_while(|(arrival, _)| {
                facts
                    .items
                    .get(*arrival)
                    .is_some_and(|at| at.is_near(item, AUTHENTICATED_TO_LOGON))
            });
        let candidates: Vec<(&Item<'_>, DraftIndex, &SessionDraft)> = near
            .filter_map(|(arrival, index)| {
                Some((
                    facts.items.get(*arrival)?,
                    *index,
                    ledger.drafts.get(*index)?,
                ))
            })
            .filter(|(_, _, draft)| draft.boot == local.boot && !draft.reconnect)
            .collect();
        let fits = |at: &Item<'_>, draft: &SessionDraft| {
            let numbered = draft.session_id == Some(local.session_id);
            let named =
                facts.people.are_same(&draft.who, &local.who) && at.is_near(item, LOGON_COMPANIONS);
            numbered || named
        };
        // 1149 has a name and the notice a SID: the only candidate of the moment is taken.
        let may_be = |at: &Item<'_>, draft: &SessionDraft| {
            draft.who.sid.is_none()
                && draft.session_id.is_none()
                && draft.outcome == Outcome::Unknown
                && at.is_followed_by(item, LOGON_COMPANIONS)
        };
        let found = candidates.iter().find(|(at, _, draft)| fits(at, draft));
        let mut others = candidates.iter().filter(|(at, _, draft)| may_be(at, draft));
        let only = others.next().filter(|_| others.next().is_none());
        found.or(only).map(|(_, index, _)| *index)
    }

    /// The session of the account that was running when the notice of its logoff came, or that ended
    /// with it: the last to arrive.
    fn running_at(
        &self,
        facts: &HostFacts<'_, '_>,
        ledger: &SessionLedger,
        local: &LocalUnit,
        end: Pos,
    ) -> Option<DraftIndex> {
        let item = facts.items.get(end)?;
        let until = self.0.partition_point(|(arrival, _)| *arrival <= end);
        let begun = self.0.get(..until)?.iter().rev();
        let of_account = |index: &DraftIndex| {
            ledger.drafts.get(*index).is_some_and(|draft| {
                draft.boot == local.boot && facts.people.are_same(&draft.who, &local.who)
            })
        };
        // The account's last session decides: when it had ended before, nobody was connected.
        let last = begun.map(|(_, index)| *index).find(of_account)?;
        let draft = ledger.drafts.get(last)?;
        let ended_before = draft.end.and_then(|end| end.pos).is_some_and(|pos| {
            pos < end
                && facts
                    .items
                    .get(pos)
                    .is_none_or(|at| !at.is_near(item, LOGOFF_TO_DESKTOP_END))
        });
        (!ended_before).then_some(last)
    }
}

/// The record of the arrival at the desktop: its logon, else the next best record.
fn arrival(facts: &HostFacts<'_, '_>, draft: &SessionDraft) -> Option<Pos> {
    let logon = draft.logons.first();
    let logon = logon.and_then(|&unit| facts.logons.units.get(unit)?.begin);
    logon
        .or(draft.desktop)
        .or(draft.authenticated)
        .or(draft.begin)
}

fn open(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    index: LocalIndex,
    local: &LocalUnit,
) -> DraftIndex {
    // The first local session of a boot is the console's, as a rule [source 6.4].
    let kind = if local.session_id == 1 && local.begin.is_some() {
        Kind::Console
    } else {
        Kind::Interactive
    };
    let mut draft = SessionDraft::new(local.boot, kind, Outcome::Success);
    draft.begin = local.begin;
    draft.desktop = local.begin;
    draft.local = Some(index);
    draft.end_unwatched = true;
    draft.name(&local.who);
    let draft = ledger.open(draft);
    if let Some(end) = local.end {
        let found = End::from_records(facts.items, vec![end]);
        if let Some((draft, (end, _))) = ledger.get(draft).zip(found) {
            // The screen may have been left before: the notice is a limit.
            draft.end = Some(End {
                precision: Some(Precision::Bound),
                ..end
            });
        }
    }
    draft
}

fn begin(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    index: LocalIndex,
    local: &LocalUnit,
    draft: DraftIndex,
) {
    let join = Join::LocalSession(local.session_id);
    if let Some(pos) = local.begin {
        ledger.attach_source(facts.items, draft, pos, Role::Desktop, rules::NOTICED, join);
    }
    let Some(draft) = ledger.get(draft) else {
        return;
    };
    draft.local.get_or_insert(index);
    draft.name(&local.who);
    // A connection that had ended before is not related to the desktop.
    let ended = draft.end.and_then(|end| end.pos);
    let in_time = local
        .begin
        .is_some_and(|begin| ended.is_none_or(|end| begin < end));
    let numbered = draft.session_id == Some(local.session_id);
    if in_time && numbered && draft.outcome == Outcome::Unknown {
        draft.outcome = Outcome::Success;
        draft.desktop = draft.desktop.or(local.begin);
    }
}

fn end(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    index: LocalIndex,
    local: &LocalUnit,
    draft: DraftIndex,
    end: Pos,
) {
    let join = Join::LocalSession(local.session_id);
    let running = ledger.get(draft).is_some_and(|draft| {
        // Records of a desktop after its session was over are not its end (Rule D6).
        draft.end.is_none() && draft.over_by.is_none_or(|over_by| end < over_by)
    });
    let role = if running {
        Role::Logoff
    } else {
        Role::Teardown
    };
    ledger.attach_source(facts.items, draft, end, role, rules::NOTICED, join);
    let found = End::from_records(facts.items, vec![end]);
    let Some(draft) = ledger.get(draft) else {
        return;
    };
    draft.local.get_or_insert(index);
    if let Some((end, _)) = found.filter(|_| running) {
        draft.end = Some(End {
            precision: Some(Precision::Derived),
            ..end
        });
    }
}

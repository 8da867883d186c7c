//! After a requested restart Windows may sign the last user on automatically and lock the desktop at once
//! (ARSO) [source 6.6]: nobody need have been there.

use std::collections::BTreeMap;

use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::sessions::draft::{HostFacts, SessionDraft, SessionLedger};
use crate::correlate::windows::{AUTOMATIC_SIGN_ON, AUTOMATIC_SIGN_ON_LOCK};
use crate::domain::event::{Fact, PowerStep};
use crate::domain::event_id;
use crate::domain::note::Remark;
use crate::domain::session::{Kind, Outcome, Role};
use crate::domain::time::Timestamp;

/// What matters of each boot.
#[derive(Default)]
struct Boot {
    booted: Option<Timestamp>,
    restart_asked: bool,
}

/// Marks console sessions that begin so.
pub(super) fn add(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    let mut boots: BTreeMap<u32, Boot> = BTreeMap::new();
    for (_, item) in facts.items.of(FactKinds::POWER) {
        let Fact::Power { step, .. } = item.event.fact else {
            continue;
        };
        let boot = boots.entry(item.boot).or_default();
        match step {
            PowerStep::Booted => {
                boot.booted.get_or_insert(item.time);
            }
            PowerStep::ShutdownAsked => {
                boot.restart_asked |= item.event.event_id == event_id::SHUTDOWN_REQUESTED;
            }
            _ => {}
        }
    }
    for draft in &mut ledger.drafts {
        let asked = draft
            .boot
            .checked_sub(1)
            .and_then(|before| boots.get(&before))
            .is_some_and(|before| before.restart_asked);
        let booted = boots.get(&draft.boot).and_then(|boot| boot.booted);
        if let Some(booted) = booted.filter(|_| asked)
            && is_automatic_sign_on(facts, draft, booted)
        {
            draft.notes.push(Remark::AutomaticSignOn.into());
        }
    }
}

fn is_automatic_sign_on(
    facts: &HostFacts<'_, '_>,
    draft: &SessionDraft,
    booted: Timestamp,
) -> bool {
    let time_of = |pos: Pos| facts.items.get(pos).map(|item| item.time);
    let console = draft.kind == Kind::Console && draft.outcome == Outcome::Success;
    let begin = draft.begin.and_then(time_of);
    let Some(begin) = begin.filter(|_| console && !draft.reconnect) else {
        return false;
    };
    let came = draft.desktop.and_then(time_of).unwrap_or(begin);
    let mut locks = draft
        .sources
        .iter()
        .filter(|(_, link)| link.role == Role::Lock);
    begin >= booted
        && begin.since(booted) <= AUTOMATIC_SIGN_ON
        && locks.any(|(&pos, _)| {
            time_of(pos).is_some_and(|lock| lock.since(came) <= AUTOMATIC_SIGN_ON_LOCK)
        })
}

//! The domain's later check of an unlock or a cached logon: a source of the session whose desktop it was for.

use crate::correlate::maps::HashMap;
use crate::correlate::order::Pos;
use crate::correlate::rules;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::units::logons::LogonIndex;
use crate::correlate::windows::UNLOCK_LIFETIME;
use crate::domain::event::{Identity, Logon};
use crate::domain::session::{Outcome, Role};

/// The sessions with a desktop, by what their accounts can be looked up by.
pub(crate) struct Desktops(HashMap<String, Vec<DraftIndex>>);

impl Desktops {
    /// Of all sessions known so far.
    pub(crate) fn of(facts: &HostFacts<'_, '_>, ledger: &SessionLedger) -> Self {
        let mut found: HashMap<String, Vec<DraftIndex>> = HashMap::default();
        for (index, draft) in ledger.drafts.iter().enumerate() {
            if !draft.kind.is_desktop() {
                continue;
            }
            for key in facts.people.keys(&draft.who) {
                found.entry(key).or_default().push(index);
            }
        }
        Self(found)
    }

    /// Gives the logon to the session that ran then, where there is one.
    pub(crate) fn take(
        &self,
        facts: &HostFacts<'_, '_>,
        ledger: &mut SessionLedger,
        pos: Pos,
        unit: LogonIndex,
        logon: &Logon,
    ) -> bool {
        let Some(draft) = self.running(facts, ledger, pos, &logon.target) else {
            return false;
        };
        let join = "re-validation";
        let attached = ledger.attach_source(
            facts.items,
            draft,
            pos,
            Role::Unlock,
            rules::REVALIDATION,
            join,
        );
        if let Some(draft) = ledger.get(draft).filter(|_| attached) {
            draft.unlocks.push(unit);
        }
        attached
    }

    /// The last session of the account with a desktop at the time of the record.
    fn running(
        &self,
        facts: &HostFacts<'_, '_>,
        ledger: &SessionLedger,
        pos: Pos,
        who: &Identity,
    ) -> Option<DraftIndex> {
        let fits = |&index: &DraftIndex| {
            let draft = ledger.drafts.get(index);
            draft.is_some_and(|draft| {
                facts.people.are_same(&draft.who, who) && runs_at(facts, draft, pos)
            })
        };
        let keys = facts.people.keys(who).into_iter();
        keys.filter_map(|key| self.0.get(&key)?.iter().rev().copied().find(fits))
            .max()
    }
}

fn runs_at(facts: &HostFacts<'_, '_>, draft: &SessionDraft, pos: Pos) -> bool {
    let Some(item) = facts.items.get(pos) else {
        return false;
    };
    let begun = draft.begin.is_none_or(|begin| {
        let first = facts.items.get(begin);
        begin <= pos || first.is_some_and(|first| first.is_near(item, UNLOCK_LIFETIME))
    });
    let over = draft
        .end
        .is_some_and(|end| end.is_before(facts.items, item));
    draft.boot == item.boot && draft.outcome == Outcome::Success && begun && !over
}

//! The second look at an unlock or a cached logon: a source of the session whose desktop it was for.

use crate::correlate::atoms::logons::{LogonIndex, bare, same_account};
use crate::correlate::maps::HashMap;
use crate::correlate::order::Pos;
use crate::correlate::rules;
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex, Known};
use crate::correlate::windows::UNLOCK_LIFETIME;
use crate::domain::account::fold;
use crate::domain::event::{Identity, Logon, Text};
use crate::domain::session::{Outcome, Role};

/// The sessions with a desktop, by whose they are.
pub struct Desktops {
    by_sid: HashMap<Text, Vec<DraftIndex>>,
    by_name: HashMap<String, Vec<DraftIndex>>,
}

impl Desktops {
    /// Of all sessions known so far.
    pub fn of(book: &Book) -> Self {
        let mut found = Self {
            by_sid: HashMap::default(),
            by_name: HashMap::default(),
        };
        for (index, draft) in book.drafts.iter().enumerate() {
            if !draft.kind.is_desktop() {
                continue;
            }
            if let Some(sid) = &draft.who.sid {
                found.by_sid.entry(sid.clone()).or_default().push(index);
            }
            if let Some(user) = &draft.who.user {
                let name = fold(bare(user));
                found.by_name.entry(name).or_default().push(index);
            }
        }
        found
    }

    /// Gives the logon to the session that ran then, where there is one.
    pub fn take(
        &self,
        known: &Known<'_, '_>,
        book: &mut Book,
        pos: Pos,
        atom: LogonIndex,
        logon: &Logon,
    ) -> bool {
        let Some(draft) = self.running(known, book, pos, &logon.target) else {
            return false;
        };
        let join = "re-validation";
        let tied = book.tie(
            known.items,
            draft,
            pos,
            Role::Unlock,
            rules::REVALIDATION,
            join,
        );
        if let Some(draft) = book.get(draft).filter(|_| tied) {
            draft.unlocks.push(atom);
        }
        tied
    }

    /// The last session of the account with a desktop at the time of the record.
    fn running(
        &self,
        known: &Known<'_, '_>,
        book: &Book,
        pos: Pos,
        who: &Identity,
    ) -> Option<DraftIndex> {
        let fits = |&index: &DraftIndex| {
            let draft = book.drafts.get(index);
            draft.is_some_and(|draft| same_account(&draft.who, who) && runs_at(known, draft, pos))
        };
        let last_of = |of: Option<&Vec<DraftIndex>>| of?.iter().rev().copied().find(fits);
        let by_sid = who
            .sid
            .as_ref()
            .and_then(|sid| last_of(self.by_sid.get(sid)));
        let user = who.user.as_ref();
        let by_name = user.and_then(|user| last_of(self.by_name.get(&fold(bare(user)))));
        by_sid.max(by_name)
    }
}

fn runs_at(known: &Known<'_, '_>, draft: &Draft, pos: Pos) -> bool {
    let Some(item) = known.items.get(pos) else {
        return false;
    };
    let begun = draft.begin.is_none_or(|begin| {
        let first = known.items.get(begin);
        begin <= pos || first.is_some_and(|first| first.is_near(item, UNLOCK_LIFETIME))
    });
    let over = draft
        .end
        .is_some_and(|end| end.is_before(known.items, item));
    draft.boot == item.boot && draft.outcome == Outcome::Success && begun && !over
}

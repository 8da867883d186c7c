//! Shadowing: somebody viewed or controlled the desktop of a session. It is not a session of its own.

use crate::correlate::maps::HashMap;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionLedger};
use crate::domain::event::Fact;
use crate::domain::join::Join;
use crate::domain::note::Note;
use crate::domain::session::{Outcome, Role};

/// Makes each record of shadowing a source of the session that ran in the local session which it
/// names, with a note that has all its texts: which text names the viewer is not documented.
pub(super) fn add(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    let desktops = desktops(facts, ledger);
    for (pos, item) in facts.items.of(FactKinds::SHADOWED) {
        let Fact::Shadowed(line) = &item.event.fact else {
            continue;
        };
        let Some(session) = line.session_id else {
            continue;
        };
        let Some(list) = desktops.get(&(item.boot, session)) else {
            continue;
        };
        let begun = list.partition_point(|(begin, _)| *begin <= pos);
        let Some(&(_, index)) = begun.checked_sub(1).and_then(|last| list.get(last)) else {
            continue;
        };
        let end = ledger.drafts.get(index).and_then(|draft| draft.end);
        if end.is_some_and(|end| end.is_before(facts.items, item)) {
            continue;
        }
        let (role, rule) = (Role::Support, rules::SHADOWING);
        let join = Join::LocalSession(session);
        ledger.attach_source(facts.items, index, pos, role, rule, join);
        if let Some(draft) = ledger.get(index) {
            draft.notes.push(Note::Shadowed {
                step: line.step,
                at: item.time,
                texts: line.texts.as_slice().into(),
            });
        }
    }
}

/// Sessions at desktops by boot and local session number, in order of their begin.
fn desktops(
    facts: &HostFacts<'_, '_>,
    ledger: &SessionLedger,
) -> HashMap<(u32, u32), Vec<(Pos, DraftIndex)>> {
    let mut desktops: HashMap<(u32, u32), Vec<(Pos, DraftIndex)>> = HashMap::default();
    for (index, draft) in ledger.drafts.iter().enumerate() {
        let local = draft.local.and_then(|local| facts.visits.locals.get(local));
        let number = local.map(|local| local.session_id).or(draft.session_id);
        let at_desktop = draft.kind.is_desktop() && draft.outcome == Outcome::Success;
        if let Some(number) = number.filter(|_| at_desktop) {
            let begin = draft.begin.unwrap_or(0);
            let list = desktops.entry((draft.boot, number)).or_default();
            list.push((begin, index));
        }
    }
    for list in desktops.values_mut() {
        list.sort_unstable();
    }
    desktops
}

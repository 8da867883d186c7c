//! Remote-management software that logs its own sessions [source 9.4]. It shows the desktop that is already
//! there and makes no logon. Its accounts are not Windows accounts.

use crate::correlate::maps::HashMap;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::domain::account::fold;
use crate::domain::event::{Fact, Identity};
use crate::domain::note::Remark;
use crate::domain::remote_access::{RmmLine, RmmStep};
use crate::domain::session::{EndKind, Kind, Outcome, Precision, Role};

/// Makes sessions of connects and disconnects.
pub(crate) fn sessions(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    // By boot and product: who is connected, first one first.
    let mut open: HashMap<(u32, String), Vec<DraftIndex>> = HashMap::default();
    for (pos, item) in facts.items.of(FactKinds::RMM) {
        let Fact::Rmm(line) = &item.event.fact else {
            continue;
        };
        let running = open.entry((item.boot, fold(&line.product))).or_default();
        match line.step {
            RmmStep::Connected => {
                let draft = begin(facts, ledger, item.boot, pos, line, true);
                running.push(draft);
            }
            RmmStep::Disconnected => {
                let place = running
                    .iter()
                    .position(|&draft| is_of(ledger, draft, facts, line));
                let draft = match place {
                    Some(place) => running.remove(place),
                    None => begin(facts, ledger, item.boot, pos, line, false),
                };
                end(facts, ledger, draft, pos, Precision::Exact);
            }
            RmmStep::Ended => {
                for draft in running.drain(..) {
                    end(facts, ledger, draft, pos, Precision::Derived);
                }
            }
        }
    }
}

fn begin(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    boot: u32,
    pos: Pos,
    line: &RmmLine,
    is_begin: bool,
) -> DraftIndex {
    let mut draft = SessionDraft::new(boot, Kind::Rmm, Outcome::Success);
    draft.begin = is_begin.then_some(pos);
    draft.detail = Some(line.product.clone());
    draft.who = Identity {
        user: line.user.clone(),
        ..Identity::default()
    };
    draft.client.clone_from(&line.client);
    if line.user.is_some() {
        draft.notes.push(Remark::ProductAccount.into());
    }
    let draft = ledger.open(draft);
    if is_begin {
        ledger.attach_source(
            facts.items,
            draft,
            pos,
            Role::Connection,
            rules::RMM,
            join_of(line),
        );
    }
    draft
}

fn end(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    pos: Pos,
    precision: Precision,
) {
    let join = match facts.items.get(pos).map(|item| &item.event.fact) {
        Some(Fact::Rmm(line)) => join_of(line),
        _ => String::new(),
    };
    ledger.attach_source(facts.items, draft, pos, Role::End, rules::RMM, join);
    if let Some(session) = ledger.get(draft) {
        session.end = Some(End::at(facts.items, pos, EndKind::Disconnect, precision));
    }
}

/// Whether a disconnect belongs to a running session: by the product's session number, else by its user.
fn is_of(
    ledger: &SessionLedger,
    draft: DraftIndex,
    facts: &HostFacts<'_, '_>,
    line: &RmmLine,
) -> bool {
    let begun = ledger.drafts.get(draft).and_then(|draft| {
        let fact = &facts.items.get(draft.begin?)?.event.fact;
        match fact {
            Fact::Rmm(begun) => Some(begun),
            _ => None,
        }
    });
    begun.is_some_and(|begun| match (&begun.session, &line.session) {
        (Some(a), Some(b)) => a == b,
        _ => begun.user.as_deref().map(fold) == line.user.as_deref().map(fold),
    })
}

fn join_of(line: &RmmLine) -> String {
    match (&line.session, &line.user) {
        (Some(session), _) => format!("session {session}"),
        (None, Some(user)) => format!("user {user}"),
        (None, None) => "product".to_owned(),
    }
}

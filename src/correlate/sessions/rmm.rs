//! Remote-management software that logs its own sessions [source 9.4]. It shows the
//! desktop that is there and makes no logon; its accounts are its own, none of Windows.

use crate::correlate::maps::HashMap;
use crate::correlate::order::{Kinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex, Known};
use crate::correlate::sessions::end::End;
use crate::domain::account::fold;
use crate::domain::event::{Fact, Identity};
use crate::domain::note::Remark;
use crate::domain::remote_access::{RmmLine, RmmStep};
use crate::domain::session::{EndKind, Kind, Outcome, Precision, Role};

/// Makes sessions of connects and disconnects.
pub fn sessions(known: &Known<'_, '_>, book: &mut Book) {
    // By boot and product: who is connected, first one first.
    let mut open: HashMap<(u32, String), Vec<DraftIndex>> = HashMap::default();
    for (pos, item) in known.items.of(Kinds::RMM) {
        let Fact::Rmm(line) = &item.event.fact else {
            continue;
        };
        let running = open.entry((item.boot, fold(&line.product))).or_default();
        match line.step {
            RmmStep::Connected => {
                let draft = begin(known, book, item.boot, pos, line, true);
                running.push(draft);
            }
            RmmStep::Disconnected => {
                let place = running
                    .iter()
                    .position(|&draft| is_of(book, draft, known, line));
                let draft = match place {
                    Some(place) => running.remove(place),
                    None => begin(known, book, item.boot, pos, line, false),
                };
                end(known, book, draft, pos, Precision::Exact);
            }
            RmmStep::Ended => {
                for draft in running.drain(..) {
                    end(known, book, draft, pos, Precision::Derived);
                }
            }
        }
    }
}

fn begin(
    known: &Known<'_, '_>,
    book: &mut Book,
    boot: u32,
    pos: Pos,
    line: &RmmLine,
    is_begin: bool,
) -> DraftIndex {
    let mut draft = Draft::new(boot, Kind::Rmm, Outcome::Success);
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
    let draft = book.open(draft);
    if is_begin {
        book.tie(
            known.items,
            draft,
            pos,
            Role::Connection,
            rules::RMM,
            join_of(line),
        );
    }
    draft
}

fn end(known: &Known<'_, '_>, book: &mut Book, draft: DraftIndex, pos: Pos, precision: Precision) {
    let join = match known.items.get(pos).map(|item| &item.event.fact) {
        Some(Fact::Rmm(line)) => join_of(line),
        _ => String::new(),
    };
    book.tie(known.items, draft, pos, Role::End, rules::RMM, join);
    if let Some(session) = book.get(draft) {
        session.end = Some(End::at(known.items, pos, EndKind::Disconnect, precision));
    }
}

/// Whether a disconnect is of a running session: by the product's number, else by its user.
fn is_of(book: &Book, draft: DraftIndex, known: &Known<'_, '_>, line: &RmmLine) -> bool {
    let begun = book.drafts.get(draft).and_then(|draft| {
        let fact = &known.items.get(draft.begin?)?.event.fact;
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

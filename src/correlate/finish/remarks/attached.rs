//! A desktop that was attached although its user had not just authenticated: hijacked with tscon, or
//! reconnected automatically by a client that had lost its network [source 5.19].

use std::cell::LazyCell;
use std::collections::BTreeMap;

use crate::correlate::coverage::SECURITY;
use crate::correlate::maps::HashMap;
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Items, Pos};
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::units::logons::logon_at;
use crate::correlate::windows::{ATTACH_AUTHENTICATION, AUTOMATIC_RECONNECT, LOGON_TO_ARBITRATION};
use crate::domain::account::same_name;
use crate::domain::event::{ConnectionStep, Fact};
use crate::domain::note::Remark;
use crate::domain::session::{Outcome, Role};

/// Marks sessions that attached a desktop without authentication, where Security covers the time.
pub(super) fn add(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    // Few sessions attach a desktop, and fewer without authentication.
    let coverage = LazyCell::new(|| Coverage::of(facts.items));
    let endings = LazyCell::new(|| endings(facts, ledger));
    let mut remarks: Vec<(DraftIndex, Remark)> = Vec::new();
    for (index, draft) in ledger.drafts.iter().enumerate() {
        let Some(attach) = attach_of(draft) else {
            continue;
        };
        if !coverage.has(facts.items, attach) || is_authenticated(facts, draft, attach) {
            continue;
        }
        let remark = if is_automatic_reconnect(facts, ledger, &endings, draft, attach) {
            Remark::AutomaticReconnect
        } else {
            Remark::AttachedWithoutAuthentication
        };
        remarks.push((index, remark));
    }
    for (index, remark) in remarks {
        if let Some(draft) = ledger.get(index) {
            draft.notes.push(remark.into());
        }
    }
}

/// The earliest 25 or 4778 of a session that attached an existing desktop.
fn attach_of(draft: &SessionDraft) -> Option<Pos> {
    let attached = draft.reconnect && draft.outcome == Outcome::Success;
    let mut sources = draft.sources.iter();
    let found = sources.find(|(_, link)| attached && link.role == Role::Reconnect);
    found.map(|(&pos, _)| pos)
}

/// Which part of each boot the Security log covers with its logons.
struct Coverage(BTreeMap<u32, (Pos, Pos)>);

impl Coverage {
    fn of(items: &Items<'_>) -> Self {
        let mut boots: BTreeMap<u32, (Pos, Pos)> = BTreeMap::new();
        let mut last = None;
        for (pos, item) in items.of(FactKinds::LOGON) {
            if last.replace(item.boot) != Some(item.boot) {
                boots.entry(item.boot).or_insert((pos, pos));
            }
        }
        // The last record of a boot's Security log is searched from the end.
        let mut found = None;
        for (pos, item) in items.iter().enumerate().rev() {
            if found != Some(item.boot) && &*item.event.channel == SECURITY {
                found = Some(item.boot);
                if let Some((_, last)) = boots.get_mut(&item.boot) {
                    *last = pos.max(*last);
                }
            }
        }
        Self(boots)
    }

    /// Whether the minute before a record lies within.
    fn has(&self, items: &Items<'_>, pos: Pos) -> bool {
        let covered = items.get(pos).and_then(|item| {
            let (first, last) = self.0.get(&item.boot)?;
            let first = items.get(*first)?;
            let before = item.time.minus(ATTACH_AUTHENTICATION);
            Some(first.era == item.era && first.time <= before && pos <= *last)
        });
        covered == Some(true)
    }
}

/// Whether any record shows that the user of a session authenticated in the minute before.
fn is_authenticated(facts: &HostFacts<'_, '_>, draft: &SessionDraft, attach: Pos) -> bool {
    let proves = |pos: Pos| match facts.items.get(pos).map(|item| &item.event.fact) {
        Some(Fact::Logon(logon)) => {
            !matches!(logon.logon_type, 0 | 4 | 5 | 9)
                && facts.people.are_same(&logon.target, &draft.who)
        }
        Some(Fact::Connection(line)) if line.step == ConnectionStep::Authenticated => {
            let own = draft.connection.is_some() && facts.connections.of(pos) == draft.connection;
            own || facts.people.are_same(&line.who, &draft.who)
        }
        Some(Fact::WinlogonAuthentication {
            status: Some(0), ..
        }) => true,
        _ => false,
    };
    let own = draft.logons.iter().chain(&draft.nla).any(|&unit| {
        let begin = facts.logons.units.get(unit).and_then(|unit| unit.begin);
        begin
            .filter(|&begin| logon_at(facts.items, begin).is_some())
            .and_then(|begin| facts.items.get(begin))
            .zip(facts.items.get(attach))
            .is_some_and(|(logon, attach)| logon.is_near(attach, ATTACH_AUTHENTICATION))
    });
    let kinds = FactKinds::LOGON | FactKinds::CONNECTION | FactKinds::WINLOGON_AUTHENTICATION;
    own || near::before(facts.items, attach, ATTACH_AUTHENTICATION, kinds).any(proves)
        || near::after(facts.items, attach, LOGON_TO_ARBITRATION, kinds).any(proves)
}

/// By account key: where sessions end, in order.
type Endings = HashMap<String, Vec<(Pos, DraftIndex)>>;

fn endings(facts: &HostFacts<'_, '_>, ledger: &SessionLedger) -> Endings {
    let mut endings = Endings::default();
    for (index, draft) in ledger.drafts.iter().enumerate() {
        let end = draft.end.and_then(|end| end.pos);
        let Some(end) = end else { continue };
        for key in facts.people.keys(&draft.who) {
            endings.entry(key).or_default().push((end, index));
        }
    }
    for list in endings.values_mut() {
        list.sort_unstable();
    }
    endings
}

/// Whether the same client had the user's desktop until minutes before.
fn is_automatic_reconnect(
    facts: &HostFacts<'_, '_>,
    ledger: &SessionLedger,
    endings: &Endings,
    draft: &SessionDraft,
    attach: Pos,
) -> bool {
    let keys = facts.people.keys(&draft.who).into_iter();
    let last = keys.filter_map(|key| {
        let list = endings.get(&key)?;
        let until = list.partition_point(|(end, _)| *end < attach);
        list.get(until.checked_sub(1)?).copied()
    });
    last.max().is_some_and(|(end, index)| {
        let near = facts
            .items
            .get(end)
            .zip(facts.items.get(attach))
            .is_some_and(|(end, attach)| end.is_near(attach, AUTOMATIC_RECONNECT));
        near && ledger.drafts.get(index).is_some_and(|before| {
            let same_client = match (&before.client, &draft.client) {
                (Some(a), Some(b)) => same_name(a, b),
                _ => true,
            };
            before.ip.is_some() && before.ip == draft.ip && same_client
        })
    })
}

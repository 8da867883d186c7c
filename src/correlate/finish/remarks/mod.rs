//! Notes for the examiner: what is worth saying about a session beyond its fields.

mod addresses;
mod attached;
mod automatic_sign_on;
mod shadowing;

use crate::correlate::sessions::draft::{HostFacts, SessionDraft, SessionLedger};
use crate::correlate::units::logons::logon_at;
use crate::domain::event::{ConnectionStep, Fact, LocalSessionStep, Protection};
use crate::domain::note::{Note, Remark};
use crate::domain::session::{Kind, Role};
use crate::domain::status::is_known_reason;

/// Adds the remarks to every draft.
pub(crate) fn add(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    shadowing::add(facts, ledger);
    attached::add(facts, ledger);
    automatic_sign_on::add(facts, ledger);
    for draft in &mut ledger.drafts {
        let remarks: Vec<Note> = [
            tunnel(draft),
            protection(facts, draft),
            reason(facts, draft),
        ]
        .into_iter()
        .flatten()
        .collect();
        draft.notes.extend(remarks);
        let contradictions = addresses::contradictions(facts, draft);
        draft.notes.extend(contradictions);
    }
}

/// Remote Desktop from the machine itself came through a tunnel [source 5.18].
fn tunnel(draft: &SessionDraft) -> Option<Note> {
    let loops = draft.kind == Kind::Rdp && draft.ip.is_some_and(|ip| ip.is_loopback());
    loops.then_some(Remark::Tunnel.into())
}

/// Logons that leave no credentials behind [source 5.17].
fn protection(facts: &HostFacts<'_, '_>, draft: &SessionDraft) -> Option<Note> {
    let mut logons = draft
        .logons
        .iter()
        .filter_map(|&unit| logon_at(facts.items, facts.logons.units.get(unit)?.begin?));
    logons.find_map(|logon| {
        let remark = match logon.protection? {
            Protection::RestrictedAdmin => Remark::RestrictedAdmin,
            Protection::CredentialGuard => Remark::CredentialGuard,
        };
        Some(remark.into())
    })
}

/// A disconnect reason without a documented meaning is noted by its number.
fn reason(facts: &HostFacts<'_, '_>, draft: &SessionDraft) -> Option<Note> {
    let ends = draft
        .sources
        .iter()
        .filter(|(_, link)| link.role == Role::End);
    let codes = ends.filter_map(|(&pos, _)| match &facts.items.get(pos)?.event.fact {
        Fact::LocalSession(line) => match line.step {
            LocalSessionStep::DisconnectReason(code) => Some(code),
            _ => None,
        },
        Fact::Connection(line) => match line.step {
            ConnectionStep::CloseReason(code) => Some(code),
            _ => None,
        },
        _ => None,
    });
    let unknown = codes.into_iter().find(|&code| !is_known_reason(code))?;
    Some(Note::UnknownDisconnectReason(unknown))
}

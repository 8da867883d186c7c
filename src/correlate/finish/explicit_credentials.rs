//! Rule P2: which logon a 4648 (explicit credentials) belongs to.

use crate::correlate::near;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{HostFacts, SessionLedger};
use crate::correlate::windows::CREDENTIAL_COMPANIONS;
use crate::domain::event::{ExplicitCredentials, Fact, Identity, Luid};
use crate::domain::join::Join;
use crate::domain::near_miss::Reason;
use crate::domain::session::Role;

/// Makes each 4648 a source of the session that has its logon.
pub(super) fn add(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    for (pos, item) in facts.items.of(FactKinds::EXPLICIT_CREDENTIALS) {
        let Fact::ExplicitCredentials(used) = &item.event.fact else {
            continue;
        };
        match find_logon(facts, pos, used) {
            Ok(logon) => {
                let Some(draft) = ledger.owner(logon) else {
                    continue;
                };
                let distance = near::distance(facts.items, pos, logon);
                let by_process = fit_of(facts, logon, used) == Some(true);
                let key = if by_process {
                    "user + process"
                } else {
                    "user + next record"
                };
                let join = Join::apart(key, distance);
                let (role, rule) = (Role::Authentication, rules::SAME_TIME);
                ledger.attach_source(facts.items, draft, pos, role, rule, join);
            }
            Err(Some(other)) => {
                let (rule, reason) = (rules::SAME_TIME, Reason::OtherProcess);
                ledger.misses.note(pos, other, rule, reason);
            }
            Err(None) => {}
        }
    }
}

/// The next logon, or refusal, by the same caller for the same account: in the order of the log, since the
/// clock may differ by a tick. An earlier one only where none follows and that one has no 4648 of its own.
/// Another process may have made the very next record. If nothing fits, `Err` holds the nearest record
/// made by another process.
fn find_logon(
    facts: &HostFacts<'_, '_>,
    pos: Pos,
    used: &ExplicitCredentials,
) -> Result<Pos, Option<Pos>> {
    let items = facts.items;
    let logons = FactKinds::LOGON | FactKinds::LOGON_FAILED;
    let number_of = |pos: Pos| items.get(pos).map(|item| item.event.record_id);
    let own = number_of(pos);
    let mut by_other_process = None;
    let mut fits = |&other: &Pos| match fit_of(facts, other, used) {
        Some(true) => true,
        Some(false) if number_of(other) == own.map(|own| own + 1) => true,
        Some(false) => {
            by_other_process = by_other_process.or(Some(other));
            false
        }
        None => false,
    };
    let mut after = near::after(items, pos, CREDENTIAL_COMPANIONS, logons);
    let next = after.find(|other| number_of(*other) > own && fits(other));
    let before = near::before(items, pos, CREDENTIAL_COMPANIONS, logons);
    let (late, earlier): (Vec<Pos>, Vec<Pos>) = before
        .filter(&mut fits)
        .partition(|&other| number_of(other) > own);
    let following = late
        .into_iter()
        .chain(next)
        .min_by_key(|&other| number_of(other));
    let last = || {
        earlier
            .first()
            .copied()
            .filter(|&last| !has_own(facts, last, pos))
    };
    following.or_else(last).ok_or(by_other_process)
}

/// Whether a logon has another 4648 of its own just before it.
fn has_own(facts: &HostFacts<'_, '_>, logon: Pos, besides: Pos) -> bool {
    let items = facts.items;
    let kinds = FactKinds::EXPLICIT_CREDENTIALS;
    near::before(items, logon, CREDENTIAL_COMPANIONS, kinds).any(|other| {
        let fact = items.get(other).map(|item| &item.event.fact);
        other != besides
            && matches!(fact, Some(Fact::ExplicitCredentials(used))
                if fit_of(facts, logon, used) == Some(true))
    })
}

/// Whether a logon is by the caller of a 4648 for the account that it names; `Some(false)` where only
/// the process differs.
fn fit_of(facts: &HostFacts<'_, '_>, logon: Pos, used: &ExplicitCredentials) -> Option<bool> {
    let (target, subject, process): (&Identity, Option<Luid>, u64) =
        match &facts.items.get(logon)?.event.fact {
            Fact::Logon(logon) => (&logon.target, logon.subject_luid, logon.process_id),
            Fact::LogonFailed(refused) => {
                (&refused.target, refused.subject_luid, refused.process_id)
            }
            _ => return None,
        };
    let same = subject == used.subject_luid && facts.people.are_same(&used.target, target);
    same.then_some(process == used.process_id)
}

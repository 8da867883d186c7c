//! How a session ended, by the records of its end.

use crate::correlate::order::{Item, Pos};
use crate::correlate::sessions::draft::End;
use crate::correlate::windows::{END_CLUSTER, LOGOFF_TO_DESKTOP_END};
use crate::domain::event::{ConnectionStep, Fact, LocalSessionStep};
use crate::domain::session::{EndDetail, EndKind, Precision};
use crate::domain::status::disconnect_end;

/// The end that a cluster of end records tells; `None` for an empty cluster. `candidates` are all
/// records that could end the session; the cluster is those close to the first of them.
pub fn from_records(items: &[Item<'_>], mut candidates: Vec<Pos>) -> Option<(End, Vec<Pos>)> {
    candidates.sort_unstable();
    candidates.dedup();
    let first = *candidates.first()?;
    let anchor = items.get(first)?;
    let window = if matches!(anchor.event.fact, Fact::LogoffStarted { .. }) {
        LOGOFF_TO_DESKTOP_END
    } else {
        END_CLUSTER
    };
    candidates.retain(|&pos| {
        items
            .get(pos)
            .is_some_and(|item| anchor.is_near(item, window))
    });
    let (kind, detail) = verdict(items, &candidates);
    let time = candidates
        .iter()
        .filter_map(|&p| items.get(p))
        .map(|i| i.time)
        .min()?;
    let companion_only = candidates.iter().all(|&pos| {
        items
            .get(pos)
            .is_some_and(|i| matches!(i.event.fact, Fact::LogonEnded { .. }))
    });
    let precision = if companion_only {
        Precision::Derived
    } else {
        Precision::Exact
    };
    let end = End {
        time: Some(time),
        pos: Some(first),
        kind,
        detail,
        precision: Some(precision),
    };
    Some((end, candidates))
}

/// Rule E4: a logoff record wins over a disconnect record, a reason over none [source 11.1].
fn verdict(items: &[Item<'_>], cluster: &[Pos]) -> (EndKind, Option<EndDetail>) {
    let mut logoff = false;
    let mut reasons: Vec<u32> = Vec::new();
    let mut by_other = false;
    for item in cluster.iter().filter_map(|&pos| items.get(pos)) {
        match &item.event.fact {
            Fact::LogoffStarted { .. } | Fact::UserNotice { .. } => logoff = true,
            Fact::LocalSession(line) => match line.step {
                LocalSessionStep::LoggedOff => logoff = true,
                LocalSessionStep::DisconnectReason(reason) => reasons.push(reason),
                LocalSessionStep::DisconnectedBy(source) => by_other |= source != line.session_id,
                _ => {}
            },
            Fact::Connection(line) => {
                if let ConnectionStep::CloseReason(reason) = line.step {
                    reasons.push(reason);
                }
            }
            _ => {}
        }
    }
    // 2 is a logoff by somebody else, 12 by the user; 11 and 0 come with any end. A limit that is
    // set to end sessions logs off for its own reason, 3 or 4.
    if logoff || reasons.contains(&12) || reasons.contains(&2) {
        let detail = if reasons.contains(&2) {
            Some(EndDetail::Admin)
        } else if reasons.contains(&3) || reasons.contains(&4) {
            Some(EndDetail::Limit)
        } else {
            reasons.contains(&12).then_some(EndDetail::User)
        };
        return (EndKind::Logoff, detail);
    }
    let weight = |reason: &u32| match reason {
        0 | 13 | 14 => 0,
        11 => 1,
        _ => 2,
    };
    reasons.sort_by_key(|reason| std::cmp::Reverse(weight(reason)));
    match reasons.first() {
        Some(13 | 14) => (EndKind::Disconnect, Some(EndDetail::Client)),
        Some(&reason) => disconnect_end(reason),
        None if by_other => (EndKind::Disconnect, Some(EndDetail::Admin)),
        None => (EndKind::Disconnect, None),
    }
}

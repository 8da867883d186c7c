//! How a session ended.

use crate::correlate::order::{Item, Pos};
use crate::correlate::windows::{END_CLUSTER, LOGOFF_TO_DESKTOP_END};
use crate::domain::event::{ConnectionStep, Fact, LocalSessionStep};
use crate::domain::session::{EndDetail, EndKind, Precision};
use crate::domain::status::disconnect_end;
use crate::domain::time::{Span, Timestamp};

/// The end of a draft.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    /// When; `None` while it runs on or nothing is known.
    pub time: Option<Timestamp>,
    /// The record.
    pub pos: Option<Pos>,
    /// How it ended.
    pub kind: EndKind,
    /// Who or what ended it.
    pub detail: Option<EndDetail>,
    /// How well it is known.
    pub precision: Option<Precision>,
}

impl End {
    /// The end that a record shows.
    pub(crate) fn at(items: &[Item<'_>], pos: Pos, kind: EndKind, precision: Precision) -> Self {
        Self {
            time: items.get(pos).map(|item| item.time),
            pos: Some(pos),
            kind,
            detail: None,
            precision: Some(precision),
        }
    }

    /// The end of a failed attempt (Rule E8).
    pub(crate) fn of_failure(items: &[Item<'_>], pos: Option<Pos>) -> Self {
        match pos {
            Some(pos) => Self::at(items, pos, EndKind::Failed, Precision::Exact),
            None => Self {
                kind: EndKind::Failed,
                ..Self::unknown()
            },
        }
    }

    /// An end about which nothing is known.
    pub(crate) fn unknown() -> Self {
        Self {
            time: None,
            pos: None,
            kind: EndKind::Unknown,
            detail: None,
            precision: None,
        }
    }

    /// The end that a cluster of end records shows, and the cluster; `None` where there is none.
    /// `candidates` are all records that could end the session; the cluster is those close to the first.
    pub(crate) fn from_records(
        items: &[Item<'_>],
        mut candidates: Vec<Pos>,
    ) -> Option<(Self, Vec<Pos>)> {
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
        let end = Self {
            time: Some(time),
            pos: Some(first),
            kind,
            detail,
            precision: Some(precision),
        };
        Some((end, candidates))
    }

    /// The same end, with who or what brought it about.
    #[must_use]
    pub(crate) fn with_detail(self, detail: Option<EndDetail>) -> Self {
        Self { detail, ..self }
    }

    /// Whether it came before a record.
    pub(crate) fn is_before(&self, items: &[Item<'_>], item: &Item<'_>) -> bool {
        self.is_in(items, item, |time| time < item.time)
    }

    /// Whether it came before a record, or within `window` after it.
    pub(crate) fn is_before_or_near(
        &self,
        items: &[Item<'_>],
        item: &Item<'_>,
        window: Span,
    ) -> bool {
        self.is_in(items, item, |time| time <= item.time.plus(window))
    }

    /// Whether it is in an earlier era than a record, or in the same era at a time that `is_early` accepts.
    /// Times of different eras cannot be compared.
    fn is_in(
        &self,
        items: &[Item<'_>],
        item: &Item<'_>,
        is_early: impl FnOnce(Timestamp) -> bool,
    ) -> bool {
        let record = self.pos.and_then(|pos| items.get(pos));
        match record.filter(|record| record.era != item.era) {
            Some(record) => record.era < item.era,
            None => self.time.is_some_and(is_early),
        }
    }
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

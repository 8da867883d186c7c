//! How a session ended: the records of its end, else the end of its boot, else nothing invented.

use crate::correlate::order::{Item, Pos};
use crate::correlate::sessions::draft::{Draft, End};
use crate::correlate::windows::{END_CLUSTER, LOGOFF_TO_DESKTOP_END, SHUTDOWN_BEFORE_LOGOFF};
use crate::domain::event::{ConnectionStep, Fact, LocalSessionStep, PowerStep};
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
        .map(|i| i.event.time)
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

/// A logoff record wins over a disconnect record, a reason over none (domain reference C.6).
fn verdict(items: &[Item<'_>], cluster: &[Pos]) -> (EndKind, Option<EndDetail>) {
    let mut logoff = false;
    let mut reasons: Vec<u32> = Vec::new();
    let mut by_other = false;
    for item in cluster.iter().filter_map(|&pos| items.get(pos)) {
        match &item.event.fact {
            Fact::LogoffStarted { .. } | Fact::UserNotice { .. } => logoff = true,
            Fact::LocalSession {
                step, session_id, ..
            } => match step {
                LocalSessionStep::LoggedOff => logoff = true,
                LocalSessionStep::DisconnectReason(reason) => reasons.push(*reason),
                LocalSessionStep::DisconnectedBy(source) => by_other |= source != session_id,
                _ => {}
            },
            Fact::Connection {
                step: ConnectionStep::CloseReason(reason),
                ..
            } => {
                reasons.push(*reason);
            }
            _ => {}
        }
    }
    // 2 is a logoff by somebody else, 12 by the user; 11 and 0 come with any end.
    if logoff || reasons.contains(&12) || reasons.contains(&2) {
        let detail = reasons.contains(&2).then_some(EndDetail::Admin);
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

/// How each boot of a host ended.
pub struct BootEnds {
    /// By boot number.
    ends: Vec<BootEnd>,
    /// The number of the last boot.
    last: u32,
}

/// How one boot ended.
#[derive(Clone, Copy, Debug, Default)]
struct BootEnd {
    /// First and last record.
    span: Option<(Pos, Pos)>,
    /// First record that tells of an orderly stop, with no logon after it.
    stopped: Option<Pos>,
    /// Last record that asks for the stop, with no logon after it.
    asked: Option<Pos>,
    /// The next boot says that this one stopped without order.
    unexpected: bool,
    /// The System log has records of this boot.
    in_system_log: bool,
    /// The System log has the beginning of this boot.
    booted_in_system_log: bool,
}

impl BootEnds {
    /// Looks at every boot of a host.
    pub fn of(items: &[Item<'_>]) -> Self {
        let last = items.iter().map(|item| item.boot).max().unwrap_or(0);
        let mut ends = vec![BootEnd::default(); last as usize + 1];
        for (pos, item) in items.iter().enumerate() {
            if let Fact::Power {
                step: PowerStep::StoppedUnexpectedly,
                ..
            } = item.event.fact
                && let Some(previous) = item
                    .boot
                    .checked_sub(1)
                    .and_then(|boot| ends.get_mut(boot as usize))
            {
                previous.unexpected = true;
            }
            let Some(end) = ends.get_mut(item.boot as usize) else {
                continue;
            };
            end.span = Some(end.span.map_or((pos, pos), |(first, _)| (first, pos)));
            let in_system_log = &*item.event.channel == "System";
            end.in_system_log |= in_system_log;
            end.booted_in_system_log |= in_system_log
                && matches!(
                    item.event.fact,
                    Fact::Power {
                        step: PowerStep::Booted,
                        ..
                    }
                );
            match &item.event.fact {
                Fact::Power {
                    step: PowerStep::Stopped,
                    ..
                } => {
                    end.stopped.get_or_insert(pos);
                }
                Fact::Power {
                    step: PowerStep::ShutdownAsked,
                    ..
                } => {
                    end.asked = Some(pos);
                }
                // Somebody came after: what was asked for before was not this stop.
                Fact::LocalSession {
                    step: LocalSessionStep::LoggedOn | LocalSessionStep::Reconnected,
                    ..
                } => {
                    end.stopped = None;
                    end.asked = None;
                }
                Fact::Logon(logon)
                    if matches!(logon.logon_type, 2 | 10 | 11)
                        && logon.logon_process.as_deref() == Some("User32") =>
                {
                    end.stopped = None;
                    end.asked = None;
                }
                _ => {}
            }
        }
        Self { ends, last }
    }

    /// Marks a logoff that a shutdown brought about (session model, decision 1).
    pub fn explain_logoff(&self, items: &[Item<'_>], draft: &mut Draft) {
        // A network logon ends by itself, whatever the machine does next.
        let at_desktop = draft.local.is_some() || draft.kind.is_desktop();
        let logoff = |end: &&mut End| at_desktop && end.kind == EndKind::Logoff;
        let Some(end) = draft.end.as_mut().filter(logoff) else {
            return;
        };
        let Some(boot) = self.ends.get(draft.boot as usize) else {
            return;
        };
        let marker = boot.asked.max(boot.stopped).and_then(|pos| items.get(pos));
        let Some((marker, at)) = marker.zip(end.pos.and_then(|pos| items.get(pos))) else {
            return;
        };
        if marker.era == at.era && marker.event.time >= at.event.time.minus(SHUTDOWN_BEFORE_LOGOFF)
        {
            end.detail = Some(EndDetail::Shutdown);
        }
    }

    /// The end of a session that has no end record of its own.
    pub fn of_boot(&self, items: &[Item<'_>], draft: &Draft) -> (End, Option<String>) {
        let open = End {
            time: None,
            pos: None,
            kind: EndKind::Open,
            detail: None,
            precision: None,
        };
        let boot = self.ends.get(draft.boot as usize);
        let Some(boot) = boot.filter(|_| draft.boot < self.last) else {
            return (open, None);
        };
        let next = self.ends.get(draft.boot as usize + 1);
        // Silence means a crash only where the System log covers this boot and the next.
        let covered = boot.in_system_log && next.is_some_and(|next| next.booted_in_system_log);
        let next_boot = next
            .and_then(|next| items.get(next.span?.0))
            .map(|item| item.event.time);
        let last = boot
            .span
            .and_then(|(_, last)| items.get(last))
            .map(|item| item.event.time);
        let bound = |kind| {
            let end = End {
                time: last,
                pos: None,
                kind,
                detail: None,
                precision: Some(Precision::Bound),
            };
            let note = next_boot.map(|next| {
                format!("no end was recorded; the machine was last seen alive then, and booted again at {next}")
            });
            (end, note)
        };
        match boot.stopped.or(boot.asked) {
            Some(_) if boot.unexpected => bound(EndKind::Crash),
            Some(pos) => {
                let time = items.get(pos).map(|item| item.event.time);
                let end = End {
                    time,
                    pos: Some(pos),
                    kind: EndKind::Shutdown,
                    detail: None,
                    precision: Some(Precision::Derived),
                };
                (end, None)
            }
            None if boot.unexpected || covered => bound(EndKind::Crash),
            None => bound(EndKind::Unknown),
        }
    }
}

//! How boots ended: what becomes of sessions without an end of their own, and which logoffs a
//! shutdown brought about. Nothing is invented: where only a limit is known, the end says so.

use crate::correlate::order::{Item, Pos};
use crate::correlate::sessions::draft::{Draft, End};
use crate::correlate::windows::SHUTDOWN_BEFORE_LOGOFF;
use crate::domain::event::{Event, Fact, LocalSessionStep, PowerStep};
use crate::domain::pulse::Pulses;
use crate::domain::session::{EndDetail, EndKind, Host, Precision};
use crate::domain::time::Timestamp;

/// How each boot of a host ended.
pub struct BootEnds {
    /// By boot number.
    ends: Vec<BootEnd>,
    /// The number of the last boot.
    last: u32,
    /// Records that ask for a stop or tell of one, in order.
    markers: Vec<Pos>,
    /// Records of somebody's coming to a desktop, in order.
    arrivals: Vec<Pos>,
}

/// How one boot ended.
#[derive(Clone, Copy, Debug, Default)]
struct BootEnd {
    /// First and last record.
    span: Option<(Pos, Pos)>,
    /// The last moment at which the machine was seen alive, by any record.
    last_seen: Option<Timestamp>,
    /// First record that tells of an orderly stop, with nobody coming after it.
    stopped: Option<Pos>,
    /// Last record that asks for the stop, with nobody coming after it.
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
    pub fn of(items: &[Item<'_>], host: &Host, pulses: &Pulses) -> Self {
        let last = items.iter().map(|item| item.boot).max().unwrap_or(0);
        let mut all = Self {
            ends: vec![BootEnd::default(); last as usize + 1],
            last,
            markers: Vec::new(),
            arrivals: Vec::new(),
        };
        for (pos, item) in items.iter().enumerate() {
            all.take(pos, item);
        }
        for boot in 0..all.ends.len() {
            let seen = all.last_seen(items, host, pulses, boot);
            if let Some(end) = all.ends.get_mut(boot) {
                end.last_seen = seen;
            }
        }
        all
    }

    fn take(&mut self, pos: Pos, item: &Item<'_>) {
        let step = match item.event.fact {
            Fact::Power { step, .. } => Some(step),
            _ => None,
        };
        if step == Some(PowerStep::StoppedUnexpectedly)
            && let Some(previous) = item
                .boot
                .checked_sub(1)
                .and_then(|boot| self.ends.get_mut(boot as usize))
        {
            previous.unexpected = true;
        }
        let Some(end) = self.ends.get_mut(item.boot as usize) else {
            return;
        };
        end.span = Some(end.span.map_or((pos, pos), |(first, _)| (first, pos)));
        if &*item.event.channel == "System" {
            end.in_system_log = true;
            end.booted_in_system_log |= step == Some(PowerStep::Booted);
        }
        match step {
            Some(PowerStep::Stopped) => {
                end.stopped.get_or_insert(pos);
                self.markers.push(pos);
            }
            Some(PowerStep::ShutdownAsked) => {
                end.asked = Some(pos);
                self.markers.push(pos);
            }
            // Somebody came after: what was asked for before was not this stop.
            _ if is_arrival(item.event) => {
                end.stopped = None;
                end.asked = None;
                self.arrivals.push(pos);
            }
            _ => {}
        }
    }

    /// The machine was alive at each of its records: the last one of a boot is the last before the
    /// next boot, whether its kind is understood or not (session model, decision 2).
    fn last_seen(
        &self,
        items: &[Item<'_>],
        host: &Host,
        pulses: &Pulses,
        boot: usize,
    ) -> Option<Timestamp> {
        let last = items.get(self.ends.get(boot)?.span?.1)?;
        let next = self
            .ends
            .get(boot + 1)
            .and_then(|next| items.get(next.span?.0));
        let names = std::iter::once(&host.name).chain(&host.aliases);
        let pulse = next
            .filter(|next| next.era == last.era)
            .and_then(|next| pulses.last_between(names, last.event.time, next.event.time));
        Some(pulse.unwrap_or(last.event.time))
    }

    /// Rule E5 marks a logoff that a shutdown brought about: one was asked for or done from a minute before
    /// it on, in the same boot, and nobody came in between (session model, decision 1).
    pub fn explain_logoff(&self, items: &[Item<'_>], draft: &mut Draft) {
        // A network logon ends by itself, whatever the machine does next.
        let at_desktop = draft.local.is_some() || draft.kind.is_desktop();
        let logoff = |end: &&mut End| at_desktop && end.kind == EndKind::Logoff;
        let Some(end) = draft.end.as_mut().filter(logoff) else {
            return;
        };
        let Some((pos, at)) = end.pos.and_then(|pos| Some((pos, items.get(pos)?))) else {
            return;
        };
        let earliest = at.event.time.minus(SHUTDOWN_BEFORE_LOGOFF);
        let from = self.markers.partition_point(|&marker| {
            items.get(marker).is_some_and(|item| {
                (item.boot, item.era) < (at.boot, at.era)
                    || ((item.boot, item.era) == (at.boot, at.era) && item.event.time < earliest)
            })
        });
        let Some(&marker) = self.markers.get(from) else {
            return;
        };
        let same_run = items
            .get(marker)
            .is_some_and(|item| (item.boot, item.era) == (at.boot, at.era));
        let next_arrival = self.arrivals.partition_point(|&arrival| arrival <= pos);
        let came_between = self
            .arrivals
            .get(next_arrival)
            .is_some_and(|&arrival| arrival < marker);
        if same_run && !came_between {
            end.detail = Some(EndDetail::Shutdown);
        }
    }

    /// Rule E6: the end of a session that has no end record of its own, and a note on it.
    pub fn of_boot(&self, items: &[Item<'_>], draft: &Draft) -> (End, Option<String>) {
        let without_record = |kind, time: Option<Timestamp>| End {
            time,
            pos: None,
            kind,
            detail: None,
            precision: time.map(|_| Precision::Bound),
        };
        let boot = self.ends.get(draft.boot as usize);
        let Some(boot) = boot.filter(|_| draft.boot < self.last) else {
            return (without_record(EndKind::Open, None), None);
        };
        let next = self.ends.get(draft.boot as usize + 1);
        let next_boot = next
            .and_then(|next| items.get(next.span?.0))
            .map(|item| item.event.time);
        let note = next_boot.map(|next| {
            format!(
                "no end was recorded; the machine was last seen alive then, and booted again at \
                 {next}"
            )
        });
        // Silence means a crash only where the System log covers this boot and the next.
        let covered = boot.in_system_log && next.is_some_and(|next| next.booted_in_system_log);
        match boot.stopped.or(boot.asked) {
            Some(pos) if !boot.unexpected => {
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
            None if !boot.unexpected && !covered => {
                (without_record(EndKind::Unknown, boot.last_seen), note)
            }
            _ => (without_record(EndKind::Crash, boot.last_seen), note),
        }
    }
}

/// Somebody came to a desktop.
fn is_arrival(event: &Event) -> bool {
    match &event.fact {
        Fact::LocalSession { step, .. } => {
            matches!(
                step,
                LocalSessionStep::LoggedOn | LocalSessionStep::Reconnected
            )
        }
        Fact::UserNotice { logon, .. } => *logon && event.event_id == 7001,
        Fact::Logon(logon) => {
            matches!(logon.logon_type, 2 | 10 | 11)
                && logon.logon_process.as_deref() == Some("User32")
        }
        _ => false,
    }
}

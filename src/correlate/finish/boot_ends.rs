//! How boots, and starts within them, ended. This ends sessions that have no end of their own. Nothing is
//! invented: where only a limit is known, the end says so, and silence counts only where the evidence has the
//! log.

use std::collections::BTreeSet;

use crate::correlate::coverage::{Coverage, SECURITY, SYSTEM};
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Item, Items, Pos, effective_time};
use crate::correlate::sessions::draft::SessionDraft;
use crate::correlate::sessions::end::End;
use crate::correlate::windows::SHUTDOWN_PATIENCE;
use crate::domain::coverage::Gap;
use crate::domain::event::{Event, Fact, LocalSessionStep, NoticeSource, PowerStep, Text};
use crate::domain::heartbeats::Heartbeats;
use crate::domain::note::{Note, RecordsMissing};
use crate::domain::session::{EndKind, Host, Precision};
use crate::domain::time::Timestamp;

/// How each start of a host ended.
pub(crate) struct BootEnds {
    /// By number of the start.
    starts: Vec<StartEnd>,
    /// Records that ask for a stop or show one, in order.
    pub(super) markers: Vec<Pos>,
    /// Records of arrivals at a desktop, in order.
    pub(super) arrivals: Vec<Pos>,
}

/// What a start shows about the one before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum NextStart {
    /// Nothing.
    #[default]
    Nothing,
    /// It stopped unexpectedly (6008, 41), and no boot between the two is missing.
    Unexpected,
    /// It continues the same boot (fast start-up): all users were logged off.
    FastStart,
}

/// How one start ended.
#[derive(Clone, Copy, Debug, Default)]
struct StartEnd {
    /// First and last record.
    span: Option<(Pos, Pos)>,
    /// The last moment at which the machine was seen alive, by any record.
    last_seen: Option<Timestamp>,
    /// First record that shows an orderly stop, with no arrival after it.
    stopped: Option<Pos>,
    /// Last record that asks for the stop, with no arrival after it.
    asked: Option<Pos>,
    /// Last record of the machine falling asleep, with no arrival after it.
    slept: Option<Pos>,
    /// What the next start shows about how this one ended.
    next_start: NextStart,
    /// The System log shows that it began with a boot.
    began_with_boot: bool,
    /// The System log is complete from its last record to the next start, and records that start.
    covered: bool,
}

impl BootEnds {
    /// Looks at every start of a host.
    pub(crate) fn of(
        items: &Items<'_>,
        host: &Host,
        heartbeats: &Heartbeats,
        coverage: &Coverage,
    ) -> Self {
        let kinds = FactKinds::POWER
            | FactKinds::LOCAL_SESSION
            | FactKinds::USER_NOTICE
            | FactKinds::LOGON_AT_SCREEN;
        // Starts are numbered as they come.
        let last = items.last().map_or(0, |item| item.start);
        let mut all = Self {
            starts: vec![StartEnd::default(); last as usize + 1],
            markers: Vec::new(),
            arrivals: Vec::new(),
        };
        let mut first = 0;
        for run in items.chunk_by(|a, b| a.start == b.start) {
            let end = first + run.len();
            let start = run.first().map_or(0, |item| item.start);
            if let Some(own) = all.starts.get_mut(start as usize) {
                own.span = Some((first, end - 1));
            }
            first = end;
        }
        for (pos, item) in items.of(kinds) {
            all.take_record(items, pos, item, coverage);
        }
        all.markers.sort_unstable();
        all.markers.dedup();
        for start in 0..all.starts.len() {
            let seen = all.last_seen(items, host, heartbeats, start);
            let covered = all.is_covered(items, start, coverage);
            if let Some(end) = all.starts.get_mut(start) {
                end.last_seen = seen;
                end.covered = covered;
            }
        }
        all
    }

    fn take_record(&mut self, items: &[Item<'_>], pos: Pos, item: &Item<'_>, coverage: &Coverage) {
        let step = match item.event.fact {
            Fact::Power { step, .. } => Some(step),
            _ => None,
        };
        self.learn_about_previous(items, item, step, coverage);
        let Some(end) = self.starts.get_mut(item.start as usize) else {
            return;
        };
        end.began_with_boot |=
            step == Some(PowerStep::Booted) && item.event.channel.eq_ignore_ascii_case(SYSTEM);
        match step {
            Some(PowerStep::Stopped) => {
                end.stopped.get_or_insert(pos);
                self.markers.push(pos);
            }
            Some(PowerStep::ShutdownAsked) => {
                end.asked = Some(pos);
                self.markers.push(pos);
            }
            Some(PowerStep::ShutdownCancelled) => {
                // The request was called off: it explains nothing.
                end.asked = None;
                let asked = |&marker: &Pos| {
                    items.get(marker).is_some_and(|marker| {
                        marker.start == item.start && is_step(marker, PowerStep::ShutdownAsked)
                    })
                };
                while self.markers.last().is_some_and(asked) {
                    self.markers.pop();
                }
            }
            Some(PowerStep::Slept) => end.slept = Some(pos),
            Some(PowerStep::HybridShutdown) => {
                // Whoever requested it just before is recorded first.
                let recent = |&asked: &Pos| {
                    let asked = items.get(asked);
                    asked.is_some_and(|asked| asked.is_followed_by(item, SHUTDOWN_PATIENCE))
                };
                end.asked = end.asked.filter(recent).or(Some(pos));
                end.slept = Some(pos);
                self.markers.push(pos);
            }
            // A sleep that is over is not a stop. A fast start-up wakes from the sleep of its own shutdown.
            Some(PowerStep::Woke) => {
                let spans = |&slept: &Pos| {
                    let slept = items.get(slept);
                    slept.is_some_and(|slept| is_step(slept, PowerStep::HybridShutdown))
                };
                end.slept = end.slept.filter(spans);
            }
            // Somebody arrived later: an earlier request was not for this stop.
            _ if is_arrival(item.event) => {
                end.stopped = None;
                end.asked = None;
                end.slept = None;
                self.arrivals.push(pos);
            }
            _ => {}
        }
    }

    /// What a record shows about the start before its own.
    fn learn_about_previous(
        &mut self,
        items: &[Item<'_>],
        item: &Item<'_>,
        step: Option<PowerStep>,
        coverage: &Coverage,
    ) {
        let previous = item.start.checked_sub(1);
        let Some(previous) = previous.and_then(|start| self.starts.get_mut(start as usize)) else {
            return;
        };
        match step {
            Some(PowerStep::StoppedUnexpectedly) => {
                // This is about the boot just before: none may be missing in between.
                let last = previous.span.and_then(|(_, last)| items.get(last));
                let whole = last.is_some_and(|last| {
                    if was_never_set_back(items) {
                        coverage.would_show_boots(last.time, item.time)
                    } else {
                        let first = previous.span.map_or(0, |(_, last)| last + 1);
                        let mut logs = [SYSTEM, SECURITY].iter();
                        logs.any(|log| is_whole_around(items, first, log, coverage))
                    }
                });
                if whole {
                    previous.next_start = NextStart::Unexpected;
                }
            }
            Some(PowerStep::FastStarted) => {
                previous.next_start = NextStart::FastStart;
                previous.stopped = previous.stopped.or(previous.asked).or(previous.slept);
                self.markers.extend(previous.slept);
            }
            _ => {}
        }
    }

    /// The machine was alive at each of its records. The last sign of life in a start is the last record
    /// before the next start, whether its kind is understood or not [source 11.6].
    fn last_seen(
        &self,
        items: &[Item<'_>],
        host: &Host,
        heartbeats: &Heartbeats,
        start: usize,
    ) -> Option<Timestamp> {
        let last = items.get(self.starts.get(start)?.span?.1)?;
        let next = self.first_of(items, start + 1);
        // Times prove an order only where the clock was never set back.
        let pulse = next
            .filter(|_| was_never_set_back(items))
            .and_then(|next| heartbeats.last_between(host.names(), last.time, next.time));
        Some(pulse.unwrap_or(last.time))
    }

    /// Whether an orderly stop between a start and the next would be in the System log.
    fn is_covered(&self, items: &[Item<'_>], start: usize, coverage: &Coverage) -> bool {
        let began_with_boot = self.starts.get(start + 1).map(|next| next.began_with_boot);
        let last = self.starts.get(start).and_then(|end| end.span);
        let last = last.and_then(|(_, last)| items.get(last));
        let last = last.filter(|_| began_with_boot == Some(true));
        last.zip(self.first_of(items, start + 1))
            .is_some_and(|(last, next)| {
                if was_never_set_back(items) {
                    return coverage.covers(SYSTEM, last.time, next.time);
                }
                let first = self.starts.get(start + 1).and_then(|next| next.span);
                first.is_some_and(|(first, _)| is_whole_around(items, first, SYSTEM, coverage))
            })
    }

    /// The last record of a start.
    pub(crate) fn last_of(&self, start: u32) -> Option<Pos> {
        let (_, last) = self.starts.get(start as usize)?.span?;
        Some(last)
    }

    fn first_of<'i, 'e>(&self, items: &'i [Item<'e>], start: usize) -> Option<&'i Item<'e>> {
        items.get(self.starts.get(start)?.span?.0)
    }

    /// Rule E6: the end of a session that has no end record of its own, with notes on it.
    pub(crate) fn of_session(
        &self,
        items: &[Item<'_>],
        draft: &SessionDraft,
        coverage: &Coverage,
    ) -> (End, Vec<Note>) {
        let anchor = draft.begin.or(draft.sources.keys().next().copied());
        let anchor = anchor.and_then(|pos| items.get(pos));
        let Some(anchor) = anchor else {
            return (without_record(EndKind::Open, None), Vec::new());
        };
        let (end, note) = self.of_start(items, anchor.start);
        let gap = self.gap_in(items, draft, coverage);
        (end, note.into_iter().chain(gap).collect())
    }

    /// A note on records that are missing after a session's begin: its end may be among
    /// them.
    pub(crate) fn gap_in(
        &self,
        items: &[Item<'_>],
        draft: &SessionDraft,
        coverage: &Coverage,
    ) -> Option<Note> {
        let anchor = draft.begin.or(draft.sources.keys().next().copied());
        let anchor = items.get(anchor?)?;
        let until = self.first_of(items, anchor.start as usize + 1);
        gap_after(
            items,
            draft,
            (anchor, until.map(|next| next.time)),
            coverage,
        )
    }

    /// How a start ended, for sessions that lasted until then, with a note on it.
    pub(crate) fn of_start(&self, items: &[Item<'_>], start: u32) -> (End, Option<Note>) {
        let open = (without_record(EndKind::Open, None), None);
        let Some(this) = self.starts.get(start as usize) else {
            return open;
        };
        let next = self.first_of(items, start as usize + 1);
        // A complete System log would have an orderly stop.
        let asked = || stopped_as_asked(items, this).filter(|_| !this.covered);
        let stopped = this.stopped.or_else(asked);
        let orderly = stopped.filter(|_| this.next_start != NextStart::Unexpected);
        if let Some(pos) = orderly.filter(|_| next.is_some() || this.stopped.is_some()) {
            let time = items.get(pos).map(|item| effective_time(item.event));
            let end = End {
                time,
                ..End::at(items, pos, EndKind::Shutdown, Precision::Derived)
            };
            return (end, None);
        }
        let Some(next) = next.map(|item| item.time) else {
            return open;
        };
        let was_up_again = |is_fast| {
            let next_start = next;
            Some(Note::LastSeenAlive {
                next_start,
                is_fast,
            })
        };
        if this.next_start == NextStart::FastStart {
            return (
                without_record(EndKind::Shutdown, this.last_seen),
                was_up_again(true),
            );
        }
        // Silence means a crash only where the System log is complete.
        let kind = if this.next_start == NextStart::Unexpected || this.covered {
            EndKind::Crash
        } else {
            EndKind::Unknown
        };
        (without_record(kind, this.last_seen), was_up_again(false))
    }
}

/// Whether times prove an order for all records of a host.
fn was_never_set_back(items: &[Item<'_>]) -> bool {
    items.first().map(|item| item.era) == items.last().map(|item| item.era)
}

/// Whether the evidence has all records of a log from its last before a position to its first from there
/// on: where the clock was set back, times cannot show that, but numbers can.
fn is_whole_around(items: &[Item<'_>], pos: Pos, log: &str, coverage: &Coverage) -> bool {
    let (before, after) = items.split_at(pos.min(items.len()));
    let is_of_log = |item: &&Item<'_>| item.event.channel.eq_ignore_ascii_case(log);
    let last = before.iter().rev().find(is_of_log);
    let first = after.iter().find(is_of_log);
    let same =
        |(last, first): &(&Item<'_>, &Item<'_>)| last.event.numbering == first.event.numbering;
    let Some((last, first)) = last.zip(first).filter(same) else {
        return false;
    };
    let between = last.event.record_id..first.event.record_id;
    coverage.log(log).is_some_and(|reach| {
        let mut gaps = reach.gaps.iter();
        !gaps.any(|gap| between.contains(&gap.after.record_id))
    })
}

/// The request for a stop, where little was logged after it.
fn stopped_as_asked(items: &[Item<'_>], this: &StartEnd) -> Option<Pos> {
    let (pos, last) = (this.asked?, this.span?.1);
    let seen = (this.last_seen?).since(effective_time(items.get(pos)?.event));
    // Where the clock was set back since, the records show more than the time.
    (near::passed(items, pos, last)?.max(seen) <= SHUTDOWN_PATIENCE).then_some(pos)
}

fn without_record(kind: EndKind, time: Option<Timestamp>) -> End {
    End {
        time,
        kind,
        precision: time.map(|_| Precision::Bound),
        ..End::unknown()
    }
}

/// A note that the end may be among missing records, where every log of the session has a gap after
/// its start.
fn gap_after(
    items: &[Item<'_>],
    draft: &SessionDraft,
    (anchor, until): (&Item<'_>, Option<Timestamp>),
    coverage: &Coverage,
) -> Option<Note> {
    let begin = anchor.time;
    let channels: BTreeSet<&Text> = draft
        .sources
        .keys()
        .filter_map(|&pos| items.get(pos).map(|item| &item.event.channel))
        .collect();
    let gaps: Option<Vec<(&Text, &Gap)>> = channels
        .into_iter()
        .map(|channel| {
            let log = coverage.log(channel)?;
            let latest = until.or_else(|| log.latest())?.max(begin);
            let gap = log.gaps.iter().find(|gap| gap.touches(begin, latest))?;
            Some((channel, gap))
        })
        .collect();
    let (channel, gap) = gaps?.into_iter().next()?;
    Some(Note::RecordsMissing(RecordsMissing {
        channel: Text::clone(channel),
        count: gap.missing(),
        after: gap.after.time,
        before: gap.before.time,
    }))
}

fn is_step(item: &Item<'_>, wanted: PowerStep) -> bool {
    matches!(item.event.fact, Fact::Power { step, .. } if step == wanted)
}

/// Whether a record shows an arrival at a desktop.
fn is_arrival(event: &Event) -> bool {
    match &event.fact {
        Fact::LocalSession(line) => {
            matches!(
                line.step,
                LocalSessionStep::LoggedOn | LocalSessionStep::Reconnected
            )
        }
        Fact::UserNotice { source, logon, .. } => *logon && *source == NoticeSource::Winlogon,
        Fact::Logon(logon) => {
            matches!(logon.logon_type, 2 | 10 | 11)
                && logon.logon_process.as_deref() == Some("User32")
        }
        _ => false,
    }
}

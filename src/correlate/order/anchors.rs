//! What records of different logs share when they are about one act: an account, an activity id, a local
//! session, an address, a boot. It distinguishes times that the clock showed twice.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;

use super::clock_settings::PhaseNumber;
use super::item::Item;
use crate::correlate::windows::{CREDENTIAL_COMPANIONS, SHARED_ACT, SHUTDOWN_AND_LOGOFF};
use crate::domain::account::{bare_name, fold};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Event, Fact, Guid, Identity, LocalSessionStep, PowerStep, Text};
use crate::domain::time::{Span, Timestamp};

/// The hash of one thing that a record names.
type Key = u64;

/// What the logs that were placed before show.
#[derive(Default)]
pub(super) struct Anchors(Vec<LogAnchors>);

/// What one log shows, sorted.
struct LogAnchors {
    named: Vec<(Key, Timestamp, PhaseNumber)>,
    times: Vec<(Timestamp, PhaseNumber)>,
    /// Ranges over which a desktop existed, so that the machine did not stop. Sorted and disjoint.
    desktop_lives: Vec<(Moment, Moment)>,
}

/// A phase and a time in it.
type Moment = (PhaseNumber, Timestamp);

/// How other logs show in which phase a record was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PhaseEvidence {
    /// They name the same act at that time.
    Act,
    /// A desktop ended as the machine stopped, or existed beyond that time.
    Stop,
    /// They wrote something at the same moment.
    Moment,
}

impl Anchors {
    /// Notes the records of a log that have their phases. Only those matter whose time the
    /// clock may have shown twice.
    pub(super) fn add(
        &mut self,
        records: &[Item<'_>],
        phases: &[PhaseNumber],
        may_be_shown_twice: impl Fn(Timestamp) -> bool,
    ) {
        let mut own = LogAnchors {
            named: Vec::new(),
            times: Vec::new(),
            desktop_lives: desktop_lives(records, phases),
        };
        for (item, &phase) in records.iter().zip(phases) {
            let event = item.event;
            if may_be_shown_twice(event.time) {
                let keys = keys(event).chain(stop_keys(event).map(|(own, _)| own));
                own.named.extend(keys.map(|key| (key, event.time, phase)));
                own.times.push((event.time, phase));
            }
        }
        own.named.sort_unstable();
        own.named.dedup();
        own.times.sort_unstable();
        self.0.push(own);
    }

    /// Marks the phases in which other logs show the act that this record shows, else those in
    /// which they wrote something at its moment.
    pub(super) fn find(&self, event: &Event, phases: &mut [bool]) -> Option<PhaseEvidence> {
        phases.fill(false);
        let mut is_found = false;
        for key in keys(event) {
            is_found |= self.mark_named(key, event.time, SHARED_ACT, phases);
        }
        if is_found {
            return Some(PhaseEvidence::Act);
        }
        if let Some((_, other)) = stop_keys(event)
            && self.mark_named(other, event.time, SHUTDOWN_AND_LOGOFF, phases)
        {
            return Some(PhaseEvidence::Stop);
        }
        if is_stop_or_boot(event) && self.mark_where_nobody_lived_on(event.time, phases) {
            return Some(PhaseEvidence::Stop);
        }
        let moment = CREDENTIAL_COMPANIONS;
        let (from, to) = (event.time.minus(moment), event.time.plus(moment));
        for log in &self.0 {
            let first = log.times.partition_point(|(time, _)| *time < from);
            let near = log.times.iter().skip(first);
            let near = near.take_while(|(time, _)| *time <= to);
            is_found |= mark(phases, near.map(|(_, phase)| *phase));
        }
        is_found.then_some(PhaseEvidence::Moment)
    }

    /// Marks the phases in which logs name a thing about a time; `false` where there is none.
    fn mark_named(&self, key: Key, time: Timestamp, window: Span, phases: &mut [bool]) -> bool {
        let (from, to) = (time.minus(window), time.plus(window));
        let mut is_found = false;
        for log in &self.0 {
            let first = log
                .named
                .partition_point(|(own, time, _)| (*own, *time) < (key, from));
            let near = log.named.iter().skip(first);
            let near = near.take_while(|(own, time, _)| *own == key && *time <= to);
            is_found |= mark(phases, near.map(|(_, _, phase)| *phase));
        }
        is_found
    }

    /// Marks the phases in which no desktop lived on over a time; `false`, and none marked, where that is all
    /// of them or none.
    fn mark_where_nobody_lived_on(&self, time: Timestamp, phases: &mut [bool]) -> bool {
        for (phase, slot) in (0..).zip(phases.iter_mut()) {
            let at = (phase, time);
            *slot = !self.0.iter().any(|log| {
                let begun = log.desktop_lives.partition_point(|(from, _)| *from < at);
                let last = begun
                    .checked_sub(1)
                    .and_then(|last| log.desktop_lives.get(last));
                last.is_some_and(|(_, to)| at < *to)
            });
        }
        let tells = phases.contains(&true) && phases.contains(&false);
        if !tells {
            phases.fill(false);
        }
        tells
    }
}

/// When desktops lived on, by LocalSessionManager's log: from one record of a desktop to its next.
fn desktop_lives(records: &[Item<'_>], phases: &[PhaseNumber]) -> Vec<(Moment, Moment)> {
    let mut seen: BTreeMap<u32, (Moment, &Identity)> = BTreeMap::new();
    let mut desktop_lives = Vec::new();
    for (item, &phase) in records.iter().zip(phases) {
        let Fact::LocalSession(line) = &item.event.fact else {
            continue;
        };
        let now = (phase, item.event.time);
        let goes_on = match line.step {
            LocalSessionStep::LoggedOn => {
                seen.insert(line.session_id, (now, &line.who));
                continue;
            }
            LocalSessionStep::Disconnected | LocalSessionStep::Reconnected => true,
            LocalSessionStep::LoggedOff => false,
            _ => continue,
        };
        let before = seen.remove(&line.session_id);
        if let Some((from, who)) = before.filter(|(_, who)| **who == line.who) {
            desktop_lives.push((from, now));
            if goes_on {
                seen.insert(line.session_id, (now, who));
            }
        }
    }
    desktop_lives.sort_unstable();
    desktop_lives.dedup_by(|next, before| {
        let overlaps = next.0 <= before.1;
        if overlaps {
            before.1 = before.1.max(next.1);
        }
        overlaps
    });
    desktop_lives
}

/// Whether the machine stopped or booted.
fn is_stop_or_boot(event: &Event) -> bool {
    match &event.fact {
        Fact::Power { step, .. } => matches!(step, PowerStep::Stopped | PowerStep::Booted),
        Fact::Logon(logon) => logon.logon_type == 0,
        _ => false,
    }
}

/// Of a record of the machine's stop or of a desktop's end, what it is, and what ends with it: programs may
/// keep both waiting, so that they are farther apart than the records of one act.
fn stop_keys(event: &Event) -> Option<(Key, Key)> {
    let sides = [
        key_of(&NamedThing::MachineStops),
        key_of(&NamedThing::DesktopEnds),
    ];
    let [stops, ends] = sides;
    match &event.fact {
        Fact::Power { step, .. } => matches!(
            step,
            PowerStep::Stopped | PowerStep::ShutdownAsked | PowerStep::HybridShutdown
        )
        .then_some((stops, ends)),
        Fact::LogoffStarted { .. } | Fact::UserNotice { logon: false, .. } => Some((ends, stops)),
        Fact::LocalSession(line) if line.step == LocalSessionStep::LoggedOff => Some((ends, stops)),
        _ => None,
    }
}

/// Marks the phases of the first few records; `false` where there is none.
fn mark(phases: &mut [bool], found: impl Iterator<Item = PhaseNumber>) -> bool {
    const ENOUGH: usize = 64;
    let mut is_found = false;
    for phase in found.take(ENOUGH) {
        if let Some(slot) = phases.get_mut(usize::from(phase)) {
            *slot = true;
            is_found = true;
        }
    }
    is_found
}

/// What a key identifies: a name and a SID of the same letters are different.
#[derive(Hash)]
enum NamedThing<'a> {
    Activity(Guid),
    User(&'a str),
    Sid(&'a str),
    LocalSession(u32),
    Address(IpAddr),
    Process(u64),
    Boot,
    Stop,
    MachineStops,
    DesktopEnds,
}

/// The same in every run: what is found must not depend on the run.
fn key_of(named: &NamedThing<'_>) -> Key {
    let mut hasher = DefaultHasher::new();
    named.hash(&mut hasher);
    hasher.finish()
}

fn keys(event: &Event) -> impl Iterator<Item = Key> {
    let mut keys = [None; 5];
    let mut slots = keys.iter_mut();
    let mut note = |named: &NamedThing<'_>| {
        if let Some(slot) = slots.next() {
            *slot = Some(key_of(named));
        }
    };
    match &event.fact {
        Fact::Logon(logon) => {
            if logon.logon_type == 0 {
                note(&NamedThing::Boot);
            } else {
                note_identity(&logon.target, &mut note);
                note_address(logon.address(), &mut note);
                note_process(logon.process_id, &mut note);
            }
        }
        Fact::LogonFailed(failure) => {
            note_identity(&failure.target, &mut note);
            note_address(failure.address(), &mut note);
            note_process(failure.process_id, &mut note);
        }
        Fact::LogonEnded { who, .. }
        | Fact::LogoffStarted { who, .. }
        | Fact::PrivilegesAssigned { who, .. } => note_identity(who, &mut note),
        Fact::Attached(line) | Fact::Detached(line) => note_identity(&line.who, &mut note),
        Fact::Lock(line) => note_identity(&line.who, &mut note),
        Fact::LocalSession(line) => {
            note(&NamedThing::LocalSession(line.session_id));
            note_identity(&line.who, &mut note);
        }
        Fact::Connection(line) => {
            note_identity(&line.who, &mut note);
            note_address(line.address, &mut note);
        }
        Fact::UserNotice {
            session_id, sid, ..
        } => {
            note(&NamedThing::LocalSession(*session_id));
            if let Some(sid) = sid {
                note(&NamedThing::Sid(sid));
            }
        }
        Fact::Ssh(line) => {
            note_user(line.user.as_ref(), &mut note);
            if let Some(ip) = line.ip {
                note(&NamedThing::Address(ip));
            }
        }
        Fact::WinlogonAuthentication { process_id, .. } => {
            note_process(u64::from(*process_id), &mut note);
        }
        Fact::CredentialsChecked { user, .. } => note_user(user.as_ref(), &mut note),
        Fact::Power { step, by, .. } => {
            match step {
                PowerStep::Booted => note(&NamedThing::Boot),
                PowerStep::Stopped => note(&NamedThing::Stop),
                _ => {}
            }
            if let Some(by) = by {
                note_identity(by, &mut note);
            }
        }
        _ => {}
    }
    if let Some(activity) = event.activity() {
        note(&NamedThing::Activity(activity));
    }
    keys.into_iter().flatten()
}

fn note_identity(who: &Identity, note: &mut impl FnMut(&NamedThing<'_>)) {
    note_user(who.user.as_ref(), note);
    if let Some(sid) = &who.sid {
        note(&NamedThing::Sid(sid));
    }
}

fn note_address(address: Option<LoggedAddress>, note: &mut impl FnMut(&NamedThing<'_>)) {
    if let Some(ip) = address.and_then(LoggedAddress::ip) {
        note(&NamedThing::Address(ip));
    }
}

fn note_process(id: u64, note: &mut impl FnMut(&NamedThing<'_>)) {
    if id != 0 {
        note(&NamedThing::Process(id));
    }
}

fn note_user(user: Option<&Text>, note: &mut impl FnMut(&NamedThing<'_>)) {
    if let Some(user) = user {
        note(&NamedThing::User(&fold(bare_name(user))));
    }
}

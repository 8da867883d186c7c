//! The story of one host: an agenda of what happens when, and who uses it.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

use super::Size;
use super::company::{Company, Employee};
use super::role::Role;
use super::step::Step;
use crate::common::dice::Dice;
use crate::common::records::{LSM, OPENSSH, RDP_CORE, SECURITY, SYSMON, SYSTEM};
use crate::common::scenario::{DeskId, Host, Serial, Time, WrittenHost, at};

pub const DAY: f64 = 86_400.0;

/// For this long before the machine stops, nothing begins, and what is to end has ended.
pub const QUIET_BEFORE_STOP: f64 = 180.0;

/// A person does nothing else on a host within this time, so that two actions cannot be mistaken
/// for one another.
const PAUSE: f64 = 150.0;

/// The begin of the evidence.
pub fn first_day() -> Time {
    at("2025-03-03 00:00:00")
}

/// A desktop and its user.
pub struct Seat {
    pub id: DeskId,
    pub person: usize,
    pub attached: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Power {
    On,
    Off,
    /// Off after a shutdown with fast start-up.
    Hibernated,
}

pub struct Story<'c> {
    pub dice: Dice,
    pub host: Host,
    pub company: &'c Company,
    pub role: Role,
    pub number: usize,
    pub now: Time,
    /// The number of sessions that it must show in the end.
    pub quota: u64,
    /// Additional programs started in each stay, on top of a few.
    pub programs: usize,
    pub seats: HashMap<u64, Seat>,
    /// The desktop from which the machine is restarted.
    pub restarting_desktop: Option<u64>,
    /// The next planned stop of the machine.
    pub stop: Option<Time>,
    pub power: Power,
    /// Until this time the logon screen and the listener are reserved for the last user.
    pub screen_reserved_until: Time,
    agenda: BTreeMap<(Time, u64), Step>,
    planned: u64,
    busy: HashMap<usize, Time>,
}

impl<'c> Story<'c> {
    pub fn new(number: usize, quota: u64, size: Size, company: &'c Company) -> Story<'c> {
        let role = Role::of(number);
        let mut dice = Dice(size.seed ^ (number as u64 + 1).wrapping_mul(0xD134_2543_DE82_EF95));
        let mut host = Host::new(
            &role.host_name(number),
            super::company::DOMAIN,
            role.os(number),
        )
        .without(&[SYSMON]);
        if role != Role::Application {
            host = host.without(&[OPENSSH]);
        }
        if role == Role::Controller {
            host = host.domain_controller();
        }
        if dice.percent(50) {
            host = host.auditing_other_logons();
        }
        for channel in [SECURITY, SYSTEM, LSM, RDP_CORE] {
            host.first_record(channel, 1 + dice.throw(400_000) as u64);
        }
        Story {
            dice,
            host,
            company,
            role,
            number,
            now: first_day(),
            quota,
            programs: size.programs,
            seats: HashMap::new(),
            restarting_desktop: None,
            stop: None,
            power: Power::Off,
            screen_reserved_until: first_day(),
            agenda: BTreeMap::new(),
            planned: 0,
            busy: HashMap::new(),
        }
    }

    /// Generates all days, and writes each when it is complete.
    pub fn write(mut self, days: u64, folder: &Path) -> io::Result<WrittenHost> {
        let mut files = Serial::new(folder, &self.host);
        for day in 0..days {
            self.plan(day, days);
            let midnight = first_day() + (day + 1) as f64 * DAY;
            self.run_until(midnight);
            files.write_until(&mut self.host, midnight)?;
        }
        files.finish(&mut self.host)
    }

    /// A new number that identifies a desktop in the agenda.
    pub fn new_key(&mut self) -> u64 {
        self.planned += 1;
        self.planned
    }

    pub fn schedule(&mut self, time: Time, step: Step) {
        self.planned += 1;
        self.agenda.insert((time, self.planned), step);
    }

    /// Whether the planned number of sessions has been reached.
    pub fn is_full(&self) -> bool {
        self.host.expected.len() as u64 >= self.quota
    }

    fn run_until(&mut self, end: Time) {
        while let Some(first) = self.agenda.first_entry()
            && first.key().0 < end
        {
            let ((time, _), step) = first.remove_entry();
            self.now = self.now.max(time);
            match self.deferred_until(&step) {
                Some(later) => self.schedule(later, step),
                None => self.act(step),
            }
        }
    }

    /// When a step that cannot be performed now can be performed; `None` if it can be performed
    /// now.
    fn deferred_until(&self, step: &Step) -> Option<Time> {
        let stops_soon = self
            .stop
            .is_some_and(|stop| self.now > stop - QUIET_BEFORE_STOP);
        if step.needs_running_machine() && (self.power != Power::On || stops_soon) {
            return Some(self.now + 300.0);
        }
        (step.uses_logon_screen() && self.now < self.screen_reserved_until)
            .then_some(self.screen_reserved_until)
    }

    /// Reserves the logon screen and the listener for this many seconds.
    pub fn reserve_screen(&mut self, seconds: f64) {
        self.screen_reserved_until = self.now + seconds;
    }

    /// A duration that ends before the machine stops.
    pub fn duration_before_stop(&mut self, low: f64, high: f64) -> f64 {
        let wanted = self.dice.between(low, high);
        match self.stop {
            Some(stop) => {
                let left = stop.0.saturating_sub(self.now.0) as f64 / 1e7;
                wanted.min(left - QUIET_BEFORE_STOP / 2.0)
            }
            None => wanted,
        }
    }

    /// A person who has no desktop here and has done nothing here recently.
    pub fn free_person(&mut self) -> Option<usize> {
        for _ in 0..40 {
            let person = self.dice.throw(self.company.people.len());
            if self.is_free(person) {
                self.mark_busy(person);
                return Some(person);
            }
        }
        None
    }

    pub fn mark_busy(&mut self, person: usize) {
        self.busy.insert(person, self.now + PAUSE);
    }

    fn is_free(&self, person: usize) -> bool {
        let busy = self.busy.get(&person).is_some_and(|&end| end > self.now);
        !busy && !self.seats.values().any(|seat| seat.person == person)
    }

    /// A service account that has done nothing here recently.
    pub fn free_service(&mut self) -> Option<&'c Employee> {
        let count = self.company.services.len();
        let first = self.dice.throw(count);
        let free = (0..count)
            .map(|step| (first + step) % count)
            .find(|&number| self.is_free(usize::MAX - number))?;
        self.mark_busy(usize::MAX - free);
        Some(&self.company.services[free])
    }

    pub fn employee(&self, number: usize) -> &'c Employee {
        &self.company.people[number]
    }
}

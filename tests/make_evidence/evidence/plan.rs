//! The plan for a day on a host.

use super::role::Role;
use super::step::{Step, Stop, Way};
use super::story::{DAY, Story, first_day};
use crate::common::scenario::Time;

/// The percentage of a day's sessions that is planned; the rest is added in the evening.
const PLANNED: u64 = 92;

/// The largest number of guesses in a burst.
pub const LONGEST_BURST: usize = 160;

impl Story<'_> {
    /// Fills the agenda for one day.
    pub fn plan(&mut self, day: u64, days: u64) {
        let midnight = first_day() + day as f64 * DAY;
        let due = self.quota * (day + 1) / days;
        let missing = due.saturating_sub(self.host.expected.len() as u64);
        match self.role {
            Role::Workstation => self.plan_workstation(midnight, due),
            _ => self.plan_server(midnight, day, due),
        }
        let planned = missing * PLANNED / 100;
        for &(way, share) in self.role.arrivals() {
            let sessions = planned as f64 * f64::from(share) / 100.0;
            let times = self.rounded(sessions / sessions_of(way));
            self.plan_arrivals(midnight, way, times);
        }
        for &(way, share) in self.role.background() {
            let times = self.rounded(missing as f64 * f64::from(share) / 100.0);
            self.plan_arrivals(midnight, way, times);
        }
    }

    /// Rounds randomly to a whole number with the same average.
    fn rounded(&mut self, number: f64) -> u64 {
        let up = self.dice.between(0.0, 1.0) < number.fract();
        number as u64 + u64::from(up)
    }

    fn plan_arrivals(&mut self, midnight: Time, way: Way, times: u64) {
        for _ in 0..times {
            let time = midnight + self.time_of_day(way);
            self.schedule(time, Step::Arrive(way));
        }
    }

    /// People arrive in working hours, machines and guessers at all times.
    fn time_of_day(&mut self, way: Way) -> f64 {
        let dice = &mut self.dice;
        match way {
            _ if self.role == Role::Workstation => dice.between(29_000.0, 54_000.0),
            Way::GuessingBurst
            | Way::SshGuesses
            | Way::LogonScreenGuesses
            | Way::Scan
            | Way::Machine
            | Way::Anonymous => dice.between(600.0, DAY - 4000.0),
            _ => dice.between(21_600.0, 50_400.0) + dice.between(0.0, 18_000.0),
        }
    }

    fn plan_server(&mut self, midnight: Time, day: u64, due: u64) {
        if day == 0 {
            self.schedule(midnight + 20.0, Step::Start);
        }
        let crashes = day > 0 && self.dice.percent(2);
        if crashes || (day + self.number as u64) % 7 == 5 {
            let stop = midnight + self.dice.between(7200.0, 14_000.0);
            if crashes {
                self.plan_stop(stop, Stop::Crash);
            } else {
                self.schedule(stop - 600.0, Step::LogOnToRestart);
                self.plan_stop(stop, Stop::By { restart: true });
            }
            let pause = self.dice.between(60.0, 200.0);
            self.schedule(stop + pause, Step::Start);
        }
        self.schedule(midnight + DAY - 3600.0, Step::Fill(due));
    }

    fn plan_workstation(&mut self, midnight: Time, due: u64) {
        let start = midnight + self.dice.between(23_000.0, 26_000.0);
        self.schedule(start, Step::Start);
        let sits_down = start + self.dice.between(60.0, 900.0);
        self.schedule(sits_down, Step::Arrive(Way::Console));
        let stop = midnight + self.dice.between(57_000.0, 66_000.0);
        self.schedule(stop - 1800.0, Step::Fill(due));
        let how = match self.dice.throw(20) {
            0 => Stop::Crash,
            1..=6 => Stop::Hybrid,
            _ => Stop::By { restart: false },
        };
        self.plan_stop(stop, how);
    }

    fn plan_stop(&mut self, stop: Time, how: Stop) {
        self.stop = Some(stop);
        self.schedule(stop, Step::Stop(how));
    }
}

/// The average number of shown sessions from one arrival.
fn sessions_of(way: Way) -> f64 {
    match way {
        Way::RemoteDesktop => 1.4,
        Way::GuessingBurst => (LONGEST_BURST / 2) as f64,
        _ => 1.0,
    }
}

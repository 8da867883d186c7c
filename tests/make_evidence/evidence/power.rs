//! The machine starts and stops, and its console is used.

use super::step::{Act, Step, Stop, Way};
use super::story::{Power, Story};

impl Story<'_> {
    /// Performs one step of the agenda.
    pub fn act(&mut self, step: Step) {
        match step {
            Step::Arrive(way) => self.arrive(way),
            Step::RetryPassword(person, client) => {
                if !self.is_full() {
                    let key = self.remote_desktop_of(person, &client);
                    self.stay(key);
                }
            }
            Step::LogOnToRestart => self.log_on_to_restart(),
            Step::Desk(key, act) => self.at_desk(key, act),
            Step::Guess { guesser, left } => {
                if !self.is_full() {
                    self.guess(&guesser, left);
                }
            }
            Step::SshEnd(id) => self.host.ssh_logoff(self.now, id),
            Step::ShellEnd(id) => {
                self.host.winrm_logoff(self.now, id);
            }
            Step::Stop(how) => self.stop(how),
            Step::Start => self.start(),
            Step::Fill(due) => self.fill(due),
        }
    }

    fn arrive(&mut self, way: Way) {
        match way {
            Way::Machine | Way::Anonymous | Way::Tickets => return self.background(way),
            Way::Scan => return self.scan(),
            _ if self.is_full() => return,
            _ => {}
        }
        match way {
            Way::RemoteDesktop => self.remote_desktop(),
            Way::WrongDesktopPassword => self.wrong_desktop_password(),
            Way::Aborted => self.aborted(),
            Way::LogonScreenGuesses => self.logon_screen_guesses(),
            Way::GuessingBurst => self.guessing_burst(),
            Way::Files => self.files(false),
            Way::FilesByNtlm => self.files(true),
            Way::WrongFilesPassword => self.wrong_files_password(),
            Way::Ssh => self.ssh(),
            Way::SshGuesses => self.ssh_guesses(),
            Way::Shell => self.shell(),
            Way::Console => self.console(),
            Way::Scan | Way::Machine | Way::Anonymous | Way::Tickets => {}
        }
    }

    fn start(&mut self) {
        if self.power == Power::Hibernated {
            self.host.fast_start(self.now);
        } else {
            self.host.boot(self.now);
        }
        self.power = Power::On;
        self.reserve_screen(60.0);
    }

    fn stop(&mut self, how: Stop) {
        let by = self.restarting_desktop.take();
        let seat = by.and_then(|key| self.seats.get(&key));
        let desk = seat.filter(|seat| seat.attached).map(|seat| seat.id);
        match (how, desk) {
            (Stop::By { restart }, Some(id)) => self.host.shut_down(self.now, id, restart),
            (Stop::By { .. }, None) => self.host.shut_down_without_logoffs(self.now),
            (Stop::Hybrid, Some(id)) => self.host.hybrid_shut_down(self.now, id),
            (Stop::Hybrid, None) => self.host.hybrid_shut_down_without_logoffs(self.now),
            (Stop::Crash, _) => self.host.crash(self.now),
        }
        self.power = if how == Stop::Hybrid {
            Power::Hibernated
        } else {
            Power::Off
        };
        self.stop = None;
        self.seats.clear();
    }

    /// An administrator logs on to restart the machine.
    fn log_on_to_restart(&mut self) {
        if self.is_full() {
            return;
        }
        let people = self.company.people.len();
        let admin = (0..people).find(|&person| {
            let is_there = self.seats.values().any(|seat| seat.person == person);
            self.employee(person).person.admin && !is_there
        });
        if let Some(admin) = admin {
            let client = self.employee(admin).office.port(50_000);
            let key = self.remote_desktop_of(admin, &client);
            self.restarting_desktop = Some(key);
        }
    }

    /// The owner of a workstation logs on for the day.
    fn console(&mut self) {
        let owner = self.number;
        let person = &self.employee(owner).person;
        if self.dice.percent(10) {
            self.host
                .failed_console_logon(self.now, &person.account.name);
            self.now = self.now + 15.0;
            if self.is_full() {
                return;
            }
        }
        let id = self.host.console_logon(self.now, person);
        let key = self.take_seat(id, owner);
        self.restarting_desktop = Some(key);
        self.reserve_screen(6.0);
        let stop = self.stop.unwrap_or(self.now + 20_000.0);
        let length = stop.0.saturating_sub(self.now.0) as f64 / 1e7;
        for _ in 0..self.dice.throw(8) {
            let time = self.now + self.dice.between(120.0, length);
            self.schedule(time, Step::Desk(key, Act::Run));
        }
        let breaks = 1 + self.dice.throw(5);
        for number in 0..breaks {
            let share = (number as f64 + 0.3) / breaks as f64;
            let time = self.now + (length - 2400.0) * share;
            self.schedule(time, Step::Desk(key, Act::Lock));
        }
    }

    /// Adds network logons until the sessions due by now exist.
    fn fill(&mut self, due: u64) {
        let missing = due.saturating_sub(self.host.expected.len() as u64);
        for number in 0..missing {
            let time = self.now + 900.0 * number as f64 / missing as f64;
            self.schedule(time, Step::Arrive(Way::Files));
        }
    }
}

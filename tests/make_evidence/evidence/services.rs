//! Access without a desktop: files, shells, and what the default view hides.

use super::company::{Company, port};
use super::role::Role;
use super::step::{Step, Way};
use super::story::Story;
use crate::common::scenario::{Client, Os, ShellLog};

const SHARES: [&str; 6] = [
    "Finance",
    "Contracts",
    "Projects",
    "Scans",
    "Profiles",
    "D$",
];

impl Story<'_> {
    /// A user or a service opens files.
    pub fn files(&mut self, by_ntlm: bool) {
        let by_service = self.dice.percent(8).then(|| self.free_service()).flatten();
        let who = match by_service {
            Some(service) => service,
            None => match self.free_person() {
                Some(person) => self.employee(person),
                None => return,
            },
        };
        let client = who.office.port(port(&mut self.dice));
        let share = if self.role == Role::Controller {
            Some("SYSVOL")
        } else {
            self.dice.pick(&SHARES).copied()
        };
        let share = share.filter(|_| !self.dice.percent(20));
        let seconds = self.duration_before_stop(2.0, 1200.0);
        let (now, person) = (self.now, &who.person);
        if by_ntlm {
            self.host
                .ntlm_logon_for(now, person, &client, share, seconds);
        } else {
            self.host
                .network_logon_for(now, person, &client, share, seconds);
        }
    }

    pub fn wrong_files_password(&mut self) {
        if let Some(person) = self.free_person() {
            let employee = self.employee(person);
            let client = employee.office.port(port(&mut self.dice));
            let name = &employee.person.account.name;
            self.host.failed_network_logon(self.now, name, &client);
        }
    }

    pub fn ssh(&mut self) {
        if let Some(person) = self.free_person() {
            let employee = self.employee(person);
            let client = employee.office.port(port(&mut self.dice));
            let id = self.host.ssh_logon(self.now, &employee.person, &client);
            self.reserve_screen(3.0);
            let length = self.duration_before_stop(20.0, 3000.0);
            self.schedule(self.now + length, Step::SshEnd(id));
        }
    }

    pub fn ssh_guesses(&mut self) {
        let guesser = Company::guesser(&mut self.dice);
        let attempts = 1 + self.dice.throw(5) as u32;
        let name = Company::guessed_name(&mut self.dice);
        self.host
            .ssh_guessing(self.now, name, false, &guesser, attempts);
        self.reserve_screen(4.0 + f64::from(attempts));
    }

    /// A shell through Windows Remote Management, mostly opened by a service.
    pub fn shell(&mut self) {
        let by_service = self.dice.percent(70).then(|| self.free_service()).flatten();
        let who = match by_service {
            Some(service) => service,
            None => match self.free_person() {
                Some(person) => self.employee(person),
                None => return,
            },
        };
        let client = who.office.port(port(&mut self.dice));
        let log = match self.host.os {
            Os::Server2012R2 => ShellLog::Shell,
            _ => ShellLog::ShellAndClient,
        };
        let id = self.host.winrm_logon(self.now, &who.person, &client, log);
        self.reserve_screen(3.0);
        self.host.winrm_process(self.now + 0.6, &id);
        self.now = self.now + 0.6;
        let length = self.duration_before_stop(10.0, 900.0);
        self.schedule(self.now + length, Step::ShellEnd(id));
    }

    /// Activity that the default view hides.
    pub fn background(&mut self, way: Way) {
        let (machine, address) =
            &self.company.machines[self.dice.throw(self.company.machines.len())];
        match way {
            Way::Anonymous => self.host.anonymous_logon(self.now, address),
            Way::Tickets => {
                let person = self.dice.throw(self.company.people.len());
                let employee = self.employee(person);
                let client = Client {
                    address: address.clone(),
                    ..employee.office.port(port(&mut self.dice))
                };
                let to = machine.account.name.trim_end_matches('$');
                self.host
                    .tickets_to(self.now, &employee.person, &client, to);
            }
            _ => self.host.background_logon(self.now, machine, address),
        }
    }
}

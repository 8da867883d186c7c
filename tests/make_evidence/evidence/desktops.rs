//! Desktops: who logs on to one, what they do there, and how they leave.

use super::company::{Company, port};
use super::plan::LONGEST_BURST;
use super::role::Role;
use super::step::{Act, Step};
use super::story::{Seat, Story};
use crate::common::records::activity::{file_on_share, object_accessed};
use crate::common::scenario::{Client, DeskId, Leave, Nla};

/// Programs that people start.
const PROGRAMS: [(&str, &str); 6] = [
    (
        "C:\\Program Files\\Larkfield\\Office\\sheet.exe",
        "sheet.exe \\\\FS02\\Finance\\plan.sheet",
    ),
    ("C:\\Program Files\\Larkfield\\Mail\\mail.exe", "mail.exe"),
    ("C:\\Windows\\System32\\mmc.exe", "mmc.exe compmgmt.msc"),
    (
        "C:\\Windows\\System32\\cmd.exe",
        "cmd.exe /c dir D:\\Reports",
    ),
    ("C:\\Windows\\System32\\notepad.exe", "notepad.exe list.txt"),
    (
        "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe",
        "powershell.exe -File D:\\Tools\\report.ps1",
    ),
];

impl Story<'_> {
    /// Somebody connects by Remote Desktop, sometimes after mistyping the password.
    pub fn remote_desktop(&mut self) {
        let Some(person) = self.free_person() else {
            return;
        };
        let client = self.client_of(person);
        if self.dice.percent(6) {
            self.wrong_password_of(person, &client);
            let pause = self.dice.between(6.0, 25.0);
            let step = Step::RetryPassword(person, client.port(client.port + 1));
            self.schedule(self.now + pause, step);
        } else {
            let key = self.remote_desktop_of(person, &client);
            self.stay(key);
        }
    }

    pub fn remote_desktop_of(&mut self, person: usize, client: &Client) -> u64 {
        let who = &self.employee(person).person;
        let id = match self.dice.throw(100) {
            0..=5 => {
                // Kerberos would have authenticated the server, and its client would not ask.
                let client = client.clone().with_nla(Nla::Ntlm);
                let id = self
                    .host
                    .rdp_logon_after_certificate_prompt(self.now, who, &client);
                self.now = self.now + 20.5;
                self.reserve_screen(8.0);
                id
            }
            6..=9 => {
                let wrong = self.dice.throw(3) as u32;
                self.reserve_screen(16.0 + 6.0 * f64::from(wrong));
                self.host
                    .rdp_logon_without_nla(self.now, who, client, wrong)
            }
            _ => {
                self.reserve_screen(6.0);
                self.host.rdp_logon(self.now, who, client)
            }
        };
        self.take_seat(id, person)
    }

    /// A new desktop and the first step on it.
    pub fn take_seat(&mut self, id: DeskId, person: usize) -> u64 {
        let key = self.new_key();
        let seat = Seat {
            id,
            person,
            attached: true,
        };
        self.seats.insert(key, seat);
        self.mark_busy(person);
        key
    }

    /// Schedules a person's next action, until they leave.
    pub fn stay(&mut self, key: u64) {
        let length = self.dice.between(180.0, 5400.0);
        for _ in 0..self.dice.throw(3) + self.programs {
            let time = self.now + self.dice.between(30.0, length);
            self.schedule(time, Step::Desk(key, Act::Run));
        }
        if length > 1500.0 && self.dice.percent(30) {
            let lock = self.dice.between(400.0, length - 600.0);
            self.schedule(self.now + lock, Step::Desk(key, Act::Lock));
        }
        self.schedule(self.now + length, Step::Desk(key, Act::Leave));
    }

    /// A file and a file on a share, each of its own name: what a file server with object auditing logs.
    fn open_files(&mut self, id: DeskId) {
        let acting = self.host.acting(id);
        let number = self.dice.throw(1_000_000);
        let name = format!("Projects\\{}\\plan {number}.docx", number % 977);
        let path = format!("D:\\Shares\\{name}");
        let handle = 0x100 + (number as u64 % 4096) * 4;
        let opened = object_accessed(&acting.account, acting.luid, &path, handle);
        self.host.write(self.now, opened);
        let shared = file_on_share(&acting.account, acting.luid, &name);
        self.host.write(self.now, shared);
    }

    pub fn at_desk(&mut self, key: u64, act: Act) {
        let Some(seat) = self.seats.get(&key) else {
            return;
        };
        let (id, attached) = (seat.id, seat.attached);
        match act {
            Act::Run if attached => {
                let (path, line) = PROGRAMS[self.dice.throw(PROGRAMS.len())];
                self.host.run(self.now, id, path, line);
                if self.programs > 0 {
                    self.open_files(id);
                }
            }
            Act::Lock if attached => {
                self.host.lock(self.now, id);
                let pause = self.dice.between(40.0, 300.0);
                self.schedule(self.now + pause, Step::Desk(key, Act::Unlock));
                self.reserve_screen(3.0);
            }
            Act::Unlock if attached => {
                if self.dice.percent(4) && !self.is_full() {
                    self.host.failed_unlock(self.now, id);
                    self.schedule(self.now + 9.0, Step::Desk(key, Act::Unlock));
                } else {
                    self.host.unlock(self.now, id);
                }
                self.reserve_screen(4.0);
            }
            Act::Leave if attached => self.leave(key, id),
            Act::Return if !attached => self.come_back(key, id),
            Act::LoggedOff if !attached => {
                if self.dice.percent(30) {
                    self.host.log_off_disconnected(self.now, id);
                    self.now = self.now + 0.2;
                } else {
                    self.host.disconnected_limit(self.now, id);
                }
                self.reserve_screen(3.0);
                self.give_up_seat(key);
            }
            _ => {}
        }
    }

    fn leave(&mut self, key: u64, id: DeskId) {
        self.reserve_screen(2.0);
        if self.dice.percent(62) {
            self.host.rdp_logoff(self.now, id);
            self.give_up_seat(key);
            return;
        }
        let how = if self.dice.percent(50) {
            Leave::Window
        } else {
            Leave::StartMenu
        };
        self.host.rdp_disconnect(self.now, id, how);
        let (act, shortest, longest) = if self.dice.percent(80) {
            (Act::Return, 240.0, 9000.0)
        } else {
            (Act::LoggedOff, 3600.0, 14_400.0)
        };
        if let Some(seat) = self.seats.get_mut(&key) {
            seat.attached = false;
        }
        let pause = self.dice.between(shortest, longest);
        self.schedule(self.now + pause, Step::Desk(key, act));
    }

    fn give_up_seat(&mut self, key: u64) {
        if let Some(seat) = self.seats.remove(&key) {
            self.mark_busy(seat.person);
        }
    }

    fn come_back(&mut self, key: u64, id: DeskId) {
        if self.is_full() {
            return;
        }
        let Some(seat) = self.seats.get_mut(&key) else {
            return;
        };
        seat.attached = true;
        let person = seat.person;
        let client = self.client_of(person);
        self.host.rdp_reconnect(self.now, id, &client);
        self.reserve_screen(8.0);
        self.stay(key);
    }

    /// The client at the office or the home of a person, with a port.
    fn client_of(&mut self, person: usize) -> Client {
        let employee = self.employee(person);
        let from_home = if self.role == Role::Gateway { 85 } else { 12 };
        let client = if self.dice.percent(from_home) {
            &employee.home
        } else {
            &employee.office
        };
        let nla = match self.dice.throw(10) {
            0 => Nla::NtlmTwice,
            1..=4 => Nla::Kerberos,
            _ => Nla::Ntlm,
        };
        client.port(port(&mut self.dice)).with_nla(nla)
    }

    /// Somebody mistypes the password and does not try again.
    pub fn wrong_desktop_password(&mut self) {
        if let Some(person) = self.free_person() {
            let client = self.client_of(person);
            self.wrong_password_of(person, &client);
        }
    }

    fn wrong_password_of(&mut self, person: usize, client: &Client) {
        let name = &self.employee(person).person.account.name;
        self.host.failed_nla(self.now, name, client);
        self.reserve_screen(1.5);
    }

    pub fn aborted(&mut self) {
        if let Some(person) = self.free_person() {
            let client = self.client_of(person);
            let who = &self.employee(person).person;
            self.host.rdp_aborted(self.now, who, &client);
            self.reserve_screen(16.0);
        }
    }

    pub fn logon_screen_guesses(&mut self) {
        let guesser = Company::guesser(&mut self.dice);
        let attempts = 1 + self.dice.throw(3) as u32;
        let name = Company::guessed_name(&mut self.dice);
        self.host
            .rdp_screen_guessing(self.now, name, &guesser, attempts);
        self.reserve_screen(14.0 + 6.0 * f64::from(attempts));
    }

    pub fn guessing_burst(&mut self) {
        let guesser = Company::guesser(&mut self.dice);
        let left = self.dice.throw(LONGEST_BURST) as u32;
        self.guess(&guesser, left);
    }

    /// One guess, and the next one unless the guesser has given up.
    pub fn guess(&mut self, guesser: &Client, left: u32) {
        let guesser = guesser.port(port(&mut self.dice));
        let name = Company::guessed_name(&mut self.dice);
        self.host.failed_nla(self.now, name, &guesser);
        self.reserve_screen(1.5);
        if let Some(left) = left.checked_sub(1) {
            let pause = self.dice.between(1.5, 9.0);
            self.schedule(self.now + pause, Step::Guess { guesser, left });
        }
    }

    pub fn scan(&mut self) {
        let guesser = Company::guesser(&mut self.dice).port(33_000);
        let connections = 1 + self.dice.throw(6) as u32;
        self.host.port_scan(self.now, &guesser, connections);
        self.now = self.now + 0.5 * f64::from(connections);
        self.reserve_screen(1.0);
    }
}

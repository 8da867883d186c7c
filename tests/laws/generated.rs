//! Randomly generated stories, from a generator with a fixed seed. Each must give its own sessions,
//! and the laws must hold.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::common::compare::check;
use crate::common::dice::Dice;
use crate::common::records::activity::{
    powershell_command, powershell_host, service_installed, task_audited,
};
use crate::common::scenario::{Case, Client, DeskId, Host, Leave, Os, Person, Time, at};

const SID: &str = "S-1-5-21-2906177321-1538471922-3390168854";

#[derive(Clone, Copy, PartialEq)]
enum Place {
    Console,
    Remote,
    Detached,
}

struct Desk {
    id: DeskId,
    person: usize,
    place: Place,
}

struct Story {
    dice: Dice,
    /// Decides what people do, apart from how they come and go.
    traces: Dice,
    os: Os,
    host: Host,
    now: Time,
    desks: Vec<Desk>,
}

fn people() -> [Person; 4] {
    let person = |name: &str, rid: u32| Person::new("LARKFIELD", name, &format!("{SID}-{rid}"));
    [
        person("anna", 1104),
        person("miles", 1107).admin(),
        person("petra", 1112),
        person("svc-backup", 1120).admin(),
    ]
}

fn clients() -> [Client; 3] {
    [
        Client::new("10.20.0.12", 51_200, "WS-MILES"),
        Client::new("10.20.0.31", 51_700, "WS-ANNA"),
        Client::new("198.51.100.24", 52_300, "HOME-PC"),
    ]
}

impl Story {
    fn generate(seed: u64) -> Case {
        let mut dice = Dice(seed);
        let os = [
            Os::Server2012R2,
            Os::Server2016,
            Os::Windows10,
            Os::Windows11,
        ][dice.throw(4)];
        let mut host = Host::new("HOST1", "LARKFIELD", os);
        if dice.throw(3) == 0 {
            host = host.auditing_other_logons();
        }
        host.boot(at("2025-03-03 06:00:00"));
        let mut story = Story {
            dice,
            traces: Dice(seed.wrapping_add(1) << 8),
            os,
            host,
            now: at("2025-03-03 07:00:00"),
            desks: Vec::new(),
        };
        for _ in 0..12 + story.dice.throw(14) {
            let pause = [12.0, 40.0, 90.0, 600.0, 4000.0][story.dice.throw(5)];
            story.now = story.now + pause + story.dice.throw(30) as f64;
            story.act();
            story.leave_traces();
        }
        Case::of([story.host])
    }

    /// People do something in their desktops, connected or not, and so does the system. What they do changes no
    /// session.
    fn leave_traces(&mut self) {
        let there: Vec<(DeskId, String)> = self
            .desks
            .iter()
            .map(|desk| (desk.id, people()[desk.person].account.sid.clone()))
            .collect();
        for (number, (id, sid)) in (0..).zip(there) {
            // One PowerShell host for each desktop that was there at the same time.
            let round = self.now.0 / 10_000_000 % 0x1000_0000;
            let host = format!("af84e055-4232-44c3-998f-{round:08x}{number:04x}");
            let who = self.host.acting(id);
            self.now = self.now + 1.0;
            match self.traces.throw(5) {
                0 => self.host.run(self.now, id, "C:\\a.exe", "a"),
                1 => {
                    let luid = who.elevated.unwrap_or(who.luid);
                    let record = task_audited(&who.account, luid, "\\task");
                    self.host.write(self.now, record);
                }
                2 => {
                    let began = powershell_host(400, &host, "powershell.exe");
                    self.host.write(self.now, began);
                    let record = powershell_command(&who.account, &host, "powershell.exe");
                    self.host.write(self.now, record);
                }
                3 => {
                    self.host
                        .write(self.now, service_installed(&sid, "service"));
                }
                _ => {
                    let record = powershell_host(400, &host, "powershell.exe");
                    self.host.write(self.now, record);
                }
            }
        }
        self.host
            .write(self.now, service_installed("S-1-5-18", "system"));
    }

    fn is_client(&self) -> bool {
        matches!(self.os, Os::Windows10 | Os::Windows11)
    }

    fn at(&self, places: &[Place]) -> Vec<usize> {
        let desks = self.desks.iter().enumerate();
        desks
            .filter(|(_, desk)| places.contains(&desk.place))
            .map(|(index, _)| index)
            .collect()
    }

    fn act(&mut self) {
        match self.dice.throw(14) {
            0..=2 => self.come_by_network_desktop(),
            3 => self.come_to_console(),
            4..=6 => self.leave(),
            7 => self.lock(),
            8 => self.fail(),
            9 => self.use_files(),
            10 => self.come_by_ssh(),
            11 => self.stop(),
            12 => self.go_wrong(),
            _ => self.use_other_credentials(),
        }
    }

    fn client(&mut self) -> Client {
        let mut all = clients();
        let port = 40_000 + self.dice.throw(20_000) as u16;
        all.swap(0, self.dice.throw(3));
        all[0].port(port)
    }

    fn come_by_network_desktop(&mut self) {
        let person = self.dice.throw(4);
        let client = self.client();
        // One desktop per account; a client edition shows one desktop at a time.
        if let Some(known) = self.desks.iter().position(|desk| desk.person == person) {
            let others = self.at(&[Place::Console, Place::Remote]);
            if self.is_client() && others.iter().any(|&other| other != known) {
                return;
            }
            let id = self.desks[known].id;
            self.host.rdp_reconnect(self.now, id, &client);
            self.desks[known].place = Place::Remote;
            return;
        }
        if self.is_client() && !self.at(&[Place::Console, Place::Remote]).is_empty() {
            return;
        }
        let who = &people()[person];
        let id = match self.dice.throw(5) {
            0 => self
                .host
                .rdp_logon_after_certificate_prompt(self.now, who, &client),
            1 if !self.is_client() => self.host.rdp_logon_without_nla(self.now, who, &client, 2),
            _ => self.host.rdp_logon(self.now, who, &client),
        };
        self.now = self.now + 30.0;
        self.desks.push(Desk {
            id,
            person,
            place: Place::Remote,
        });
    }

    fn come_to_console(&mut self) {
        let person = self.dice.throw(4);
        let taken = self.at(&[Place::Console]);
        let watched = self.is_client() && !self.at(&[Place::Remote]).is_empty();
        if !taken.is_empty() || watched || self.desks.iter().any(|desk| desk.person == person) {
            return;
        }
        let id = self.host.console_logon(self.now, &people()[person]);
        self.desks.push(Desk {
            id,
            person,
            place: Place::Console,
        });
    }

    fn leave(&mut self) {
        let there = self.at(&[Place::Console, Place::Remote, Place::Detached]);
        let Some(&index) = self.dice.pick(&there) else {
            return;
        };
        let (id, place) = (self.desks[index].id, self.desks[index].place);
        match (place, self.dice.throw(3)) {
            (Place::Remote, 0) => {
                let how = [Leave::Window, Leave::StartMenu][self.dice.throw(2)];
                self.host.rdp_disconnect(self.now, id, how);
                self.desks[index].place = Place::Detached;
                return;
            }
            (Place::Remote, _) => self.host.rdp_logoff(self.now, id),
            (Place::Console, _) => self.host.console_logoff(self.now, id),
            (Place::Detached, _) => self.host.log_off_disconnected(self.now, id),
        }
        self.desks.remove(index);
    }

    fn lock(&mut self) {
        let there = self.at(&[Place::Console, Place::Remote]);
        let Some(&index) = self.dice.pick(&there) else {
            return;
        };
        let id = self.desks[index].id;
        self.host.lock(self.now, id);
        self.now = self.now + 30.0;
        if self.dice.throw(3) == 0 {
            self.host.failed_unlock(self.now, id);
            self.now = self.now + 12.0;
        }
        self.host.unlock(self.now, id);
        self.now = self.now + 20.0;
    }

    fn fail(&mut self) {
        let client = self.client();
        let name = ["administrator", "anna", "miles", "backup"][self.dice.throw(4)];
        for round in 0..=self.dice.throw(3) {
            let client = client.port(41_000 + round as u16);
            self.host.failed_nla(self.now, name, &client);
            self.now = self.now + 15.0;
        }
    }

    fn use_files(&mut self) {
        let client = self.client();
        let person = people()[self.dice.throw(4)].clone();
        match self.dice.throw(3) {
            0 => self.host.failed_network_logon(self.now, "guest1", &client),
            1 => self
                .host
                .network_logon_for(self.now, &person, &client, None, 40.0),
            _ => self.host.anonymous_logon(self.now, "10.20.0.77"),
        }
        self.now = self.now + 45.0;
    }

    fn come_by_ssh(&mut self) {
        let client = self.client();
        let person = people()[self.dice.throw(4)].clone();
        let id = self.host.ssh_logon(self.now, &person, &client);
        self.now = self.now + 60.0;
        self.host.ssh_logoff(self.now, id);
    }

    fn stop(&mut self) {
        match self.dice.throw(3) {
            0 => self.host.crash(self.now),
            1 => self.host.shut_down_without_logoffs(self.now),
            _ => {
                let there = self.at(&[Place::Console, Place::Remote]);
                let Some(&by) = self.dice.pick(&there) else {
                    return;
                };
                self.host.shut_down(self.now, self.desks[by].id, true);
            }
        }
        self.desks.clear();
        self.now = self.now + 120.0;
        self.host.boot(self.now);
        self.now = self.now + 60.0;
    }

    fn go_wrong(&mut self) {
        let client = self.client();
        let person = people()[self.dice.throw(4)].clone();
        match self.dice.throw(4) {
            0 => self.host.rdp_refused(self.now, &person, &client),
            1 if !self.is_client() => self.host.rdp_aborted(self.now, &person, &client),
            2 if !self.is_client() => {
                self.host
                    .rdp_screen_guessing(self.now, "administrator", &client, 3);
            }
            _ => self.host.port_scan(self.now, &client, 3),
        }
        self.now = self.now + 60.0;
    }

    fn use_other_credentials(&mut self) {
        let there = self.at(&[Place::Console, Place::Remote]);
        let Some(&index) = self.dice.pick(&there) else {
            return;
        };
        let other = people()[self.dice.throw(4)].clone();
        self.host.runas(self.now, self.desks[index].id, &other);
    }
}

/// The story for one seed.
pub fn random_story(seed: u64) -> Case {
    Story::generate(seed)
}

#[test]
fn random_stories_give_their_sessions_and_keep_the_laws() {
    let seeds: u64 = std::env::var("WHENCE_SEEDS").map_or(24, |n| n.parse().expect("a number"));
    let mut failed = Vec::new();
    for seed in 0..seeds {
        let result = catch_unwind(AssertUnwindSafe(|| check(&Story::generate(seed))));
        if let Err(why) = result {
            let why = why.downcast_ref::<String>().cloned().unwrap_or_default();
            failed.push(format!("seed {seed}: {why}"));
        }
    }
    assert!(failed.is_empty(), "\n{}\n", failed.join("\n"));
}

/// Writes the logs of one story to a folder for inspection: `WHENCE_SEED=7 WHENCE_OUT=DIR`.
#[test]
fn a_story_can_be_written_for_inspection() {
    let (Ok(seed), Ok(out)) = (std::env::var("WHENCE_SEED"), std::env::var("WHENCE_OUT")) else {
        return;
    };
    let case = Story::generate(seed.parse().expect("a number"));
    case.write(std::path::Path::new(&out))
        .expect("the logs can be written");
}

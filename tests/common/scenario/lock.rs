//! Locking and unlocking: marks within a session, never its begin or end.

use super::desk::{DeskId, Place};
use super::failures::WRONG_PASSWORD;
use super::host::Host;
use super::logons::SYSTEM_LUID;
use super::os::Os;
use super::time::Time;
use crate::common::records::security::desktop_lock;
use crate::common::records::security_auth::{Logon, logged_on};
use crate::common::records::winlogon::{self, Notice};

impl Host {
    /// The user locks the desktop.
    pub fn lock(&mut self, time: Time, id: DeskId) {
        let time = self.moment(time);
        self.lock_notification(time, id, Notice::Lock, 4800);
    }

    /// The screen saver starts or stops.
    pub fn screen_saver(&mut self, time: Time, id: DeskId, on: bool) {
        let time = self.moment(time);
        let desk = self.desk(id);
        let (account, luid, session) = (desk.person.account.clone(), desk.luid, desk.session);
        let event_id = if on { 4802 } else { 4803 };
        let mark = self.log(time, desktop_lock(event_id, &account, luid, session));
        self.expected_at(id).sources.push(mark);
    }

    /// The user unlocks the desktop: a logon session that ends at once.
    pub fn unlock(&mut self, time: Time, id: DeskId) {
        let time = self.moment(time);
        let (person, visit_place) = (self.desk(id).person.clone(), self.place(id));
        let address = match &visit_place {
            Place::Console => "127.0.0.1".to_owned(),
            Place::Remote(connection) => connection.client.address.clone(),
        };
        let mut marks = Vec::new();
        if self.os == Os::Server2012R2 {
            // The password goes to the domain controller in a separate logon session.
            let luid = self.new_luid();
            let check = Logon {
                process: "Negotiat",
                subject_luid: SYSTEM_LUID,
                workstation: self.name.clone(),
                process_id: 0x1fc,
                process_path: "C:\\Windows\\System32\\lsass.exe".to_owned(),
                elevated: person.admin,
                ..self.service_logon(&person.account, luid, 7, false)
            };
            marks.push(self.log(time - 0.015, logged_on(&check, self.os.logon_version())));
            self.destroy(time - 0.015, &person.account, luid, 7);
        }
        let tokens = self.interactive_logon(time, &person, 7, &address);
        marks.extend(&tokens.marks);
        self.destroy_tokens(time + 0.001, &person.account, &tokens, 7);
        self.lock_notification(time + 0.005, id, Notice::Unlock, 4801);
        self.expected_at(id).sources.extend(marks);
    }

    /// Somebody types a wrong password at the lock screen.
    pub fn failed_unlock(&mut self, time: Time, id: DeskId) {
        let time = self.moment(time);
        let name = self.desk(id).person.account.name.clone();
        let place = self.place(id);
        let (kind, address) = match &place {
            Place::Console => ("console", "127.0.0.1"),
            Place::Remote(connection) => ("rdp", connection.client.address.as_str()),
        };
        let failure = self.screen_failure(time, &name, 7, address, WRONG_PASSWORD);
        self.expect_failure(kind, &name, vec![failure], WRONG_PASSWORD)
            .set("detail", "unlock");
    }

    fn lock_notification(&mut self, time: Time, id: DeskId, notice: Notice, event_id: u16) {
        let desk = self.desk(id);
        let (account, luid, session) = (desk.person.account.clone(), desk.luid, desk.session);
        let winlogon_pid = desk.winlogon_pid;
        for name in ["Sens", "TermSrv"] {
            let records = winlogon::subscriber(notice, name, &account.sid, winlogon_pid);
            self.log_all(time, records.to_vec());
        }
        if self.audits_other_logons {
            let mark = self.log(time, desktop_lock(event_id, &account, luid, session));
            self.expected_at(id).sources.push(mark);
        }
    }
}

//! What people do in their sessions.

use super::desk::DeskId;
use super::expected_activity::{Tie, When};
use super::host::Host;
use super::os::Os;
use super::time::Time;
use crate::common::records::event_log::{log_cleared, other_log_cleared};
use crate::common::records::security::{Process, clock_set, process_starts};
use crate::common::records::{Account, SECURITY, sysmon, system};

/// Who acts in a desktop, as records name him.
pub struct Acting {
    pub account: Account,
    /// The logon session that programs run in.
    pub luid: u64,
    /// The other half of a split token.
    pub elevated: Option<u64>,
    /// The number of the desktop.
    pub session: u32,
}

impl Host {
    /// Who acts in a desktop.
    pub fn acting(&self, id: DeskId) -> Acting {
        let desk = self.desk(id);
        Acting {
            account: desk.person.account.clone(),
            luid: desk.luid,
            elevated: desk.elevated_luid,
            session: desk.session,
        }
    }

    /// A program starts on this desktop: 4688, and Sysmon 1 if it is logged.
    pub fn run(&mut self, time: Time, id: DeskId, path: &str, command_line: &str) {
        self.run_with(time, id, path, command_line, false);
    }

    /// A program starts with the administrator's full token.
    pub fn run_elevated(&mut self, time: Time, id: DeskId, path: &str, command_line: &str) {
        self.run_with(time, id, path, command_line, true);
    }

    fn run_with(&mut self, time: Time, id: DeskId, path: &str, command_line: &str, elevated: bool) {
        let time = self.moment(time);
        let process_id = u64::from(self.new_process());
        let desk = self.desk(id);
        let luid = match desk.elevated_luid {
            Some(full) if elevated => full,
            _ => desk.luid,
        };
        let (account, session) = (desk.person.account.clone(), desk.session);
        let process = Process {
            id: process_id,
            path,
            command_line,
            parent_id: 0xe44,
            parent_path: "C:\\Windows\\explorer.exe",
            elevated: elevated || desk.elevated_luid.is_none() && desk.person.admin,
        };
        let version = if self.os == Os::Server2012R2 { 1 } else { 2 };
        let mark = self.log(time, process_starts(&account, luid, &process, version));
        let when = When::Record(mark);
        self.expect_done_at(id, "program-started", path, when, Tie::LogonId);
        let text = time.text().replace('T', " ");
        let record = sysmon::process_starts(&account, luid, session, &process, &text[..23]);
        self.log(time, record);
    }

    /// Somebody clears the Security log. Its earlier records are gone.
    pub fn clear_security_log(&mut self, time: Time, id: DeskId) {
        let time = self.moment(time);
        let desk = self.desk(id);
        let (account, luid) = (desk.person.account.clone(), desk.luid);
        self.logs.clear(SECURITY, time);
        let when = When::Record(self.log(time, log_cleared(&account, luid)));
        self.expect_done_at(id, "log-cleared", SECURITY, when, Tie::LogonId);
    }

    /// Somebody clears another log, which System 104 reports.
    pub fn clear_log(&mut self, time: Time, id: DeskId, channel: &'static str) {
        let time = self.moment(time);
        let account = self.desk(id).person.account.clone();
        self.logs.clear(channel, time);
        let when = When::Record(self.log(time, other_log_cleared(&account, channel)));
        self.expect_done_at(id, "log-cleared", channel, when, Tie::UserAndTime);
    }

    /// The clock is set forward or back by this many seconds.
    pub fn set_clock(&mut self, time: Time, seconds: f64) {
        let time = self.moment(time);
        let old = (time + self.clock_offset).0;
        self.clock_offset += seconds;
        let new = (time + self.clock_offset).0;
        self.log(time, clock_set(old, new));
        self.log(time, system::clock_changed(old, new, 1));
    }

    /// The clock is set without any record of it.
    pub fn set_clock_unrecorded(&mut self, time: Time, seconds: f64) {
        let _ = self.moment(time);
        self.clock_offset += seconds;
    }

    /// The machine sleeps for this many seconds. Sessions continue.
    pub fn sleep(&mut self, time: Time, seconds: f64) {
        let time = self.moment(time);
        self.log(time, system::sleep_begins());
        self.log(time + 2.0, system::sleep_ends());
        let (old, new) = ((time + 2.0).0, (time + seconds).0);
        self.log(time + seconds, system::clock_changed(old, new, 2));
        let woke = system::slept(time.0, (time + seconds).0);
        self.log(time + seconds + 1.0, woke);
    }

    /// The machine hibernates and resumes through its boot loader, with everything as it was.
    pub fn hibernate(&mut self, time: Time, seconds: f64) {
        self.sleep(time, seconds);
        self.log(time + seconds + 0.5, system::boot_type(2));
    }

    /// The host of a virtual machine suspends it: its clock stops, and no record reports it.
    pub fn suspend(&mut self, time: Time, seconds: f64) {
        let time = self.moment(time);
        let (old, new) = (time.0, (time + seconds).0);
        self.log(time + seconds, system::clock_changed(old, new, 1));
    }
}

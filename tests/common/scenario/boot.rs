//! Boots, shutdowns and crashes.

use super::desk::{Desk, DeskId, Place};
use super::expected::End;
use super::host::{Host, Shutdown};
use super::logons::service_accounts;
use super::time::Time;
use crate::common::records::event_log::event_log_stops;
use crate::common::records::security::{auditing_starts, special_privileges, user_logs_off};
use crate::common::records::security_auth::{Logon, logged_on};
use crate::common::records::{Account, local_session, system, user_profile, winlogon};

/// Logon session numbers start again at each boot.
const FIRST_LUID: u64 = 0x8a00;

impl Host {
    /// The machine starts. Sessions open at a crash end with the last record of that boot.
    pub fn boot(&mut self, time: Time) {
        let time = self.moment(time);
        let crashed = self.finish_previous_boot();
        self.boot += 1;
        self.next_luid = FIRST_LUID;
        self.next_connection = 0;
        self.next_process = 0x300;
        let build = self.os.build();
        let start = (time + self.clock_offset).0;
        self.log(time, system::system_started(start, build));
        self.log(time, system::boot_type(0));
        if crashed {
            self.log(time + 0.4, system::dirty_restart());
        }
        self.log(time + 5.1, system::system_version(build));
        self.log(time + 5.1, system::event_log_started());
        self.log_late(time + 5.2);
        if crashed {
            let text = "\u{200e}3/\u{200e}3/\u{200e}2025";
            self.log(time + 5.1, system::unexpected_shutdown("9:00:00 AM", text));
        }
        self.log(time + 5.4, auditing_starts());
        let kernel = Logon {
            subject: Account::nobody(),
            subject_luid: 0,
            process: "-",
            package: "-",
            process_id: 4,
            process_path: String::new(),
            ..self.service_logon(&Account::system(), 0x3e7, 0, false)
        };
        self.log(time + 5.4, logged_on(&kernel, self.os.logon_version()));
        for (account, luid) in service_accounts() {
            let logon = self.service_logon(&account, luid, 5, false);
            self.log(time + 5.7, logged_on(&logon, self.os.logon_version()));
            self.log(time + 5.7, special_privileges(&account, luid));
        }
        self.window_managers(time + 5.9, 1);
    }

    /// A machine that is off logs nothing more, whatever was scheduled after this time.
    pub(super) fn forget_after_power_off(&mut self) {
        if let Some((time, _)) = self.down {
            self.logs.power_off(self.boot, time);
        }
    }

    /// Whether the boot before this one crashed.
    fn finish_previous_boot(&mut self) -> bool {
        let Some((time, how)) = self.down.take() else {
            assert_eq!(self.boot, 0, "{} is running already", self.name);
            return false;
        };
        self.logs.power_off(self.boot, time);
        let boot = self.boot;
        for desk in self.desks.take_all() {
            if let (Shutdown::Crash, Some(visit)) = (how, desk.visit) {
                let expected = &mut self.expected[visit.expected];
                expected.end = End::LastOfBoot(boot);
                expected
                    .set("end_kind", "crash")
                    .set("end_precision", "bound");
            }
        }
        how == Shutdown::Crash
    }

    /// The machine is renamed; the new name takes effect at the next boot.
    pub fn rename(&mut self, name: &str) {
        assert!(self.down.is_some(), "a new name needs a restart");
        self.computer = self.computer.replacen(&self.name, name, 1);
        name.clone_into(&mut self.name);
    }

    /// The machine becomes the first domain controller of a new domain at the next boot. Its local
    /// accounts become domain accounts.
    pub fn promote(&mut self, domain: &str) {
        assert!(self.down.is_some(), "a promotion needs a restart");
        self.computer = format!("{}.{}.example", self.name, domain.to_lowercase());
        domain.clone_into(&mut self.domain);
        self.is_domain_controller = true;
    }

    /// Somebody restarts or shuts down the machine; all users are logged off first.
    pub fn shut_down(&mut self, time: Time, by: DeskId, restart: bool) {
        let time = self.moment(time);
        let person = self.desk(by).person.account.clone();
        self.log(
            time,
            system::shutdown_requested(&self.name.clone(), &person, restart),
        );
        self.log(time + 2.25, local_session::shutdown_notified());
        for desk in self.desks.take_all() {
            self.forced_logoff(time + 2.2, &desk);
        }
        self.stop_services(time + 2.8, restart);
    }

    /// The power button is pressed while programs refuse to close: no user gets a logoff record.
    pub fn shut_down_without_logoffs(&mut self, time: Time) {
        let time = self.moment(time);
        for desk in self.desks.take_all() {
            if let Some(visit) = desk.visit {
                let expected = &mut self.expected[visit.expected];
                expected.end = End::Unclaimed;
                expected.set("end_kind", "shutdown");
            }
        }
        self.stop_services(time, false);
    }

    /// Shutdown from the Start menu of a client: users are logged off and the kernel hibernates.
    pub fn hybrid_shut_down(&mut self, time: Time, by: DeskId) {
        let time = self.moment(time);
        let person = self.desk(by).person.account.clone();
        let name = self.name.clone();
        self.log(time, system::shutdown_requested(&name, &person, false));
        for desk in self.desks.take_all() {
            self.forced_logoff(time + 2.2, &desk);
        }
        self.log(time + 5.0, system::hybrid_shutdown());
    }

    /// Such a shutdown with programs that refuse to close: no user gets a logoff record.
    pub fn hybrid_shut_down_without_logoffs(&mut self, time: Time) {
        let time = self.moment(time);
        for desk in self.desks.take_all() {
            if let Some(visit) = desk.visit {
                let expected = &mut self.expected[visit.expected];
                expected.end = End::Unclaimed;
                expected.set("end_kind", "shutdown");
            }
        }
        self.log(time, system::hybrid_shutdown());
    }

    /// Fast start-up after that: the same boot, without its users.
    pub fn fast_start(&mut self, time: Time) {
        let time = self.moment(time);
        self.log(time, system::boot_type(1));
    }

    /// Somebody requests a shutdown and cancels it.
    pub fn ask_for_shutdown_and_cancel(&mut self, time: Time, by: DeskId) {
        let time = self.moment(time);
        let person = self.desk(by).person.account.clone();
        let name = self.name.clone();
        self.log(time, system::shutdown_requested(&name, &person, true));
        self.log(time + 20.0, system::shutdown_cancelled(&name, &person));
    }

    /// The power fails.
    pub fn crash(&mut self, time: Time) {
        let time = self.moment(time);
        self.down = Some((time, Shutdown::Crash));
    }

    fn stop_services(&mut self, time: Time, restart: bool) {
        self.log(time, system::event_log_stopped());
        self.log(time + 0.4, event_log_stops());
        self.log_kernel(time + 5.4, system::kernel_shutdown(restart));
        let stop = (time + 5.6 + self.clock_offset).0;
        self.log_kernel(time + 5.6, system::system_stopped(stop));
        self.down = Some((time + 5.7, Shutdown::Clean));
    }

    fn forced_logoff(&mut self, time: Time, desk: &Desk) {
        let account = &desk.person.account;
        let end = vec![
            self.log(time, user_logs_off(account, desk.luid)),
            self.log(
                time + 0.016,
                local_session::of_user(
                    23,
                    super::console::console_activity(),
                    &account.qualified(),
                    desk.session,
                ),
            ),
            self.log(
                time + 0.05,
                winlogon::notification(7002, desk.session, &account.sid, desk.winlogon_pid),
            ),
        ];
        for event_id in [3, 4] {
            self.log(
                time + 0.02,
                user_profile::notification(event_id, desk.session, &account.sid),
            );
        }
        let Some(visit) = &desk.visit else { return };
        if let Place::Remote(connection) = &visit.place
            && let Some(luid) = connection.network_luid
        {
            self.destroy(time + 0.3, account, luid, 3);
        }
        self.end_visit(visit.expected, "logoff", end)
            .set("end_detail", "shutdown");
    }
}

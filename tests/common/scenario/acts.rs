//! What people do on a host, other than coming and going, and what the machine does by itself.

use super::desk::DeskId;
use super::expected_activity::{Done, Tie, When};
use super::host::Host;
use super::log::Mark;
use super::time::Time;
use crate::common::evtx_writer::{Guid, Value};
use crate::common::records::security_auth::{ExplicitCredentials, explicit_credentials};
use crate::common::records::{Account, LOCAL_SYSTEM_SID, acts};

/// A host that somebody connects to from another one by Remote Desktop.
pub struct Server<'a> {
    pub name: &'a str,
    pub address: &'a str,
    /// The local session there.
    pub session: u32,
    /// What the client logs for the user's name: Base64 of its SHA-256.
    pub user_hash: &'a str,
}

impl Host {
    /// From now on the story expects activities too.
    pub fn expecting_activities(mut self) -> Host {
        self.done = Some(Vec::new());
        self
    }

    /// Expects an activity.
    pub(super) fn expect_done(&mut self, done: Done) {
        if let Some(all) = &mut self.done {
            all.push(done);
        }
    }

    /// Expects an activity of the user who is at this desktop now.
    pub(super) fn expect_done_at(
        &mut self,
        id: DeskId,
        kind: &'static str,
        object: &str,
        when: When,
        tie: fn(usize) -> Tie,
    ) {
        let desk = self.desk(id);
        let Some(visit) = &desk.visit else {
            return;
        };
        let done = Done {
            kind,
            object: object.to_owned(),
            user: Some(desk.person.account.name.clone()),
            when,
            tie: tie(visit.expected),
            elsewhere: None,
        };
        self.expect_done(done);
    }

    /// Expects an activity of the machine.
    fn expect_done_by_machine(&mut self, kind: &'static str, object: &str, user: &str, mark: Mark) {
        self.expect_done(Done {
            kind,
            object: object.to_owned(),
            user: Some(user.to_owned()),
            when: When::Record(mark),
            tie: Tie::Time,
            elsewhere: None,
        });
    }

    /// A user installs a service.
    pub fn install_service(&mut self, time: Time, id: DeskId, name: &str, image: &str) {
        let time = self.moment(time);
        let sid = self.desk(id).person.account.sid.clone();
        let mark = self.log(time, acts::service_installed(&sid, name, image));
        let when = When::Record(mark);
        self.expect_done_at(id, "service-installed", name, when, Tie::UserAndTime);
    }

    /// The machine installs a service, as updates do.
    pub fn service_of_the_machine(&mut self, time: Time, name: &str, image: &str) {
        let time = self.moment(time);
        let record = acts::service_installed(LOCAL_SYSTEM_SID, name, image);
        let mark = self.log(time, record);
        self.expect_done_by_machine("service-installed", name, "SYSTEM", mark);
    }

    /// A user registers a task.
    pub fn register_task(&mut self, time: Time, id: DeskId, path: &str) {
        let time = self.moment(time);
        let account = self.desk(id).person.account.clone();
        let when = When::Record(self.log(time, acts::task_registered(&account, path)));
        self.expect_done_at(id, "task-created", path, when, Tie::UserAndTime);
    }

    /// A user changes a task.
    pub fn change_task(&mut self, time: Time, id: DeskId, path: &str) {
        let time = self.moment(time);
        let account = self.desk(id).person.account.clone();
        let when = When::Record(self.log(time, acts::task_changed(&account, path)));
        self.expect_done_at(id, "task-changed", path, when, Tie::UserAndTime);
    }

    /// The machine runs a task for some seconds.
    pub fn run_task(&mut self, time: Time, path: &str, program: &str, seconds: f64) {
        let time = self.moment(time);
        let instance = self.new_guid();
        let system = Account::system();
        self.log(time, acts::task_instance(100, instance, &system, path));
        let began = acts::action_began(instance, path, program);
        let mark = self.log(time + 0.002, began);
        let end = time + seconds;
        self.log(end, acts::action_ended(instance, path, program));
        self.log(
            end + 0.001,
            acts::task_instance(102, instance, &system, path),
        );
        self.expect_done_by_machine("task-run", path, "SYSTEM", mark);
    }

    /// PowerShell runs a block of a script.
    pub fn run_script(&mut self, time: Time, id: DeskId, text: &str) {
        let time = self.moment(time);
        let sid = self.desk(id).person.account.sid.clone();
        let block = self.new_guid_text();
        let mark = self.log(time, acts::script_block(&block, &sid, text));
        let when = When::Record(mark);
        self.expect_done_at(id, "script-run", text, when, Tie::UserAndTime);
    }

    /// A user lets the transfer service fetch a file.
    pub fn download(&mut self, time: Time, id: DeskId, title: &str, program: &str, url: &str) {
        let account = self.desk(id).person.account.clone();
        let when = When::Record(self.transfer(time, &account, title, program, url));
        self.expect_done_at(id, "download", url, when, Tie::UserAndTime);
    }

    /// The machine lets the transfer service fetch a file, as updates do.
    pub fn machine_downloads(&mut self, time: Time, title: &str, url: &str) {
        let program = "C:\\Windows\\System32\\svchost.exe";
        let mark = self.transfer(time, &Account::system(), title, program, url);
        self.expect_done_by_machine("download", url, "SYSTEM", mark);
    }

    /// The record with which a transfer began.
    fn transfer(
        &mut self,
        time: Time,
        owner: &Account,
        title: &str,
        program: &str,
        url: &str,
    ) -> Mark {
        let time = self.moment(time);
        let (job, length) = (self.new_guid(), 3_481_600);
        self.log(time, acts::job_made(job, title, owner, program));
        let began = acts::transfer_of_job(59, job, title, url, length);
        let mark = self.log(time + 0.4, began);
        let ended = acts::transfer_of_job(60, job, title, url, length);
        self.log(time + 7.3, ended);
        mark
    }

    /// A user gives credentials, and connects to another host until the end. The connection takes
    /// six seconds.
    pub fn connect_onward(&mut self, time: Time, id: DeskId, server: &Server, end: Time) {
        let time = self.moment(time);
        let desk = self.desk(id);
        let (account, luid) = (desk.person.account.clone(), desk.luid);
        let activity = self.new_guid();
        let log = |host: &mut Host, time, event_id, name, value| {
            let value = (name, value);
            host.log(
                time,
                acts::rdp_client(event_id, activity, &account.sid, value),
            )
        };
        let name = Value::text(server.name);
        let asked = log(self, time, 1024, "Server Name", name);
        let address = Value::text(server.address);
        log(self, time + 0.03, 1102, "Server Address", address);
        let hash = Value::text(server.user_hash);
        log(self, time + 0.9, 1029, "Base64(SHA256(UserName))", hash);
        let target = format!("TERMSRV/{}", server.name);
        let used = explicit_credentials(&ExplicitCredentials {
            subject: account.clone(),
            subject_luid: luid,
            user: account.clone(),
            server: target.clone(),
            process_id: 0x1e8,
            process_path: "C:\\Windows\\System32\\lsass.exe".to_owned(),
            address: "-".to_owned(),
            port: "-".to_owned(),
        });
        let used = self.log(time + 1.0, used);
        let domain = self.domain.clone();
        let connected = acts::rdp_client_connected(activity, &account.sid, &domain, server.session);
        self.log(time + 6.0, connected);
        log(self, end, 1026, "Disconnect Reason", Value::Int32(2));
        for (object, mark, tie) in [
            (server.name, asked, Tie::UserAndTime as fn(usize) -> Tie),
            (&target, used, Tie::LogonId),
        ] {
            self.expect_done_at(id, "connection-made", object, When::Record(mark), tie);
        }
    }

    fn new_guid(&mut self) -> Guid {
        Guid::parse(&self.new_guid_text())
    }

    fn new_guid_text(&mut self) -> String {
        let parts: Vec<u64> = (0..4).map(|_| self.random() & 0xffff_ffff).collect();
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:04x}{:08x}",
            parts[0],
            parts[1] >> 16,
            parts[1] & 0xfff,
            parts[2] >> 20,
            parts[2] & 0xffff,
            parts[3]
        )
    }
}

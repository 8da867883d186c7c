//! A host: its options, its counters and its logs.

use super::desk::{Desk, DeskId, Desks, Place};
use super::expected::Expected;
use super::expected_activity::Done;
use super::left_files::LeftFiles;
use super::log::{Logs, Mark};
use super::os::Os;
use super::time::Time;
use crate::common::evtx_writer::{Guid, Payload, Record, Value};
use crate::common::records::{APPLICATION, GATEWAY, SPLASHTOP, WINRM};
use crate::common::records::{Account, LSM, OPENSSH, RCM, RDP_CORE, SECURITY, WINLOGON};
use crate::common::records::{BITS, OF_ACTS, POWERSHELL, RDP_CLIENT, TASKS};
use crate::common::records::{LOCAL_SYSTEM_SID, RCM_ADMIN, SYSMON, SYSTEM, USER_PROFILE};

pub struct Host {
    /// NetBIOS name.
    pub name: String,
    /// The folder that its logs are written to: its first name.
    pub(super) folder: String,
    /// The name that records give.
    pub computer: String,
    /// NetBIOS name of the domain, or `WORKGROUP`.
    pub domain: String,
    pub os: Os,
    /// Whether "other logon events" are audited: 4778, 4779, 4800 to 4803, 4825.
    pub audits_other_logons: bool,
    pub is_domain_controller: bool,
    pub(super) channels: Vec<&'static str>,
    /// Records that this host does not write.
    pub(super) unwritten: Vec<(&'static str, u16)>,
    /// Channels whose records have no activity id.
    without_activities: Vec<&'static str>,
    pub(super) logs: Logs,
    pub expected: Vec<Expected>,
    pub(super) desks: Desks,
    pub(super) boot: u32,
    /// When it was turned off, and whether cleanly.
    pub(super) down: Option<(Time, Shutdown)>,
    pub(super) next_luid: u64,
    pub(super) next_connection: u32,
    pub(super) next_process: u32,
    pub(super) clock_offset: f64,
    /// The kernel's last records, which are written at the next boot, after that boot's first
    /// records.
    kernel_writes_late: bool,
    /// The wrong address and port in the next logon at a screen.
    misnamed_logon: Option<(String, u16)>,
    /// The wrong address in the next 4778.
    misnamed_attachment: Option<String>,
    late: Vec<(Time, Record)>,
    latest: Time,
    noise: u64,
    /// The state of the numbers for what is told aside.
    aside: Numbers,
    /// What its users did, if the story expects it.
    pub(super) done: Option<Vec<Done>>,
    /// Files that they left behind.
    pub(super) left: LeftFiles,
}

/// The numbers that a story draws.
#[derive(Clone, Copy)]
struct Numbers {
    noise: u64,
    next_process: u32,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Shutdown {
    Clean,
    Crash,
}

impl Host {
    /// A host with every log, in a domain whose DNS name is `<domain>.example`.
    pub fn new(name: &str, domain: &str, os: Os) -> Host {
        let computer = match domain {
            "WORKGROUP" => name.to_owned(),
            domain => format!("{name}.{}.example", domain.to_lowercase()),
        };
        let noise = name.bytes().fold(7, |seed: u64, byte| {
            seed.wrapping_mul(131).wrapping_add(u64::from(byte))
        });
        let mut channels = vec![
            SECURITY,
            SYSTEM,
            LSM,
            RCM,
            RDP_CORE,
            USER_PROFILE,
            OPENSSH,
            SYSMON,
            WINRM,
            GATEWAY,
            APPLICATION,
            SPLASHTOP,
            TASKS,
            RDP_CLIENT,
            BITS,
            POWERSHELL,
        ];
        for channel in OF_ACTS {
            if !channels.contains(&channel) {
                channels.push(channel);
            }
        }
        if os.is_client() {
            channels.extend([WINLOGON, RCM_ADMIN]);
        }
        Host {
            name: name.to_owned(),
            folder: name.to_owned(),
            computer,
            domain: domain.to_owned(),
            os,
            audits_other_logons: false,
            is_domain_controller: false,
            channels,
            unwritten: Vec::new(),
            without_activities: Vec::new(),
            logs: Logs::default(),
            expected: Vec::new(),
            desks: Desks::default(),
            boot: 0,
            down: None,
            next_luid: 0x1_0000,
            next_connection: 0,
            next_process: 0x300,
            clock_offset: 0.0,
            kernel_writes_late: false,
            misnamed_logon: None,
            misnamed_attachment: None,
            late: Vec::new(),
            latest: Time(0),
            noise,
            aside: Numbers {
                noise: !noise,
                next_process: 0x1800,
            },
            done: None,
            left: LeftFiles::default(),
        }
    }

    /// Keeps only the records of these channels.
    pub fn only(mut self, channels: &[&'static str]) -> Host {
        self.channels = channels.to_vec();
        self
    }

    /// Keeps no records of these channels.
    pub fn without(mut self, channels: &[&'static str]) -> Host {
        self.channels.retain(|channel| !channels.contains(channel));
        self
    }

    /// From now on these records are not written.
    pub fn stop_writing(&mut self, channel: &'static str, event_ids: &[u16]) {
        self.unwritten
            .extend(event_ids.iter().map(|&id| (channel, id)));
    }

    /// The records of this channel have no activity id.
    pub fn without_activities(mut self, channel: &'static str) -> Host {
        self.without_activities.push(channel);
        self
    }

    /// Writes its logs to a folder with a name other than the host's.
    pub fn in_folder(mut self, folder: &str) -> Host {
        folder.clone_into(&mut self.folder);
        self
    }

    pub fn auditing_other_logons(mut self) -> Host {
        self.audits_other_logons = true;
        self
    }

    pub fn domain_controller(mut self) -> Host {
        self.is_domain_controller = true;
        self
    }

    /// The next logon at a screen has an address and a port that belong to nobody.
    pub fn misaddress_next_logon(&mut self, address: &str, port: u16) {
        self.misnamed_logon = Some((address.to_owned(), port));
    }

    /// The next 4778 has an address that belongs to nobody.
    pub fn misaddress_next_attachment(&mut self, address: &str) {
        self.misnamed_attachment = Some(address.to_owned());
    }

    /// The address and port in a logon at a screen.
    pub(super) fn screen_address(&mut self, address: &str) -> (String, String) {
        let wrong = self.misnamed_logon.take();
        let (address, port) = wrong.unwrap_or_else(|| (address.to_owned(), 0));
        (address, port.to_string())
    }

    /// The address in a 4778.
    pub(super) fn attachment_address(&mut self, address: &str) -> String {
        let wrong = self.misnamed_attachment.take();
        wrong.unwrap_or_else(|| address.to_owned())
    }

    /// The next logon session gets this number.
    pub fn force_luid(&mut self, luid: u64) {
        self.next_luid = luid;
    }

    /// The first record of this channel will have this id.
    pub fn first_record(&mut self, channel: &'static str, record_id: u64) {
        self.logs.start_at(channel, record_id);
    }

    /// Loses the records of a channel between two times: a gap in its record ids.
    pub fn lose(&mut self, channel: &'static str, from: Time, to: Time) {
        self.logs.lose(channel, from, to);
    }

    /// A channel logs nothing between two times: no gap in its record ids.
    pub fn forget(&mut self, channel: &'static str, from: Time, to: Time) {
        self.logs.forget(channel, from, to);
    }

    /// A channel's file is removed: its ids begin at 1 again, in another file.
    pub fn restart_numbering(&mut self, channel: &'static str, time: Time) {
        self.logs.restart(channel, time);
    }

    /// The kernel's last records of a shutdown get their numbers at the next boot.
    pub fn with_late_kernel(mut self) -> Host {
        self.kernel_writes_late = true;
        self
    }

    /// Logs a record of the kernel's shutdown.
    pub(super) fn log_kernel(&mut self, time: Time, record: Record) {
        if self.kernel_writes_late {
            self.late.push((time, record));
        } else {
            self.log(time, record);
        }
    }

    /// Writes the kernel's pending records at `time`, with their original times.
    pub(super) fn log_late(&mut self, time: Time) {
        for (told, mut record) in std::mem::take(&mut self.late) {
            record.computer.clone_from(&self.computer);
            record.time = (told + self.clock_offset).0;
            if self.channels.contains(&record.channel) {
                self.logs.push(time, self.boot, record);
            }
        }
    }

    /// The log of this channel begins at this time: its earlier records are gone.
    pub fn forget_before(&mut self, channel: &'static str, time: Time) {
        self.logs.clear(channel, time);
    }

    /// Checks that the story moves forward in time, and adds fractional digits to the moment.
    pub(super) fn moment(&mut self, time: Time) -> Time {
        assert!(
            time >= self.latest,
            "{} goes back in time: {}",
            self.name,
            time.text()
        );
        self.latest = time;
        time + (self.random() % 80_000) as f64 * 1e-6
    }

    /// A fixed sequence of numbers, different for each host name.
    pub(super) fn random(&mut self) -> u64 {
        self.noise = self
            .noise
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        self.noise >> 33
    }

    /// Tells something without drawing from the numbers of the rest of the story: all other records
    /// stay as they are.
    pub fn aside<T>(&mut self, tell: impl FnOnce(&mut Host) -> T) -> T {
        self.swap_numbers();
        let told = tell(self);
        self.swap_numbers();
        told
    }

    fn swap_numbers(&mut self) {
        let Numbers {
            noise,
            next_process,
        } = &mut self.aside;
        std::mem::swap(&mut self.noise, noise);
        std::mem::swap(&mut self.next_process, next_process);
    }

    /// Logs a record if its channel is enabled. The mark for any other channel names no record.
    pub(super) fn log(&mut self, time: Time, mut record: Record) -> Mark {
        record.computer.clone_from(&self.computer);
        record.time = (time + self.clock_offset).0;
        if record.process_id == 0 && record.provider.guid.is_some() {
            record.process_id = if record.channel == SECURITY { 628 } else { 936 };
        }
        if record.thread_id == 0 && record.provider.guid.is_some() {
            record.thread_id = 1000 + (self.random() % 900) as u32 * 4;
        }
        if record.channel == SECURITY && self.os >= Os::Server2016 {
            end_texts_with_nul(&mut record.payload);
            record.activity_id = self.lsass_activity(record.event_id);
        }
        if self.os == Os::Windows7 || self.without_activities.contains(&record.channel) {
            record.activity_id = None;
        }
        let missing = (record.channel, record.event_id);
        if !self.channels.contains(&record.channel)
            || !self.os.writes(record.channel, record.event_id)
            || self.unwritten.contains(&missing)
        {
            return self.logs.skip(record.channel);
        }
        self.logs.push(time, self.boot, record)
    }

    pub(super) fn log_all(&mut self, time: Time, records: Vec<Record>) -> Vec<Mark> {
        records
            .into_iter()
            .map(|record| self.log(time, record))
            .collect()
    }

    pub fn new_luid(&mut self) -> u64 {
        let luid = self.next_luid;
        self.next_luid += 0x30 + self.random() % 0x4000;
        luid
    }

    pub(super) fn new_process(&mut self) -> u32 {
        self.next_process += 4 * (1 + (self.random() % 40) as u32);
        self.next_process
    }

    /// The activity id of a Remote Desktop connection: it starts with F420 and ends with zeros.
    pub(super) fn new_activity(&mut self) -> Guid {
        let parts: Vec<u64> = (0..5).map(|_| self.random() & 0xffff).collect();
        let text = format!(
            "f420{:04x}-{:04x}-4{:03x}-9{:03x}-{:04x}{:04x}0000",
            parts[0],
            parts[1],
            parts[2] & 0xfff,
            parts[3] & 0xfff,
            parts[4],
            parts[0] ^ parts[3]
        );
        Guid::parse(&text)
    }

    /// Newer systems give most logon records one activity id for the whole boot. It joins nothing.
    fn lsass_activity(&self, event_id: u16) -> Option<Guid> {
        let logons = [4624, 4625, 4647, 4648, 4672, 4776, 4778, 4779];
        let text = format!("6add5c30-1ac2-{:04x}-725c-dd6ac21ad801", self.boot);
        logons.contains(&event_id).then(|| Guid::parse(&text))
    }

    /// This machine as the subject of what the system does for others.
    pub fn machine(&self) -> Account {
        Account::new(LOCAL_SYSTEM_SID, &self.domain, &format!("{}$", self.name))
    }

    /// The program that shows the logon screen.
    pub(super) fn logon_program(&self) -> (u64, &'static str) {
        match self.os {
            Os::Windows7 | Os::Server2012R2 => (0x1b8, "C:\\Windows\\System32\\winlogon.exe"),
            _ => (0x618, "C:\\Windows\\System32\\svchost.exe"),
        }
    }

    pub(super) fn desk(&self, id: DeskId) -> &Desk {
        self.desks.get(id)
    }

    pub(super) fn desk_mut(&mut self, id: DeskId) -> &mut Desk {
        self.desks.get_mut(id)
    }

    pub(super) fn take_desk(&mut self, id: DeskId) -> Desk {
        self.desks.take(id)
    }

    /// The lowest free number not below `lowest`.
    pub(super) fn free_session(&self, lowest: u32) -> u32 {
        self.desks.free_session(lowest)
    }

    pub(super) fn place(&self, id: DeskId) -> Place {
        let visit = self
            .desk(id)
            .visit
            .as_ref()
            .expect("a user is connected to this desktop");
        visit.place.clone()
    }
}

/// Newer versions store the final NUL of a text in the Security log.
fn end_texts_with_nul(payload: &mut Payload) {
    if let Payload::EventData(fields) = payload {
        for (_, value) in fields {
            if let Value::Text(text) = value {
                *value = Value::TextNul(std::mem::take(text));
            }
        }
    }
}

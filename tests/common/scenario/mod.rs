//! Stories: what happened on some hosts, the logs that result, and the sessions to find in them.
//!
//! An action such as `rdp_logon` appends the records of every channel, with the delays measured on
//! real machines, and the session that the correlator must find. Nothing is random and nothing
//! reads the clock, so a story always gives the same bytes.

mod accounts;
mod activity;
mod acts;
mod boot;
mod by_hand;
mod claims;
mod console;
mod credentials;
mod desk;
mod domain;
mod expected;
mod expected_activity;
mod failures;
mod files;
mod front_ends;
mod gateway;
mod host;
mod hyper_v;
mod language;
mod left_files;
mod lock;
mod log;
mod logon_screens;
mod logons;
mod network;
mod os;
mod rdp;
mod rdp_ends;
mod rdp_failures;
mod rdp_policy;
mod rdp_reconnect;
mod rmm;
mod shadow;
mod smb;
mod ssh;
mod switch;
mod time;
mod vpn;
mod winrm;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use serde_json::Value;

use super::evtx_writer::Record;
pub use files::write_log;
use log::Index;

pub use accounts::NO_SUCH_USER;
pub use activity::Acting;
pub use acts::Server;
pub use desk::{Client, DeskId, Leave, Nla, Person};
pub use expected::{End, Expected};
pub use files::{Serial, WrittenHost, file_name};
pub use front_ends::Checker;
pub use gateway::PassageId;
pub use host::Host;
pub use language::Language;
pub use left_files::{Document, Shortcut};
pub use log::Mark;
pub use network::Share;
pub use os::Os;
pub use rdp_policy::Forced;
pub use ssh::{SSHD, SshId};
pub use time::{Time, at};
pub use vpn::VpnId;
pub use winrm::{ShellId, ShellLog};

/// Some hosts and what happened on them.
#[derive(Default)]
pub struct Case {
    pub hosts: Vec<Host>,
    language: Language,
}

impl Case {
    pub fn of(hosts: impl Into<Vec<Host>>) -> Case {
        Case {
            hosts: hosts.into(),
            language: &[],
        }
    }

    /// Machines whose Windows is in another language.
    pub fn in_language(self, language: Language) -> Case {
        Case { language, ..self }
    }

    /// Writes `<folder>/<HOST>/<channel>.evtx`, with the file names that Windows uses, and beside
    /// these the files that users left behind.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        for host in &self.hosts {
            let folder = folder.join(&host.folder);
            fs::create_dir_all(&folder)?;
            for (channel, records) in host.logs.finished() {
                let mut records: Vec<Record> =
                    records.into_iter().map(|(_, record)| record).collect();
                for record in &mut records {
                    language::translate(record, self.language);
                }
                // A log that was removed and begun again is two files.
                let restart = records
                    .windows(2)
                    .position(|pair| pair[1].record_id < pair[0].record_id)
                    .map_or(0, |place| place + 1);
                let (old, live) = records.split_at(restart);
                if !old.is_empty() {
                    write_log(&folder.join("taken-away"), channel, old)?;
                }
                write_log(&folder, channel, live)?;
            }
            for (path, bytes) in host.left.finished() {
                let path = folder.join(path);
                fs::create_dir_all(path.parent().expect("a folder"))?;
                fs::write(path, bytes)?;
            }
        }
        Ok(())
    }

    /// The records of one channel of a host, for a test that copies them itself.
    pub fn records(&self, host: usize, channel: &str) -> Vec<Record> {
        let mut logs = self.hosts[host].logs.finished();
        let records = logs.remove(channel).unwrap_or_default();
        records.into_iter().map(|(_, record)| record).collect()
    }

    /// The records of all channels of a host.
    pub fn logs(&self, host: usize) -> BTreeMap<&'static str, Vec<Record>> {
        let logs = self.hosts[host].logs.finished().into_iter();
        logs.map(|(channel, records)| {
            let records = records.into_iter().map(|(_, record)| record);
            (channel, records.collect())
        })
        .collect()
    }

    /// The sessions that the default view must show, in the order of their begin.
    pub fn expected(&self) -> Vec<Value> {
        let of_host = |host: &Host| host.expected_sessions(&Index::new(&host.logs.finished()));
        let mut sessions: Vec<Value> = self.hosts.iter().flat_map(of_host).collect();
        sort(&mut sessions);
        sessions
    }

    /// The activities of the hosts whose story expects them, by time.
    pub fn expected_activities(&self) -> Vec<Value> {
        let of_host = |host: &Host| host.expected_activities(&Index::new(&host.logs.finished()));
        let mut activities: Vec<Value> = self.hosts.iter().flat_map(of_host).collect();
        activities.sort_by_cached_key(|activity| {
            let text = |name: &str| activity[name].as_str().map(str::to_owned);
            let time = text("time");
            // What has no time comes last.
            (
                time.is_none(),
                time,
                text("host"),
                text("kind"),
                text("object"),
            )
        });
        // Several artefacts state one fact.
        activities.dedup();
        activities
    }
}

/// Values as JSON Lines.
pub fn lines(values: &[Value]) -> String {
    values.iter().map(|value| format!("{value}\n")).collect()
}

/// Orders sessions by begin.
fn sort(sessions: &mut [Value]) {
    sessions.sort_by_cached_key(place_in_order);
}

/// The sort key of expected sessions: begin and host.
pub fn place_in_order(session: &Value) -> (Option<String>, Option<String>) {
    let begin = session["begin"].as_str().or(session["end"].as_str());
    (
        begin.map(str::to_owned),
        session["host"].as_str().map(str::to_owned),
    )
}

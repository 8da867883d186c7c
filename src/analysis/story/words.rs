//! Activities in words.

use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::domain::activity::{Activity, ActivityKind, ActivitySource};

/// The log of the client of Remote Desktop.
const RDP_CLIENT: &str = "RDPClient";
/// The service name of a host that is reached by Remote Desktop.
const TERMINAL_SERVICE: &str = "TERMSRV/";

/// Whether a connection was made by Remote Desktop.
pub(super) fn is_remote_desktop(case: &Case, activity: &Activity) -> bool {
    let object = activity.object.as_deref().unwrap_or_default();
    let start = object.get(..TERMINAL_SERVICE.len());
    let is_named = start.is_some_and(|start| start.eq_ignore_ascii_case(TERMINAL_SERVICE));
    let record = activity
        .source
        .record()
        .and_then(|event| case.record(event));
    is_named || record.is_some_and(|record| record.channel.contains(RDP_CLIENT))
}

/// What was done, in a few words.
pub(super) fn did(case: &Case, activity: &Activity) -> String {
    let object = printable(activity.object.as_deref().unwrap_or("something unnamed"));
    let name = last_part(&object);
    match activity.kind {
        ActivityKind::ProgramStarted => format!("Ran {name}"),
        ActivityKind::DocumentOpened => format!("Opened {name}"),
        ActivityKind::FolderOpened => format!("Opened the folder {name}"),
        ActivityKind::FileCreated => format!("Created {name}"),
        ActivityKind::FileDeleted => format!("Deleted {name}"),
        ActivityKind::FileAccessed => format!("Accessed {name}"),
        ActivityKind::ShareOpened => format!("Opened the share {object}"),
        ActivityKind::ServiceInstalled => format!("Installed the service {object}"),
        ActivityKind::ServiceChanged => format!("Changed how the service {object} starts"),
        ActivityKind::TaskCreated => format!("Created the task {name}"),
        ActivityKind::TaskChanged => format!("Changed the task {name}"),
        ActivityKind::TaskDeleted => format!("Deleted the task {name}"),
        ActivityKind::TaskRun => format!("Task {name} ran"),
        ActivityKind::AccountChanged => format!("Changed the account {object}"),
        ActivityKind::ScriptRun => "Ran a script".to_owned(),
        ActivityKind::ConnectionMade if is_remote_desktop(case, activity) => {
            format!("Opened Remote Desktop to {name}")
        }
        ActivityKind::ConnectionMade => format!("Connected to {object}"),
        ActivityKind::Download => format!("Downloaded {name}"),
        ActivityKind::ProtectionChanged => format!("Changed protection: {object}"),
        ActivityKind::MalwareFound => format!("Malware was found: {object}"),
        ActivityKind::DeviceAttached => format!("Attached {object}"),
        ActivityKind::RegistryChanged => format!("Set the registry value {name}"),
        ActivityKind::NameLookedUp => format!("Looked up {object}"),
        ActivityKind::LogCleared => format!("Cleared the log {object}"),
        ActivityKind::Presence => "Was at work".to_owned(),
    }
}

/// More about what was done, and whether it is quoted from the evidence.
pub(super) fn more(case: &Case, activity: &Activity) -> (String, bool) {
    let object = || activity.object.as_deref().map(printable);
    match activity.kind {
        ActivityKind::LogCleared => (record_name(case, activity), false),
        ActivityKind::ProgramStarted => {
            let command = activity.details.command_line().map(printable);
            (command.or_else(object).unwrap_or_default(), true)
        }
        ActivityKind::ScriptRun
        | ActivityKind::DocumentOpened
        | ActivityKind::FolderOpened
        | ActivityKind::FileCreated
        | ActivityKind::FileDeleted
        | ActivityKind::FileAccessed
        | ActivityKind::Download
        | ActivityKind::RegistryChanged => (object().unwrap_or_default(), true),
        _ => {
            let line = activity.details.line();
            (line.map(|line| printable(&line)).unwrap_or_default(), false)
        }
    }
}

/// The record that states it: `1102, Security`.
fn record_name(case: &Case, activity: &Activity) -> String {
    match activity.source {
        ActivitySource::Record(event) => case.record(event).map_or_else(String::new, |record| {
            format!("{}, {}", record.event_id, printable(&record.channel))
        }),
        ActivitySource::Artefact(_) => String::new(),
    }
}

/// The last part of a path, or of anything with slashes.
fn last_part(object: &str) -> &str {
    let mut parts = object.rsplit(['\\', '/']);
    parts.find(|part| !part.is_empty()).unwrap_or(object)
}

#[cfg(test)]
mod tests {
    use super::last_part;

    #[test]
    fn a_path_is_named_by_its_last_part() {
        assert_eq!(last_part(r"C:\ProgramData\cpsync.exe"), "cpsync.exe");
        assert_eq!(last_part("TERMSRV/FS01"), "FS01");
        assert_eq!(last_part(r"D:\Shares\"), "Shares");
        assert_eq!(last_part(r"\"), r"\");
    }
}

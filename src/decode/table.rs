//! What is understood: one row for each provider, channel and event id. The id alone is not
//! unique, so all three are the key. The documentation of understood records is made from this.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fields::Fields;
use super::{logon_ui, process, security, ssh, system, terminal};
use crate::domain::event::Fact;
use crate::evidence::record::RawRecord;

/// Decodes one kind of record; `None` when a field that it cannot do without is missing.
pub type Decode = fn(&mut Fields<'_>, &RawRecord<'_>) -> Option<Fact>;

/// One kind of record that is understood.
#[derive(Clone, Copy)]
pub struct Row {
    /// `System/Provider/@Name`.
    pub provider: &'static str,
    /// `System/Channel`.
    pub channel: &'static str,
    /// Event id.
    pub event_id: u32,
    /// What it proves, in a few words.
    pub meaning: &'static str,
    /// How it is decoded.
    pub decode: Decode,
}

const AUDIT: &str = "Microsoft-Windows-Security-Auditing";
const EVENT_LOG: &str = "Microsoft-Windows-Eventlog";
const CLASSIC_EVENT_LOG: &str = "EventLog";
const LSM: &str = "Microsoft-Windows-TerminalServices-LocalSessionManager";
const LSM_CHANNEL: &str = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
const RCM: &str = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";
const RCM_CHANNEL: &str = "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational";
const RCM_ADMIN: &str = "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Admin";
const CORE: &str = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS";
const CORE_CHANNEL: &str = "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational";
const KERNEL: &str = "Microsoft-Windows-Kernel-General";
const POWER: &str = "Microsoft-Windows-Kernel-Power";
const WINLOGON: &str = "Microsoft-Windows-Winlogon";
const WINLOGON_CHANNEL: &str = "Microsoft-Windows-Winlogon/Operational";
const PROFILE: &str = "Microsoft-Windows-User Profiles Service";
const PROFILE_CHANNEL: &str = "Microsoft-Windows-User Profile Service/Operational";
const PERFORMANCE: &str = "Microsoft-Windows-Diagnostics-Performance";
const PERFORMANCE_CHANNEL: &str = "Microsoft-Windows-Diagnostics-Performance/Operational";

macro_rules! rows {
    ($($provider:expr, $channel:expr, $id:literal, $decode:path, $meaning:literal;)+) => {
        &[$(Row {
            provider: $provider, channel: $channel, event_id: $id, meaning: $meaning,
            decode: $decode,
        },)+]
    };
}

/// Everything that is understood, by channel and id.
pub const ROWS: &[Row] = rows! {
    AUDIT, "Security", 4624, security::logon, "a logon session was made";
    AUDIT, "Security", 4625, security::logon_failed, "an authentication was refused";
    AUDIT, "Security", 4634, security::logon_ended, "a logon session no longer exists";
    AUDIT, "Security", 4647, security::logoff_started, "a logoff of a desktop began";
    AUDIT, "Security", 4648, security::explicit_credentials, "credentials were used by name";
    AUDIT, "Security", 4672, security::privileges, "administrator rights were given";
    AUDIT, "Security", 4720, security::account_created, "an account was created";
    AUDIT, "Security", 4726, security::account_deleted, "an account was deleted";
    AUDIT, "Security", 4781, security::account_renamed, "an account got another name";
    AUDIT, "Security", 4776, security::credentials_checked, "NTLM credentials were checked here";
    AUDIT, "Security", 4778, security::attached, "a desktop was attached to a screen";
    AUDIT, "Security", 4779, security::detached, "a desktop was detached from a screen";
    AUDIT, "Security", 4800, security::lock, "the desktop was locked";
    AUDIT, "Security", 4801, security::lock, "the desktop was unlocked";
    AUDIT, "Security", 4802, security::lock, "the screen saver started";
    AUDIT, "Security", 4803, security::lock, "the screen saver stopped";
    AUDIT, "Security", 4825, security::rdp_denied, "Remote Desktop refused: right missing";
    AUDIT, "Security", 4608, system::booted, "the machine booted";
    AUDIT, "Security", 4616, security::clock_set, "the clock was set";
    AUDIT, "Security", 4688, process::security, "a process was started";
    AUDIT, "Security", 5140, security::share_opened, "a share was opened";
    EVENT_LOG, "Security", 1100, system::stopped, "the event log service stopped";
    EVENT_LOG, "Security", 1102, security::log_cleared, "the Security log was cleared";
    LSM, LSM_CHANNEL, 21, terminal::local_session, "a local session was logged on to";
    LSM, LSM_CHANNEL, 22, terminal::local_session, "the shell started";
    LSM, LSM_CHANNEL, 23, terminal::local_session, "a local session was logged off";
    LSM, LSM_CHANNEL, 24, terminal::local_session, "a local session was detached";
    LSM, LSM_CHANNEL, 25, terminal::local_session, "a local session was attached again";
    LSM, LSM_CHANNEL, 36, terminal::state_failed, "a change of state failed";
    LSM, LSM_CHANNEL, 39, terminal::disconnected_by, "disconnected by a session";
    LSM, LSM_CHANNEL, 40, terminal::disconnect_reason, "disconnected, with the reason";
    LSM, LSM_CHANNEL, 41, terminal::local_session, "arbitration of a logon began";
    LSM, LSM_CHANNEL, 42, terminal::local_session, "arbitration of a logon ended";
    RCM, RCM_CHANNEL, 261, terminal::listener, "the listener took a connection";
    RCM, RCM_CHANNEL, 1149, terminal::authenticated, "credentials were probably accepted";
    RCM, RCM_CHANNEL, 20503, terminal::shadowed, "shadowing began: a view";
    RCM, RCM_CHANNEL, 20504, terminal::shadowed, "shadowing ended: a view";
    RCM, RCM_CHANNEL, 20506, terminal::shadowed, "shadowing began: control";
    RCM, RCM_CHANNEL, 20507, terminal::shadowed, "shadowing ended: control";
    RCM, RCM_CHANNEL, 20508, terminal::shadowed, "shadowing was agreed to: a view";
    RCM, RCM_CHANNEL, 20509, terminal::shadowed, "shadowing was not agreed to: a view";
    RCM, RCM_CHANNEL, 20510, terminal::shadowed, "shadowing was agreed to: control";
    RCM, RCM_CHANNEL, 20511, terminal::shadowed, "shadowing was not agreed to: control";
    RCM, RCM_ADMIN, 1158, terminal::address_accepted, "a connection from an address";
    CORE, CORE_CHANNEL, 65, terminal::created, "a connection was made";
    CORE, CORE_CHANNEL, 66, terminal::bound, "a connection was bound to a local session";
    CORE, CORE_CHANNEL, 72, terminal::stepped, "a step of the connection";
    CORE, CORE_CHANNEL, 102, terminal::closed, "the connection was closed";
    CORE, CORE_CHANNEL, 103, terminal::close_reason, "disconnected, with the reason";
    CORE, CORE_CHANNEL, 104, terminal::client_offset, "the client's time zone";
    CORE, CORE_CHANNEL, 131, terminal::accepted, "a transport from an address";
    CORE, CORE_CHANNEL, 139, terminal::security_error, "error in the security layer";
    CORE, CORE_CHANNEL, 140, terminal::refused, "user name or password wrong";
    CORE, CORE_CHANNEL, 141, terminal::stepped, "a step of the connection";
    KERNEL, "System", 1, system::clock_set, "the clock was set";
    KERNEL, "System", 12, system::kernel_started, "the kernel started";
    KERNEL, "System", 13, system::kernel_stopped, "the kernel stopped";
    CLASSIC_EVENT_LOG, "System", 6005, system::booted, "the event log service started";
    CLASSIC_EVENT_LOG, "System", 6006, system::stopped, "the event log service stopped";
    CLASSIC_EVENT_LOG, "System", 6008, system::stopped_unexpectedly, "the last stop was not clean";
    CLASSIC_EVENT_LOG, "System", 6009, system::booted, "the version at boot";
    CLASSIC_EVENT_LOG, "System", 6011, system::renamed, "the computer was renamed";
    "User32", "System", 1074, system::shutdown_asked, "a shutdown was asked for";
    "User32", "System", 1075, system::shutdown_cancelled, "a shutdown was called off";
    "Microsoft-Windows-Kernel-Boot", "System", 27, system::boot_type,
        "cold boot, fast start-up or back from hibernation";
    POWER, "System", 41, system::stopped_unexpectedly, "restarted without a clean stop";
    POWER, "System", 42, system::slept, "the machine goes to sleep";
    POWER, "System", 107, system::woke, "the machine woke";
    POWER, "System", 109, system::shutdown_asked, "the kernel began a shutdown";
    POWER, "System", 506, system::slept, "the machine goes to modern standby";
    POWER, "System", 507, system::woke, "the machine leaves modern standby";
    WINLOGON, "System", 7001, system::user_notice, "a user logged on";
    WINLOGON, "System", 7002, system::user_notice, "a user logged off";
    EVENT_LOG, "System", 104, system::log_cleared, "a log was cleared";
    "Microsoft-Windows-Power-Troubleshooter", "System", 1, system::slept_from_to,
        "from when to when the machine slept";
    PERFORMANCE, PERFORMANCE_CHANNEL, 100, system::boot_measured, "boot was measured";
    PERFORMANCE, PERFORMANCE_CHANNEL, 200, system::shutdown_measured, "shutdown was measured";
    WINLOGON, WINLOGON_CHANNEL, 1, logon_ui::authentication_began, "authentication began";
    WINLOGON, WINLOGON_CHANNEL, 2, logon_ui::authentication_ended, "authentication ended";
    WINLOGON, WINLOGON_CHANNEL, 811, logon_ui::notice, "a subscriber was told";
    WINLOGON, WINLOGON_CHANNEL, 812, logon_ui::notice, "a subscriber is done";
    PROFILE, PROFILE_CHANNEL, 1, logon_ui::profile, "profile service: logon";
    PROFILE, PROFILE_CHANNEL, 2, logon_ui::profile, "profile service: logon done";
    PROFILE, PROFILE_CHANNEL, 3, logon_ui::profile, "profile service: logoff";
    PROFILE, PROFILE_CHANNEL, 4, logon_ui::profile, "profile service: logoff done";
    "OpenSSH", "OpenSSH/Operational", 4, ssh::line, "a line of the SSH server";
    "Microsoft-Windows-Sysmon", "Microsoft-Windows-Sysmon/Operational", 1, process::sysmon,
        "a process was started";
};

/// The row of a record, if it is understood.
pub fn find(provider: &str, channel: &str, event_id: u32) -> Option<&'static Row> {
    BY_ID.get(&event_id)?.iter().copied().find(|row| {
        row.provider.eq_ignore_ascii_case(provider) && row.channel.eq_ignore_ascii_case(channel)
    })
}

static BY_ID: LazyLock<HashMap<u32, Vec<&'static Row>>> = LazyLock::new(|| {
    let mut by_id: HashMap<u32, Vec<&'static Row>> = HashMap::new();
    for row in ROWS {
        by_id.entry(row.event_id).or_default().push(row);
    }
    by_id
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_alone_is_not_enough() {
        assert!(find(AUDIT, "Security", 4625).is_some());
        assert!(find("Microsoft-Windows-EventSystem", "Application", 4625).is_none());
        assert!(find(LSM, LSM_CHANNEL, 4625).is_none());
    }

    #[test]
    fn no_row_stands_twice() {
        let keys: std::collections::HashSet<_> = ROWS
            .iter()
            .map(|row| (row.provider, row.channel, row.event_id))
            .collect();
        assert_eq!(keys.len(), ROWS.len());
    }
}

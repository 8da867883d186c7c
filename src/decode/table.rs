//! The table of records that are understood: one row for each provider, channel and event id. All
//! three are the key, because the id alone is not unique. The documentation of understood records
//! is generated from this table.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::cache::varying::{
    CREDENTIALS_CHECKED, EXPLICIT_CREDENTIALS, LOGON, LOGON_ENDED, LOGON_FAILED, PRIVILEGES,
    PROCESS, SHARE, TICKET, Varying,
};
use super::channels::acts::{
    accounts, connections, devices, documents, files, presence, programs, protection, scripts,
    services, sysmon, tasks,
};
use super::channels::{
    gateway, kerberos, logon_ui, process, rmm, security, smb, ssh, system, terminal, vpn, winrm,
};
use super::fields::Fields;
use crate::domain::event::{Fact, Header};

/// How one kind of record is decoded.
#[derive(Clone, Copy)]
pub enum Decode {
    /// From its values. Returns `None` if a required one is missing.
    Values(fn(&mut Fields<'_>, &Header) -> Option<Fact>),
    /// From its values, for frequent kinds whose records repeat earlier ones except for the varying
    /// values. Their functions do not use the process or activity that wrote the record.
    Recurring(
        fn(&mut Fields<'_>, &Header) -> Option<Fact>,
        &'static [Varying],
    ),
    /// The presence of the record is enough. Its values would not distinguish two such records and
    /// are not read.
    Presence(fn() -> Option<Fact>),
}

/// One kind of record that is understood.
#[derive(Clone, Copy)]
pub struct RecordKind {
    /// `System/Provider/@Name`. A star at the end matches any suffix that an installation adds.
    pub provider: &'static str,
    /// `System/Channel`.
    pub channel: &'static str,
    /// Event id.
    pub event_id: u32,
    /// What the record proves, in a few words.
    pub meaning: &'static str,
    /// How the record is decoded.
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
const DCOM: &str = "Microsoft-Windows-DistributedCOM";
const POWER: &str = "Microsoft-Windows-Kernel-Power";
const WINLOGON: &str = "Microsoft-Windows-Winlogon";
const WINLOGON_CHANNEL: &str = "Microsoft-Windows-Winlogon/Operational";
const PROFILE: &str = "Microsoft-Windows-User Profiles Service";
const PROFILE_CHANNEL: &str = "Microsoft-Windows-User Profile Service/Operational";
const PERFORMANCE: &str = "Microsoft-Windows-Diagnostics-Performance";
const PERFORMANCE_CHANNEL: &str = "Microsoft-Windows-Diagnostics-Performance/Operational";

const WINRM: &str = "Microsoft-Windows-WinRM";
const WINRM_CHANNEL: &str = "Microsoft-Windows-WinRM/Operational";
const GATEWAY: &str = "Microsoft-Windows-TerminalServices-Gateway";
const GATEWAY_CHANNEL: &str = "Microsoft-Windows-TerminalServices-Gateway/Operational";
const ROUTER: &str = "RemoteAccess";
const SERVICES: &str = "Service Control Manager";
const TASKS: &str = "Microsoft-Windows-TaskScheduler";
const TASKS_CHANNEL: &str = "Microsoft-Windows-TaskScheduler/Operational";
const SYSMON: &str = "Microsoft-Windows-Sysmon";
const SYSMON_CHANNEL: &str = "Microsoft-Windows-Sysmon/Operational";
const CLASSIC_POWERSHELL: &str = "PowerShell";
const POWERSHELL: &str = "Microsoft-Windows-PowerShell";
const POWERSHELL_CHANNEL: &str = "Microsoft-Windows-PowerShell/Operational";
const RDP_CLIENT: &str = "Microsoft-Windows-TerminalServices-ClientActiveXCore";
const RDP_CLIENT_CHANNEL: &str = "Microsoft-Windows-TerminalServices-RDPClient/Operational";
const BITS: &str = "Microsoft-Windows-Bits-Client";
const BITS_CHANNEL: &str = "Microsoft-Windows-Bits-Client/Operational";
const DEFENDER: &str = "Microsoft-Windows-Windows Defender";
const DEFENDER_CHANNEL: &str = "Microsoft-Windows-Windows Defender/Operational";
const FIREWALL: &str = "Microsoft-Windows-Windows Firewall With Advanced Security";
const FIREWALL_CHANNEL: &str = "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall";
const POLICY: &str = "Microsoft-Windows-GroupPolicy";
const POLICY_CHANNEL: &str = "Microsoft-Windows-GroupPolicy/Operational";
const SHELL: &str = "Microsoft-Windows-Shell-Core";
const SHELL_CHANNEL: &str = "Microsoft-Windows-Shell-Core/Operational";
const SMB_SERVER: &str = "Microsoft-Windows-SMBServer";
const SMB_SERVER_SECURITY: &str = "Microsoft-Windows-SMBServer/Security";
const SCREEN_CONNECT: &str = "ScreenConnect*";
const SPLASHTOP: &str = "Splashtop*";
const SPLASHTOP_CHANNEL: &str = "Splashtop-Splashtop Streamer-Remote Session/Operational";

/// `=` before a function marks a record whose presence is enough. `~` marks a record that recurs
/// except for the varying values, whose list follows.
macro_rules! rows {
    ($($provider:expr, $channel:expr, $id:literal,
        $(= $sign:ident :: $presence:ident)? $($decoder:ident :: $values:ident)?
        $(~ $of:ident :: $recurring:ident ($varying:ident))?,
        $meaning:literal;)+) => {
        &[$(RecordKind {
            provider: $provider, channel: $channel, event_id: $id, meaning: $meaning,
            decode: $(Decode::Presence($sign::$presence))? $(Decode::Values($decoder::$values))?
                $(Decode::Recurring($of::$recurring, $varying))?,
        },)+]
    };
}

/// All records that are understood, by channel and id.
pub const RECORD_KINDS: &[RecordKind] = rows! {
    AUDIT, "Security", 4624, ~ security::logon(LOGON), "a logon session was made";
    AUDIT, "Security", 4625, ~ security::logon_failed(LOGON_FAILED),
        "an authentication was refused";
    AUDIT, "Security", 4634, ~ security::logon_ended(LOGON_ENDED),
        "a logon session no longer exists";
    AUDIT, "Security", 4647, ~ security::logoff_started(LOGON_ENDED),
        "a logoff of a desktop began";
    AUDIT, "Security", 4648, ~ security::explicit_credentials(EXPLICIT_CREDENTIALS),
        "credentials were used by name";
    AUDIT, "Security", 4672, ~ security::privileges(PRIVILEGES), "administrator rights were given";
    AUDIT, "Security", 4720, security::account_created, "an account was created";
    AUDIT, "Security", 4722, security::account_changed, "an account was enabled";
    AUDIT, "Security", 4724, security::account_changed, "a password was reset";
    AUDIT, "Security", 4725, security::account_changed, "an account was disabled";
    AUDIT, "Security", 4738, security::account_changed, "an account was changed";
    AUDIT, "Security", 4767, security::account_changed, "an account was unlocked";
    AUDIT, "Security", 4798, security::account_named, "names an account and its SID";
    AUDIT, "Security", 4726, security::account_deleted, "an account was deleted";
    AUDIT, "Security", 4732, security::member_added, "an account was put into a local group";
    AUDIT, "Security", 4781, security::account_renamed, "an account got another name";
    AUDIT, "Security", 4768, ~ kerberos::ticket(TICKET), "a ticket-granting ticket was asked for";
    AUDIT, "Security", 4769, ~ kerberos::ticket(TICKET), "a ticket to a service was asked for";
    AUDIT, "Security", 4771, ~ kerberos::ticket(TICKET), "Kerberos refused the proof of a password";
    AUDIT, "Security", 4776, ~ security::credentials_checked(CREDENTIALS_CHECKED),
        "NTLM credentials were checked here";
    AUDIT, "Security", 4778, security::attached, "a desktop was attached to a screen";
    AUDIT, "Security", 4779, security::detached, "a desktop was detached from a screen";
    AUDIT, "Security", 4800, security::lock, "the desktop was locked";
    AUDIT, "Security", 4801, security::lock, "the desktop was unlocked";
    AUDIT, "Security", 4802, security::lock, "the screen saver started";
    AUDIT, "Security", 4803, security::lock, "the screen saver stopped";
    AUDIT, "Security", 4825, security::rdp_denied, "Remote Desktop refused: right missing";
    AUDIT, "Security", 4608, = system::booted, "the machine booted";
    AUDIT, "Security", 4616, security::clock_set, "the clock was set";
    AUDIT, "Security", 4688, ~ process::security(PROCESS), "a process was started";
    AUDIT, "Security", 5140, ~ security::share_opened(SHARE), "a share was opened";
    AUDIT, "Security", 6272, vpn::verdict, "the policy server let somebody in";
    AUDIT, "Security", 6273, vpn::verdict, "the policy server refused somebody";
    AUDIT, "Security", 6274, vpn::verdict, "the policy server discarded a request";
    AUDIT, "Security", 6276, vpn::verdict, "the policy server let somebody into quarantine";
    AUDIT, "Security", 6277, vpn::verdict, "the policy server let somebody in on probation";
    AUDIT, "Security", 6278, vpn::verdict, "the policy server gave full access";
    EVENT_LOG, "Security", 1100, = system::stopped, "the event log service stopped";
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
    CLASSIC_EVENT_LOG, "System", 6005, = system::booted, "the event log service started";
    CLASSIC_EVENT_LOG, "System", 6006, = system::stopped, "the event log service stopped";
    CLASSIC_EVENT_LOG, "System", 6008, system::stopped_unexpectedly, "the last stop was not clean";
    CLASSIC_EVENT_LOG, "System", 6009, = system::booted, "the version at boot";
    CLASSIC_EVENT_LOG, "System", 6011, system::renamed, "the computer was renamed";
    "User32", "System", 1074, system::shutdown_asked_by, "a shutdown was asked for, and by whom";
    "User32", "System", 1076, system::reason_given, "who gave the reason of the last stop";
    DCOM, "System", 10016, system::activation_refused, "names an account and its SID";
    "User32", "System", 1075, system::shutdown_cancelled, "a shutdown was called off";
    "Microsoft-Windows-Kernel-Boot", "System", 27, system::boot_type,
        "cold boot, fast start-up or back from hibernation";
    POWER, "System", 41, system::stopped_unexpectedly, "restarted without a clean stop";
    POWER, "System", 42, system::slept, "the machine goes to sleep";
    POWER, "System", 107, system::woke, "the machine woke";
    POWER, "System", 109, system::shutdown_asked, "the kernel began a shutdown";
    POWER, "System", 506, system::stood_by, "the machine goes to modern standby";
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
    SYSMON, SYSMON_CHANNEL, 1, process::sysmon, "a process was started";
    WINRM, WINRM_CHANNEL, 6, winrm::client_connected, "this machine opened a session elsewhere";
    WINRM, WINRM_CHANNEL, 91, winrm::shell_made, "a shell was made for a client";
    WINRM, WINRM_CHANNEL, 169, winrm::authenticated, "credentials were accepted";
    WINRM, WINRM_CHANNEL, 192, winrm::unauthorized, "the account lacked the right";
    WINRM, WINRM_CHANNEL, 193, winrm::authorized, "a request was authorised";
    GATEWAY, GATEWAY_CHANNEL, 200, gateway::line, "the user may connect through the gateway";
    GATEWAY, GATEWAY_CHANNEL, 201, gateway::line, "the user may not connect through the gateway";
    GATEWAY, GATEWAY_CHANNEL, 202, gateway::line, "an administrator ended a connection";
    GATEWAY, GATEWAY_CHANNEL, 203, gateway::line, "a time limit ended a connection";
    GATEWAY, GATEWAY_CHANNEL, 204, gateway::line, "a requirement of the gateway was not met";
    GATEWAY, GATEWAY_CHANNEL, 205, gateway::line, "the gateway took a UDP connection";
    GATEWAY, GATEWAY_CHANNEL, 300, gateway::line, "the user may connect to the resource";
    GATEWAY, GATEWAY_CHANNEL, 301, gateway::line, "the user may not connect to the resource";
    GATEWAY, GATEWAY_CHANNEL, 302, gateway::line, "the user connected to the resource";
    GATEWAY, GATEWAY_CHANNEL, 303, gateway::line, "the user disconnected from the resource";
    GATEWAY, GATEWAY_CHANNEL, 304, gateway::line, "the resource could not be reached";
    GATEWAY, GATEWAY_CHANNEL, 312, gateway::line, "an HTTP channel to the gateway began";
    GATEWAY, GATEWAY_CHANNEL, 313, gateway::line, "an HTTP channel to the gateway ended";
    ROUTER, "System", 20249, vpn::refused_on_port, "a VPN client was not authenticated";
    ROUTER, "System", 20250, vpn::connected, "a VPN client connected";
    ROUTER, "System", 20271, vpn::refused, "a VPN client was refused, with the reason";
    ROUTER, "System", 20272, vpn::ended, "a VPN connection ended, with its duration";
    ROUTER, "System", 20274, vpn::address_assigned, "a VPN client was given an inner address";
    ROUTER, "System", 20275, vpn::disconnected, "a VPN client disconnected";
    SMB_SERVER, SMB_SERVER_SECURITY, 551, smb::refused, "the file server refused a client";
    SCREEN_CONNECT, "Application", 30, rmm::screen_connect, "a remote session ended";
    SCREEN_CONNECT, "Application", 100, rmm::screen_connect, "somebody connected";
    SCREEN_CONNECT, "Application", 101, rmm::screen_connect, "somebody disconnected";
    SPLASHTOP, SPLASHTOP_CHANNEL, 1000, rmm::splashtop, "a remote session began";
    SPLASHTOP, SPLASHTOP_CHANNEL, 1001, rmm::splashtop, "a remote session ended";
    AUDIT, "Security", 4656, files::accessed, "a handle to an object was asked for";
    AUDIT, "Security", 4660, files::deleted, "an object was deleted";
    AUDIT, "Security", 4663, files::accessed, "an object was accessed";
    AUDIT, "Security", 5145, files::opened_through_share, "a file on a share was opened";
    AUDIT, "Security", 4689, programs::ended, "a process ended";
    AUDIT, "Security", 4697, services::audited, "a service was installed";
    AUDIT, "Security", 4698, tasks::audited, "a scheduled task was created";
    AUDIT, "Security", 4699, tasks::audited, "a scheduled task was deleted";
    AUDIT, "Security", 4700, tasks::audited, "a scheduled task was enabled";
    AUDIT, "Security", 4701, tasks::audited, "a scheduled task was disabled";
    AUDIT, "Security", 4702, tasks::audited, "a scheduled task was changed";
    AUDIT, "Security", 4719, protection::audit_policy, "what is audited was changed";
    AUDIT, "Security", 4723, accounts::changed, "somebody changed his password";
    AUDIT, "Security", 4727, accounts::changed, "a global group was created";
    AUDIT, "Security", 4728, accounts::changed, "an account was put into a global group";
    AUDIT, "Security", 4729, accounts::changed, "an account was taken out of a global group";
    AUDIT, "Security", 4730, accounts::changed, "a global group was deleted";
    AUDIT, "Security", 4731, accounts::changed, "a local group was created";
    AUDIT, "Security", 4733, accounts::changed, "an account was taken out of a local group";
    AUDIT, "Security", 4734, accounts::changed, "a local group was deleted";
    AUDIT, "Security", 4735, accounts::changed, "a local group was changed";
    AUDIT, "Security", 4737, accounts::changed, "a global group was changed";
    AUDIT, "Security", 4740, accounts::changed, "an account was locked out";
    AUDIT, "Security", 4741, accounts::changed, "a computer account was created";
    AUDIT, "Security", 4742, accounts::changed, "a computer account was changed";
    AUDIT, "Security", 4743, accounts::changed, "a computer account was deleted";
    AUDIT, "Security", 4754, accounts::changed, "a universal group was created";
    AUDIT, "Security", 4755, accounts::changed, "a universal group was changed";
    AUDIT, "Security", 4756, accounts::changed, "an account was put into a universal group";
    AUDIT, "Security", 4757, accounts::changed, "an account was taken out of a universal group";
    AUDIT, "Security", 4758, accounts::changed, "a universal group was deleted";
    SERVICES, "System", 7040, services::start_changed, "how a service starts was changed";
    SERVICES, "System", 7045, services::installed, "a service was installed";
    TASKS, TASKS_CHANNEL, 100, tasks::instance_began, "a task began, and for whom";
    TASKS, TASKS_CHANNEL, 102, tasks::instance_ended, "a task is done";
    TASKS, TASKS_CHANNEL, 106, tasks::registered, "a scheduled task was created";
    TASKS, TASKS_CHANNEL, 119, presence::logon_trigger, "a logon triggers a task";
    TASKS, TASKS_CHANNEL, 140, tasks::updated, "a scheduled task was changed";
    TASKS, TASKS_CHANNEL, 141, tasks::deleted, "a scheduled task was deleted";
    TASKS, TASKS_CHANNEL, 200, tasks::action_began, "an action of a task began";
    TASKS, TASKS_CHANNEL, 201, tasks::action_ended, "an action of a task is done";
    SYSMON, SYSMON_CHANNEL, 3, sysmon::connected, "a process connected to an address";
    SYSMON, SYSMON_CHANNEL, 5, sysmon::process_ended, "a process ended";
    SYSMON, SYSMON_CHANNEL, 11, sysmon::file, "a file was created";
    SYSMON, SYSMON_CHANNEL, 13, sysmon::registry, "a registry value was set";
    SYSMON, SYSMON_CHANNEL, 15, sysmon::file, "a stream of a file was created";
    SYSMON, SYSMON_CHANNEL, 22, sysmon::name, "a name was looked up";
    SYSMON, SYSMON_CHANNEL, 23, sysmon::file, "a file was deleted and kept";
    SYSMON, SYSMON_CHANNEL, 26, sysmon::file, "a file was deleted";
    CLASSIC_POWERSHELL, "Windows PowerShell", 400, scripts::host_began, "a PowerShell host started";
    CLASSIC_POWERSHELL, "Windows PowerShell", 403, scripts::host_ended, "a PowerShell host stopped";
    CLASSIC_POWERSHELL, "Windows PowerShell", 800, scripts::pipeline,
        "a pipeline ran, and for whom";
    POWERSHELL, POWERSHELL_CHANNEL, 4103, scripts::command, "a command of PowerShell ran";
    POWERSHELL, POWERSHELL_CHANNEL, 4104, scripts::script_block, "a script block ran";
    RDP_CLIENT, RDP_CLIENT_CHANNEL, 226, connections::rdp_client_more, "a change of state failed";
    RDP_CLIENT, RDP_CLIENT_CHANNEL, 1024, connections::rdp_client,
        "Remote Desktop connects to another host";
    RDP_CLIENT, RDP_CLIENT_CHANNEL, 1025, connections::rdp_client_more, "connected to another host";
    RDP_CLIENT, RDP_CLIENT_CHANNEL, 1026, connections::rdp_client_ended,
        "disconnected from another host";
    RDP_CLIENT, RDP_CLIENT_CHANNEL, 1027, connections::rdp_client_more, "logged on to another host";
    RDP_CLIENT, RDP_CLIENT_CHANNEL, 1028, connections::rdp_client_more,
        "whether the server supports TLS";
    RDP_CLIENT, RDP_CLIENT_CHANNEL, 1029, connections::rdp_client_more, "hash of the user name";
    RDP_CLIENT, RDP_CLIENT_CHANNEL, 1102, connections::rdp_client_more, "the address of the server";
    RDP_CLIENT, RDP_CLIENT_CHANNEL, 1103, connections::rdp_client_more,
        "a connection attempt was made";
    RDP_CLIENT, RDP_CLIENT_CHANNEL, 1104, connections::rdp_client_more,
        "a connection attempt succeeded";
    RDP_CLIENT, RDP_CLIENT_CHANNEL, 1105, connections::rdp_client_more,
        "a multi-transport connection ended";
    BITS, BITS_CHANNEL, 3, connections::job_made, "a transfer job was made, and for whom";
    BITS, BITS_CHANNEL, 59, connections::transfer_began, "a transfer began";
    BITS, BITS_CHANNEL, 60, connections::transfer_ended, "a transfer stopped";
    BITS, BITS_CHANNEL, 61, connections::transfer_ended, "a transfer stopped with an error";
    DEFENDER, DEFENDER_CHANNEL, 1116, protection::malware, "malware was found";
    DEFENDER, DEFENDER_CHANNEL, 1117, protection::malware_handled,
        "something was done about malware";
    DEFENDER, DEFENDER_CHANNEL, 5001, protection::switched_off,
        "real-time protection was switched off";
    DEFENDER, DEFENDER_CHANNEL, 5004, protection::feature, "real-time protection was changed";
    DEFENDER, DEFENDER_CHANNEL, 5007, protection::setting, "a setting of the antivirus was changed";
    DEFENDER, DEFENDER_CHANNEL, 5010, protection::switched_off,
        "scanning for spyware was switched off";
    DEFENDER, DEFENDER_CHANNEL, 5012, protection::switched_off,
        "scanning for viruses was switched off";
    FIREWALL, FIREWALL_CHANNEL, 2004, protection::rule, "a firewall rule was added";
    FIREWALL, FIREWALL_CHANNEL, 2005, protection::rule, "a firewall rule was changed";
    FIREWALL, FIREWALL_CHANNEL, 2006, protection::rule, "a firewall rule was removed";
    FIREWALL, FIREWALL_CHANNEL, 2097, protection::rule, "a firewall rule was added";
    FIREWALL, FIREWALL_CHANNEL, 2099, protection::rule, "a firewall rule was changed";
    POLICY, POLICY_CHANNEL, 4001, presence::group_policy, "the user's policy is processed";
    POLICY, POLICY_CHANNEL, 5117, presence::group_policy, "a session of the user's policy is done";
    POLICY, POLICY_CHANNEL, 8001, presence::group_policy, "the user's policy was processed";
    SHELL, SHELL_CHANNEL, 9707, programs::at_logon, "the shell starts a command at logon";
    SHELL, SHELL_CHANNEL, 9708, programs::at_logon_done, "the shell started a command";
    "Microsoft-Windows-KnownFolders", "Microsoft-Windows-Known Folders API Service", 1002,
        presence::known_folder, "a program of a user asked for a folder";
    "Microsoft-Windows-Kernel-PnP", "Microsoft-Windows-Kernel-PnP/Configuration", 400,
        devices::configured, "a device was attached for the first time";
    "Microsoft-Windows-Partition", "Microsoft-Windows-Partition/Diagnostic", 1006, devices::disk,
        "a disk was attached";
    "Microsoft Office*", "OAlerts", 300, documents::alert, "Office asked about a document";
};

/// Finds the row of a record, if it is understood.
pub(super) fn find(provider: &str, channel: &str, event_id: u32) -> Option<&'static RecordKind> {
    BY_ID.get(&event_id)?.iter().copied().find(|row| {
        is_provider(row.provider, provider) && row.channel.eq_ignore_ascii_case(channel)
    })
}

/// Whether a record has the channel and id of a known kind, but an unknown provider: a product that
/// writes to a Windows log, or a provider under another name. Not for System and
/// Application, where every program writes its own ids.
pub fn is_of_another_provider(provider: &str, channel: &str, event_id: u32) -> bool {
    let is_shared = |row: &&&RecordKind| ["System", "Application"].contains(&row.channel);
    let rows = BY_ID.get(&event_id).into_iter().flatten();
    let mut unshared_rows = rows.filter(|row| !is_shared(row));
    unshared_rows.any(|row| row.channel.eq_ignore_ascii_case(channel))
        && find(provider, channel, event_id).is_none()
}

/// Whether a provider matches a row. A row that ends with a star matches by prefix.
fn is_provider(row: &str, provider: &str) -> bool {
    match row.strip_suffix('*') {
        Some(prefix) => provider
            .get(..prefix.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(prefix)),
        None => row.eq_ignore_ascii_case(provider),
    }
}

/// Whether any row has this event id. Most records are ruled out by this alone.
pub fn may_be_understood(event_id: u32) -> bool {
    let id = event_id as usize;
    let bits = KNOWN_IDS.get(id / 64).copied().unwrap_or(0);
    bits & (1 << (id % 64)) != 0
}

/// One bit for each event id in the table.
static KNOWN_IDS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut bits = vec![0_u64; 1024];
    for row in RECORD_KINDS {
        let id = row.event_id as usize;
        if let Some(bits) = bits.get_mut(id / 64) {
            *bits |= 1 << (id % 64);
        }
    }
    bits
});

static BY_ID: LazyLock<HashMap<u32, Vec<&'static RecordKind>>> = LazyLock::new(|| {
    let mut by_id: HashMap<u32, Vec<&'static RecordKind>> = HashMap::new();
    for row in RECORD_KINDS {
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
    fn unknown_providers_are_reported_only_in_windows_logs() {
        assert!(is_of_another_provider(
            "NetApp-Security-Auditing",
            "Security",
            4624
        ));
        assert!(!is_of_another_provider(AUDIT, "security", 4624));
        assert!(!is_of_another_provider(
            "NetApp-Security-Auditing",
            "Security",
            9999
        ));
        assert!(!is_of_another_provider(
            "Service Control Manager",
            "System",
            7001
        ));
    }

    #[test]
    fn a_star_matches_what_an_installation_adds() {
        let found = |provider| find(provider, "Application", 100).is_some();
        assert!(found("ScreenConnect Client (adbce2b92cb435b3)"));
        assert!(!found("Screen"));
        assert!(!found("Reconnect ScreenConnect"));
    }

    #[test]
    fn no_row_is_a_duplicate() {
        let keys: std::collections::HashSet<_> = RECORD_KINDS
            .iter()
            .map(|row| (row.provider, row.channel, row.event_id))
            .collect();
        assert_eq!(keys.len(), RECORD_KINDS.len());
    }

    #[test]
    fn recurring_kinds_are_unique_and_have_few_varying_values() {
        let recurring = RECORD_KINDS.iter().filter_map(|row| match row.decode {
            Decode::Recurring(_, varying) => Some((row, varying)),
            _ => None,
        });
        let mut keys = std::collections::HashSet::new();
        for (row, varying) in recurring {
            assert!(keys.insert((row.channel, row.event_id)), "{}", row.event_id);
            assert!(varying.len() <= 8, "a bit for each stands in a byte");
        }
    }
}

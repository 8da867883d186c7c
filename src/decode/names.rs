//! What each kind of record says, in a few words, as a table of records shows it. The words shorten those of
//! Microsoft [source 2.1], [source 2.2]: they say what the record states, not what Whence makes of it.

/// Names of the records of one channel, by event id.
type Names = &'static [(u32, &'static str)];

/// The records of all channels. System 1 is written by two providers and has one name for both.
const NAMES: &[(&str, Names)] = &[
    ("Security", SECURITY),
    ("System", SYSTEM),
    (
        "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
        LOCAL_SESSION_MANAGER,
    ),
    (
        "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational",
        REMOTE_CONNECTION_MANAGER,
    ),
    (
        "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Admin",
        &[(1158, "Listener accepted a connection from an address")],
    ),
    (
        "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational",
        RDP_CORE,
    ),
    (
        "Microsoft-Windows-TerminalServices-RDPClient/Operational",
        RDP_CLIENT,
    ),
    (
        "Microsoft-Windows-TerminalServices-Gateway/Operational",
        GATEWAY,
    ),
    (
        "Microsoft-Windows-Diagnostics-Performance/Operational",
        &[(100, "Boot was measured"), (200, "Shutdown was measured")],
    ),
    (
        "Microsoft-Windows-Winlogon/Operational",
        &[
            (1, "Authentication started"),
            (2, "Authentication stopped"),
            (811, "Subscriber began handling a notification"),
            (812, "Subscriber finished handling a notification"),
        ],
    ),
    (
        "Microsoft-Windows-User Profile Service/Operational",
        &[
            (1, "Profile service was told of a logon"),
            (2, "Profile service finished the logon"),
            (3, "Profile service was told of a logoff"),
            (4, "Profile service finished the logoff"),
        ],
    ),
    ("OpenSSH/Operational", &[(4, "Line of the SSH server")]),
    ("Microsoft-Windows-Sysmon/Operational", SYSMON),
    (
        "Microsoft-Windows-WinRM/Operational",
        &[
            (6, "Created a session to another host"),
            (91, "Created a shell for a client"),
            (169, "User authenticated"),
            (192, "User was not authorised"),
            (193, "Request was authorised"),
        ],
    ),
    (
        "Microsoft-Windows-SMBServer/Security",
        &[(551, "SMB session authentication failed")],
    ),
    (
        "Application",
        &[
            (30, "Remote session ended"),
            (100, "Remote client connected"),
            (101, "Remote client disconnected"),
        ],
    ),
    (
        "Splashtop-Splashtop Streamer-Remote Session/Operational",
        &[
            (1000, "Remote session started"),
            (1001, "Remote session ended"),
        ],
    ),
    ("Microsoft-Windows-TaskScheduler/Operational", TASKS),
    (
        "Windows PowerShell",
        &[
            (400, "PowerShell host started"),
            (403, "PowerShell host stopped"),
            (800, "Pipeline ran"),
        ],
    ),
    (
        "Microsoft-Windows-PowerShell/Operational",
        &[(4103, "Command ran"), (4104, "Script block ran")],
    ),
    (
        "Microsoft-Windows-Bits-Client/Operational",
        &[
            (3, "Transfer job created"),
            (59, "Transfer started"),
            (60, "Transfer stopped"),
            (61, "Transfer stopped with an error"),
        ],
    ),
    ("Microsoft-Windows-Windows Defender/Operational", DEFENDER),
    (
        "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall",
        &[
            (2004, "Firewall rule added"),
            (2005, "Firewall rule changed"),
            (2006, "Firewall rule deleted"),
            (2097, "Firewall rule added"),
            (2099, "Firewall rule changed"),
        ],
    ),
    (
        "Microsoft-Windows-GroupPolicy/Operational",
        &[
            (4001, "User policy processing started"),
            (5117, "User policy session completed"),
            (8001, "User policy processing completed"),
        ],
    ),
    (
        "Microsoft-Windows-Shell-Core/Operational",
        &[
            (9707, "Command of the logon started"),
            (9708, "Command of the logon finished starting"),
        ],
    ),
    (
        "Microsoft-Windows-Known Folders API Service",
        &[(1002, "Known folder asked for")],
    ),
    (
        "Microsoft-Windows-Kernel-PnP/Configuration",
        &[(400, "Device configured")],
    ),
    (
        "Microsoft-Windows-Partition/Diagnostic",
        &[(1006, "Disk partition details")],
    ),
    ("OAlerts", &[(300, "Office showed a message")]),
];

const SECURITY: Names = &[
    (1100, "Event log service shut down"),
    (1102, "Audit log was cleared"),
    (4608, "Windows started up"),
    (4616, "System time was changed"),
    (4624, "Logged on"),
    (4625, "Failed to log on"),
    (4634, "Logged off"),
    (4647, "User started a logoff"),
    (4648, "Logon tried with explicit credentials"),
    (4656, "Handle to an object requested"),
    (4660, "Object deleted"),
    (4663, "Object accessed"),
    (4672, "Special privileges assigned"),
    (4688, "Process created"),
    (4689, "Process exited"),
    (4697, "Service installed"),
    (4698, "Scheduled task created"),
    (4699, "Scheduled task deleted"),
    (4700, "Scheduled task enabled"),
    (4701, "Scheduled task disabled"),
    (4702, "Scheduled task updated"),
    (4719, "Audit policy changed"),
    (4720, "User account created"),
    (4722, "User account enabled"),
    (4723, "Password change attempted"),
    (4724, "Password reset attempted"),
    (4725, "User account disabled"),
    (4726, "User account deleted"),
    (4727, "Global group created"),
    (4728, "Member added to a global group"),
    (4729, "Member removed from a global group"),
    (4730, "Global group deleted"),
    (4731, "Local group created"),
    (4732, "Member added to a local group"),
    (4733, "Member removed from a local group"),
    (4734, "Local group deleted"),
    (4735, "Local group changed"),
    (4737, "Global group changed"),
    (4738, "User account changed"),
    (4740, "User account locked out"),
    (4741, "Computer account created"),
    (4742, "Computer account changed"),
    (4743, "Computer account deleted"),
    (4754, "Universal group created"),
    (4755, "Universal group changed"),
    (4756, "Member added to a universal group"),
    (4757, "Member removed from a universal group"),
    (4758, "Universal group deleted"),
    (4767, "User account unlocked"),
    (4768, "Kerberos ticket-granting ticket requested"),
    (4769, "Kerberos service ticket requested"),
    (4771, "Kerberos pre-authentication failed"),
    (4776, "NTLM credentials validated"),
    (4778, "Session reconnected to a window station"),
    (4779, "Session disconnected from a window station"),
    (4781, "Account renamed"),
    (4798, "Local group membership of a user listed"),
    (4800, "Workstation locked"),
    (4801, "Workstation unlocked"),
    (4802, "Screen saver started"),
    (4803, "Screen saver dismissed"),
    (4825, "Remote Desktop denied, right missing"),
    (5140, "Network share accessed"),
    (5145, "File on a share checked for access"),
    (6272, "Network policy server granted access"),
    (6273, "Network policy server denied access"),
    (6274, "Network policy server discarded a request"),
    (6276, "Network policy server quarantined a user"),
    (6277, "Network policy server granted access on probation"),
    (6278, "Network policy server granted full access"),
];

const SYSTEM: Names = &[
    (1, "System time changed, or the machine woke"),
    (12, "Operating system started"),
    (13, "Operating system is shutting down"),
    (27, "Boot type"),
    (41, "Rebooted without a clean shutdown"),
    (42, "Entering sleep"),
    (104, "Log was cleared"),
    (107, "Resumed from sleep"),
    (109, "Kernel power manager started a shutdown"),
    (506, "Entering modern standby"),
    (507, "Leaving modern standby"),
    (1074, "Shutdown or restart requested"),
    (1075, "Shutdown cancelled"),
    (1076, "Reason given for the last shutdown"),
    (6005, "Event log service started"),
    (6006, "Event log service stopped"),
    (6008, "Previous shutdown was unexpected"),
    (6009, "Windows version at boot"),
    (6011, "Computer name changed"),
    (7001, "User logon notification"),
    (7002, "User logoff notification"),
    (7040, "Start type of a service changed"),
    (7045, "Service installed"),
    (10016, "Permission to activate a component missing"),
    (20249, "VPN user failed to authenticate"),
    (20250, "VPN user connected"),
    (20271, "VPN user failed to authenticate, with the reason"),
    (20272, "VPN user disconnected, with the duration"),
    (20274, "VPN user was assigned an address"),
    (20275, "VPN user disconnected"),
];

const LOCAL_SESSION_MANAGER: Names = &[
    (21, "Session logon succeeded"),
    (22, "Shell start notification received"),
    (23, "Session logoff succeeded"),
    (24, "Session has been disconnected"),
    (25, "Session reconnection succeeded"),
    (36, "State transition of the session failed"),
    (39, "Session disconnected by another session"),
    (40, "Session disconnected, with the reason"),
    (41, "Session arbitration began"),
    (42, "Session arbitration ended"),
];

const REMOTE_CONNECTION_MANAGER: Names = &[
    (261, "Listener took a connection"),
    (1149, "User authentication succeeded"),
    (20503, "Shadow view session started"),
    (20504, "Shadow view session stopped"),
    (20506, "Shadow control session started"),
    (20507, "Shadow control session stopped"),
    (20508, "Shadow view permission granted"),
    (20509, "Shadow view permission denied"),
    (20510, "Shadow control permission granted"),
    (20511, "Shadow control permission denied"),
];

const RDP_CORE: Names = &[
    (65, "Connection created"),
    (66, "Connection assigned to a session"),
    (72, "Interface method called"),
    (102, "Server ended the connection"),
    (103, "Connection ended, with the reason"),
    (104, "Client's time zone"),
    (131, "Server accepted a TCP connection"),
    (139, "Error in the security layer"),
    (140, "Connection failed: user name or password wrong"),
    (141, "Property of the connection set"),
];

const RDP_CLIENT: Names = &[
    (226, "State transition of the client failed"),
    (1024, "Client is trying to connect to a server"),
    (1025, "Client connected to a server"),
    (1026, "Client disconnected, with the reason"),
    (1027, "Client connected to a domain and session"),
    (1028, "Whether the server supports TLS"),
    (1029, "Hash of the user name"),
    (1102, "Client started a connection to an address"),
    (1103, "Client established a connection"),
    (1104, "Client's connection attempt completed"),
    (1105, "Client disconnected a transport"),
];

const GATEWAY: Names = &[
    (200, "User met the connection policy"),
    (201, "User did not meet the connection policy"),
    (202, "Administrator disconnected a connection"),
    (203, "Time limit disconnected a connection"),
    (204, "Requirement of the gateway not met"),
    (205, "UDP connection established"),
    (300, "User met the resource policy"),
    (301, "User did not meet the resource policy"),
    (302, "User connected to a resource"),
    (303, "User disconnected from a resource"),
    (304, "Resource could not be reached"),
    (312, "HTTP channel opened"),
    (313, "HTTP channel closed"),
];

const SYSMON: Names = &[
    (1, "Process created"),
    (3, "Network connection"),
    (5, "Process terminated"),
    (11, "File created"),
    (13, "Registry value set"),
    (15, "File stream created"),
    (22, "DNS query"),
    (23, "File deleted and archived"),
    (26, "File deleted"),
];

const TASKS: Names = &[
    (100, "Task started"),
    (102, "Task completed"),
    (106, "Task registered"),
    (119, "Task triggered by a logon"),
    (140, "Task updated"),
    (141, "Task deleted"),
    (200, "Action of a task started"),
    (201, "Action of a task completed"),
];

const DEFENDER: Names = &[
    (1116, "Malware detected"),
    (1117, "Action taken against malware"),
    (5001, "Real-time protection disabled"),
    (5004, "Real-time protection changed"),
    (5007, "Configuration of the antivirus changed"),
    (5010, "Scanning for spyware disabled"),
    (5012, "Scanning for viruses disabled"),
];

/// What a record says, by its channel and event id; `None` for a record that is not understood.
pub fn name(channel: &str, event_id: u32) -> Option<&'static str> {
    let mut channels = NAMES.iter();
    let (_, names) = channels.find(|(known, _)| known.eq_ignore_ascii_case(channel))?;
    let found = names.binary_search_by_key(&event_id, |(id, _)| *id).ok()?;
    names.get(found).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::RECORD_KINDS;

    #[test]
    fn every_record_that_is_understood_has_a_name_and_no_other() {
        for kind in RECORD_KINDS {
            let name = name(kind.channel, kind.event_id);
            assert!(name.is_some(), "{} {}", kind.channel, kind.event_id);
        }
        for (channel, names) in NAMES {
            assert!(names.is_sorted_by_key(|(id, _)| *id), "{channel}");
            for (id, name) in *names {
                let mut kinds = RECORD_KINDS.iter();
                let is_known = kinds.any(|kind| kind.channel == *channel && kind.event_id == *id);
                assert!(is_known, "{channel} {id}");
                assert!(
                    name.starts_with(char::is_uppercase) && !name.ends_with('.'),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn a_name_is_found_by_channel_and_id_together() {
        let core = "microsoft-windows-remotedesktopservices-rdpcorets/operational";
        assert_eq!(name(core, 131), Some("Server accepted a TCP connection"));
        assert_eq!(name("Security", 131), None);
        assert_eq!(name("Nothing", 4624), None);
    }
}

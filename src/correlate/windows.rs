//! Every time window and threshold of the correlator, with its source in `docs/sources.md`. "Chosen"
//! and "ours" mean that no source gives the figure.

use crate::domain::time::Span;

/// A connection and the logon or failure on it: 0.1 s as a rule, 17 s when the client requested
/// the password only after connecting [source 5.3].
pub const CONNECTION_TO_LOGON: Span = Span::seconds(60);
/// The NLA logon and the 1149 that follows it [source 5.2].
pub const NLA_TO_AUTHENTICATED: Span = Span::seconds(5);
/// 1149 and the logon of the desktop [source 5.2].
pub const AUTHENTICATED_TO_LOGON: Span = Span::seconds(60);
/// A logon and the arbitration of its desktop, in either order [source 5.2].
pub const LOGON_TO_ARBITRATION: Span = Span::seconds(2);
/// Arbitration and the desktop [source 5.2].
pub const ARBITRATION_TO_DESKTOP: Span = Span::seconds(30);
/// A logon and its desktop where arbitration was not logged [source 5.2].
pub const LOGON_TO_DESKTOP: Span = Span::seconds(5);
/// A re-authentication and the reconnect that it was for [source 5.5].
pub const LOGON_TO_RECONNECT: Span = Span::seconds(10);
/// A connection that dies this soon after a logon died on it was lost with it: 0.4 s in the one real
/// case looked at.
pub const LOST_WITH_LOGON: Span = Span::seconds(2);
/// A desktop's logon that is written although its connection is gone: 1.4 s in the one real case
/// looked at.
pub const LOGON_AFTER_LOSS: Span = Span::seconds(10);
/// A logoff drops its connection; one that comes later than this after the connection's end was of a
/// desktop that nobody was at. The logs of the two differ by a tick in the real cases looked at.
pub const LOGOFF_AFTER_CONNECTION: Span = Span::seconds(2);
/// A refusal at a logon screen and the end of the check in Winlogon's log: the same moment, with room
/// for a busy machine [source 2.8].
pub const SCREEN_FAILURE_TO_NOTICE: Span = Span::seconds(1);
/// Records of one logon: 7001, profile service, 21 [source 5.2].
pub const LOGON_COMPANIONS: Span = Span::seconds(5);
/// Explicit credentials and rights of one logon: the same tick, with room for a busy machine.
pub const CREDENTIAL_COMPANIONS: Span = Span::seconds(1);
/// 25 and 4778, 24 and 4779 of one event [source 5.2].
pub const ATTACHMENT_COMPANIONS: Span = Span::seconds(5);
/// Records of one end [source 11.1].
pub const END_CLUSTER: Span = Span::seconds(15);
/// 4647 and the 23 that completes it [source 5.2].
pub const LOGOFF_TO_DESKTOP_END: Span = Span::seconds(60);
/// Logon sessions of an unlock die within this [source 6.1].
pub const UNLOCK_LIFETIME: Span = Span::seconds(1);
/// One user's leaving the console and another's switching back to their desktop [source 6.3].
pub const SWITCH_USER: Span = Span::seconds(15);
/// The window manager of a logon screen dies within this when the user's own desktop is back
/// [source 6.3].
pub const LOGON_SCREEN_DEATH: Span = Span::seconds(3);
/// An attach of a desktop and the authentication that it was for [source 5.19].
pub const ATTACH_AUTHENTICATION: Span = Span::seconds(60);
/// A client that lost its network reconnects automatically within minutes [source 5.19].
pub const AUTOMATIC_RECONNECT: Span = Span::seconds(600);
/// A boot and the automatic sign-on [source 6.6].
pub const AUTOMATIC_SIGN_ON: Span = Span::seconds(120);
/// Such a sign-on and the lock that follows at once [source 6.6].
pub const AUTOMATIC_SIGN_ON_LOCK: Span = Span::seconds(5);
/// The two halves of an elevated/filtered pair.
pub const PAIR: Span = Span::millis(100);
/// Boot markers of one boot [source 4.4].
pub const BOOT_CLUSTER: Span = Span::seconds(120);
/// Records this close before the record that proved a new boot are already of that boot (a pause of
/// a minute is longer than any between the records of one logon).
pub const BOOT_PROOF_GAP: Span = Span::seconds(60);
/// A logon id this far below the highest of the boot can only come from another boot: within one,
/// ids rise [source 4.5].
pub const LUID_COLLAPSE: u64 = 0x1_0000;
/// A clock set by more than this makes durations unreliable [source 4.7].
pub const UNRELIABLE_STEP: Span = Span::seconds(60);
/// From Kernel-Power 42 until the clock stops: seconds for sleep (2 to 13 in the real logs
/// looked at), minutes while hibernation writes its file.
pub const SLEEP_TO_STANDSTILL: Span = Span::seconds(300);
/// A shutdown that was requested and not seen to happen explains the end of a boot only when nothing
/// was written for longer than this after it: programs may keep it waiting for minutes.
pub const SHUTDOWN_PATIENCE: Span = Span::seconds(600);
/// The clock must run back, or be set, by more than this to count as set.
pub const CLOCK_STEP: Span = Span::seconds(60);
/// Threads write records of one log out of order by up to this; a record that is older than one before it by
/// more was written after it, by a clock that was set back (chosen).
pub const OUT_OF_ORDER: Span = Span::millis(100);
/// Two logs' records of one setting of the clock name times this close (equal in all real logs
/// looked at).
pub const ONE_SETTING: Span = Span::seconds(1);
/// Records of different logs that record one act are this close (4624 and 21: 0.2 s as a rule).
pub const SHARED_ACT: Span = Span::seconds(5);
/// A record of a stop this long before or after a logoff explains it [source 11.3], [source 11.4].
pub const SHUTDOWN_AND_LOGOFF: Span = Span::seconds(60);
/// Connections of one source without a longer pause are one burst [source 10.1].
pub const BURST_GAP: Span = Span::seconds(300);
/// An SSH line and the Security record of the same check [source 8.1].
pub const SSH_COMPANIONS: Span = Span::seconds(2);
/// Two NLA logons of one client for one connection, and how long each of them lives when no desktop
/// comes [source 5.11].
pub const NLA_TWINS: Span = Span::seconds(1);
/// How long after an attempt the right that it lacked is given: somebody asks for it and tries again.
/// Chosen.
pub const RIGHT_GIVEN: Span = Span::seconds(1800);
/// An SSH client has this long to prove who it is (sshd's `LoginGraceTime`, 2 minutes unless it is
/// set): records of one sshd process that are farther apart are of two processes of one number.
pub const SSH_GRACE: Span = Span::seconds(120);
/// Two failures of one consent prompt [source 6.11].
pub const CONSENT_PAIR: Span = Span::seconds(2);
/// A connection that died at a certificate prompt and the one that follows it [source 5.10].
pub const CERTIFICATE_PROMPT: Span = Span::seconds(60);
/// One activity id may recur months later; a beginning after this pause is another connection
/// [source 5.4].
pub const ACTIVITY_REUSE: Span = Span::seconds(48 * 3600);
/// Records of the old and of the new name are this close in number when a log continues under a
/// new name; the records between them are of kinds that we do not read.
pub const RENAME_RECORD_GAP: u64 = 200;
/// A boot marker is among this many records around the change: a rename takes a restart.
pub const RENAME_BOOT_REACH: usize = 12;
/// How long after a rename a log may still end under the old name and be of the renamed machine:
/// clocks are set by hours during set-up.
pub const RENAME_CLOCK_DOUBT: Span = Span::seconds(24 * 3600);
/// A machine with more histories than this is correlated as if it had one: each is correlated separately
/// (chosen).
pub const MAX_HISTORIES: usize = 64;
/// No farther apart in time are two logs of one history: a machine that runs writes to System at least once
/// a day (6013, its uptime; chosen).
pub const ONE_HISTORY: Span = Span::seconds(24 * 3600);
/// Logs in two folders that share this many records are one machine's [source 3.7].
pub const COPIES_OF_ONE_MACHINE: usize = 20;
/// Logs in two folders under one name and domain that share this many records are one machine's: a history
/// that a snapshot went back to may be short (chosen).
pub const COPIES_UNDER_ONE_NAME: usize = 3;
/// A WinRM record and the network logon of the same account [source 8.6].
pub const WINRM_COMPANIONS: Span = Span::seconds(2);
/// A running shell authenticates again for each connection of its client; ours, as WinRM's log
/// does not record a shell's end.
pub const WINRM_SHELL_GAP: Span = Span::seconds(300);
/// A machine's call to itself and the shell that it gets: 0.3 and 0.7 s in real logs of a server's
/// own management, with room for a busy start.
pub const WINRM_OWN_CALL: Span = Span::seconds(30);
/// 302 and 303 of one gateway connection's two transports [source 9.1].
pub const GATEWAY_TRANSPORTS: Span = Span::seconds(5);
/// What a gateway asks and decides before a connection; ours: its steps take less than a second,
/// but a person may be asked for a second factor.
pub const GATEWAY_PRELUDE: Span = Span::seconds(60);
/// A connection through a gateway and the session on the machine behind it, on two clocks [source 9.1].
pub const GATEWAY_TO_TARGET: Span = Span::seconds(30);
/// The VPN server's and the policy server's records of one connection on one machine; ours.
pub const VPN_COMPANIONS: Span = Span::seconds(10);
/// A credential check and the logon that it was for, on one machine [source 7.7].
pub const CHECK_TO_LOGON: Span = Span::seconds(2);
/// Security's and the file server's records of one refusal, written by two parts of Windows in one moment;
/// ours.
pub const SMB_TO_FAILURE: Span = Span::seconds(1);
/// Tickets of one account to one service are one session [source 7.8].
pub const TICKET_FOLD: Span = Span::seconds(600);
/// 1158 and the 261 of one connection, written in one instant by two channels of one service.
pub const ONE_INSTANT: Span = Span::millis(100);
/// The halves of an elevated/filtered pair lie among this many logons at a screen (chosen: on
/// terminal servers others may log on in the same tick).
pub const PAIR_REACH: usize = 4;
/// How many of the latest sessions are checked for one that just ended (chosen)
/// [source 6.3].
pub const SWITCH_REACH: usize = 64;
/// As many near misses are kept with a session: a flood of attempts would say the same each time
/// (chosen).
pub const NEAR_MISSES_OF_A_SESSION: usize = 16;
/// The records of several drivers of one device that was attached [source 16.7].
pub const ONE_DEVICE: Span = Span::seconds(5);
/// 7045 and 4697 of one service [source 16.7].
pub const ONE_SERVICE: Span = Span::seconds(2);
/// 4648 of one logon that tries one server with the same credentials several times [source 16.7].
pub const ONE_USE: Span = Span::seconds(1);

//! The rules by their numbers. A source names the rule that joined it.

/// A rule of the specification.
pub type Rule = &'static str;

/// Same RDP ActivityID within one boot.
pub const ACTIVITY: Rule = "C1";
/// On Windows 7 the nearest earlier unclaimed 261 belongs to a 1149.
pub const NEAREST_LISTENER: Rule = "C2";
/// Connections without credentials of one source are one burst.
pub const BURST: Rule = "C4";
/// The NLA type-3 logon belongs to the connection that it authenticates.
pub const NLA_LOGON: Rule = "N1";
/// An NLA failure belongs to the only connection that was alive and undecided.
pub const NLA_FAILURE: Rule = "N2";
/// A failure at the logon screen of a connection belongs to the only one alive.
pub const SCREEN_FAILURE: Rule = "N3";
/// Type 3 by `NtLmSsp` with an address and no port is Remote Desktop.
pub const NLA_ALONE: Rule = "N4";
/// A dead NLA logon belongs to the session of the same account and client that follows.
pub const CERTIFICATE_PROMPT: Rule = "N5";
/// Records of one local session between attach and detach.
pub const LOCAL_SESSION: Rule = "D1";
/// A desktop's logon is that of the same user just before.
pub const DESKTOP_LOGON: Rule = "D2";
/// A reconnect's re-authentication is that of the same user just before.
pub const RECONNECT_LOGON: Rule = "D3";
/// An elevated/filtered pair is one logon.
pub const PAIR: Rule = "D4";
/// A desktop logon without a desktop belongs to the connection that it came on.
pub const LOGON_OF_CONNECTION: Rule = "D5";
/// Without LocalSessionManager, a logon is its own evidence of a desktop.
pub const LOGON_ALONE: Rule = "D6";
/// A logon that dies at once, without a new connection, is an unlock.
pub const UNLOCK: Rule = "D7";
/// 4778 and 4779 attach and detach the desktop of their logon id.
pub const ATTACHMENT: Rule = "D8";
/// Lock and unlock notices belong to the desktop of their session or user.
pub const LOCK: Rule = "D9";
/// A refused unlock is a failed session of its own.
pub const FAILED_UNLOCK: Rule = "F1";
/// A refused logon at the machine's own screen.
pub const FAILED_SCREEN: Rule = "F2";
/// A refused network logon is one session.
pub const FAILED_NETWORK: Rule = "F3";
/// Credentials refused inside a session.
pub const FAILED_CREDENTIAL_USE: Rule = "F4";
/// A logon that one sshd process or one client port made.
pub const SSH: Rule = "S1";
/// A network logon is one session for each logon id.
pub const NETWORK: Rule = "W1";
/// Credentials used inside another session.
pub const CREDENTIAL_USE: Rule = "W2";
/// Background logons.
pub const BACKGROUND: Rule = "W3";
/// The end of the logon id that lives as long as the connection.
pub const NLA_END: Rule = "E1";
/// Records of one end.
pub const END_CLUSTER: Rule = "E2";
/// The end of a logon id.
pub const LOGON_END: Rule = "E3";
/// Companions of one logon by logon id.
pub const SAME_LOGON: Rule = "P1";
/// Companions of one logon by user, process and time.
pub const SAME_TIME: Rule = "P2";
/// Notices of one local session.
pub const SAME_LOCAL_SESSION: Rule = "P3";

//! Every time window and threshold of the correlator, with its source. Measured offsets are those
//! of the domain reference, section C.

use crate::domain::time::Span;

/// A connection and the logon or failure on it: 0.1 s as a rule, 17 s when the client asked for
/// the password only after connecting (C.5b).
pub const CONNECTION_TO_LOGON: Span = Span::seconds(60);
/// The NLA logon and the 1149 that follows it (C.13).
pub const NLA_TO_AUTHENTICATED: Span = Span::seconds(5);
/// 1149 and the logon of the desktop (C.13).
pub const AUTHENTICATED_TO_LOGON: Span = Span::seconds(60);
/// A logon and the arbitration of its desktop, in either order (C.13: 4624→41).
pub const LOGON_TO_ARBITRATION: Span = Span::seconds(2);
/// Arbitration and the desktop (C.13: 41→21).
pub const ARBITRATION_TO_DESKTOP: Span = Span::seconds(30);
/// A logon and its desktop where arbitration was not logged (C.13: 4624→21).
pub const LOGON_TO_DESKTOP: Span = Span::seconds(5);
/// A re-authentication and the reconnect that it was for (C.5).
pub const LOGON_TO_RECONNECT: Span = Span::seconds(10);
/// Records that tell of one logon: 7001, profile service, 21 (C.13: 7001↔21).
pub const LOGON_COMPANIONS: Span = Span::seconds(5);
/// Explicit credentials and rights of one logon: the same tick, with room for a busy machine.
pub const CREDENTIAL_COMPANIONS: Span = Span::seconds(1);
/// 25 and 4778, 24 and 4779 of one event (C.13).
pub const ATTACHMENT_COMPANIONS: Span = Span::seconds(5);
/// Records of one end (C.6).
pub const END_CLUSTER: Span = Span::seconds(15);
/// 4647 and the 23 that completes it (C.13).
pub const LOGOFF_TO_DESKTOP_END: Span = Span::seconds(60);
/// Logon sessions of an unlock die within this (C.2).
pub const UNLOCK_LIFETIME: Span = Span::seconds(1);
/// One user's leaving the console and another's switching back to his desktop (decision 32; 5 s in
/// the one real case looked at).
pub const SWITCH_USER: Span = Span::seconds(15);
/// The two halves of an elevated/filtered pair.
pub const PAIR: Span = Span::millis(100);
/// Boot markers of one boot (C.11).
pub const BOOT_CLUSTER: Span = Span::seconds(120);
/// The clock must run back by more than this to count as set.
pub const CLOCK_STEP: Span = Span::seconds(120);
/// A shutdown marker this long before a logoff explains it (session model, decision 1).
pub const SHUTDOWN_BEFORE_LOGOFF: Span = Span::seconds(60);
/// Connections of one source without a longer pause are one burst (session model, kinds).
pub const BURST_GAP: Span = Span::seconds(300);
/// An SSH line and the Security record of the same check (A.14).
pub const SSH_COMPANIONS: Span = Span::seconds(2);
/// Two failures of one consent prompt (session model, decision 19).
pub const CONSENT_PAIR: Span = Span::seconds(2);
/// A connection that died at a certificate prompt and the one that follows it (session model,
/// decision 20).
pub const CERTIFICATE_PROMPT: Span = Span::seconds(60);
/// One activity id may recur months later; a beginning after this pause is another connection.
pub const ACTIVITY_REUSE: Span = Span::seconds(48 * 3600);
/// 1158 and the 261 of one connection, written in one instant by two channels of one service.
pub const ONE_INSTANT: Span = Span::millis(100);
/// The halves of an elevated/filtered pair lie among this many logons at a screen (chosen: on
/// terminal servers others may log on in the same tick).
pub const PAIR_REACH: usize = 4;
/// How many of the latest sessions are looked at for one that just ended (decision
/// 32; chosen).
pub const SWITCH_REACH: usize = 64;
/// LocalSessionManager counts as writing where it has a record among this many on either side
/// (chosen).
pub const SESSION_MANAGER_REACH: usize = 20_000;
/// A setting of the clock by more than this within a session makes its duration unreliable
/// (session model, decision 12).
pub const CLOCK_SET: Span = Span::seconds(60);
/// A setting of the clock this few records after the machine fell asleep is the waking (chosen).
pub const SLEEP_REACH: usize = 40;
/// As many near misses are kept with a session: a flood of attempts would say the same each time
/// (chosen).
pub const NEAR_MISSES_OF_A_SESSION: usize = 16;

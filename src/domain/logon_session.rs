//! The Windows logon session: access sessions consist of them, and some exist without one.

use thin_vec::ThinVec;

use super::host::HostIndex;
use super::ids::Luid;
use super::place::EventIndex;
use super::session_terms::Precision;
use super::text::Text;
use super::time::Timestamp;

words! {
    /// How the end of a logon session is known.
    LogonEnd {
        /// No record shows it.
        Unknown = "unknown",
        /// The evidence ends first.
        Open = "open",
        /// The boot ended, and nothing outlives it; with a fast start-up, no user's logon does.
        Boot = "ended with the boot",
        /// 4647: its user's logoff began.
        LogoffStarted = "logoff began",
        /// 4634: it no longer existed.
        Destroyed = "ended",
    }
}

/// A Windows logon session: an authenticated identity's permissions, from 4624 to 4634.
#[derive(Clone, Debug)]
pub struct LogonSession {
    /// The host.
    pub host: HostIndex,
    /// Which boot of the host, from 0.
    pub boot: u32,
    /// Its id, where a record states it.
    pub luid: Option<Luid>,
    /// The other half of an elevated/filtered pair.
    pub linked: Option<Luid>,
    /// The user.
    pub user: Option<Text>,
    /// Domain.
    pub domain: Option<Text>,
    /// Windows logon type, where its 4624 is there.
    pub logon_type: Option<u8>,
    /// Whether it was elevated.
    pub elevated: Option<bool>,
    /// 4624; `None` when it is known only from later records.
    pub begin: Option<Timestamp>,
    /// When it ended, or the limit of that.
    pub end: Option<Timestamp>,
    /// How that is known.
    pub end_kind: LogonEnd,
    /// How well that is known.
    pub end_precision: Option<Precision>,
    /// The access sessions that it belongs to, as indices into the case; none for background, and where only
    /// its user's actions show it [source 7.1], [source 7.2].
    pub sessions: ThinVec<u32>,
    /// The local session whose desktop it is for, as an index into the case.
    pub local_session: Option<u32>,
    /// Its records.
    pub events: ThinVec<EventIndex>,
}

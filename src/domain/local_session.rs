//! The local session: the desktop that a user sees, which continues to exist while nobody is connected.

use super::host::HostIndex;
use super::place::EventIndex;
use super::session_terms::{EndKind, Precision};
use super::text::Text;
use super::time::Timestamp;

words! {
    /// The state of a desktop.
    DesktopState {
        /// Nobody was connected; its programs kept running.
        Disconnected = "disconnected",
        /// A user was connected, and the screen was locked.
        Locked = "locked",
        /// A user was connected.
        Attached = "attached",
    }
}

/// A stretch of a local session's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalInterval {
    /// How it was.
    pub state: DesktopState,
    /// From when; `None` when it began before the evidence.
    pub from: Option<Timestamp>,
    /// Until when; `None` when the evidence ends first, or the end is not known.
    pub to: Option<Timestamp>,
    /// The access session that was connected, as an index into the case.
    pub visit: Option<u32>,
}

/// A local session: the desktop that a person sees.
#[derive(Clone, Debug)]
pub struct LocalSession {
    /// The host.
    pub host: HostIndex,
    /// Which boot of the host, from 0.
    pub boot: u32,
    /// Its id, reused after logoff and boot.
    pub session_id: u32,
    /// The user.
    pub user: Option<Text>,
    /// First record.
    pub begin: Option<Timestamp>,
    /// Logoff, or the end of the boot, or the limit of that.
    pub end: Option<Timestamp>,
    /// How it ended.
    pub end_kind: EndKind,
    /// How well its end is known.
    pub end_precision: Option<Precision>,
    /// Every visit: the access sessions that used the desktop, by index into the case.
    pub visits: Vec<u32>,
    /// Its Windows logon sessions, by index into the case.
    pub logon_sessions: Vec<u32>,
    /// Its life, in order; a lock lies within an attachment.
    pub intervals: Vec<LocalInterval>,
    /// Its records.
    pub events: Vec<EventIndex>,
}

impl LocalSession {
    /// Since when nobody has been there, where the evidence ends with the desktop still running.
    pub fn disconnected_since(&self) -> Option<Timestamp> {
        let last = self.intervals.last()?;
        let left = last.state == DesktopState::Disconnected && last.to.is_none();
        last.from.filter(|_| left && self.end_kind == EndKind::Open)
    }
}

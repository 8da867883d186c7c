//! Events to sessions: pure, deterministic, without input or output.

use crate::domain::activity::Activity;
use crate::domain::event::Event;
use crate::domain::session::{Host, LocalSession, LogonSession, Session};

/// All that was found in a set of events.
#[derive(Debug, Default)]
pub struct Correlation {
    /// Hosts.
    pub hosts: Vec<Host>,
    /// Access sessions, in export order.
    pub sessions: Vec<Session>,
    /// Windows logon sessions.
    pub logon_sessions: Vec<LogonSession>,
    /// Local sessions.
    pub local_sessions: Vec<LocalSession>,
    /// Activity.
    pub activities: Vec<Activity>,
}

/// Joins events into sessions. `None` when `keep_going` said no.
pub fn correlate(_events: &[Event], keep_going: &dyn Fn() -> bool) -> Option<Correlation> {
    keep_going().then(Correlation::default)
}

//! The question who was on a host.

use crate::domain::session::HostIndex;

/// The form that asks who was on a host.
#[derive(Clone, Debug, Default)]
pub struct PresenceForm {
    /// The time, as typed.
    pub text: String,
    /// Where; everywhere when `None`.
    pub host: Option<HostIndex>,
}

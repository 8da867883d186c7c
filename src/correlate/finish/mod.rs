//! Turns drafts into sessions: companions, ends, confidence, and the session itself.

pub(super) mod assemble;
pub(super) mod boot_ends;
pub(super) mod companions;
pub(super) mod confidence;
mod explicit_credentials;
pub(super) mod local_sessions;
pub(super) mod logon_sessions;
pub(super) mod near_misses;
mod recovered;
pub(super) mod remarks;
pub(super) mod session_spans;
mod shares;
mod shutdown_logoffs;

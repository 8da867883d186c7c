//! Turns drafts into sessions: companions, ends, confidence, and the session itself.

pub mod assemble;
pub mod boot_ends;
pub mod companions;
pub mod confidence;
mod explicit_credentials;
pub mod local_sessions;
pub mod logon_sessions;
pub mod near_misses;
mod recovered;
pub mod remarks;
pub mod session_spans;
mod shares;
mod shutdown_logoffs;

//! What each view shows: tables by their columns, and the views that are more than a table.

pub mod evidence;
pub mod groups;
pub mod hosts;
pub mod local_sessions;
pub mod problems;
pub mod session;
pub mod sessions;
pub mod timeline;
pub mod week;

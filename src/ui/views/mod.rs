//! The views that are more than a table.

pub mod session;
pub mod table;
pub mod timeline;
pub mod week;

//! What each view shows.

pub mod timeline;

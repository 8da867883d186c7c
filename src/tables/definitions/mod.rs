//! One file for each table: its columns, the names of its rows, and where they lead.
//!
//! A new column is a line in one of these files. Its machine name (`id`) stays as it is for ever: programs
//! read it.

pub mod activity;
pub mod bursts;
pub mod evidence_files;
mod groups;
pub mod hosts;
pub mod local_sessions;
pub mod logon_sessions;
pub mod neighbours;
pub mod problems;
pub mod ranges;
pub mod sessions;
pub mod sources;
pub mod user_places;
pub mod users;
pub mod visits;
pub mod who_was_on;

#[cfg(test)]
mod tests;

//! Tables as files. A table of typed cells (`domain::table`) is rendered on all cores (`batches`) by the
//! sink of a format (`sink`, `formats`) and saved safely (`save`).

pub mod activities;
pub mod batches;
pub mod csv;
mod flat;
pub mod formats;
pub mod jsonl;
pub mod save;
pub mod sessions;
pub mod sink;

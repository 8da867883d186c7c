//! Sessions as files: JSON Lines and CSV, in the fields and order of the session model.

pub mod columns;
pub mod csv;
pub mod jsonl;
pub mod save;

//! Caches for values that recur from record to record.

pub mod interner;
pub mod log;
pub mod plan;
pub mod recurring;
pub mod varying;

//! What decoding keeps from record to record, because it recurs.

pub mod interner;
pub mod log;
pub mod plan;
pub mod recurring;
pub mod varying;

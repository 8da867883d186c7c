//! Work off the caller's thread: the only place that starts threads.

pub mod cancel;
pub mod progress;
pub mod slot;
pub mod task;

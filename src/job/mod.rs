//! Background work. Threads are started only here.

pub mod cancel;
pub mod progress;
pub mod slot;
pub mod task;

//! Background work. Threads are started only here.

pub mod cancel;
pub mod progress;
pub mod remaining;
pub mod slot;
pub mod task;
pub mod ticker;

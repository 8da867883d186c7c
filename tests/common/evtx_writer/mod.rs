//! A writer for the EVTX format, for tests.
//!
//! It writes what Windows writes and not merely what parses: a system template for each computer
//! and an event-data template for each event, shared by the records of a chunk; typed
//! substitution values; the chunk's string and template tables; both checksums. A reader that
//! takes short cuts through templates is thereby tested on the real shapes.

mod binxml;
mod chunk;
pub mod damage;
mod event;
mod file;
mod templates;
mod value;

pub use event::{Payload, Provider, Record};
pub use file::{CHUNK_SIZE, FILE_HEADER_SIZE, LogWriter, write_evtx};
pub use value::{Guid, Value};

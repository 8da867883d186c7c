//! A writer for the EVTX format, for tests.
//!
//! It writes what Windows writes, not merely what parses: one system template per computer and one
//! event-data template per event, shared by the records of a chunk; typed substitution values; the
//! chunk's string and template tables; both checksums. This tests a reader that takes short cuts
//! through templates on the structures of real logs.

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

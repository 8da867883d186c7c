//! The fast path: reads the records of a chunk in place, without rendering them.
//!
//! A record of an event log is an instance of a template. The template says which value is the
//! event id. The values follow each other after a table of their sizes and types. So the event id
//! is found by adding sizes, and a value is found by its name without parsing the rest.
//!
//! Only the forms that Windows writes are read here. `None`, whatever the reason, means that the
//! slow path (the `evtx` crate) must read the record; it yields the same rows. No byte is trusted:
//! every access is checked.
//!
//! 1. `walk` finds the records of an undamaged chunk.
//! 2. `template` reads a template definition; `system` and `payload` build layouts from it.
//! 3. `instance` locates the values of a record; `value` types them.
//! 4. `cut_off` removes values that were never stored from a damaged chunk; `recovered` checks
//!    whether a record that no header counts still has its templates.

mod bytes;
mod cache;
pub mod cut_off;
mod instance;
mod layouts;
pub mod payload;
pub mod recovered;
mod system;
mod template;
pub mod value;
mod walk;

pub use layouts::Layouts;
pub use payload::{Payload, PayloadLayout, UnreadPayload};
pub use system::{System, SystemLayout};
pub use value::Value;
pub use walk::{CHUNK_HEADER, LocatedRecord, last_counted, locate, next_record};

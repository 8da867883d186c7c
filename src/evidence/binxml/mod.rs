//! The fast path: records of a chunk read where they stand, without rendering them.
//!
//! A record of an event log is an instance of a template: the template says which value is the event
//! id, and the values stand in a row behind a table of their sizes. So a record is told from the others
//! by an addition of sizes, and a value of it is found by its name without a look at the rest.
//!
//! Only what has the form that Windows writes is read here. Anything else (`None`, whatever the reason)
//! is for the slow path, the `evtx` crate, which makes the same rows. No byte is trusted: every
//! access is checked.
//!
//! 1. `walk` finds the records of a chunk that is not damaged.
//! 2. `template` reads a template's definition; `system` and `payload` keep of it where what is.
//! 3. `instance` finds the values of one record; `value` types them.
//! 4. `cut_off` takes from a damaged chunk what only padding says; `recovered` tells whether a record that
//!    no header counts still has its templates.

mod bytes;
pub mod cut_off;
mod definition;
mod instance;
mod layout_table;
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

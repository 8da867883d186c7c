//! The index over all sessions that filters, sorting, groups and lanes work on. Each session has an entry of 64 bytes, in which
//! names, places and words are codes: numbers into tables that hold each text once. It is built once after
//! loading. A question over ten million sessions then compares numbers, and searches a text only once however
//! many sessions have it.

mod builder;
mod codes;
mod dictionary;
mod entry;
mod index;
#[cfg(test)]
mod tests;
pub mod texts;
pub mod time_parts;

pub use self::builder::SessionIndexBuilder;
pub use self::codes::{IndexedUser, SearchTexts, UserPlace};
pub use self::entry::SessionEntry;
pub use self::index::SessionIndex;

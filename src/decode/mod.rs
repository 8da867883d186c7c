//! Raw records in, events out: a table maps each kind of record to a pure function that decodes it.

mod cache;
mod channels;
mod cut_off;
mod decoder;
mod fields;
mod fingerprint;
mod lines;
pub mod names;
mod payload;
mod stamp;
mod table;

pub use cache::interner::Interner;
pub use cache::log::{ComputerLog, ComputerLogs, LogNumber};
pub use cut_off::still_names_account;
pub use decoder::{Decoded, Decoder};
pub use stamp::{RecordStamp, Writer};
pub use table::{Decode, RECORD_KINDS, RecordKind, is_of_another_provider, may_be_understood};

#[cfg(test)]
mod tests;

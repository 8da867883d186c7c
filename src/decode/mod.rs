//! Raw records to events: a pure function for each channel, chosen by one table.

mod cache;
mod channels;
mod cut_off;
mod decoder;
mod fields;
mod payload;
mod stamp;
mod table;

pub use cache::interner::Interner;
pub use cache::log::{Log, LogNumber, Logs};
pub use cut_off::says_of_whom;
pub use decoder::{Decoded, Decoder};
pub use stamp::{Stamp, Writer};
pub use table::{Decode, ROWS, Row, is_of_another_provider, may_be_understood};

#[cfg(test)]
mod tests;

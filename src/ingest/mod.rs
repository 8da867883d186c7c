//! Evidence files in, events out: reads all evidence on all cores and summarises the contents of
//! each file.

pub mod chunk_reader;
pub mod files;
pub mod options;
pub mod orphan;
mod orphans;
mod part;
pub mod record_reader;
pub mod recovered;
pub mod row;
mod skip;
mod tally;
mod worker;

//! The case file: the examiner's marks and filters in one `SQLite` file at a place of their choice, never
//! among the evidence. Sessions are identified by their ids, which are the same after every load of the
//! evidence. Until the examiner chooses a place, a draft (`drafts`) keeps the marks.
//!
//! A case file may come from anybody. It is checked before it is read; entries that are too large or not
//! understood are skipped and counted.

mod consent;
mod contents;
pub mod drafts;
mod error;
pub mod evidence;
mod file;
mod format;
mod read;
mod schema;
#[cfg(test)]
mod tests;
mod write;
pub mod writer;

pub use self::consent::Consent;
pub use self::contents::{CaseFileChange, CaseFileContents};
pub use self::error::CaseFileError;
pub use self::evidence::EvidenceEntry;
pub use self::file::CaseFile;
pub use self::format::EXTENSION;
pub use self::schema::is_case_file;

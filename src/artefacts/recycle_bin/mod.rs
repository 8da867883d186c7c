//! The recycle bin: what was deleted, and when [source 16.20].

mod deletion;
mod info2;
mod info_file;

pub(super) use info_file::InfoFiles;
pub(super) use info2::Info2Files;

//! Artefacts: the bytes of a file in, what it states about activities out. Nothing here knows where the file
//! lies, so the caller decides by its path who the owner is, and whether a shell link lies in a folder of
//! recent documents.

mod bytes;
mod compound_file;
mod error;
mod jump_list;
mod known_names;
mod lnk;
mod parser;
mod recycle_bin;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use error::ArtefactError;
pub use parser::{HEAD, MOST_ENTRIES, Parsed, Parser};

/// Every parser, the one that is surest about its files first.
pub const PARSERS: &[&dyn Parser] = &[
    &lnk::ShellLinks,
    &jump_list::AutomaticJumpLists,
    &jump_list::CustomJumpLists,
    &recycle_bin::InfoFiles,
    &recycle_bin::Info2Files,
];

/// The parser for a file, by its first bytes ([`HEAD`] of them, or all of a shorter file) and its name.
pub fn recognise(head: &[u8], name: &str) -> Option<&'static dyn Parser> {
    let mut parsers = PARSERS.iter().copied();
    parsers.find(|parser| parser.recognises(head, name))
}

/// Reads a file that this parser recognised. A file that is too large is not read.
///
/// The parsers are not meant to panic, and tests damage files to see that they do not. But the bytes
/// come from anybody: should one panic all the same, it costs this file and not the case.
pub fn parse(parser: &dyn Parser, bytes: &[u8], name: &str) -> Parsed {
    if bytes.len() as u64 > parser.max_size() {
        return Parsed::failed(ArtefactError::TooLarge {
            size: bytes.len() as u64,
            limit: parser.max_size(),
        });
    }
    catch_unwind(AssertUnwindSafe(|| parser.parse(bytes, name)))
        .unwrap_or_else(|_| Parsed::failed(ArtefactError::GaveUp))
}

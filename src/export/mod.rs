//! Sessions as files: JSON Lines and CSV, with fields and order fixed by [source 13.1].

mod batches;
pub mod columns;
pub mod csv;
pub mod jsonl;
pub mod save;

use crate::case::Case;
use crate::domain::mark::{self, Mark, Marked};
use crate::domain::session::Session;

/// The sessions that an export writes, in their order.
#[derive(Clone, Copy, Debug)]
pub struct Listed<'a> {
    /// Of which case.
    pub case: &'a Case,
    /// Their indices in it.
    pub indices: &'a [u32],
    /// What the examiner noted about them.
    pub marked: &'a Marked,
}

/// Told again and again how many sessions were written so far; says whether to go on.
pub type OnWritten<'w> = &'w dyn Fn(usize) -> bool;

impl<'a> Listed<'a> {
    /// Each with its mark.
    pub fn sessions(self) -> impl Iterator<Item = (&'a Session, &'a Mark)> {
        self.indices.iter().filter_map(move |index| {
            let session = self.case.sessions.get(*index as usize)?;
            Some((session, self.marked.get(index).unwrap_or(&mark::NONE)))
        })
    }
}

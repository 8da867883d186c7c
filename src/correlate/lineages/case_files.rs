//! The files of a case.

use std::collections::BTreeSet;

use crate::domain::coverage::RecordRuns;

/// What is known of the files of a case.
#[derive(Clone, Copy)]
pub(crate) struct CaseFiles<'c> {
    /// The files that hold records of several machines.
    pub collected: &'c BTreeSet<u32>,
    /// For each file, by a number, the folder that holds it.
    pub folders: &'c [u32],
    /// For each file, by a number, the export that it belongs to, by its folder and name.
    pub exports: &'c [u32],
    /// Which record numbers they hold.
    pub runs: &'c RecordRuns,
}

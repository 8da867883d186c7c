//! The lineages of a machine. A machine that is reset to an earlier state, or copied while it runs, continues
//! with the same record numbers and other content: what it did then is a history of its own. Each lineage is
//! correlated alone, by its own records and those from before the fork, and the results are united.
//! Rule B5.

mod case_files;
mod conflicts;
mod groups;
mod lineage;
mod log_extents;
mod unite;

pub(super) use case_files::CaseFiles;
pub(super) use conflicts::JoinedRecords;
pub(super) use lineage::{Lineage, Lineages};
pub(super) use unite::unite;

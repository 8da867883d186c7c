//! The interface to rows of any type: numbered, with typed cells.

use std::borrow::Cow;
use std::sync::Arc;

use super::cell::CellValue;
use super::column::Header;
use super::route::Route;
use super::sorting::{Sort, Sorting};
use crate::analysis::outliers::Level;
use crate::domain::event::EventIndex;
use crate::domain::mark::Marked;
use crate::domain::record_key::{RecordKey, RecordMarks};
use crate::domain::time::DisplayZone;

/// Rows of any type, by number.
pub trait TableRows: Send + Sync {
    /// Name for stored preferences and widget ids.
    fn name(&self) -> &'static str;
    /// How many rows.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Columns.
    fn headers(&self) -> &[Header];
    /// The sort before the user chose one.
    fn first_sort(&self) -> Sort;
    /// A cell.
    fn cell(&self, row: u32, column: usize) -> CellValue;
    /// What a screen reader calls a row.
    fn row_name(&self, row: u32) -> String;
    /// Where a row leads.
    fn down(&self, row: u32) -> Option<Route>;
    /// The sessions that a row represents.
    fn sessions(&self, row: u32) -> Cow<'_, [u32]>;
    /// The record that a row represents.
    fn event(&self, row: u32) -> Option<EventIndex>;
    /// What the examiner's marks on a row are kept by, where it represents a record or an artefact.
    fn mark_key(&self, _row: u32) -> Option<RecordKey> {
        None
    }
    /// The activity that a row represents, by its index in the case.
    fn activity(&self, _row: u32) -> Option<u32> {
        None
    }
    /// All rows, sorted; equal ones keep their own order.
    fn sorted(&self, sorting: Sorting) -> Vec<u32>;
    /// The row that represents a session.
    fn row_of(&self, session: u32) -> Option<u32>;
    /// Whether the examiner marked a session or the record of a row.
    fn is_marked(&self, _row: u32) -> bool {
        false
    }
    /// Whether the examiner marked anything in the case.
    fn has_marks(&self) -> bool {
        false
    }
    /// Whether all times are of one year by the clock of a zone, so that none needs to be shown.
    fn one_year(&self, _zone: &DisplayZone) -> bool {
        false
    }
    /// Whether some rows are folded.
    fn has_folds(&self) -> bool {
        false
    }
    /// Whether rows may ask for attention.
    fn has_levels(&self) -> bool {
        false
    }
    /// How much attention a row asks for.
    fn level(&self, _row: u32) -> Option<Level> {
        None
    }
    /// The largest sum of any cell of a column of bars: all bars have its scale.
    fn largest(&self, _column: usize) -> u64 {
        0
    }
    /// The group that a row is the header of.
    fn group(&self, _row: u32) -> Option<u32> {
        None
    }
    /// The header of the group that a row is in.
    fn header_of(&self, _row: u32) -> Option<u32> {
        None
    }
    /// The rows that a row stands for, where it is that of a fold.
    fn members(&self, _row: u32) -> Option<&[u32]> {
        None
    }
    /// The row of the fold that a row is a member of.
    fn fold_of(&self, _row: u32) -> Option<u32> {
        None
    }
    /// Whether a filter can ask for the value of a cell: not where the rows of a fold differ in it.
    fn is_value(&self, row: u32, column: usize) -> bool {
        let first = self.members(row).and_then(|members| members.first());
        first.is_none_or(|&first| self.cell(first, column) == self.cell(row, column))
    }
    /// Identifies a row, also in another load of the same evidence.
    fn key(&self, row: u32) -> String {
        self.row_name(row)
    }
}

/// The examiner's marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// On sessions.
    pub sessions: Arc<Marked>,
    /// On single records.
    pub records: Arc<RecordMarks>,
}

//! Rows that say the same, folded into one: repeated attempts, names that were only tried. The row of a fold
//! looks like the others and shows sums; its members follow it while it is open. It comes where the first
//! of them would come, whatever the sort. Folds are numbered after all other rows, the headers of groups
//! included.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::cell::CellValue;
use super::column::Header;
use super::route::Route;
use super::rows::TableRows;
use super::sorting::{Sort, Sorting};
use crate::analysis::outliers::Level;
use crate::domain::event::EventIndex;
use crate::domain::record_key::RecordKey;
use crate::domain::time::DisplayZone;

/// How rows are folded: which folds are open, each by its first session. Numbers of rows change with the
/// filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folding {
    open: BTreeSet<u32>,
}

impl Folding {
    /// Opens or closes the fold of this first session.
    pub fn turn(&mut self, first_session: u32) {
        if !self.open.remove(&first_session) {
            self.open.insert(first_session);
        }
    }

    fn is_open(&self, first_session: Option<u32>) -> bool {
        first_session.is_some_and(|session| self.open.contains(&session))
    }
}

/// Which rows of a table are folded.
pub struct Folds {
    /// The rows of each fold.
    members: Vec<Vec<u32>>,
    /// The sums: a row for each fold, with the columns of the table.
    sums: Arc<dyn TableRows>,
    /// Whether the examiner marked one of the sessions of each fold.
    marked: Vec<bool>,
}

impl Folds {
    /// Folds these rows of a table. No row may be in two folds.
    pub fn new(rows: &dyn TableRows, members: Vec<Vec<u32>>, sums: Arc<dyn TableRows>) -> Self {
        let is_marked = |members: &Vec<u32>| members.iter().any(|&row| rows.is_marked(row));
        Self {
            marked: members.iter().map(is_marked).collect(),
            members,
            sums,
        }
    }

    /// Whether nothing is folded.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    fn first_session(&self, fold: u32) -> Option<u32> {
        self.sums.sessions(fold).first().copied()
    }
}

/// Rows, with some of them folded.
pub struct FoldedRows {
    rows: Arc<dyn TableRows>,
    folds: Arc<Folds>,
    /// The number of the row of the first fold.
    first: u32,
    /// The fold of each row.
    fold_of: Vec<Option<u32>>,
}

impl FoldedRows {
    /// Folds rows that may be in groups, with headers of which the last is numbered before `first`. What is in
    /// several groups is not folded: each group shows all that is in it.
    pub fn new(rows: Arc<dyn TableRows>, folds: Arc<Folds>, first: u32) -> Self {
        let mut fold_of = vec![None; rows.len()];
        for (fold, members) in (0..).zip(&folds.members) {
            let mut headers = members.iter().map(|&row| rows.header_of(row));
            let group = headers.next();
            if !headers.all(|header| Some(header) == group) {
                continue;
            }
            for &row in members {
                if let Some(slot) = fold_of.get_mut(row as usize) {
                    *slot = Some(fold);
                }
            }
        }
        Self {
            rows,
            folds,
            first,
            fold_of,
        }
    }

    /// What is folded.
    pub fn folds(&self) -> &Arc<Folds> {
        &self.folds
    }

    /// The rows on the screen, of all rows in their order: each fold where its first member is, with its
    /// members below it while it is open.
    pub fn order(&self, all: &[u32], folding: &Folding) -> Vec<u32> {
        let count = self.folds.members.len() as u32;
        let is_open = |fold: u32| folding.is_open(self.folds.first_session(fold));
        // The members of each open fold, in the order of all rows.
        let mut open: Vec<Option<Vec<u32>>> = (0..count)
            .map(|fold| is_open(fold).then(Vec::new))
            .collect();
        let fold_of = |row: u32| self.fold_of.get(row as usize).copied().flatten();
        for &row in all {
            let fold = fold_of(row);
            let fold = fold.and_then(|fold| open.get_mut(fold as usize)?.as_mut());
            if let Some(members) = fold {
                members.push(row);
            }
        }
        let mut is_placed = vec![false; self.folds.members.len()];
        let mut order = Vec::with_capacity(all.len());
        for &row in all {
            let Some(fold) = fold_of(row) else {
                order.push(row);
                continue;
            };
            if let Some(is_placed @ false) = is_placed.get_mut(fold as usize) {
                *is_placed = true;
                order.push(self.first + fold);
                let members = open.get_mut(fold as usize).and_then(Option::take);
                order.extend(members.into_iter().flatten());
            }
        }
        order
    }

    /// What identifies a fold in `Folding`; `None` for a row that is no fold.
    pub fn first_session(&self, row: u32) -> Option<u32> {
        self.folds.first_session(self.fold(row)?)
    }

    /// The numbers of the rows of folds.
    pub fn fold_rows(&self) -> std::ops::Range<u32> {
        self.first..self.first + self.folds.members.len() as u32
    }

    /// Whether both fold the same rows, with the same numbers.
    pub fn has_folds_of(&self, other: &Self) -> bool {
        let is_same = Arc::ptr_eq(&self.folds, &other.folds);
        self.first == other.first && (is_same || self.folds.members == other.folds.members)
    }

    /// The fold that a row is of.
    fn fold(&self, row: u32) -> Option<u32> {
        row.checked_sub(self.first)
    }
}

impl TableRows for FoldedRows {
    fn name(&self) -> &'static str {
        self.rows.name()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn headers(&self) -> &[Header] {
        self.rows.headers()
    }

    fn first_sort(&self) -> Sort {
        self.rows.first_sort()
    }

    fn cell(&self, row: u32, column: usize) -> CellValue {
        match self.fold(row) {
            Some(fold) => self.folds.sums.cell(fold, column),
            None => self.rows.cell(row, column),
        }
    }

    fn row_name(&self, row: u32) -> String {
        match self.fold(row) {
            Some(fold) => self.folds.sums.row_name(fold),
            None => self.rows.row_name(row),
        }
    }

    fn down(&self, row: u32) -> Option<Route> {
        match self.fold(row) {
            Some(_) => None,
            None => self.rows.down(row),
        }
    }

    fn sessions(&self, row: u32) -> Cow<'_, [u32]> {
        match self.fold(row) {
            Some(fold) => self.folds.sums.sessions(fold),
            None => self.rows.sessions(row),
        }
    }

    fn event(&self, row: u32) -> Option<EventIndex> {
        match self.fold(row) {
            Some(_) => None,
            None => self.rows.event(row),
        }
    }

    fn mark_key(&self, row: u32) -> Option<RecordKey> {
        match self.fold(row) {
            Some(_) => None,
            None => self.rows.mark_key(row),
        }
    }

    fn activity(&self, row: u32) -> Option<u32> {
        match self.fold(row) {
            Some(_) => None,
            None => self.rows.activity(row),
        }
    }

    fn sorted(&self, sorting: Sorting) -> Vec<u32> {
        self.rows.sorted(sorting)
    }

    fn row_of(&self, session: u32) -> Option<u32> {
        self.rows.row_of(session)
    }

    fn has_marks(&self) -> bool {
        self.rows.has_marks()
    }

    fn one_year(&self, zone: &DisplayZone) -> bool {
        self.rows.one_year(zone)
    }

    fn has_folds(&self) -> bool {
        true
    }

    fn has_levels(&self) -> bool {
        self.rows.has_levels()
    }

    fn level(&self, row: u32) -> Option<Level> {
        match self.fold(row) {
            Some(fold) => self.folds.sums.level(fold),
            None => self.rows.level(row),
        }
    }

    fn largest(&self, column: usize) -> u64 {
        let sums = self.folds.sums.largest(column);
        self.rows.largest(column).max(sums)
    }

    fn is_marked(&self, row: u32) -> bool {
        match self.fold(row) {
            Some(fold) => self.folds.marked.get(fold as usize) == Some(&true),
            None => self.rows.is_marked(row),
        }
    }

    fn group(&self, row: u32) -> Option<u32> {
        match self.fold(row) {
            Some(_) => None,
            None => self.rows.group(row),
        }
    }

    fn header_of(&self, row: u32) -> Option<u32> {
        let first_member = self.members(row).and_then(|members| members.first());
        self.rows.header_of(first_member.copied().unwrap_or(row))
    }

    fn members(&self, row: u32) -> Option<&[u32]> {
        let members = self.folds.members.get(self.fold(row)? as usize)?;
        Some(members)
    }

    fn fold_of(&self, row: u32) -> Option<u32> {
        let fold = self.fold_of.get(row as usize).copied().flatten()?;
        Some(self.first + fold)
    }

    fn key(&self, row: u32) -> String {
        match self.members(row) {
            Some(members) => {
                let first = members.first().map(|&row| self.rows.key(row));
                format!("fold of {}", first.unwrap_or_default())
            }
            None => self.rows.key(row),
        }
    }
}

#[cfg(test)]
mod tests;

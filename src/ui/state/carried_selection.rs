//! The selection in the early case, kept until the rows of the full case are there.

use std::collections::HashSet;

use crate::tables::question::Answer;

/// The keys of the rows that were selected.
pub struct CarriedSelection(pub HashSet<String>);

impl CarriedSelection {
    /// Marks the rows of an answer that were selected.
    pub fn select_in(&self, mut answer: Answer) -> Answer {
        if !self.0.is_empty() {
            let folds = answer.folded.as_ref().map(|folded| folded.fold_rows());
            let all = (0..answer.rows.len() as u32).chain(folds.into_iter().flatten());
            // All folds are closed at first: what is in one is not on the screen.
            let on_screen = all.filter(|&row| answer.rows.fold_of(row).is_none());
            answer.carried = on_screen
                .filter(|&row| self.0.contains(&answer.rows.key(row)))
                .collect();
        }
        answer
    }
}

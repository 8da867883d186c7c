//! The selection in the early case, kept until the rows of the full case are there.

use std::collections::HashSet;

use crate::tables::question::Answer;

/// The keys of the rows that were selected.
pub struct CarriedSelection(pub HashSet<String>);

impl CarriedSelection {
    /// Marks the rows of an answer that were selected.
    pub fn select_in(&self, mut answer: Answer) -> Answer {
        if !self.0.is_empty() {
            let all = 0..answer.rows.len() as u32;
            answer.carried = all
                .filter(|&row| self.0.contains(&answer.rows.key(row)))
                .collect();
        }
        answer
    }
}

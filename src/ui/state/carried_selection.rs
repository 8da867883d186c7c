//! The selection of the early case, until the rows of the full one are there.

use std::collections::HashSet;

use crate::tables::question::Answer;

/// The rows that were selected, by what tells each from all others.
pub struct CarriedSelection(pub HashSet<String>);

impl CarriedSelection {
    /// Notes in an answer which of its rows were selected.
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

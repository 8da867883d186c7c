//! What is asked of every start of a program.

use std::sync::Arc;

use super::maps::HashMap;
use crate::domain::event::{ProcessForm, ProcessStart};

/// Answers, kept by the place of the form that starts of one program by one user share: millions of
/// starts have a few hundred.
#[derive(Default)]
pub struct Answers(HashMap<*const ProcessForm, bool>);

/// Above this many (each start may have another command line) the answers are forgotten.
const MOST: usize = 4096;

impl Answers {
    /// The answer for a start: `ask` is asked once for those that share a form.
    pub fn of(&mut self, start: &ProcessStart, ask: impl FnOnce(&ProcessForm) -> bool) -> bool {
        if self.0.len() >= MOST {
            self.0.clear();
        }
        let answer = self.0.entry(Arc::as_ptr(&start.form));
        *answer.or_insert_with(|| ask(&start.form))
    }
}

//! What is asked of every start of a program.

use std::ptr;
use std::sync::Arc;

use crate::domain::event::{ProcessForm, ProcessStart};

/// Answers, kept by the place of the form that starts of one program by one user share: millions of
/// starts have a few hundred.
pub struct Answers(Vec<(*const ProcessForm, bool)>);

/// So many are kept, each where its place in memory puts it: one that comes there later takes its place,
/// and the question is asked again.
const KEPT: usize = 1024;

impl Default for Answers {
    fn default() -> Self {
        Self(vec![(ptr::null(), false); KEPT])
    }
}

impl Answers {
    /// The answer for a start: `ask` is asked once for those that share a form, or seldom more.
    pub fn of(&mut self, start: &ProcessStart, ask: impl FnOnce(&ProcessForm) -> bool) -> bool {
        let form = Arc::as_ptr(&start.form);
        let place = form.addr() / align_of::<ProcessForm>() % KEPT;
        match self.0.get(place) {
            Some((known, answer)) if *known == form => *answer,
            _ => {
                let answer = ask(&start.form);
                if let Some(kept) = self.0.get_mut(place) {
                    *kept = (form, answer);
                }
                answer
            }
        }
    }
}

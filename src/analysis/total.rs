//! What sessions come to together.

use super::briefs::{Brief, Briefs};
use crate::domain::time::Span;

/// Sessions put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Total {
    /// How many.
    pub sessions: u64,
    /// How long they lasted, those whose length is known; two that ran side by side count twice.
    pub length: Span,
    /// Of how many the length is not known.
    pub unknown: u64,
}

impl Total {
    /// Of sessions by their index.
    pub fn of(briefs: &Briefs, sessions: impl IntoIterator<Item = u32>) -> Self {
        let mut total = Self::default();
        for session in sessions {
            total.add(briefs.get(session));
        }
        total
    }

    /// Takes in one more.
    pub fn add(&mut self, session: Option<&Brief>) {
        self.sessions += 1;
        match session.and_then(Brief::duration) {
            Some(ticks) => self.length = Span(self.length.0.saturating_add(ticks)),
            None => self.unknown += 1,
        }
    }
}

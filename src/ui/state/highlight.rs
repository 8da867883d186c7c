//! The sessions that the selected rows represent: what the timeline draws as selected.

use std::sync::Arc;

use super::history::Stop;
use crate::analysis::session_index::SessionIndex;
use crate::analysis::session_total::SessionTotal;
use crate::tables::question::Answer;
use crate::tables::rows::TableRows;
use crate::tables::selection::{IndexSet, Selection};

/// Found again only when the selection changes.
#[derive(Default)]
pub struct Highlight {
    made_of: Option<(Arc<dyn TableRows>, Selection)>,
    sessions: Sessions,
    total: Option<SessionTotal>,
    rows: usize,
    number: u64,
}

/// Which sessions.
#[derive(Default)]
enum Sessions {
    #[default]
    None,
    /// Every one in view: all rows are selected.
    All,
    Some(IndexSet),
}

impl Highlight {
    /// Whether a session is among them.
    pub fn contains(&self, session: u32) -> bool {
        match &self.sessions {
            Sessions::None => false,
            Sessions::All => true,
            Sessions::Some(sessions) => sessions.contains(session),
        }
    }

    /// A number that changes with every change.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How many rows are selected; the row of a fold counts as its members.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The totals of the selected sessions, if any.
    pub fn total(&self) -> Option<SessionTotal> {
        self.total
    }

    /// Follows the selection of a table.
    pub fn update(
        &mut self,
        answer: Option<&Answer>,
        stop: Option<&Stop>,
        session_index: &SessionIndex,
    ) {
        let (Some(answer), Some(stop)) = (answer, stop) else {
            return;
        };
        let same = |(rows, selection): &(Arc<dyn TableRows>, Selection)| {
            Arc::ptr_eq(rows, &answer.rows) && *selection == stop.selection
        };
        if self.made_of.as_ref().is_some_and(same) {
            return;
        }
        self.made_of = Some((Arc::clone(&answer.rows), stop.selection.clone()));
        self.number += 1;
        self.rows = match &answer.folded {
            Some(_) => answer.in_full(stop.selection.rows(&answer.order)).len(),
            None => stop.selection.len(),
        };
        self.sessions = if stop.selection.is_empty() {
            Sessions::None
        } else if answer.grouped.is_none()
            && answer.folded.is_none()
            && stop.selection.len() == answer.rows.len()
        {
            Sessions::All
        } else {
            let mut sessions = IndexSet::default();
            for row in stop.selection.numbers().iter() {
                for &session in answer.rows.sessions(row).iter() {
                    sessions.set(session, true);
                }
            }
            Sessions::Some(sessions)
        };
        self.total = match &self.sessions {
            Sessions::None => None,
            Sessions::All => Some(answer.total),
            Sessions::Some(sessions) => Some(SessionTotal::of(session_index, sessions.iter())),
        };
    }
}

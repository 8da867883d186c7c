//! The session at the cursor, in full, next to the table of sessions.

use super::history::Stop;
use crate::tables::question::Answer;

/// The session that is shown next to the table.
#[derive(Clone)]
pub struct DetailPane {
    /// Which session and tab, and what is selected in its table.
    pub stop: Stop,
    /// The rows of the tab.
    pub answer: Answer,
}

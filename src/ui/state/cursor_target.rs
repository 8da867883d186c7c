//! Where the cursor should go as soon as the rows of a view are there.

use crate::domain::time::Timestamp;

/// Where the cursor should go as soon as the rows are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CursorTarget {
    /// The row that represents a session.
    Session(u32),
    /// A row by its number.
    Row(u32),
    /// A row by its place on screen.
    Position(usize),
    /// The first session that began at a moment or later.
    Time(Timestamp),
}

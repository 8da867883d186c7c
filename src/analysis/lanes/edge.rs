//! How well the ends of a bar are known.

/// How well one end of a bar is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeCertainty {
    /// From a record.
    Known,
    /// Only a limit is known, or nothing.
    Inferred,
    /// The evidence ends before the session does.
    Open,
}

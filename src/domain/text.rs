//! Text that many records share.

/// Shared text: the same few thousand names recur in millions of records. One pointer, where an
/// `Arc<str>` is two.
pub type Text = arcstr::ArcStr;

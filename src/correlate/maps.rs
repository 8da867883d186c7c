//! Hash tables by a fast hash, and a key of theirs. The hash is seeded anew in each run: the keys of correlation are small and many.
//! Nothing that is shown depends on the order of a table.

use std::sync::Arc;

use crate::domain::event::{Event, Header};

/// A header in one file, by its place in memory, which means nothing beyond one run. Few thousand
/// stand for millions of records, so that what depends on them alone is found out once.
pub type HeaderInFile = (u32, *const Header);

/// The header of an event that a file holds.
pub fn header_in(file: u32, event: &Event) -> HeaderInFile {
    (file, Arc::as_ptr(&event.header))
}

/// A map.
pub type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
/// A set.
pub type HashSet<K> = std::collections::HashSet<K, foldhash::fast::RandomState>;

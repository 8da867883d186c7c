//! Hash maps and sets with a fast hash: correlation has many small keys. The hash is seeded again in each
//! run, and no output depends on the order of a map.

/// A map.
pub(super) type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
/// A set.
pub(super) type HashSet<K> = std::collections::HashSet<K, foldhash::fast::RandomState>;

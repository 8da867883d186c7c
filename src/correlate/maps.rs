//! Hash tables by a fast hash: the keys of correlation are small and many. It is seeded anew in each run.
//! Nothing that is shown depends on the order of a table.

/// A map.
pub type HashMap<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
/// A set.
pub type HashSet<K> = std::collections::HashSet<K, foldhash::fast::RandomState>;

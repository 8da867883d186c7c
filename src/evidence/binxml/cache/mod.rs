//! Caches of the fast path. `decode::cache` has the table of what each gains.

pub(super) mod definition;
pub(super) mod layout_table;

//! Caches of the fast path. `decode::cache` has the table of what each gains.

pub mod definition;
pub mod layout_table;

//! What decoding keeps from record to record, because it recurs. With `evidence::binxml::cache` these are all
//! the caches of decoding. Each is here for a measured gain: the extra CPU time of `sessions --all` with that one
//! cache switched off, on one thread, the median of 11 pairs of runs taken in turns.
//!
//! | cache | what it keeps | 256 MB of Security logs | mixed logs, 114 MB |
//! |---|---|---|---|
//! | [`recurring`], by hash | facts by the bytes of their record that do not vary | 83 % | 11 % |
//! | [`recurring`], what came next | the two facts that followed each fact | 6 % | 1 % |
//! | `decoder`, names by layout | names of values and their fingerprints | 10 % | 3 % |
//! | [`log`], lookups | the log by layout, shape and bytes of its names | 8 % | 6 % |
//! | [`log`], kinds | kind of record and header by event id, for each log | 6 % | none |
//! | [`plan`] | where the varying values are, by layout and shape | 3 % | none |
//! | [`interner`], UTF-16 and SIDs | texts by their bytes | 3 % | none |
//! | `binxml::cache::layout_table` | layouts by offset of their definition, in one chunk | 17 % | 10 % |
//! | `binxml::cache::definition` | definitions read in earlier chunks | 18 % | 5 % |
//! | `binxml::instance`, shapes | tables of sizes and types, with offsets | 4 % | 8 % |
//! | `binxml::system`, common offsets | offsets of the frequent System fields | 3 % | none |
//!
//! Single runs varied by 2 to 4 points. Those below 5 % cannot all go: without them the Security logs take three
//! times the CPU time, because they stand in for one another and `recurring` compares headers by pointer. Removed
//! because they gave less than 1 % each: the last row of the layout table, and names by address.
//! The sets of the [`interner`] also save memory: events share what recurs.

pub(super) mod interner;
pub(super) mod log;
pub(super) mod plan;
pub(super) mod recurring;
pub(super) mod varying;

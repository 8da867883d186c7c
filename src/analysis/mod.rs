//! Questions over the sessions of a case: which to show, in which groups and order, what stands out, who
//! was logged on at a moment, and how to put a session into words. Pure functions over a loaded `Case`.
//! Sessions are identified by their index in `Case::sessions`.

pub mod activities;
pub mod audit;
pub mod bursts;
pub mod coverage;
pub mod desktop_left;
pub mod evidence_span;
pub mod filter;
pub mod group_keys;
pub mod grouping;
pub mod host_name;
pub mod lanes;
pub mod neighbours;
pub mod outliers;
pub mod presence;
pub mod presence_list;
pub mod printable;
pub mod query;
pub mod record_fields;
pub mod sentence;
pub mod session_counts;
pub mod session_index;
pub mod session_total;
pub mod story;
pub mod user_names;
pub mod week_counts;
pub mod zone_clock;

#[cfg(test)]
pub(crate) mod testing;

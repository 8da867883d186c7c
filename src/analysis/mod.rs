//! Questions over the sessions of a case: which to show, in what groups and order, what stands out,
//! who was there at a moment, and how to say it. Pure functions over a loaded `Case`; sessions are
//! named by their index in `Case::sessions`.

pub mod audit;
pub mod clock;
pub mod coverage;
pub mod filter;
pub mod grouping;
pub mod heat;
pub mod host_name;
pub mod keys;
pub mod lanes;
pub mod names;
pub mod neighbours;
pub mod outliers;
pub mod presence;
pub mod printable;
pub mod query;
pub mod reach;
pub mod record_fields;
pub mod sentence;
pub mod session_index;
pub mod total;

#[cfg(test)]
mod testing;

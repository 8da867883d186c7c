//! The language of the filter box.
//!
//! Terms are all required, in any order, without regard to case: `kali rdp`. A word in quotes may
//! contain blanks: `"wrong password"`. A minus in front excludes: `-network`. A field in front searches
//! only there: `user:admin`, `ip:10.42.`, `kind:rdp`; [`FIELDS`] lists them all. A bar gives a choice:
//! `user:admin|root`. An equals sign before quotes asks for the whole text: `ip:="10.0.0.1"` does not
//! find `10.0.0.10`. Everything combines: `-user:"svc backup" dur:>1h is:public`. A word before a
//! colon that names no field is a fault, unless it may be part of an IPv6 address.

pub mod complete;
pub mod edit;
mod fields;
mod parse;
mod scan;
mod terms;
#[cfg(test)]
mod tests;
mod values;
mod words;

pub use self::fields::{FIELDS, FilterField};
pub use self::terms::{
    Condition, FilterFault, Measure, Query, SearchColumn, SearchWord, SessionTrait, Term,
};
pub use self::values::span;

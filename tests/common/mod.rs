//! Test support: writes event logs as Windows would, and states the sessions that they must give.
//!
//! Every integration test and the sample generator include this module and use only part of it, so
//! unused items are not dead code.
#![allow(dead_code, unused_imports)]
#![allow(
    clippy::needless_pass_by_value,
    clippy::struct_field_names,
    clippy::format_collect,
    reason = "stories are read more often than they run"
)]

pub mod activities;
pub mod activity_law;
pub mod artefacts;
pub mod clock_law;
pub mod compare;
pub mod dice;
pub mod evtx_writer;
pub mod laws;
pub mod lineage_law;
pub mod records;
pub mod sample_case;
pub mod scenario;

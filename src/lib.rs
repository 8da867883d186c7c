//! Whence: who came in, from where, when, and what did they do while they were in.
//!
//! A folder of Windows event logs goes in; access sessions come out. The layers, each of which may
//! use only those above it: `domain` (plain data), `evidence` (files to raw records), `decode`
//! (raw records to events), `correlate` (events to sessions), `analysis` (questions over
//! sessions), `job` (threads), `case` (the whole pipeline), `tables` (what each table shows), `export`
//! (CSV and JSON Lines) and, with the feature `window`, `ui`.

// On evidence nothing may give up: no text, list or number is trusted to be what it should be.
#![cfg_attr(
    not(test),
    warn(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic,
        clippy::unreachable
    )
)]

#[macro_use]
pub mod domain;

pub mod evidence;

pub mod decode;

pub mod correlate;

pub mod job;

pub mod ingest;

pub mod case;
pub mod casefile;

pub mod analysis;

pub mod tables;

pub mod export;

#[cfg(feature = "window")]
pub mod startup;

#[cfg(feature = "window")]
pub mod ui;

//! Whence: who came in, from where, when, and what did they do while they were in.
//!
//! A folder of Windows event logs goes in; access sessions come out. The layers, each of which may
//! use only those before it: `domain` (plain data), `evidence` (files to raw records), `decode`
//! (raw records to events), `artefacts` (other files to what they state), `correlate` (events to
//! sessions), `job` (threads), `ingest` (reads all evidence), `case` (the whole pipeline), `casefile`
//! (the examiner's marks), `analysis` (questions about a case), `tables` (what each table shows),
//! `export` (CSV and JSON Lines) and, with the feature `window`, `ui`.

// What nobody outside the crate can reach is pub(crate), so that the compiler tells when it is unused.
#![warn(unreachable_pub)]
// Nothing may panic on evidence: no text, list or number is trusted to have the expected form.
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

pub mod artefacts;

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

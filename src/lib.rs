//! Whence: who came in, from where, when, and what did they do while they were in.
//!
//! A folder of Windows event logs goes in; access sessions come out. The layers, each of which may
//! use only those above it: `domain` (plain data), `evidence` (files to raw records), `decode`
//! (raw records to events), `correlate` (events to sessions), `analysis` (questions over
//! sessions), `job` (threads), `case` (the whole pipeline), `export` (CSV and JSON Lines) and, with
//! the feature `window`, `ui`.

pub mod domain;

pub mod evidence;

pub mod decode;

pub mod correlate;

pub mod job;

pub mod case;

pub mod analysis;

pub mod export;

#[cfg(feature = "window")]
pub mod startup;

#[cfg(feature = "window")]
pub mod ui;

//! Whence: who came in, from where, when, and what did they do while they were in.
//!
//! A folder of Windows event logs goes in; access sessions come out. The layers, each of which may
//! use only those above it: `domain` (plain data), `evidence` (files to raw records), `decode`
//! (raw records to events), `correlate` (events to sessions), `analysis` (questions over
//! sessions), `job` (threads), `case` (the whole pipeline), `export` (CSV and JSON Lines) and, with
//! the feature `window`, `ui`.

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

/// The allocator of every program that is made of this library.
#[cfg(unix)]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The allocator of every program that is made of this library, where jemalloc cannot be built. On Windows
/// nothing was measured; on Linux it takes more memory than jemalloc (docs/performance.md).
#[cfg(windows)]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[macro_use]
pub mod domain;

pub mod evidence;

pub mod decode;

pub mod correlate;

pub mod job;

pub mod case;
pub mod casefile;

pub mod analysis;

pub mod export;

#[cfg(feature = "window")]
pub mod startup;

#[cfg(feature = "window")]
pub mod ui;

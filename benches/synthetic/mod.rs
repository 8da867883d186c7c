//! A generated case of any size: 3,000 users, 5,000 addresses, 40 hosts, three years.

#![allow(dead_code, reason = "each bench uses a part of this")]

pub mod counted;
pub mod frames;
mod sessions;

use std::time::{Duration, Instant};

use whence::case::Case;

pub use self::sessions::{Maker, hosts};

const USERS: u64 = 3_000;

/// A case with this many sessions and users.
pub fn case_of(sessions: u64, users: u64) -> Case {
    let mut maker = Maker::of_users(users);
    Case {
        hosts: hosts(),
        sessions: (0..sessions).map(|n| maker.session(n, sessions)).collect(),
        ..Case::default()
    }
}

/// A case with this many sessions of 3,000 users.
pub fn case(sessions: u64) -> Case {
    case_of(sessions, USERS)
}

/// Runs `work` and returns its duration and its result.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let made = work();
    (begun.elapsed(), made)
}

/// Median, 99th percentile and maximum, in milliseconds.
pub fn spread(times: &mut [Duration]) -> (f64, f64, f64) {
    times.sort_unstable();
    let at = |share: f64| {
        let index = ((times.len() as f64 - 1.0) * share).round() as usize;
        times
            .get(index)
            .map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    (at(0.5), at(0.99), at(1.0))
}

/// Which parts of a bench were requested on the command line; all if none was.
pub fn wanted(parts: &'static [&'static str]) -> impl Fn(&str) -> bool {
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| parts.contains(&word.as_str()))
        .collect();
    move |part| asked.is_empty() || asked.iter().any(|word| word == part)
}

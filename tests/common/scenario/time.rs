//! Times as event logs store them: steps of 100 ns since 1601.

use std::ops::{Add, Sub};

use chrono::{DateTime, TimeDelta, Utc};

const UNIX_EPOCH: i64 = 116_444_736_000_000_000;
const TICKS_PER_SECOND: f64 = 1e7;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Time(pub u64);

/// Reads `2025-03-03 08:00:00`, in UTC.
pub fn at(text: &str) -> Time {
    let full = format!("{}Z", text.replace(' ', "T"));
    let time = DateTime::parse_from_rfc3339(&full).expect("a date and a time of day");
    let ticks = time.timestamp() * 10_000_000 + i64::from(time.timestamp_subsec_nanos() / 100);
    Time(u64::try_from(ticks + UNIX_EPOCH).expect("a year after 1601"))
}

impl Time {
    /// RFC 3339 with seven fractional digits, as sessions are exported.
    pub fn text(self) -> String {
        let ticks = i64::try_from(self.0).expect("a year before 30000") - UNIX_EPOCH;
        let epoch = DateTime::<Utc>::UNIX_EPOCH;
        let time = epoch + TimeDelta::microseconds(ticks / 10);
        format!("{}{}Z", time.format("%Y-%m-%dT%H:%M:%S%.6f"), ticks % 10)
    }
}

fn ticks(seconds: f64) -> i64 {
    (seconds * TICKS_PER_SECOND).round() as i64
}

/// This many seconds later.
impl Add<f64> for Time {
    type Output = Time;

    fn add(self, seconds: f64) -> Time {
        Time(
            self.0
                .checked_add_signed(ticks(seconds))
                .expect("a year after 1601"),
        )
    }
}

impl Sub<f64> for Time {
    type Output = Time;

    fn sub(self, seconds: f64) -> Time {
        self + -seconds
    }
}

//! Local time in a zone, fast for many moments.

use std::cell::Cell;

use crate::domain::time::{DisplayZone, TICKS_PER_SECOND, Timestamp};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// The offset is computed once for this many seconds: since 1970 zones have changed their offset only at
/// whole quarters of an hour.
const STEADY: i64 = 900;

/// Local time in a zone. It remembers the last offset, because sessions come sorted by time.
pub struct ZoneClock<'a> {
    zone: &'a DisplayZone,
    known: Cell<Option<(i64, i64)>>,
}

impl<'a> ZoneClock<'a> {
    /// The clock of this zone.
    pub fn new(zone: &'a DisplayZone) -> Self {
        Self {
            zone,
            known: Cell::new(None),
        }
    }

    /// The day of the week, 0 for Monday, and the hour at a moment.
    pub fn day_and_hour(&self, time: Timestamp) -> (usize, usize) {
        let hour = self.local_seconds(time).rem_euclid(DAY) / HOUR;
        (self.day(time), hour as usize)
    }

    /// The day of the week, 0 for Monday.
    pub fn day(&self, time: Timestamp) -> usize {
        // 1601-01-01, tick 0, was a Monday.
        self.local_seconds(time).div_euclid(DAY).rem_euclid(7) as usize
    }

    /// Minutes since midnight.
    pub fn minute(&self, time: Timestamp) -> i64 {
        self.local_seconds(time).rem_euclid(DAY) / 60
    }

    fn local_seconds(&self, time: Timestamp) -> i64 {
        let seconds = time.ticks().div_euclid(TICKS_PER_SECOND);
        let quarter = seconds.div_euclid(STEADY);
        let offset = match self.known.get() {
            Some((known, offset)) if known == quarter => offset,
            _ => i64::from(self.zone.offset_seconds(time)),
        };
        self.known.set(Some((quarter, offset)));
        seconds + offset
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Span;

    #[test]
    fn repeated_and_skipped_hours_are_right() {
        let zone = DisplayZone::parse("Europe/Berlin").expect("a zone");
        let clock = ZoneClock::new(&zone);
        for day in ["2025-03-30", "2025-10-26"] {
            let midnight = Timestamp::parse(&format!("{day}T00:00:00Z")).expect("a time");
            for minute in 0..180 {
                let time = midnight.plus(Span::seconds(60 * minute));
                let shown = zone.format(time, "%H:%M");
                let minute = clock.minute(time);
                assert_eq!(format!("{:02}:{:02}", minute / 60, minute % 60), shown);
                assert_eq!(clock.day_and_hour(time).0, 6, "a Sunday");
            }
        }
    }
}

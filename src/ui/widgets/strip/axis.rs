//! The times below a strip.

use crate::domain::time::{DisplayZone, Span, Timestamp};

/// The steps between two times, in seconds.
const STEPS: [i64; 19] = [
    1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14_400, 21_600, 43_200,
    86_400, 604_800,
];
/// Seconds of a day.
const DAY: i64 = 86_400;

/// The times to write between two moments, at most so many, each with its words. They are round in the zone.
pub(super) fn times(
    (from, to): (Timestamp, Timestamp),
    most: usize,
    zone: &DisplayZone,
) -> Vec<(Timestamp, String)> {
    let length = to.since(from).as_seconds();
    let most = most.max(1);
    let fits = |step: &&i64| length / **step as f64 <= most as f64;
    let step = STEPS.iter().find(fits).copied().unwrap_or_else(|| {
        let days = (length / DAY as f64 / most as f64).ceil() as i64;
        days.max(7) * DAY
    });
    let pattern = match step {
        ..60 => "%H:%M:%S",
        60..DAY => "%H:%M",
        _ => "%-d %b",
    };
    let offset = i64::from(zone.offset_seconds(from));
    let first = from.as_unix_seconds().floor() as i64 + offset;
    let first = first.div_euclid(step) * step + step - offset;
    let mut found = Vec::new();
    let mut time = Timestamp::from_unix_seconds(first as f64);
    while time < to && found.len() < most {
        found.push((time, zone.format(time, pattern)));
        time = time.plus(Span::seconds(step));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(from: &str, to: &str, most: usize, zone: &DisplayZone) -> Vec<String> {
        let time = |text| Timestamp::parse(text).expect("a time");
        let times = times((time(from), time(to)), most, zone);
        times.into_iter().map(|(_, words)| words).collect()
    }

    #[test]
    fn times_are_round_and_no_more_than_fit() {
        let (from, to) = ("2025-03-12T01:06:24Z", "2025-03-12T02:24:45Z");
        assert_eq!(
            words(from, to, 8, &DisplayZone::Utc),
            [
                "01:10", "01:20", "01:30", "01:40", "01:50", "02:00", "02:10", "02:20"
            ]
        );
        assert_eq!(words(from, to, 3, &DisplayZone::Utc), ["01:30", "02:00"]);
        assert_eq!(words(from, to, 2, &DisplayZone::Fixed(330)), ["07:00"]);
        assert_eq!(
            words(from, from, 5, &DisplayZone::Utc),
            Vec::<String>::new()
        );
    }

    #[test]
    fn many_years_have_days() {
        let found = words(
            "2014-01-01T00:00:00Z",
            "2025-01-01T00:00:00Z",
            4,
            &DisplayZone::Utc,
        );
        assert!(!found.is_empty() && found.len() <= 4, "{found:?}");
    }
}

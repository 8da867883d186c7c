//! The marks of the time axis: at whole seconds, hours, days and months of the zone in which the window
//! shows times. Twice a year a day has 23 or 25 hours, and months differ in length.

use crate::domain::time::{DisplayZone, Timestamp};

/// One mark of the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AxisMark {
    /// Seconds since the Unix epoch.
    pub time: f64,
    /// The step that it belongs to.
    pub step: AxisStep,
}

/// The distance of marks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AxisStep {
    /// So many seconds, at most a day.
    Seconds(f64),
    /// So many months.
    Months(i32),
}

const DAY: f64 = 86_400.0;
const MONTH: f64 = 30.0 * DAY;

/// From fine to coarse. Each divides a later one, so that marks of several steps coincide.
const STEPS: [AxisStep; 21] = [
    AxisStep::Seconds(0.01),
    AxisStep::Seconds(0.1),
    AxisStep::Seconds(1.0),
    AxisStep::Seconds(5.0),
    AxisStep::Seconds(15.0),
    AxisStep::Seconds(60.0),
    AxisStep::Seconds(300.0),
    AxisStep::Seconds(900.0),
    AxisStep::Seconds(3600.0),
    AxisStep::Seconds(3.0 * 3600.0),
    AxisStep::Seconds(6.0 * 3600.0),
    AxisStep::Seconds(12.0 * 3600.0),
    AxisStep::Seconds(DAY),
    AxisStep::Months(1),
    AxisStep::Months(3),
    AxisStep::Months(12),
    AxisStep::Months(60),
    AxisStep::Months(120),
    AxisStep::Months(600),
    AxisStep::Months(1200),
    AxisStep::Months(6000),
];

/// How many step sizes are shown at once: lines, stronger lines, and the strongest.
const SHOWN_STEPS: usize = 3;

/// No axis needs more marks. The limit guards against absurd spans.
const MAX_MARKS: usize = 4000;

impl AxisStep {
    /// Its length in seconds, approximate for months.
    pub fn seconds(self) -> f64 {
        match self {
            Self::Seconds(seconds) => seconds,
            Self::Months(months) => f64::from(months) * MONTH,
        }
    }
}

/// The marks between two moments that are at least `closest` seconds apart, of up to three step
/// sizes: the finest that is not too dense, and the next coarser ones. Sorted; a moment that
/// belongs to several steps comes once, with the coarsest.
pub fn marks(zone: &DisplayZone, from: f64, to: f64, closest: f64) -> Vec<AxisMark> {
    let mut marks: Vec<AxisMark> = STEPS
        .iter()
        .filter(|step| step.seconds() >= closest)
        .take(SHOWN_STEPS)
        .flat_map(|&step| match step {
            AxisStep::Seconds(seconds) => even_marks(zone, from, to, seconds),
            AxisStep::Months(months) => month_marks(zone, from, to, months),
        })
        .collect();
    marks.sort_by(|a, b| {
        let coarse_first = b.step.seconds().total_cmp(&a.step.seconds());
        a.time.total_cmp(&b.time).then(coarse_first)
    });
    marks.dedup_by(|next, kept| (next.time - kept.time).abs() < 1e-3);
    marks
}

/// The label of a mark: as much of date and time as its step needs, and the date at midnight.
pub fn label(zone: &DisplayZone, mark: AxisMark) -> String {
    let time = Timestamp::from_unix_seconds(mark.time + 1e-6);
    let midnight = || zone.format(time, "%H%M%S") == "000000";
    let pattern = match mark.step {
        AxisStep::Months(months) if months >= 12 => "%Y",
        AxisStep::Months(_) => "%b %Y",
        AxisStep::Seconds(seconds) if seconds >= DAY || (seconds >= 1.0 && midnight()) => "%-d %b",
        AxisStep::Seconds(seconds) if seconds >= 60.0 => "%H:%M",
        AxisStep::Seconds(seconds) if seconds >= 1.0 => "%H:%M:%S",
        AxisStep::Seconds(_) => {
            let second = mark.time.rem_euclid(60.0);
            return format!("{second:.2} s");
        }
    };
    zone.format(time, pattern)
}

/// The same for a mark that is given by its time and the length of its step.
pub fn label_at(zone: &DisplayZone, time: f64, seconds: f64) -> String {
    let step = STEPS
        .into_iter()
        .min_by(|a, b| {
            let away = |step: &AxisStep| (step.seconds() - seconds).abs();
            away(a).total_cmp(&away(b))
        })
        .unwrap_or(AxisStep::Seconds(seconds));
    label(zone, AxisMark { time, step })
}

/// Marks at multiples of a step of the local clock.
fn even_marks(zone: &DisplayZone, from: f64, to: f64, step: f64) -> Vec<AxisMark> {
    let first = (local(zone, from) / step).floor();
    (0..MAX_MARKS)
        .map(|n| utc(zone, (first + n as f64) * step))
        .take_while(|&time| time <= to)
        .filter(|&time| time >= from)
        .map(|time| AxisMark {
            time,
            step: AxisStep::Seconds(step),
        })
        .collect()
}

/// Marks at the first of every `months`-th month.
fn month_marks(zone: &DisplayZone, from: f64, to: f64, months: i32) -> Vec<AxisMark> {
    let start = Timestamp::from_unix_seconds(from);
    let part = |pattern: &str| zone.format(start, pattern).parse::<i32>().ok();
    let (Some(year), Some(month)) = (part("%Y"), part("%m")) else {
        return Vec::new();
    };
    let first = (year * 12 + month - 1).div_euclid(months);
    (0..MAX_MARKS as i32)
        .map_while(|n| {
            let month = (first + n) * months;
            let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
            zone.parse_moment(&format!("{year:04}-{month:02}-01"))
        })
        .map(Timestamp::as_unix_seconds)
        .take_while(|&time| time <= to)
        .filter(|&time| time >= from)
        .map(|time| AxisMark {
            time,
            step: AxisStep::Months(months),
        })
        .collect()
}

fn offset(zone: &DisplayZone, time: f64) -> f64 {
    f64::from(zone.offset_seconds(Timestamp::from_unix_seconds(time)))
}

/// The local clock at a moment, as if it were seconds since an epoch.
fn local(zone: &DisplayZone, time: f64) -> f64 {
    time + offset(zone, time)
}

/// The moment at which the local clock shows this. The second guess is right unless the clock is
/// changed just there, where no answer is right.
fn utc(zone: &DisplayZone, local: f64) -> f64 {
    let guess = local - offset(zone, local);
    local - offset(zone, guess)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::at;

    fn labels(zone: &str, from: i64, to: i64, closest: f64) -> Vec<String> {
        let zone = DisplayZone::parse(zone).expect("a zone");
        let span = (at(from).as_unix_seconds(), at(to).as_unix_seconds());
        marks(&zone, span.0, span.1, closest)
            .into_iter()
            .map(|mark| label(&zone, mark))
            .collect()
    }

    #[test]
    fn steps_fit_the_space_and_midnight_has_its_date() {
        assert_eq!(
            labels("UTC", 80_000, 90_000, 3000.0),
            ["23:00", "20 Sep", "01:00"]
        );
    }

    #[test]
    fn half_hour_zones_have_marks_at_local_hours() {
        assert_eq!(labels("+05:30", 0, 7200, 3000.0), ["06:00", "07:00"]);
    }

    #[test]
    fn day_marks_stay_at_midnight_over_a_clock_change() {
        let zone = DisplayZone::parse("Europe/Berlin").expect("a zone");
        let start = Timestamp::parse("2020-10-24T00:00:00Z")
            .expect("a time")
            .as_unix_seconds();
        let marks = marks(&zone, start, start + 3.0 * DAY, DAY);
        let texts: Vec<String> = marks
            .iter()
            .map(|mark| zone.short(Timestamp::from_unix_seconds(mark.time)))
            .collect();
        assert_eq!(
            texts,
            [
                "2020-10-25 00:00:00",
                "2020-10-26 00:00:00",
                "2020-10-27 00:00:00"
            ]
        );
    }

    #[test]
    fn months_and_years_follow_the_calendar() {
        let year = 366 * 86_400;
        assert_eq!(
            labels("UTC", 0, year / 2, MONTH),
            [
                "Oct 2020", "Nov 2020", "Dec 2020", "2021", "Feb 2021", "Mar 2021"
            ]
        );
        assert_eq!(
            labels("UTC", 0, 3 * year, 12.0 * MONTH),
            ["2021", "2022", "2023"]
        );
    }

    #[test]
    fn absurd_spans_have_limited_marks() {
        let zone = DisplayZone::Utc;
        assert!(marks(&zone, -1e12, 1e12, 0.001).len() <= 3 * MAX_MARKS);
        assert!(marks(&zone, f64::NAN, 1.0, 1.0).is_empty());
        assert!(marks(&zone, 0.0, 1e9, f64::INFINITY).is_empty());
    }

    #[test]
    fn the_closest_zoom_shows_fractions() {
        assert_eq!(labels("UTC", 1, 2, 0.4), ["00:00:01", "00:00:02"]);
        assert!(labels("UTC", 0, 1, 0.05).contains(&"0.10 s".to_owned()));
    }
}

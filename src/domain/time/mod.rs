//! Moments and spans, and every way of writing them.
//!
//! Windows keeps time as FILETIME: ticks of 100 ns since 1601-01-01 UTC. The same ticks are kept here, so that
//! no digit is lost between a record and an export.

use std::fmt;
use std::num::NonZeroU64;
use std::sync::OnceLock;

use chrono::{
    DateTime, Datelike, FixedOffset, Local, MappedLocalTime, NaiveDateTime, Offset, TimeDelta,
    TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Ticks in one second.
pub const TICKS_PER_SECOND: i64 = 10_000_000;

/// Seconds from the FILETIME epoch (1601) to the Unix epoch (1970).
const UNIX_EPOCH_SECONDS: i64 = 11_644_473_600;

/// A span in 100 ns ticks; negative when it runs backwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub i64);

impl Span {
    /// A span of whole milliseconds.
    pub const fn millis(ms: i64) -> Self {
        Self(ms * (TICKS_PER_SECOND / 1000))
    }

    /// A span of whole seconds.
    pub const fn seconds(s: i64) -> Self {
        Self(s * TICKS_PER_SECOND)
    }

    /// Its length, whichever end is first.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }

    /// The span in seconds.
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / TICKS_PER_SECOND as f64
    }
}

impl fmt::Display for Span {
    /// `3 d 4 h`, `2 h 05 min`, `30 min 10 s`, `4.2 s`: two units, as a person would write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.0.abs() / TICKS_PER_SECOND;
        let sign = if self.0 < 0 { "-" } else { "" };
        let (days, hours) = (total / 86_400, total / 3_600 % 24);
        let (minutes, seconds) = (total / 60 % 60, total % 60);
        if days > 0 {
            write!(f, "{sign}{days} d {hours} h")
        } else if hours > 0 {
            write!(f, "{sign}{hours} h {minutes:02} min")
        } else if minutes > 0 {
            write!(f, "{sign}{minutes} min {seconds:02} s")
        } else {
            write!(
                f,
                "{sign}{:.1} s",
                (self.0.abs() as f64) / TICKS_PER_SECOND as f64
            )
        }
    }
}

/// A moment in UTC, in 100 ns ticks since 1601-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
// The niche of the non-zero number keeps an optional moment at eight bytes.
pub struct Timestamp(NonZeroU64);

/// Turns ticks into numbers that sort alike; the lowest, 0, belongs to no moment.
const SIGN: u64 = 1 << 63;

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

impl Timestamp {
    /// From FILETIME ticks.
    pub const fn from_ticks(ticks: i64) -> Self {
        match NonZeroU64::new(ticks.cast_unsigned() ^ SIGN) {
            Some(number) => Self(number),
            // The one number of ticks that cannot be stored lies 29,000 years before the year 1.
            None => Self(NonZeroU64::MIN),
        }
    }

    /// FILETIME ticks.
    pub const fn ticks(self) -> i64 {
        (self.0.get() ^ SIGN).cast_signed()
    }

    /// Reads RFC 3339, with `T` or a blank, any number of fraction digits (cut at seven) and an
    /// offset; UTC where the text has no offset.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let moment = DateTime::parse_from_rfc3339(text)
            .map(|t| t.with_timezone(&Utc))
            .or_else(|_| {
                NaiveDateTime::parse_from_str(&text.replacen(' ', "T", 1), "%Y-%m-%dT%H:%M:%S%.f")
                    .map(|t| t.and_utc())
            })
            .ok()?;
        Self::from_chrono(&moment)
    }

    fn from_chrono(moment: &DateTime<Utc>) -> Option<Self> {
        let seconds = moment.timestamp().checked_add(UNIX_EPOCH_SECONDS)?;
        let ticks = seconds.checked_mul(TICKS_PER_SECOND)?;
        ticks
            .checked_add(i64::from(moment.timestamp_subsec_nanos()) / 100)
            .map(Self::from_ticks)
    }

    fn to_chrono(self) -> DateTime<Utc> {
        let seconds = self.ticks().div_euclid(TICKS_PER_SECOND) - UNIX_EPOCH_SECONDS;
        let nanos = self.ticks().rem_euclid(TICKS_PER_SECOND) * 100;
        DateTime::from_timestamp(seconds, u32::try_from(nanos).unwrap_or(0)).unwrap_or_default()
    }

    /// The span from `earlier` to this moment.
    pub fn since(self, earlier: Self) -> Span {
        Span(self.ticks().saturating_sub(earlier.ticks()))
    }

    /// How far apart two moments are, whichever is first.
    pub fn distance(self, other: Self) -> Span {
        self.since(other).abs()
    }

    /// This moment moved by `span`.
    #[must_use]
    pub fn plus(self, span: Span) -> Self {
        Self::from_ticks(self.ticks().saturating_add(span.0))
    }

    /// This moment moved back by `span`.
    #[must_use]
    pub fn minus(self, span: Span) -> Self {
        Self::from_ticks(self.ticks().saturating_sub(span.0))
    }

    /// Seconds since the Unix epoch, for plotting; exact to about a microsecond.
    pub fn as_unix_seconds(self) -> f64 {
        (self.ticks() - UNIX_EPOCH_SECONDS * TICKS_PER_SECOND) as f64 / TICKS_PER_SECOND as f64
    }

    /// The moment nearest to `seconds` since the Unix epoch.
    pub fn from_unix_seconds(seconds: f64) -> Self {
        Self::from_ticks(
            (seconds * TICKS_PER_SECOND as f64) as i64 + UNIX_EPOCH_SECONDS * TICKS_PER_SECOND,
        )
    }
}

impl fmt::Display for Timestamp {
    /// UTC, RFC 3339, seven fraction digits and `Z`: the form of every export.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fraction = self.ticks().rem_euclid(TICKS_PER_SECOND);
        let moment = self.to_chrono();
        if !(0..=9999).contains(&moment.year()) {
            let moment = moment.format("%Y-%m-%dT%H:%M:%S");
            return write!(f, "{moment}.{fraction:07}Z");
        }
        // Written millions of times: a pattern would be parsed again each time.
        let mut text = *b"0000-00-00T00:00:00.0000000Z";
        let parts = [
            (0..4, moment.year().cast_unsigned()),
            (5..7, moment.month()),
            (8..10, moment.day()),
            (11..13, moment.hour()),
            (14..16, moment.minute()),
            (17..19, moment.second()),
            (20..27, fraction as u32),
        ];
        for (place, mut number) in parts {
            for digit in text.get_mut(place).unwrap_or_default().iter_mut().rev() {
                *digit = b'0' + (number % 10) as u8;
                number /= 10;
            }
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

/// The zone in which the window writes times. Exports are always UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DisplayZone {
    /// Coordinated universal time.
    #[default]
    Utc,
    /// The zone of the machine that Whence runs on.
    ThisMachine,
    /// A zone of the IANA database, by its name.
    Iana(Tz),
    /// A fixed offset in minutes east of UTC, -1439 to 1439.
    Fixed(i32),
}

impl DisplayZone {
    /// Reads `UTC`, `local`, `+05:30`, `-3`, or an IANA name without regard to case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("utc") || text.eq_ignore_ascii_case("z") {
            return Some(Self::Utc);
        }
        if text.eq_ignore_ascii_case("local") {
            return Some(Self::ThisMachine);
        }
        if text.starts_with(['+', '-']) {
            return parse_offset_minutes(text).map(Self::Fixed);
        }
        Tz::from_str_insensitive(text).ok().map(Self::Iana)
    }

    /// Whether it is one that `parse` can yield: what was kept may have been changed by somebody else.
    pub fn is_valid(&self) -> bool {
        match self {
            Self::Fixed(minutes) => (-1439..=1439).contains(minutes),
            Self::Utc | Self::ThisMachine | Self::Iana(_) => true,
        }
    }

    /// What this machine's zone is called in the IANA database, where that is known.
    pub fn name_of_this_machine() -> Option<&'static str> {
        this_machine().map(Tz::name)
    }

    /// What the zone switch and the status bar show.
    pub fn label(&self) -> String {
        match self {
            Self::ThisMachine => label_of_this_machine(Self::name_of_this_machine()),
            _ => self.short_label(),
        }
    }

    /// The label where there is little room, as in the header of a column.
    pub fn short_label(&self) -> String {
        match self {
            Self::Utc => "UTC".to_owned(),
            Self::ThisMachine => Self::name_of_this_machine()
                .map_or_else(|| label_of_this_machine(None), str::to_owned),
            Self::Iana(zone) => zone.name().to_owned(),
            Self::Fixed(minutes) => {
                let sign = if *minutes < 0 { '-' } else { '+' };
                format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
            }
        }
    }

    fn local(&self, moment: DateTime<Utc>) -> DateTime<FixedOffset> {
        match self {
            Self::Utc => moment.fixed_offset(),
            Self::ThisMachine => match this_machine() {
                Some(zone) => moment.with_timezone(&zone).fixed_offset(),
                None => moment.with_timezone(&offset_of_system(moment)),
            },
            Self::Iana(zone) => moment.with_timezone(zone).fixed_offset(),
            Self::Fixed(minutes) => FixedOffset::east_opt(minutes * 60)
                .map_or_else(|| moment.fixed_offset(), |zone| moment.with_timezone(&zone)),
        }
    }

    /// `2020-09-19 03:22:36`, without fraction: for tables.
    pub fn short(&self, time: Timestamp) -> String {
        self.local(time.to_chrono())
            .format("%Y-%m-%d %H:%M:%S")
            .to_string()
    }

    /// `2020-09-19 03:22:36.172971`, as `parse_moment` reads it again without loss.
    pub fn precise(&self, time: Timestamp) -> String {
        let fraction = time.ticks().rem_euclid(TICKS_PER_SECOND);
        let text = format!("{}.{fraction:07}", self.short(time));
        let text = text.trim_end_matches('0');
        // A moment without a fraction would be read as a whole second.
        let zero = if text.ends_with('.') { "0" } else { "" };
        format!("{text}{zero}")
    }

    /// `2020-09-19 03:22:36.1729710 +00:00`, all seven digits and the offset: for details.
    pub fn full(&self, time: Timestamp) -> String {
        let local = self.local(time.to_chrono());
        let fraction = time.ticks().rem_euclid(TICKS_PER_SECOND);
        format!(
            "{}.{fraction:07} {}",
            local.format("%Y-%m-%d %H:%M:%S"),
            local.format("%:z")
        )
    }

    /// Formats with a chrono pattern, for axis labels.
    pub fn format(&self, time: Timestamp, pattern: &str) -> String {
        self.local(time.to_chrono()).format(pattern).to_string()
    }

    /// The offset from UTC that holds at `time`, in seconds east.
    pub fn offset_seconds(&self, time: Timestamp) -> i32 {
        self.local(time.to_chrono())
            .offset()
            .fix()
            .local_minus_utc()
    }

    /// Reads a day, `YYYY-MM-DD`: its first and its last moment in this zone. A day with a clock change does
    /// not have 24 hours.
    pub fn parse_day(&self, text: &str) -> Option<(Timestamp, Timestamp)> {
        let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        let next = self.parse_moment(&day.succ_opt()?.to_string())?;
        Some((self.parse_moment(text)?, next.minus(Span(1))))
    }

    /// Reads a moment typed in this zone: RFC 3339 with its own offset, or `YYYY-MM-DD[ HH:MM[:SS[.f]]]`.
    pub fn parse_moment(&self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
            return Timestamp::from_chrono(&moment.with_timezone(&Utc));
        }
        let text = text.replacen('T', " ", 1);
        let naive = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|pattern| NaiveDateTime::parse_from_str(&text, pattern).ok())
            .or_else(|| {
                chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d")
                    .ok()?
                    .and_hms_opt(0, 0, 0)
            })?;
        let moment = match self {
            Self::Utc => naive.and_utc(),
            Self::ThisMachine => match this_machine() {
                Some(zone) => zone.from_local_datetime(&naive).earliest()?.to_utc(),
                None => Local.from_local_datetime(&naive).earliest()?.to_utc(),
            },
            Self::Iana(zone) => zone.from_local_datetime(&naive).earliest()?.to_utc(),
            Self::Fixed(minutes) => FixedOffset::east_opt(minutes * 60)?
                .from_local_datetime(&naive)
                .single()?
                .to_utc(),
        };
        Timestamp::from_chrono(&moment)
    }
}

/// This machine's zone in the IANA database, found once; `None` where it has no name there or the
/// name is not right, and `Local` has to be asked instead. That is slow on Windows: it reads the
/// rules of the year again for every moment.
fn this_machine() -> Option<Tz> {
    static ZONE: OnceLock<Option<Tz>> = OnceLock::new();
    *ZONE.get_or_init(|| {
        zone_of(
            std::env::var("TZ").ok().as_deref(),
            cfg!(windows),
            || iana_time_zone::get_timezone().ok(),
            |zone| agree(zone, Utc::now(), offset_of_system),
        )
    })
}

/// The zone that the variable `TZ` names; else the one that the system names, if `is_right`. A variable
/// with something else in it, such as `CET-1CEST`, overrules the system, and `Local` follows it. On
/// Windows the variable means nothing to the system: it is not asked.
fn zone_of(
    variable: Option<&str>,
    is_windows: bool,
    name_from_system: impl FnOnce() -> Option<String>,
    is_right: impl FnOnce(Tz) -> bool,
) -> Option<Tz> {
    if let Some(text) = variable.filter(|_| !is_windows) {
        return text.strip_prefix(':').unwrap_or(text).parse().ok();
    }
    let zone = name_from_system()?.parse().ok()?;
    is_right(zone).then_some(zone)
}

/// Whether a zone had the system's offset in each month of the year before `now`. It had another where
/// daylight saving time is switched off on Windows, or where `/etc/localtime` and `/etc/timezone` say
/// different things.
fn agree(
    zone: Tz,
    now: DateTime<Utc>,
    offset_of_system: impl Fn(DateTime<Utc>) -> FixedOffset,
) -> bool {
    (0..12).all(|month| {
        let moment = now - TimeDelta::days(30 * month);
        moment.with_timezone(&zone).offset().fix() == offset_of_system(moment)
    })
}

/// The offset by the system's own clock; UTC where it has none. To turn a moment into `Local` would
/// panic there: Windows does not know the rules of every year.
fn offset_of_system(moment: DateTime<Utc>) -> FixedOffset {
    offset_of(moment, |local| Local.offset_from_local_datetime(local))
}

/// The offset that leads to a local time at which it holds. The day before and the day after have it.
fn offset_of(
    moment: DateTime<Utc>,
    offsets_at: impl Fn(&NaiveDateTime) -> MappedLocalTime<FixedOffset>,
) -> FixedOffset {
    let utc = moment.naive_utc();
    let holds = |offset: FixedOffset| {
        let local = utc.checked_add_offset(offset)?;
        let known = offsets_at(&local);
        let is_known = [known.earliest(), known.latest()].contains(&Some(offset));
        is_known.then_some(offset)
    };
    [-1, 1]
        .into_iter()
        .filter_map(|days| utc.checked_add_signed(TimeDelta::days(days)))
        .find_map(|near| offsets_at(&near).latest().and_then(holds))
        .unwrap_or_else(|| Utc.fix())
}

fn label_of_this_machine(name: Option<&str>) -> String {
    match name {
        Some(name) => format!("this machine ({name})"),
        None => "this machine".to_owned(),
    }
}

fn parse_offset_minutes(text: &str) -> Option<i32> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits = text.get(1..)?;
    let (hours, minutes) = match digits.split_once(':') {
        Some((h, m)) => (h.parse::<i32>().ok()?, m.parse::<i32>().ok()?),
        None if digits.len() == 4 => (
            digits.get(..2)?.parse().ok()?,
            digits.get(2..)?.parse().ok()?,
        ),
        None => (digits.parse().ok()?, 0),
    };
    let valid = (0..24).contains(&hours) && (0..60).contains(&minutes);
    valid.then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests;

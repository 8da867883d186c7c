//! Values of the filter language: numbers, spans, moments, hours, days and networks.

use std::net::IpAddr;

use ipnet::IpNet;

use super::fields::DAYS;
use super::terms::{Measure, SearchWord};
use crate::domain::time::{DisplayZone, Span, TICKS_PER_SECOND, Timestamp};

/// Both ends of a range, where they are given.
type Bounds = (Option<i64>, Option<i64>);

/// `>1h`, `>=1h`, `<5m`, `10m..2h`, or one value: both ends, included.
pub(super) fn between(text: &str, measure: Measure) -> Option<Bounds> {
    let one = |text: &str| number(text, measure);
    if let Some((least, most)) = text.split_once("..") {
        let bound = |text: &str| {
            if text.is_empty() {
                Some(None)
            } else {
                one(text).map(Some)
            }
        };
        return Some((bound(least)?, bound(most)?));
    }
    let bounds = [
        (">=", 0, true),
        ("<=", 0, false),
        (">", 1, true),
        ("<", -1, false),
    ];
    for (sign, by, is_least) in bounds {
        if let Some(rest) = text.strip_prefix(sign) {
            let bound = Some(one(rest)?.saturating_add(by));
            return Some(if is_least {
                (bound, None)
            } else {
                (None, bound)
            });
        }
    }
    let value = one(text)?;
    Some((Some(value), Some(value)))
}

fn number(text: &str, measure: Measure) -> Option<i64> {
    match measure {
        Measure::Duration => span(text),
        Measure::Tries | Measure::Records => text.parse::<u32>().ok().map(i64::from),
    }
}

/// `90s`, `5m`, `1h30m`, `2d`; a number alone is seconds. In ticks.
pub fn span(text: &str) -> Option<i64> {
    let mut ticks = 0_i64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (number, after) = rest.split_at(digits.unwrap_or(rest.len()));
        let letters = after.find(|c: char| c.is_ascii_digit());
        let (unit, after) = after.split_at(letters.unwrap_or(after.len()));
        let seconds = match unit.trim() {
            "" | "s" | "sec" => 1.0,
            "m" | "min" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            "w" => 604_800.0,
            _ => return None,
        };
        let number: f64 = number.parse().ok()?;
        ticks = ticks.checked_add((number * seconds * TICKS_PER_SECOND as f64) as i64)?;
        rest = after;
    }
    (!text.is_empty()).then_some(ticks)
}

/// A moment in a zone. Values of the filter language are in lower case.
pub(super) fn moment(text: &str, zone: &DisplayZone) -> Option<Timestamp> {
    zone.parse_moment(&text.to_uppercase())
}

/// The last moment before another.
pub(super) fn just_before(moment: Timestamp) -> Timestamp {
    moment.minus(Span(1))
}

/// `07-19`, `22:30-06:00`: minutes of the day.
pub(super) fn hours(text: &str) -> Option<(u16, u16)> {
    let (from, to) = text.split_once('-')?;
    Some((minute(from)?, minute(to)?))
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':').unwrap_or((text, "0"));
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    if hour > 24 || minute >= 60 {
        return None;
    }
    let all = hour * 60 + minute;
    (all <= 1440).then_some(all)
}

/// `sat|sun`, `mon-fri`: bit 0 is Monday.
pub(super) fn days(words: &[SearchWord]) -> Option<u8> {
    let place = |name: &str| {
        DAYS.iter()
            .position(|day| !name.is_empty() && name.starts_with(day))
    };
    let mut found = 0;
    for word in words {
        let (first, last) = word
            .text
            .split_once('-')
            .unwrap_or((&word.text, &word.text));
        let (first, last) = (place(first)?, place(last)?);
        let length = (last + 7 - first) % 7;
        for day in first..=first + length {
            found |= 1 << (day % 7);
        }
    }
    Some(found)
}

/// `10.0.0.0/8`, or one address.
pub(super) fn network(text: &str) -> Option<IpNet> {
    let one = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(one)
}

//! The cost of a filter by hours in this machine's zone.

#[path = "../benches/synthetic/sessions.rs"]
mod sessions;

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, Local, Utc};
use sessions::{Maker, hosts};
use whence::analysis::filter::{Filter, FilterInput, Marked, select};
use whence::analysis::session_index::{SessionIndex, SessionIndexBuilder};
use whence::analysis::user_names::UserNames;
use whence::domain::time::{DisplayZone, Timestamp};

/// The sessions are not kept: ten million would need six gigabytes.
fn session_index(count: u64) -> SessionIndex {
    let mut sessions = Maker::of_users(3_000);
    let mut made = SessionIndexBuilder::new(&hosts());
    let names = UserNames::default();
    for n in 0..count {
        made.add(&sessions.session(n, count), &names);
    }
    made.finish()
}

fn found(session_index: &SessionIndex, text: &str, zone: &DisplayZone) -> Vec<u32> {
    let input = FilterInput {
        activities: &[],
        session_index,
        standing_out: &[],
        marked: &Marked::new(),
    };
    let filter = Filter {
        text: text.to_owned(),
        zone: zone.clone(),
        show_hidden: true,
        ..Filter::default()
    };
    select(input, &filter, &|| true).unwrap_or_default()
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let made = work();
    (begun.elapsed(), made)
}

#[test]
fn hours_and_days_are_those_of_the_zone_shown() {
    let session_index = session_index(20_000);
    for name in ["UTC", "Europe/Berlin", "Asia/Kathmandu", "local"] {
        let zone = DisplayZone::parse(name).expect("a zone");
        let begins = || (0_u32..).zip(session_index.rows());
        let shown = |begin: Option<Timestamp>, pattern: &str| {
            begin
                .map(|begin| zone.format(begin, pattern))
                .unwrap_or_default()
        };
        let at_night = begins().filter(|(_, entry)| {
            let time = shown(entry.begin(), "%H:%M");
            time.as_str() >= "22:00" || time.as_str() < "06:00"
        });
        let at_night: Vec<u32> = at_night.map(|(index, _)| index).collect();
        assert_eq!(
            found(&session_index, "hours:22-06", &zone),
            at_night,
            "{name}"
        );
        let on_sunday = begins().filter(|(_, entry)| shown(entry.begin(), "%a") == "Sun");
        let on_sunday: Vec<u32> = on_sunday.map(|(index, _)| index).collect();
        assert_eq!(found(&session_index, "day:sun", &zone), on_sunday, "{name}");
    }
}

/// Prints figures: `TZ=Europe/Berlin cargo test --release --test hours -- --ignored --nocapture`.
#[test]
#[ignore = "ten million sessions, and figures of a release build"]
fn time_of_a_filter_by_hours_over_ten_million_sessions() {
    const COUNT: u64 = 10_000_000;
    let session_index = session_index(COUNT);
    let zone = DisplayZone::ThisMachine;
    println!("zone: {}", zone.label());
    let begins = || {
        session_index
            .rows()
            .iter()
            .filter_map(whence::analysis::session_index::SessionEntry::begin)
    };
    // The method used before this machine's zone was found only once.
    let (by_system, ()) = timed(|| {
        for begin in begins() {
            let moment = DateTime::from_timestamp(begin.as_unix_seconds() as i64, 0);
            let offset =
                |moment: DateTime<Utc>| moment.with_timezone(&Local).offset().local_minus_utc();
            black_box(moment.map(offset));
        }
    });
    let (by_zone, ()) = timed(|| {
        for begin in begins() {
            black_box(zone.offset_seconds(begin));
        }
    });
    println!("10 M conversions by chrono::Local: {by_system:?}; by the zone: {by_zone:?}");
    for zone in [DisplayZone::Utc, zone] {
        for text in ["", "hours:22-06", "day:sat|sun"] {
            let (took, found) = timed(|| found(&session_index, text, &zone));
            println!(
                "{:<30} {text:<12} {:>8} found in {took:?}",
                zone.label(),
                found.len()
            );
        }
    }
}

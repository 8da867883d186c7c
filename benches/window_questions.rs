//! How long filter, sort and groups take over ten million sessions in an index:
//! `cargo bench --bench window_questions`, or with another number: `… -- 1000000`.

#[path = "../src/allocator.rs"]
mod allocator;
mod synthetic;

use std::time::Duration;

use synthetic::{Maker, hosts, timed};
use whence::analysis::filter::{Filter, FilterInput, Marked, select};
use whence::analysis::grouping;
use whence::analysis::lanes::{self, LaneBy, LastSeen, lanes};
use whence::analysis::outliers::Outliers;
use whence::analysis::session_index::{SessionEntry, SessionIndex, SessionIndexBuilder};
use whence::analysis::user_names::UserNames;
use whence::domain::time::Timestamp;
use whence::tables::order;

fn main() {
    let asked = std::env::args().find_map(|word| word.parse().ok());
    let count: u64 = asked.unwrap_or(10_000_000);
    let (took, session_index) = timed(|| session_index(count));
    print_time(&format!("{count} sessions made and taken in"), took);
    let all = filters(&session_index);
    sorts(&session_index);
    groups(&session_index, &all);
}

/// Generates the sessions one by one: keeping ten million would take six gigabytes.
fn session_index(count: u64) -> SessionIndex {
    let mut sessions = Maker::of_users(3_000);
    let mut made = SessionIndexBuilder::new(&hosts());
    let names = UserNames::default();
    for n in 0..count {
        made.add(&sessions.session(n, count), &names);
    }
    made.finish()
}

fn filters(session_index: &SessionIndex) -> Vec<u32> {
    let mut all = Vec::new();
    let input = FilterInput {
        activities: &[],
        session_index,
        standing_out: &[],
        marked: &Marked::new(),
    };
    for text in [
        "",
        "user0017",
        "user:user001",
        "10.0.1",
        "a1",
        "-kind:rdp ws-00",
        "zzz",
        "outcome:failed srv-07 10.",
    ] {
        let filter = Filter {
            text: text.to_owned(),
            ..Filter::default()
        };
        let (took, found) = timed(|| select(input, &filter, &|| true).unwrap_or_default());
        print_time(&format!("filter {text:?}: {} found", found.len()), took);
        if text.is_empty() {
            all = found;
        }
    }
    all
}

/// Extracts the key that sessions are sorted by.
type Key = fn(&SessionEntry) -> Option<i64>;

fn sorts(session_index: &SessionIndex) {
    let rows = session_index.rows();
    let numbers: [(&str, Key); 4] = [
        ("begin", |entry| entry.begin().map(Timestamp::ticks)),
        ("end", |entry| entry.end().map(Timestamp::ticks)),
        ("duration", SessionEntry::duration),
        ("user", |entry| Some(i64::from(entry.name))),
    ];
    for (what, key) in numbers {
        for descending in [false, true] {
            let (took, order) = timed(|| order::by_numbers(rows.iter().map(key), descending));
            assert_eq!(order.len(), rows.len());
            print_time(&format!("sort by {what}, descending: {descending}"), took);
        }
    }
    let ids = (0..rows.len() as u32).map(|session| session_index.id(session));
    let (took, _) = timed(|| order::by_texts(ids, true));
    print_time("sort by id, descending", took);
}

fn groups(session_index: &SessionIndex, all: &[u32]) {
    let none = Outliers::default();
    let (took, groups) = timed(|| grouping::users(session_index, &none, all));
    print_time(&format!("{} users", groups.len()), took);
    let (took, groups) = timed(|| grouping::places(session_index, &none, all));
    print_time(&format!("{} users at places", groups.len()), took);
    let (took, groups) = timed(|| grouping::ranges(session_index, &none, all));
    print_time(&format!("{} users in ranges", groups.len()), took);
    let input = lanes::LaneInput {
        session_index,
        hosts: &[],
        last_seen: &LastSeen::default(),
        local_sessions: &[],
        outliers: &none,
    };
    for by in [LaneBy::User, LaneBy::Range] {
        let (took, made) = timed(|| lanes(input, all, by));
        print_time(&format!("{} lanes by {by:?}", made.len()), took);
    }
}

fn print_time(what: &str, took: Duration) {
    println!("{what:<60} {:>9.1} ms", took.as_secs_f64() * 1e3);
}

//! What it costs to map activities to sessions: the CPU time of correlation with and without them, and the size
//! of what is kept of one.
//!
//! `cargo bench --no-default-features --bench activities -- [--sessions N] [--activities N]`

#[path = "../src/allocator.rs"]
mod allocator;

use std::sync::Arc;

use clap::Parser;
use cpu_time::ProcessTime;
use whence::correlate::{Artefacts, Evidence, Watch, correlate};
use whence::domain::activity::{Act, ActForm, Activity, ActivityKind, Strength};
use whence::domain::coverage::RecordRuns;
use whence::domain::event::{
    Event, Fact, Header, Identity, Logon, LogonForm, Luid, Place, Places, Text,
};
use whence::domain::heartbeats::Heartbeats;
use whence::domain::time::{Span, Timestamp};

/// Measures the mapping of activities.
#[derive(Parser)]
struct Arguments {
    /// Sessions of one host
    #[arg(long, default_value_t = 10_000)]
    sessions: u64,
    /// Activities in them
    #[arg(long, default_value_t = 1_000_000)]
    activities: u64,
    /// What `cargo bench` gives to every bench
    #[arg(long, hide = true)]
    bench: bool,
}

/// When the first session begins, in FILETIME ticks: 2024-01-01.
const FIRST: i64 = 133_485_408_000_000_000;
/// Logon ids below this are Windows' own.
const FIRST_LUID: u64 = 0x1_0000;
/// Sessions overlap: each begins this long after the one before.
const APART: Span = Span::seconds(30);
/// How long each lasts.
const LENGTH: Span = Span::seconds(600);

fn main() {
    let arguments = Arguments::parse();
    let plain = run(arguments.sessions, 0);
    let full = run(arguments.sessions, arguments.activities);
    let all = &full.1;
    let tied = |strength| all.iter().filter(|one| one.strength == strength).count();
    println!("{} sessions, {} activities", arguments.sessions, all.len());
    println!(
        "tied by logon id {}, by user and time {}, by time only {}, not at all {}",
        tied(Strength::LogonId),
        tied(Strength::UserAndTime),
        tied(Strength::TimeOnly),
        tied(Strength::None),
    );
    println!("correlation without activities: {:.2} s CPU", plain.0);
    println!("correlation with them:          {:.2} s CPU", full.0);
    println!(
        "for the activities:             {:.2} s CPU (goal: under 2)",
        full.0 - plain.0
    );
    println!(
        "kept of each: {} bytes (goal: at most 120)",
        size_of::<Activity>()
    );
}

/// The CPU time of correlation, and what was done.
fn run(sessions: u64, activities: u64) -> (f64, Vec<Activity>) {
    let mut events = logons(sessions);
    events.extend(acts(sessions, activities));
    events.sort_by_key(|event| event.time);
    for (number, event) in events.iter_mut().enumerate() {
        event.record_id = number as u64 + 1;
    }
    let begin = ProcessTime::now();
    let evidence = Evidence {
        events: vec![events],
        recovered: Vec::new(),
        heartbeats: &Heartbeats::default(),
        runs: &RecordRuns::default(),
        folders: &[0],
        exports: &[0],
        artefacts: Artefacts::NONE,
    };
    let found = correlate(evidence, Watch::ALONE);
    let seconds = begin.elapsed().as_secs_f64();
    (
        seconds,
        found.map(|found| found.activities).unwrap_or_default(),
    )
}

fn event(header: &Arc<Header>, time: Timestamp, fact: Fact) -> Event {
    let place = Place {
        file: 0,
        chunk: 0,
        header_record: 0,
    };
    Event {
        time,
        record_id: 0,
        header: Arc::clone(header),
        places: Places::one(place, 0),
        payload: 0,
        numbering: 0,
        fact,
    }
}

fn header(event_id: u32) -> Arc<Header> {
    Arc::new(Header {
        computer: Text::from("FS01.corp.example"),
        channel: Text::from("Security"),
        event_id,
        user_sid: None,
    })
}

fn user(number: u64) -> Identity {
    Identity {
        sid: Some(Text::from(format!("S-1-5-21-1-2-3-{}", 1000 + number))),
        user: Some(Text::from(format!("user{number}"))),
        domain: Some(Text::from("CORP")),
    }
}

fn begin_of(session: u64) -> Timestamp {
    Timestamp::from_ticks(FIRST).plus(Span(APART.0 * session as i64))
}

/// Network logons of two hundred users, and their ends.
fn logons(sessions: u64) -> Vec<Event> {
    let (made, ended) = (header(4624), header(4634));
    let pairs = (0..sessions).flat_map(|session| {
        let luid = Luid::new(FIRST_LUID + session * 16);
        let who = user(session % 200);
        let form = LogonForm {
            target: who.clone(),
            logon_type: 3,
            ..LogonForm::default()
        };
        let begin = begin_of(session);
        let logon = Logon::new(luid, None, Arc::new(form));
        let end = Fact::LogonEnded {
            who: Arc::new(who),
            luid,
            logon_type: 3,
        };
        [
            event(&made, begin, Fact::Logon(logon)),
            event(&ended, begin.plus(LENGTH), end),
        ]
    });
    pairs.collect()
}

/// Files opened under logon ids, by users without one, and by the machine.
fn acts(sessions: u64, activities: u64) -> Vec<Event> {
    let header = header(4663);
    // Reading shares what recurs, too.
    let form = |who| {
        Arc::new(ActForm {
            kind: ActivityKind::FileAccessed,
            who,
            ..ActForm::default()
        })
    };
    let machine = form(Identity {
        sid: Some(Text::from("S-1-5-18")),
        user: Some(Text::from("FS01$")),
        domain: None,
    });
    let forms: Vec<Arc<ActForm>> = (0..200).map(|number| form(user(number))).collect();
    let files: Vec<Text> = (0..5000)
        .map(|number| Text::from(format!(r"D:\Shares\Projects\{number}\plan.docx")))
        .collect();
    let all = (0..activities).map(|number| {
        // A generator of pseudo-random numbers, so that sessions and files are not in step.
        let random = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        let session = random % sessions.max(1);
        let own = || Arc::clone(&forms[(session % 200) as usize]);
        let (luid, form) = match number % 10 {
            0 => (Luid::new(0x3e7), Arc::clone(&machine)),
            1 => (None, own()),
            _ => (Luid::new(FIRST_LUID + session * 16), own()),
        };
        let within = Span(LENGTH.0 * (random % 997) as i64 / 1000);
        let act = Act {
            luid,
            object: files.get((random % 5000) as usize).cloned(),
            form,
        };
        event(&header, begin_of(session).plus(within), Fact::Act(act))
    });
    all.collect()
}

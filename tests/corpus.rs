//! Real evidence. It is not part of the project: if the folder `shared/corpus` is not next to the
//! checkout, each test prints that and passes.

use std::path::PathBuf;

use whence::analysis::{presence, sentence};
use whence::case::Case;
use whence::case::load::load;
use whence::domain::record::Class;
use whence::domain::session::{EndKind, Kind, Outcome, Session};
use whence::domain::time::{DisplayZone, Timestamp};
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;

const CITADEL: &str = "AndrewRathbun+DFIRArtifactMuseum/Windows/EventLogs/Win2012R2/\
    StolenSzechuan/StolenSzechuanEventLogs";

fn corpus() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: no real evidence beside the checkout (shared/corpus)");
    None
}

fn opened(path: PathBuf) -> Case {
    load(&[path], &Progress::default(), &CancelToken::default()).expect("not cancelled")
}

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

#[test]
fn the_citadel_intruder_logs_on_and_off() {
    let Some(corpus) = corpus() else { return };
    let case = opened(corpus.join(CITADEL));
    let at = time("2020-09-19T03:30:00Z");
    let there: Vec<&Session> = presence::at(&case, Some("citadel-dc01"), at, false)
        .into_iter()
        .filter_map(|index| case.sessions.get(index as usize))
        .collect();
    let [session] = there[..] else {
        panic!("one session was running, not {}", there.len())
    };
    assert_eq!(session.user.as_deref(), Some("Administrator"));
    assert_eq!(
        session.source_ip.map(|ip| ip.to_string()).as_deref(),
        Some("194.61.24.102")
    );
    assert_eq!(session.client_name.as_deref(), Some("kali"));
    assert_eq!(
        (session.kind, session.outcome),
        (Kind::Rdp, Outcome::Success)
    );
    assert_eq!(session.end_kind, EndKind::Logoff);
    let summary = sentence::summary(&case, session, &DisplayZone::Utc);
    for part in [
        "Administrator",
        "194.61.24.102",
        "19 September 2020 at 03:22:36",
        "30 min",
    ] {
        assert!(summary.contains(part), "{part} in: {summary}");
    }
    // Every source can be read again from the evidence, completely.
    for source in &session.sources {
        let event = case.record(source.event).expect("the event");
        let place = event.places().next().expect("a place");
        let file = case.files.get(place.file as usize).expect("its file");
        let xml = whence::evidence::render::record_xml(&*file.source, place).expect("the record");
        assert!(
            xml.contains(&format!(">{}</EventRecordID>", event.record_id)),
            "{xml}"
        );
    }
}

/// Every 4624 and 4625 is a source of exactly one session.
#[test]
fn every_logon_and_failure_belongs_to_one_session() {
    use std::collections::HashMap;
    let Some(corpus) = corpus() else { return };
    let case = opened(corpus);
    let mut owners: HashMap<u32, u32> = HashMap::new();
    for session in &case.sessions {
        for source in &session.sources {
            *owners.entry(source.event.0).or_default() += 1;
        }
    }
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (index, event) in (0_u32..).zip(case.records.iter()) {
        if matches!(event.class, Some(Class::Logon | Class::Failure)) {
            seen += 1;
            let owned = owners.get(&index).copied().unwrap_or(0);
            if owned != 1 {
                wrong.push(format!(
                    "{} {} #{} is in {owned} sessions",
                    event.computer, event.event_id, event.record_id
                ));
            }
        }
    }
    assert!(seen > 5_000, "only {seen} logons were read");
    assert!(
        wrong.is_empty(),
        "{} of {seen}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn damage_is_reported_and_does_not_affect_the_rest() {
    let Some(corpus) = corpus() else { return };
    let case = opened(corpus.join("omerbenamram+evtx/samples"));
    assert!(case.problems.iter().any(|p| {
        p.source
            .path()
            .ends_with("sample_with_a_bad_chunk_magic.evtx")
    }));
    assert!(case.problems.iter().all(|problem| problem.offset.is_some()));
    assert!(
        case.records_read() > 10_500,
        "{} records",
        case.records_read()
    );
    assert!(case.sessions.iter().any(Session::is_shown));
}

#[test]
fn a_load_can_be_cancelled_before_and_while_it_reads() {
    let Some(corpus) = corpus() else { return };
    let cancelled = CancelToken::default();
    cancelled.cancel();
    assert!(
        load(
            std::slice::from_ref(&corpus),
            &Progress::default(),
            &cancelled
        )
        .is_err()
    );

    let (progress, cancel) = (Progress::default(), CancelToken::default());
    let started = std::time::Instant::now();
    let mut task = {
        let (progress, paths) = (progress.clone(), vec![corpus]);
        whence::job::task::Task::start(
            "load",
            cancel,
            || {},
            move |token| load(&paths, &progress, token).map(|case| case.records_read()),
        )
        .expect("a thread")
    };
    while progress.snapshot().records == 0 && started.elapsed().as_secs() < 60 {
        std::thread::yield_now();
    }
    task.cancel();
    let result = loop {
        match task.poll() {
            Some(result) => break result,
            None => std::thread::yield_now(),
        }
    };
    assert!(
        matches!(result, Ok(Err(_) | Ok(_))),
        "cancelled, or was already through"
    );
}

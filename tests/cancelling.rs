//! A load can be cancelled at any moment: whatever it does just then, it stops soon and returns nothing.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use whence::case::load::load;
use whence::job::cancel::{CancelToken, Cancelled};
use whence::job::progress::{Progress, Stage};
use whence::tables::loaded_case::LoadedCase;

/// Longer than a step takes even on a busy machine.
const SOON: Duration = Duration::from_secs(10);

fn sample_logs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_logs")
}

/// Loads until the progress shows this stage, cancels then, and says what came of it and how long it took.
fn cancel_in(stage: Stage, paths: &[PathBuf]) -> (Result<usize, Cancelled>, Duration) {
    let (progress, cancel) = (Progress::default(), CancelToken::default());
    let (watched, token) = (progress.clone(), cancel.clone());
    std::thread::scope(|scope| {
        let work = scope.spawn(|| {
            let case = load(paths, &watched, &token);
            case.map(|case| case.sessions.len())
        });
        while progress.snapshot().stage as u8 != stage as u8 && !work.is_finished() {
            std::hint::spin_loop();
        }
        let begun = Instant::now();
        cancel.cancel();
        (work.join().expect("no panic"), begun.elapsed())
    })
}

#[test]
fn a_load_stops_in_every_stage() {
    for stage in [
        Stage::Finding,
        Stage::Comparing,
        Stage::Reading,
        Stage::Correlating,
    ] {
        let (result, took) = cancel_in(stage, &[sample_logs()]);
        // A stage of so small a case may be over before it is seen: then all was loaded.
        assert!(result.is_err() || stage as u8 > Stage::Finding as u8);
        assert!(took < SOON, "{stage:?}: {took:?}");
    }
}

#[test]
fn nothing_is_read_once_it_is_cancelled() {
    let (progress, cancel) = (Progress::default(), CancelToken::default());
    cancel.cancel();
    let case = load(&[sample_logs()], &progress, &cancel);
    assert!(matches!(case, Err(Cancelled)));
    let now = progress.snapshot();
    assert_eq!((now.bytes_done, now.records, now.looked_at), (0, 0, 0));
}

#[test]
fn judging_stops_after_each_of_its_steps() {
    let case = || {
        load(
            &[sample_logs()],
            &Progress::default(),
            &CancelToken::default(),
        )
        .expect("a case")
    };
    let steps = std::cell::Cell::new(0);
    let loaded = LoadedCase::watched(case(), &|_, all| {
        steps.set(all);
        true
    });
    assert!(loaded.is_some());
    for last in 0..=steps.get() {
        assert!(LoadedCase::watched(case(), &|done, _| done < last).is_none());
    }
}

#[test]
fn copies_are_compared_before_anything_is_read_and_that_is_counted() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["a.evtx", "b.evtx", "c.evtx"] {
        let log = sample_logs().join("FS01").join("Security.evtx");
        std::fs::copy(log, folder.path().join(name)).expect("a copy");
    }
    let progress = Progress::default();
    let paths = [folder.path().to_owned()];
    load(&paths, &progress, &CancelToken::default()).expect("a case");
    let now = progress.snapshot();
    assert_eq!(now.looked_at, 3);
    assert_eq!(now.to_compare, now.bytes_total / 3 * 2);
    assert_eq!(now.compared, now.to_compare);
    assert!(progress.work().is_empty(), "nothing is read any longer");
}

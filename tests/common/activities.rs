//! What was done, in the words in which stories expect it.

use std::path::{Path, PathBuf};

use whence::case::Case as Loaded;
use whence::case::load::{find, load_found};
use whence::domain::activity::{Activity, ActivitySource};
use whence::ingest::options::ReadOptions;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;

use super::activity_law;
use super::scenario::{Case, Host};

/// Loads the logs of one host, and demands that knowing less claims no more.
#[track_caller]
pub fn acts_of(host: Host) -> Vec<String> {
    lines(&told(host))
}

/// Loads the logs of one host, and demands that knowing less claims no more.
#[track_caller]
pub fn told(host: Host) -> Loaded {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let case = Case::of([host]);
    case.write(folder.path()).expect("the logs can be written");
    opened(folder.path(), None)
}

/// Loads a folder, with the host that the examiner names for artefacts, and demands that knowing less claims
/// no more.
#[track_caller]
pub fn opened(folder: &Path, host: Option<&str>) -> Loaded {
    opened_paths(&[folder.to_owned()], host)
}

/// Loads several paths.
#[track_caller]
pub fn opened_paths(paths: &[PathBuf], host: Option<&str>) -> Loaded {
    let (progress, cancel) = (Progress::default(), CancelToken::default());
    let mut found = find(paths, &progress, &cancel).expect("not cancelled");
    found.artefact_host = host.map(str::to_owned);
    let case =
        load_found(found, ReadOptions::default(), &progress, &cancel).expect("not cancelled");
    let breaches = activity_law::breaches(paths, &case);
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
    case
}

/// All activities, in the order of the case.
pub fn lines(case: &Loaded) -> Vec<String> {
    case.activities
        .iter()
        .map(|activity| line(case, activity))
        .collect()
}

/// `log-cleared Security: logon-id 0`, or `time-only of 0, 1, disconnected`. A session is named by its place
/// among those that are shown, in the order of their begin.
pub fn line(case: &Loaded, activity: &Activity) -> String {
    let object = activity.object.as_deref().unwrap_or("-");
    let mut line = format!("{} {object}: {}", activity.kind, activity.strength);
    let places = places(case);
    let place = |session: u32| places.iter().position(|&index| index == session as usize);
    let name = |session: u32| place(session).map_or("hidden".to_owned(), |place| place.to_string());
    if let Some(session) = activity.session {
        line.extend([" ", &name(session)]);
    }
    let candidates = case.candidates.get(activity.candidates);
    if !candidates.is_empty() {
        let names: Vec<String> = candidates.iter().map(|&session| name(session)).collect();
        line.extend([" of ", &names.join(", ")]);
    }
    if activity.while_disconnected {
        line += ", disconnected";
    }
    line
}

/// The shown sessions in the order of their begin.
fn places(case: &Loaded) -> Vec<usize> {
    let mut order: Vec<usize> = (0..case.sessions.len()).collect();
    order.retain(|&index| case.sessions[index].is_shown());
    order.sort_by_key(|&index| case.sessions[index].begin);
    order
}

/// The ids of the records that state an activity.
pub fn records_of(case: &Loaded, activity: &Activity) -> Vec<u32> {
    let records = activity.sources().filter_map(ActivitySource::record);
    let records = records.filter_map(|event| case.record(event));
    records.map(|record| record.event_id).collect()
}

/// The notes of an activity.
pub fn notes_of(activity: &Activity) -> Vec<String> {
    activity.notes.iter().map(ToString::to_string).collect()
}

/// The path of a file in a folder, whose parents are made.
pub fn put(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(&path, bytes).expect("written");
    path
}

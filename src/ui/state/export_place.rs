//! The file that an export proposes: its name, from case and view, and its folder.

use std::path::{Path, PathBuf};

use super::export_source::ExportSubject;
use crate::analysis::filter::Scope;
use crate::case::Case;
use crate::casefile;
use crate::tables::route::{Route, SessionTab};

/// Each part of a name has at most this many bytes: file systems allow 255 for all of it.
const LONGEST_PART: usize = 60;

/// The name without its ending, such as `larkfield-sessions-2026-12-01`. `case` is what was opened, `label` the
/// breadcrumb of the view, `day` today.
pub fn proposed_name(
    case: &str,
    (route, label): (&Route, &str),
    subject: ExportSubject,
    day: &str,
) -> String {
    let case = safe_part(without_known_ending(case));
    let case = if case.is_empty() { "case" } else { &case };
    let mut parts = vec![case.to_owned(), what(route, subject).to_owned()];
    if has_subject_of_its_own(route) {
        parts.push(safe_part(label));
    }
    parts.push(safe_part(day));
    parts.retain(|part| !part.is_empty());
    parts.join("-")
}

/// A folder or file name without the ending of a log or case file.
fn without_known_ending(name: &str) -> &str {
    let known = |(_, ending): &(&str, &str)| {
        ["evtx", casefile::EXTENSION]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    };
    let split = name.rsplit_once('.').filter(known);
    split.map_or(name, |(stem, _)| stem)
}

/// What the rows are, as a part of a file name.
fn what(route: &Route, subject: ExportSubject) -> &'static str {
    match (subject, route) {
        (ExportSubject::Activities, _) => "activities",
        (ExportSubject::Sessions, Route::Session(..)) => "session",
        (ExportSubject::Sessions, _) => "sessions",
        (ExportSubject::Table, route) => match route {
            Route::Users => "users",
            Route::UserPlaces(_) => "user-address",
            Route::Ranges(_) => "ranges",
            Route::Sessions(_) => "sessions",
            Route::At(..) => "present",
            Route::WhoWasOn(_) => "who-was-on",
            Route::Session(_, SessionTab::Summary) => "session",
            Route::Session(_, SessionTab::Sources) => "session-sources",
            Route::Session(_, SessionTab::Logons) => "session-logons",
            Route::Session(_, SessionTab::Local) => "session-local",
            Route::Session(_, SessionTab::Activity) => "session-activity",
            Route::Session(_, SessionTab::Neighbours) => "session-neighbours",
            Route::Activity => "activity",
            Route::Hosts => "hosts",
            Route::Evidence => "evidence",
            Route::Problems => "problems",
            Route::LogonSessions => "logon-sessions",
            Route::LocalSessions => "local-sessions",
        },
    }
}

/// Whether the breadcrumb of a view says more than which kind of view it is.
fn has_subject_of_its_own(route: &Route) -> bool {
    match route {
        Route::UserPlaces(scope) | Route::Ranges(scope) | Route::Sessions(scope) => {
            *scope != Scope::default()
        }
        Route::At(..) | Route::Session(..) => true,
        _ => false,
    }
}

/// Letters and digits of any script, `_` and `.`; a `-` for everything between them. Names may come from evidence.
fn safe_part(text: &str) -> String {
    let mut part = String::new();
    for letter in text.chars() {
        if letter.is_alphanumeric() || letter == '_' || letter == '.' {
            part.push(letter);
        } else if !part.ends_with('-') {
            part.push('-');
        }
        if part.len() > LONGEST_PART {
            part.pop();
            break;
        }
    }
    part.trim_matches(['-', '.']).to_owned()
}

/// The first of the folders that exists and is not among the evidence of the case.
pub fn proposed_folder(case: &Case, folders: &[PathBuf]) -> Option<PathBuf> {
    let is_usable = |folder: &&PathBuf| {
        // The name of the file does not matter: a folder is protected with all that is in it.
        folder.is_dir() && case.check_place(&folder.join("export")).is_ok()
    };
    folders.iter().find(is_usable).cloned()
}

/// The user's folder for documents and the home folder, in the order in which they are proposed.
pub fn folders_of_user() -> Vec<PathBuf> {
    let home = std::env::home_dir().filter(|home| home.is_absolute());
    let documents = home.as_ref().map(|home| home.join("Documents"));
    documents.into_iter().chain(home).collect()
}

/// `path` with another ending, where it ends in that of a format now.
pub fn with_ending(path: &str, known: impl Fn(&str) -> bool, ending: &str) -> Option<String> {
    let (stem, old) = path.rsplit_once('.')?;
    (known(old) && !stem.is_empty()).then(|| format!("{stem}.{ending}"))
}

/// Folder and name of a target that was typed or proposed, for a dialog to begin with.
pub fn split(target: &Path) -> (Option<PathBuf>, Option<String>) {
    let folder = target.parent().filter(|folder| folder.is_dir());
    let name = target.file_name().map(|name| name.to_string_lossy());
    (folder.map(Path::to_owned), name.map(Into::into))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(case: &str, route: &Route, label: &str) -> String {
        proposed_name(case, (route, label), ExportSubject::Table, "2026-12-01")
    }

    #[test]
    fn names_come_from_case_view_and_day() {
        let all = Scope::default();
        let sessions = Route::Sessions(all.clone());
        let cases = [
            (
                "larkfield.whence",
                &sessions,
                "larkfield-sessions-2026-12-01",
            ),
            (
                "sample_logs",
                &Route::UserPlaces(all),
                "sample_logs-user-address-2026-12-01",
            ),
            ("Security.EVTX", &Route::Hosts, "Security-hosts-2026-12-01"),
            ("/", &Route::Users, "case-users-2026-12-01"),
            (
                "Fall Müller: 7",
                &Route::Evidence,
                "Fall-Müller-7-evidence-2026-12-01",
            ),
        ];
        for (case, route, expected) in cases {
            assert_eq!(name(case, route, "anything"), expected);
        }
    }

    #[test]
    fn what_comes_from_evidence_can_neither_leave_the_folder_nor_grow_without_end() {
        let scope = Scope {
            host: Some(crate::domain::session::HostIndex(0)),
            ..Scope::default()
        };
        let route = Route::Sessions(scope);
        let hostile = name("c", &route, "../..\\x\u{202e}\0:*?\"<>|y");
        assert_eq!(hostile, "c-sessions-x-y-2026-12-01");
        let long = name("c", &route, &"é".repeat(5_000));
        assert!(long.len() < 200, "{}", long.len());
    }

    #[test]
    fn the_ending_follows_the_format_only_where_it_is_one_of_a_format() {
        let known = |ending: &str| ["csv", "jsonl"].contains(&ending);
        let to = |path| with_ending(path, known, "jsonl");
        assert_eq!(to("/a/b.csv").as_deref(), Some("/a/b.jsonl"));
        assert_eq!(to("/a/b.txt"), None);
        assert_eq!(to("/a.b/c"), None);
    }

    #[test]
    fn no_folder_of_evidence_is_proposed() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        for name in ["logs", "logs/in", "out"] {
            std::fs::create_dir(at(name)).expect("a folder");
        }
        let case = Case {
            paths: vec![at("logs")],
            ..Case::default()
        };
        let folders = [at("logs"), at("logs/in"), at("gone"), at("out")];
        assert_eq!(proposed_folder(&case, &folders), Some(at("out")));
        assert_eq!(proposed_folder(&case, &folders[..3]), None);
    }
}

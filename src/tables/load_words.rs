//! What is said while evidence is loaded: the same words in the window and in a terminal.

use super::wording::counted;
use crate::analysis::sentence::printable;
use crate::job::progress::{Progress, Snapshot, Stage};

/// So many names of what is worked on are said.
const MOST_NAMES: usize = 3;

/// What is said while evidence is loaded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadWords {
    /// The stage.
    pub stage: &'static str,
    /// What is worked on just now; empty where nothing can be named.
    pub work: String,
    /// How much is left; empty where that is not known.
    pub left: String,
    /// How long it will still take; empty until that can be said.
    pub rest: String,
}

impl LoadWords {
    /// What is said now; `rest` is how many seconds are left.
    pub fn of(progress: &Progress, rest: Option<f64>) -> Self {
        let now = progress.snapshot();
        let work = progress.work();
        let mut names: Vec<String> = work.iter().take(MOST_NAMES).map(|n| printable(n)).collect();
        if work.len() > MOST_NAMES {
            names.push(format!("{} more", work.len() - MOST_NAMES));
        }
        Self {
            stage: now.stage.label(),
            work: names.join(", "),
            left: left(&now),
            rest: rest.map(in_words).unwrap_or_default(),
        }
    }

    /// All of it in one line.
    pub fn line(&self) -> String {
        let parts = [self.left.as_str(), &self.rest, &self.work];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        let rest: Vec<&str> = parts.collect();
        if rest.is_empty() {
            return self.stage.to_owned();
        }
        format!("{}: {}", self.stage, rest.join(" · "))
    }
}

/// How much is left of a stage. Short, so that a line of a terminal has room for the rest.
fn left(now: &Snapshot) -> String {
    let (done, all) = now.done_of_all();
    let left = all.saturating_sub(done);
    match now.stage {
        Stage::Finding => format!("{} looked at", counted(now.looked_at, "file", "files")),
        _ if all == 0 => String::new(),
        Stage::Comparing => format!("{} left", size(left)),
        Stage::FirstLook | Stage::Reading => {
            let files = now.files_total.saturating_sub(now.files_done);
            format!("{}, {} left", size(left), counted(files, "file", "files"))
        }
        Stage::Correlating => format!("{} left", counted(left, "record", "records")),
        Stage::Judging => format!("{} left", counted(left, "step", "steps")),
        Stage::Done => String::new(),
    }
}

/// `12.3 MB`.
fn size(bytes: u64) -> String {
    const STEP: f64 = 1000.0;
    let mut number = bytes as f64;
    for unit in ["bytes", "kB", "MB", "GB"] {
        if number < STEP {
            let digits = usize::from(unit != "bytes");
            return format!("{number:.digits$} {unit}");
        }
        number /= STEP;
    }
    format!("{number:.1} TB")
}

/// `about 2 min`: as exact as an estimate can be.
fn in_words(seconds: f64) -> String {
    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 3600.0;
    if seconds < 5.0 {
        "a few seconds".to_owned()
    } else if seconds < 50.0 {
        format!("about {:.0} s", (seconds / 5.0).round() * 5.0)
    } else if seconds < 59.5 * MINUTE {
        format!("about {:.0} min", (seconds / MINUTE).round().max(1.0))
    } else {
        let minutes = (seconds / (5.0 * MINUTE)).round() * 5.0;
        let hours = (minutes * MINUTE / HOUR).floor();
        format!("about {hours:.0} h {:02.0} min", minutes - hours * 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_formatted_in_the_unit_that_fits() {
        assert_eq!(size(0), "0 bytes");
        assert_eq!(size(69_632), "69.6 kB");
        assert_eq!(size(3_200_000_000), "3.2 GB");
    }

    #[test]
    fn an_estimate_is_no_more_exact_than_it_can_be() {
        let cases = [
            (0.0, "a few seconds"),
            (12.0, "about 10 s"),
            (49.0, "about 50 s"),
            (55.0, "about 1 min"),
            (200.0, "about 3 min"),
            (3_599.0, "about 1 h 00 min"),
            (9_000.0, "about 2 h 30 min"),
        ];
        for (seconds, words) in cases {
            assert_eq!(in_words(seconds), words);
        }
    }

    #[test]
    fn files_bytes_and_names_are_said_while_reading() {
        let progress = Progress::default();
        progress.set_total(40, 3_000_000);
        progress.enter(Stage::Reading);
        progress.add(1_000_000, 10, 0);
        progress.finish_file();
        for name in ["FS01/Security.evtx", "a\u{202e}b", "c", "d"] {
            progress.begin_work(name);
        }
        let line = LoadWords::of(&progress, Some(130.0)).line();
        assert_eq!(
            line,
            "Reading records: 2.0 MB, 39 files left · about 2 min · \
             FS01/Security.evtx, a\\u{202e}b, c, 1 more"
        );
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        let progress = Progress::default();
        progress.enter(Stage::Correlating);
        let words = LoadWords::of(&progress, None);
        assert_eq!(words.line(), "Joining records into sessions");
        progress.join(5, 1_200);
        let words = LoadWords::of(&progress, None);
        assert_eq!(
            words.line(),
            "Joining records into sessions: 1,195 records left"
        );
    }
}

//! What an export leaves out, in words.

use super::export_source::{ExportSource, ExportSubject};
use crate::tables::loaded_case::LoadedCase;
use crate::tables::question::{Extent, Question, extent};
use crate::ui::text;

/// So many hidden columns are named; of more, only their number is said.
const MOST_NAMED: usize = 6;

/// What the view would show besides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// But for the filter.
    by_filter: Extent,
    /// If it showed what is hidden by default.
    by_default: Extent,
}

impl Hidden {
    /// What a view of which `shown` is shown would show besides. `None` when `go_on` said that nobody wants to
    /// know any longer.
    pub fn of(
        loaded: &LoadedCase,
        mut question: Question,
        shown: Extent,
        go_on: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let filter = &mut question.filter;
        filter.text.clear();
        (filter.from, filter.to) = (None, None);
        let unfiltered = extent(loaded, &question, go_on)?;
        let whole = if question.filter.show_hidden {
            unfiltered
        } else {
            question.filter.show_hidden = true;
            extent(loaded, &question, go_on)?
        };
        Some(Self {
            by_filter: more(unfiltered, shown),
            by_default: more(whole, unfiltered),
        })
    }
}

/// How much more the first has. A filter may ask for what is hidden by default: nothing is counted then.
fn more(than: Extent, less: Extent) -> Extent {
    Extent {
        rows: than.rows.saturating_sub(less.rows),
        sessions: than.sessions.saturating_sub(less.sessions),
    }
}

/// What an export of `subject` leaves out of the view, in words; `hidden` once it is known.
pub fn left_out(
    source: &ExportSource,
    (subject, only_selected): (ExportSubject, bool),
    hidden: Option<Hidden>,
) -> String {
    let mut words = Vec::new();
    if only_selected {
        let all = source.count(subject, false);
        let others = all.saturating_sub(source.count(subject, true));
        push(
            &mut words,
            others,
            subject.counted(others),
            text::NOT_SELECTED,
        );
    }
    for (extent, why) in [
        (
            hidden.map(|hidden| hidden.by_filter),
            text::HIDDEN_BY_FILTER,
        ),
        (
            hidden.map(|hidden| hidden.by_default),
            text::HIDDEN_BY_DEFAULT,
        ),
    ] {
        let extent = extent.unwrap_or_default();
        let sessions = ExportSubject::Sessions.counted(extent.sessions);
        match subject {
            ExportSubject::Sessions => push(&mut words, extent.sessions, sessions, why),
            _ if has_sessions_behind(source) => {
                let rows = subject.counted(extent.rows);
                // A row may stay with fewer sessions behind it, so that its counts are smaller.
                let both = format!("{rows} and {sessions}");
                push(&mut words, extent.sessions, both, why);
            }
            _ => push(&mut words, extent.rows, subject.counted(extent.rows), why),
        }
    }
    if subject == ExportSubject::Table {
        let hidden = source.hidden_columns();
        let names = match hidden.len() {
            0..=MOST_NAMED => format!(": {}", hidden.join(", ")),
            _ => String::new(),
        };
        let columns = text::counted(hidden.len() as u64, "hidden column", "hidden columns");
        push(&mut words, hidden.len(), columns, &names);
    }
    match (words.is_empty(), hidden) {
        (_, None) => text::COUNTING_LEFT_OUT.to_owned(),
        (true, Some(_)) => text::NOTHING_LEFT_OUT.to_owned(),
        (false, Some(_)) => format!("{} {}.", text::LEFT_OUT, words.join("; ")),
    }
}

fn push(words: &mut Vec<String>, count: usize, counted: String, why: &str) {
    if count > 0 {
        words.push(counted + why);
    }
}

/// Whether a row stands for sessions that are not rows themselves.
fn has_sessions_behind(source: &ExportSource) -> bool {
    let route = &source.answer.question.route;
    route.is_list() && !route.lists_sessions()
}

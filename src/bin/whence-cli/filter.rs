//! The window's filter language on the command line.

use whence::analysis::filter::{Filter, FilterInput, select};
use whence::analysis::outliers::Outliers;
use whence::analysis::query::Query;
use whence::analysis::session_index::SessionIndex;
use whence::analysis::user_names::UserNames;
use whence::case::Case;
use whence::domain::mark::Marked;
use whence::domain::time::DisplayZone;

/// A filter text, unless something in it is not understood: the window marks that while it is typed, but
/// here nobody would see that less was requested.
///
/// # Errors
/// What is not understood, and where.
pub(crate) fn parse(text: &str) -> Result<String, String> {
    let faults = Query::parse(text, &DisplayZone::Utc).faults;
    let words = faults.iter().map(|fault| {
        let before = text.get(..fault.span.start).unwrap_or_default();
        let word = text.get(fault.span.clone()).unwrap_or_default();
        let place = before.chars().count() + 1;
        format!("at character {place}, \"{word}\": {}", fault.message)
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() {
        Ok(text.to_owned())
    } else {
        Err(words.join("; "))
    }
}

/// The filter of a text, with moments in UTC.
pub(crate) fn of(text: &str, show_hidden: bool) -> Filter {
    Filter {
        text: text.to_owned(),
        zone: DisplayZone::Utc,
        show_hidden,
        ..Filter::default()
    }
}

/// Whether the filter asks for what the examiner muted.
pub(crate) fn asks_for_muted(filter: &Filter) -> bool {
    Query::parse(&filter.text, &filter.zone).asks_for_muted()
}

/// The sessions among these that match.
pub(crate) fn matching(
    case: &Case,
    marked: &Marked,
    filter: &Filter,
    sessions: &[u32],
) -> Vec<u32> {
    let session_index = SessionIndex::of(case, &UserNames::of(case));
    let input = FilterInput {
        activities: &case.activities,
        session_index: &session_index,
        standing_out: &Outliers::of(case).of_user_places(&session_index),
        marked,
    };
    let found = select(input, filter, &|| true).unwrap_or_default();
    let is_found = |session: &&u32| found.binary_search(session).is_ok();
    sessions.iter().filter(is_found).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_named_with_its_place() {
        assert!(parse("user:admin src:10.0.0.0/8 kind:rdp after:2020-09-19").is_ok());
        let error = parse("user:admin colour:red").expect_err("there is no such field");
        assert!(
            error.starts_with("at character 12, \"colour:red\": "),
            "{error}"
        );
    }
}

//! How a session shows that some of its records were recovered.
//! Rule O2.

use crate::correlate::order::Item;
use crate::correlate::sessions::sources::Sources;
use crate::domain::join::Join;
use crate::domain::note::Note;

/// The key of a recovered source, marked as recovered.
pub(super) fn mark(join: &Join) -> Join {
    match join.to_string().as_str() {
        "" => Join::Words("recovered"),
        key => Join::from(format!("recovered, {key}")),
    }
}

/// A note on the recovered sources of a session, where there are any.
pub(super) fn note(items: &[Item<'_>], sources: &Sources) -> Option<Note> {
    let records = sources.keys().filter_map(|&pos| items.get(pos));
    let count = records.filter(|item| item.event.is_recovered()).count();
    let all = sources.len();
    (count > 0).then_some(Note::Recovered { count, all })
}

/// Whether a session rests on nothing but remains.
pub(super) fn is_remains(items: &[Item<'_>], sources: &Sources) -> bool {
    let mut all = sources.keys().filter_map(|&pos| items.get(pos));
    sources.len() > 0 && all.all(|item| item.event.is_remains())
}

//! Looks for records close to a record.

use crate::correlate::order::{Item, Pos};
use crate::domain::time::Span;

/// Positions before `pos`, nearest first, as long as they are within `window`. Records of another
/// era end the look.
pub fn before<'s>(items: &'s [Item<'_>], pos: Pos, window: Span) -> impl Iterator<Item = Pos> + 's {
    let from = items.get(pos).copied();
    (0..pos).rev().take_while(move |&at| {
        items
            .get(at)
            .zip(from)
            .is_some_and(|(item, from)| item.is_near(&from, window))
    })
}

/// Positions after `pos`, nearest first, as long as they are within `window`.
pub fn after<'s>(items: &'s [Item<'_>], pos: Pos, window: Span) -> impl Iterator<Item = Pos> + 's {
    let from = items.get(pos).copied();
    (pos + 1..items.len()).take_while(move |&at| {
        items
            .get(at)
            .zip(from)
            .is_some_and(|(item, from)| item.is_near(&from, window))
    })
}

/// Positions on both sides of `pos` within `window`, earlier ones first by distance, then later.
pub fn around<'s>(items: &'s [Item<'_>], pos: Pos, window: Span) -> impl Iterator<Item = Pos> + 's {
    before(items, pos, window).chain(after(items, pos, window))
}

/// A distance in words.
pub fn in_words(distance: Option<Span>) -> String {
    distance.map_or_else(String::new, |span| format!("{:.1} s", span.as_seconds()))
}

/// How far apart two records are.
pub fn distance(items: &[Item<'_>], a: Pos, b: Pos) -> Option<Span> {
    let (a, b) = items.get(a).zip(items.get(b))?;
    Some(a.time.distance(b.time))
}

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

/// How far apart two records are, for the words of a join.
pub fn distance(items: &[Item<'_>], a: Pos, b: Pos) -> String {
    match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => format!("{:.1} s", a.event.time.distance(b.event.time).as_seconds()),
        _ => String::new(),
    }
}

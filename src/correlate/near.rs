//! Finds records near another record in time.

use crate::correlate::order::{FactKinds, Item, Items, Pos};
use crate::domain::time::Span;

/// Records of these kinds before `pos`, which is not a boot's, nearest first, as long as all are within
/// `window`. Records of another era end the look.
pub(super) fn before<'s>(
    items: &'s Items<'_>,
    pos: Pos,
    window: Span,
    kinds: FactKinds,
) -> impl Iterator<Item = Pos> + 's {
    let is_near = is_near(items, pos, window);
    let positions = items.positions_before(pos, kinds | OUT_OF_TIME, is_near);
    within(items, positions, is_near, kinds)
}

/// Records of these kinds after `pos`, nearest first, as long as all are within `window`.
pub(super) fn after<'s>(
    items: &'s Items<'_>,
    pos: Pos,
    window: Span,
    kinds: FactKinds,
) -> impl Iterator<Item = Pos> + 's {
    let is_near = is_near(items, pos, window);
    let positions = items.positions_from(pos + 1, kinds | OUT_OF_TIME, is_near);
    within(items, positions, is_near, kinds)
}

/// Records of these kinds after `pos` as long as no more than `window` passed, though the clock may have been
/// set back in between.
pub(super) fn after_in_order<'s>(
    items: &'s Items<'_>,
    pos: Pos,
    window: Span,
    kinds: FactKinds,
) -> impl Iterator<Item = Pos> + 's {
    let is_near = move |at| passed(items, pos, at).is_some_and(|passed| passed <= window);
    let positions = items.positions_from(pos + 1, kinds | OUT_OF_TIME, is_near);
    within(items, positions, is_near, kinds)
}

/// How much time passed between two records, at the least. Where the clock was set back in between, what it
/// showed before and after counts, and nothing for the setting itself.
pub(super) fn passed(items: &[Item<'_>], from: Pos, to: Pos) -> Option<Span> {
    let (mut first, last) = items.get(from).zip(items.get(to))?;
    let mut passed = 0;
    while first.era < last.era {
        let next = items.partition_point(|item| item.era <= first.era);
        passed += items.get(next.checked_sub(1)?)?.time.since(first.time).0;
        first = items.get(next)?;
    }
    Some(Span(passed + last.time.since(first.time).0))
}

/// Records of these kinds on both sides of `pos` within `window`, earlier ones first by distance, then
/// later.
pub(super) fn around<'s>(
    items: &'s Items<'_>,
    pos: Pos,
    window: Span,
    kinds: FactKinds,
) -> impl Iterator<Item = Pos> + 's {
    before(items, pos, window, kinds).chain(after(items, pos, window, kinds))
}

/// The only kind whose records may have another time than their position suggests, as boots that were
/// measured later do. One whose time is not near ends every search.
const OUT_OF_TIME: FactKinds = FactKinds::POWER;

fn is_near<'s>(items: &'s Items<'_>, pos: Pos, window: Span) -> impl Fn(Pos) -> bool + Copy + 's {
    let from = items.get(pos);
    move |at| {
        let both = items.get(at).zip(from);
        both.is_some_and(|(item, from)| item.is_near(from, window))
    }
}

fn within<'s>(
    items: &'s Items<'_>,
    positions: impl Iterator<Item = Pos> + 's,
    is_near: impl Fn(Pos) -> bool + 's,
    kinds: FactKinds,
) -> impl Iterator<Item = Pos> + 's {
    let near = positions.take_while(move |&at| is_near(at));
    near.filter(move |&at| items.is(at, kinds))
}

/// A distance in words.
pub(super) fn in_words(distance: Option<Span>) -> String {
    distance.map_or_else(String::new, |span| format!("{:.1} s", span.as_seconds()))
}

/// How far apart two records are.
pub(super) fn distance(items: &[Item<'_>], a: Pos, b: Pos) -> Option<Span> {
    let (a, b) = items.get(a).zip(items.get(b))?;
    Some(a.time.distance(b.time))
}

//! Merges recovered records into the order of their host.

use super::item::Item;

/// Merges recovered records into the others, which are in order: each in the era, the boot and the start
/// of the last sound one that is not later.
pub(super) fn merge<'a>(mut sound: Vec<Item<'a>>, mut recovered: Vec<Item<'a>>) -> Vec<Item<'a>> {
    if recovered.is_empty() {
        return sound;
    }
    let runs: Vec<Item<'a>> = sound
        .chunk_by(|a, b| (a.era, a.start) == (b.era, b.start))
        .filter_map(|run| run.first().copied())
        .collect();
    for item in &mut recovered {
        let before = runs.iter().rev().find(|first| first.time <= item.time);
        if let Some(run) = before.or(runs.first()) {
            (item.era, item.boot, item.start) = (run.era, run.boot, run.start);
        }
    }
    recovered.sort_by_key(|item| {
        (
            item.era,
            item.start,
            item.time,
            item.event.record_id,
            item.index,
        )
    });
    let key = |item: &Item<'_>| (item.era, item.start, item.time);
    let mut merged = Vec::with_capacity(sound.len() + recovered.len());
    let mut rest = sound.drain(..).peekable();
    for item in recovered {
        while let Some(next) = rest.next_if(|next| key(next) <= key(&item)) {
            merged.push(next);
        }
        merged.push(item);
    }
    merged.extend(rest);
    merged
}

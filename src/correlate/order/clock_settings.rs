//! Recorded changes of the clock: Security 4616 and Kernel-General 1 both give the old and the new time, so
//! that two logs that recorded one change can be aligned exactly.

use super::item::Item;
use crate::correlate::windows::{CLOCK_STEP, ONE_SETTING};
use crate::domain::event::{Event, Fact};
use crate::domain::time::{Span, Timestamp};

/// Which of the phases between two settings, from 0.
pub(super) type PhaseNumber = u8;

/// One setting of the clock by more than [`CLOCK_STEP`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    /// The time before.
    pub old: Timestamp,
    /// The time after.
    pub new: Timestamp,
}

impl Setting {
    /// What a record shows; `None` for other records and for small corrections.
    pub(super) fn of(event: &Event) -> Option<Self> {
        match event.fact {
            Fact::ClockSet { old, new } if old.distance(new) > CLOCK_STEP => {
                Some(Self { old, new })
            }
            _ => None,
        }
    }

    /// Whether the clock was set back.
    pub(super) fn is_back(&self) -> bool {
        self.new < self.old
    }

    /// Whether another log's record shows the same setting.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.old.distance(other.old) <= ONE_SETTING && self.new.distance(other.new) <= ONE_SETTING
    }

    fn size(&self) -> Span {
        self.old.distance(self.new)
    }
}

/// The settings that a log records, in its order.
pub(super) fn of_log(records: &[Item<'_>]) -> Vec<Setting> {
    let mut settings: Vec<Setting> = records
        .iter()
        .filter_map(|item| Setting::of(item.event))
        .collect();
    settings.dedup_by(|later, earlier| later.is_same(earlier));
    settings
}

/// How far ahead the next setting that two logs share is searched.
const LOOK_AHEAD: usize = 64;

/// The settings of two logs in one order: those that both have tie the others.
pub(super) fn merged(a: &[Setting], b: &[Setting]) -> Vec<Setting> {
    let (mut a, mut b) = (a, b);
    let mut all = Vec::with_capacity(a.len().max(b.len()));
    while let Some((ahead_a, ahead_b)) = next_shared(a, b) {
        let (before_a, from_a) = a.split_at(ahead_a);
        let (before_b, from_b) = b.split_at(ahead_b);
        interleave(&mut all, before_a, before_b);
        all.extend(from_a.first());
        a = from_a.get(1..).unwrap_or_default();
        b = from_b.get(1..).unwrap_or_default();
    }
    interleave(&mut all, a, b);
    all
}

/// How many settings come before the next one that both logs have.
fn next_shared(a: &[Setting], b: &[Setting]) -> Option<(usize, usize)> {
    let pairs = a
        .iter()
        .take(LOOK_AHEAD)
        .enumerate()
        .filter_map(|(i, one)| {
            let mut others = b.iter().take(LOOK_AHEAD);
            others.position(|other| one.is_same(other)).map(|j| (i, j))
        });
    pairs.min_by_key(|(i, j)| i + j)
}

/// Settings that only one of two logs has: the clock runs forward from one to the next.
fn interleave(all: &mut Vec<Setting>, mut a: &[Setting], mut b: &[Setting]) {
    while let (Some(one), Some(other)) = (a.first(), b.first()) {
        let is_other_first = other.new <= one.old && one.new > other.old;
        if is_other_first {
            all.push(*other);
            b = b.get(1..).unwrap_or_default();
        } else {
            all.push(*one);
            a = a.get(1..).unwrap_or_default();
        }
    }
    all.extend(a);
    all.extend(b);
}

/// Keeps the settings that distinguish times, and at most `most` of them. A machine that sleeps every night
/// is set forward every morning; that matters only where the clock ran through the skipped time as well,
/// because it was set back. Forward settings go first, the small ones before the large.
pub(super) fn keep_most_telling(settings: &mut Vec<Setting>, most: usize) {
    let mut set_back: Vec<Setting> = settings.iter().copied().filter(Setting::is_back).collect();
    set_back.sort_unstable_by_key(|setting| setting.new);
    // The latest time up to which the clock ran twice, for each begin of such a time.
    let mut until: Vec<(Timestamp, Timestamp)> = Vec::with_capacity(set_back.len());
    for setting in &set_back {
        let reached = until.last().map_or(setting.old, |(_, last)| *last);
        until.push((setting.new, reached.max(setting.old)));
    }
    let ran_twice = |setting: &Setting| {
        let begun = until.partition_point(|(new, _)| *new <= setting.new);
        let last = begun.checked_sub(1).and_then(|last| until.get(last));
        last.is_some_and(|(_, old)| *old >= setting.old)
    };
    settings.retain(|setting| setting.is_back() || ran_twice(setting));
    if settings.len() <= most {
        return;
    }
    let mut ranks: Vec<(bool, Span, usize)> = (0..)
        .zip(settings.iter())
        .map(|(at, setting)| (setting.is_back(), setting.size(), at))
        .collect();
    ranks.sort_unstable();
    let mut dropped = vec![false; settings.len()];
    for (_, _, at) in ranks.iter().take(settings.len() - most) {
        if let Some(slot) = dropped.get_mut(*at) {
            *slot = true;
        }
    }
    let mut dropped = dropped.into_iter();
    settings.retain(|_| !dropped.next().unwrap_or(false));
}

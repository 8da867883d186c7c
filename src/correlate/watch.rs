//! How a caller follows correlation and stops it.

use std::sync::atomic::{AtomicU64, Ordering};

/// What correlation asks and reports, from several threads.
#[derive(Clone, Copy)]
pub struct Watch<'w> {
    /// Whether to continue: called repeatedly.
    pub keep_going: &'w (dyn Fn() -> bool + Sync),
    /// Receives how many records were joined so far, and how many there are. Two threads may report at once, so
    /// that a number may come after a greater one.
    pub joined: &'w (dyn Fn(u64, u64) + Sync),
    /// Receives the name of each host whose records are joined, with `true` when that begins and `false` when it ends.
    pub at_host: &'w (dyn Fn(&str, bool) + Sync),
}

impl Watch<'_> {
    /// Never stops early, and reports to nobody.
    pub const ALONE: Watch<'static> = Watch {
        keep_going: &|| true,
        joined: &|_, _| {},
        at_host: &|_, _| {},
    };

    /// `None` when it is time to stop.
    pub fn go_on(&self) -> Option<()> {
        (self.keep_going)().then_some(())
    }
}

/// Steps in which a host's records count as joined: a host may have all records of a case.
const STEPS: u64 = 4;

/// Counts the records that were joined.
pub(super) struct Count<'w> {
    watch: Watch<'w>,
    all: u64,
    done: AtomicU64,
}

impl<'w> Count<'w> {
    /// Begins the count: nothing of `all` is joined yet.
    pub(super) fn new(watch: Watch<'w>, all: u64) -> Self {
        (watch.joined)(0, all);
        Self {
            watch,
            all,
            done: AtomicU64::new(0),
        }
    }

    /// The watch over one host with this many records.
    pub(super) fn host(&self, records: u64) -> HostWatch<'_, 'w> {
        HostWatch {
            count: self,
            records,
        }
    }
}

/// The watch over one host.
pub(super) struct HostWatch<'c, 'w> {
    count: &'c Count<'w>,
    records: u64,
}

impl HostWatch<'_, '_> {
    /// `None` when it is time to stop.
    pub(super) fn go_on(&self) -> Option<()> {
        self.count.watch.go_on()
    }

    /// Reports that one of its four steps is done, by number from 0. `None` when it is time to stop.
    pub(super) fn step(&self, number: u64) -> Option<()> {
        let up_to = |step: u64| self.records * step / STEPS;
        let more = up_to(number + 1).saturating_sub(up_to(number));
        let count = self.count;
        let done = count.done.fetch_add(more, Ordering::Relaxed) + more;
        (count.watch.joined)(done, count.all);
        self.go_on()
    }
}

//! Groups Security's logons and failures by the sshd process that made them. A process serves one
//! connection, and its id may be reused.

use crate::correlate::maps::{HashMap, HashSet};
use crate::correlate::order::{FactKinds, Item, Pos};
use crate::correlate::sessions::draft::{DraftIndex, HostFacts};
use crate::correlate::sessions::refused::failure_at;
use crate::correlate::units::front_ends::SSH_SERVERS;
use crate::correlate::units::logons::{LogonClass, logon_at};
use crate::correlate::windows::SSH_GRACE;
use crate::domain::account::ssh_helper_process;
use crate::domain::event::{Logon, Text};
use crate::domain::process::ends_with;

/// A boot and the number of a process.
type Key = (u32, u64);

/// One sshd process: the records that it made until its number was another's.
#[derive(Debug)]
pub(super) struct Process {
    /// Its number.
    pub id: u64,
    /// Its logons and failures, in order: at least one.
    pub records: Vec<Pos>,
    /// The connection that it served, as far as that is known.
    pub draft: Option<DraftIndex>,
}

/// All sshd processes that Security shows.
#[derive(Debug, Default)]
pub(super) struct Processes {
    /// In order of their first records.
    pub all: Vec<Process>,
    of_record: HashMap<Pos, usize>,
    by_key: HashMap<Key, Vec<usize>>,
}

impl Processes {
    /// Looks at the logons and failures of a host.
    pub(super) fn of(facts: &HostFacts<'_, '_>) -> Self {
        let mut processes = Self::default();
        let made = FactKinds::LOGON_BY_NETWORK | FactKinds::LOGON_FAILED;
        let made = facts.items.positions(made);
        let records: Vec<Pos> = made.filter(|&pos| is_sshd(facts, pos)).collect();
        if records.is_empty() {
            return processes;
        }
        let helpers = helpers(facts);
        for pos in records {
            processes.add(facts, &helpers, pos);
        }
        processes
    }

    fn add(&mut self, facts: &HostFacts<'_, '_>, helpers: &HashMap<Key, Vec<Pos>>, pos: Pos) {
        let Some(item) = facts.items.get(pos) else {
            return;
        };
        let id = process_id(facts, pos);
        let list = self.by_key.entry((item.boot, id)).or_default();
        let last = list.last().copied().filter(|&number| {
            let last = self.all.get(number).and_then(|last| last.records.last());
            last.is_some_and(|&last| {
                let near = facts.items.get(last);
                near.is_some_and(|last| last.is_near(item, SSH_GRACE))
                    && !was_begun_between(helpers, (item.boot, id), last, pos)
            })
        });
        let number = last.unwrap_or_else(|| {
            self.all.push(Process {
                id,
                records: Vec::new(),
                draft: None,
            });
            list.push(self.all.len() - 1);
            self.all.len() - 1
        });
        if let Some(process) = self.all.get_mut(number) {
            process.records.push(pos);
            self.of_record.insert(pos, number);
        }
    }

    /// The process that made a record.
    pub(super) fn made(&self, pos: Pos) -> Option<(usize, &Process)> {
        let number = *self.of_record.get(&pos)?;
        Some((number, self.all.get(number)?))
    }

    /// The process of a number that was at work at a record.
    pub(super) fn at_work(&self, items: &[Item<'_>], pos: Pos, id: u64) -> Option<usize> {
        let item = items.get(pos)?;
        let list = self.by_key.get(&(item.boot, id))?;
        let next = list.partition_point(|&number| {
            let first = self.all.get(number).and_then(|p| p.records.first());
            first.is_some_and(|&first| first < pos)
        });
        let near = |&number: &usize| {
            let records = self.all.get(number).map(|p| p.records.as_slice());
            let ends = records.and_then(|records| records.first().zip(records.last()));
            ends.is_some_and(|(&first, &last)| {
                let near = |end: Pos| {
                    let end = items.get(end);
                    end.is_some_and(|end| end.is_near(item, SSH_GRACE))
                };
                (first < pos && pos < last) || near(first) || near(last)
            })
        };
        let before = next.checked_sub(1).and_then(|before| list.get(before));
        let before = before.copied().filter(near);
        before.or_else(|| list.get(next).copied().filter(near))
    }

    /// Says which connection a process served, unless another one did.
    pub(super) fn claim(&mut self, number: usize, draft: DraftIndex) {
        if let Some(process) = self.all.get_mut(number) {
            process.draft.get_or_insert(draft);
        }
    }

    /// The connections whose processes are known.
    pub(super) fn claimed(&self) -> HashSet<DraftIndex> {
        self.all
            .iter()
            .filter_map(|process| process.draft)
            .collect()
    }
}

/// When the virtual account of each process logged on: each process makes its own at its start, and
/// the SID ends with the number of the process.
fn helpers(facts: &HostFacts<'_, '_>) -> HashMap<Key, Vec<Pos>> {
    let mut helpers: HashMap<Key, Vec<Pos>> = HashMap::default();
    for (pos, item) in facts.items.of(FactKinds::LOGON_OTHERWISE) {
        let sid = logon_at(facts.items, pos).and_then(|logon| logon.target.sid.as_deref());
        if let Some(id) = sid.and_then(ssh_helper_process) {
            helpers.entry((item.boot, id)).or_default().push(pos);
        }
    }
    helpers
}

fn was_begun_between(helpers: &HashMap<Key, Vec<Pos>>, key: Key, after: Pos, before: Pos) -> bool {
    let begun = helpers.get(&key).map_or(&[][..], Vec::as_slice);
    let next = begun.partition_point(|&begun| begun <= after);
    begun.get(next).is_some_and(|&begun| begun < before)
}

fn process_id(facts: &HostFacts<'_, '_>, pos: Pos) -> u64 {
    let failure = failure_at(facts.items, pos).map(|failure| failure.process_id);
    let logon = || logon_at(facts.items, pos).map(|logon| logon.process_id);
    failure.or_else(logon).unwrap_or(0)
}

/// Whether a logon or failure was made by the SSH server.
fn is_sshd(facts: &HostFacts<'_, '_>, pos: Pos) -> bool {
    if let Some(failure) = failure_at(facts.items, pos) {
        return matches!(failure.logon_type, 3 | 8) && is_server(failure.process_name.as_ref());
    }
    let class = facts
        .logons
        .made_at(pos)
        .and_then(|index| facts.logons.class_of(index));
    let by_sshd = |logon: &Logon| {
        is_server(logon.process_name.as_ref()) || logon.logon_process.as_deref() == Some("sshd")
    };
    logon_at(facts.items, pos).is_some_and(|logon| {
        matches!(logon.logon_type, 3 | 8) && class != Some(LogonClass::Background) && by_sshd(logon)
    })
}

/// Whether a program is one of the server's.
fn is_server(path: Option<&Text>) -> bool {
    path.is_some_and(|path| SSH_SERVERS.iter().any(|name| ends_with(path, name)))
}

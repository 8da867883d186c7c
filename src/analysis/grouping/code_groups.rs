//! Counts sessions by a code in one pass over all sessions. Going through them group by group would access memory
//! at random.

use super::tally::Tally;
use crate::analysis::session_index::time_parts::TimeParts;
use crate::analysis::session_index::{SessionEntry, SessionIndex};
use crate::domain::address::AddressClass;
use crate::domain::session::{HostIndex, Kind, Outcome};

/// The sessions of one code.
#[derive(Clone, Debug, Default)]
pub(super) struct CodeGroup {
    /// In export order.
    pub members: Vec<u32>,
    /// Their counts; `finish` fills in the sets.
    pub tally: Tally,
    /// What kind of place the first came from.
    pub class: Option<AddressClass>,
    kinds: u32,
    hosts: Vec<u64>,
}

impl CodeGroup {
    fn add(&mut self, index: u32, entry: &SessionEntry, time: &TimeParts) {
        self.members.push(index);
        self.class = self.class.or(Some(entry.class));
        self.kinds |= 1 << entry.kind as u32;
        let (word, bit) = (entry.host.0 as usize / 64, entry.host.0 % 64);
        if self.hosts.len() <= word {
            self.hosts.resize(word + 1, 0);
        }
        if let Some(hosts) = self.hosts.get_mut(word) {
            *hosts |= 1 << bit;
        }
        let tally = &mut self.tally;
        tally.sessions += 1;
        match entry.outcome {
            Outcome::Success => tally.successes += 1,
            Outcome::Failed | Outcome::Refused => tally.failures += 1,
            Outcome::Aborted => tally.aborted += 1,
            Outcome::Unknown => tally.unknown += 1,
        }
        tally.attempts += u64::from(entry.attempts);
        let times = [entry.begin(), entry.end()];
        let first = times.into_iter().flatten().min();
        tally.first = [tally.first, first].into_iter().flatten().min();
        tally.last = tally.last.max(times.into_iter().flatten().max());
        tally.sources += u64::from(entry.sources);
        if let Some(moment) = entry.sort_time() {
            let is_failure = matches!(entry.outcome, Outcome::Failed | Outcome::Refused);
            tally.trend.add(time.part(moment), is_failure);
        }
    }

    fn finish(mut self) -> Self {
        let kinds = Kind::ALL.iter().copied();
        let is_in = |kind: &Kind| self.kinds >> *kind as u32 & 1 == 1;
        self.tally.kinds = kinds.filter(is_in).collect();
        let words = (0..).zip(&self.hosts);
        self.tally.hosts = words
            .flat_map(|(word, &bits): (u32, _)| {
                let bits_of = move |bit: &u32| bits >> bit & 1 == 1;
                (0..64)
                    .filter(bits_of)
                    .map(move |bit| HostIndex(word * 64 + bit))
            })
            .collect();
        self
    }
}

/// All codes that any session has.
#[derive(Default)]
pub(super) struct CodeGroups {
    /// By code, one more than the place in `groups`; zero where no session has the code.
    slots: Vec<u32>,
    groups: Vec<CodeGroup>,
}

impl CodeGroups {
    /// Counts these sessions by `code_of`. Sessions of one user at one place must all have one code:
    /// then each such pair is a place of its group.
    pub(super) fn of(
        session_index: &SessionIndex,
        sessions: &[u32],
        code_of: impl Fn(&SessionEntry) -> u32,
    ) -> Self {
        let mut groups = Self::default();
        let mut seen = vec![false; session_index.user_places().len()];
        for &index in sessions {
            let Some(entry) = session_index.get(index) else {
                continue;
            };
            let Some(group) = groups.slot(code_of(entry)) else {
                continue;
            };
            group.add(index, entry, session_index.time_parts());
            if let Some(seen @ false) = seen.get_mut(entry.user_place as usize) {
                *seen = true;
                group.tally.places += 1;
            }
        }
        groups
    }

    fn slot(&mut self, code: u32) -> Option<&mut CodeGroup> {
        let code = code as usize;
        if self.slots.len() <= code {
            self.slots.resize(code + 1, 0);
        }
        let slot = self.slots.get_mut(code)?;
        if *slot == 0 {
            self.groups.push(CodeGroup::default());
            *slot = self.groups.len() as u32;
        }
        self.groups.get_mut((*slot as usize).checked_sub(1)?)
    }

    /// The sessions of a code; `None` where there are none.
    pub(super) fn take(&mut self, code: u32) -> Option<CodeGroup> {
        let slot = self.slots.get_mut(code as usize)?;
        let place = (std::mem::take(slot) as usize).checked_sub(1)?;
        let group = self.groups.get_mut(place)?;
        Some(std::mem::take(group).finish())
    }
}

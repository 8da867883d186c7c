//! The records of a case.

use super::place::EventIndex;
use super::record::Record;

/// Every understood record of a case, host by host. They stay in the lists in which they were read, so that
/// ten million need not be moved.
#[derive(Clone, Debug, Default)]
pub struct Records {
    lists: Vec<Vec<Record>>,
    /// For each list, the number of records up to its end.
    ends: Vec<u32>,
    /// For each host, the number of lists up to its end.
    hosts: Vec<usize>,
}

impl From<Vec<Vec<Record>>> for Records {
    /// The records of several hosts, each with one list.
    fn from(of_hosts: Vec<Vec<Record>>) -> Self {
        let mut records = Self::default();
        for own in of_hosts {
            records.push([own]);
        }
        records
    }
}

impl Records {
    /// Adds a host and its records, in lists that follow one another.
    pub fn push(&mut self, own: impl IntoIterator<Item = Vec<Record>>) {
        for list in own {
            let more = u32::try_from(list.len()).unwrap_or(u32::MAX);
            self.ends.push(self.end().saturating_add(more));
            self.lists.push(list);
        }
        self.hosts.push(self.lists.len());
    }

    /// Adds other hosts and their records.
    pub fn append(&mut self, others: Self) {
        let mut lists = others.lists.into_iter();
        let mut taken = 0;
        for end in others.hosts {
            self.push(lists.by_ref().take(end - taken));
            taken = end;
        }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.lists.iter().map(Vec::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A record by its index in the case.
    pub fn get(&self, index: EventIndex) -> Option<&Record> {
        let list = self.ends.partition_point(|&end| end <= index.0);
        let at = index.0.checked_sub(self.first_of(list)?)? as usize;
        self.lists.get(list)?.get(at)
    }

    /// All records, in the order of their indices.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.lists.iter().flatten()
    }

    /// The records of each host, in the order of the hosts, with the index of the first one.
    pub fn by_host(&self) -> impl Iterator<Item = (EventIndex, impl Iterator<Item = &Record>)> {
        let mut first_list = 0;
        self.hosts.iter().map(move |&end| {
            let first = self.first_of(first_list).unwrap_or(u32::MAX);
            let own = self.lists.get(first_list..end).unwrap_or_default();
            first_list = end;
            (EventIndex(first), own.iter().flatten())
        })
    }

    /// The index of the first record of a list.
    fn first_of(&self, list: usize) -> Option<u32> {
        match list.checked_sub(1) {
            Some(before) => self.ends.get(before).copied(),
            None => Some(0),
        }
    }

    fn end(&self) -> u32 {
        self.ends.last().copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::event::{Header, Places, Text};
    use crate::domain::time::Timestamp;

    #[test]
    fn indices_count_over_all_hosts() {
        let record = |record_id| Record {
            time: Timestamp::from_ticks(0),
            record_id,
            header: Arc::new(Header {
                computer: Text::from("HOST"),
                channel: Text::from("System"),
                event_id: 1,
                user_sid: None,
            }),
            places: Places::One { file: 0, chunk: 0 },
            detail: None,
            class: None,
        };
        let mut records = Records::default();
        let mut others = Records::default();
        records.push([]);
        records.push([vec![record(7)], vec![], vec![record(8)]]);
        others.push([vec![]]);
        others.push([vec![record(9)]]);
        records.append(others);
        let number = |index| {
            records
                .get(EventIndex(index))
                .map(|record| record.record_id)
        };
        let numbers: Vec<_> = (0..4).map(number).collect();
        assert_eq!(numbers, [Some(7), Some(8), Some(9), None]);
        assert!(records.iter().map(|record| record.record_id).eq([7, 8, 9]));
        let firsts = records.by_host();
        let firsts = firsts.map(|(first, own)| (first.0, own.count()));
        assert_eq!(firsts.collect::<Vec<_>>(), [(0, 0), (0, 2), (2, 0), (2, 1)]);
        assert_eq!((records.len(), records.is_empty()), (3, false));
    }
}

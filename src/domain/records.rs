//! The records of a case.

use super::event::EventIndex;
use super::record::Record;

/// Every understood record of a case, host by host. Those of a host stand in a list of their own, so
/// that ten million need not be moved to stand together.
#[derive(Clone, Debug, Default)]
pub struct Records {
    of_hosts: Vec<Vec<Record>>,
    /// For each host, how many records the hosts up to it have.
    ends: Vec<u32>,
}

impl From<Vec<Vec<Record>>> for Records {
    fn from(of_hosts: Vec<Vec<Record>>) -> Self {
        let mut records = Self::default();
        for own in of_hosts {
            records.push(own);
        }
        records
    }
}

impl Records {
    /// Adds a host and its records.
    pub fn push(&mut self, own: Vec<Record>) {
        let more = u32::try_from(own.len()).unwrap_or(u32::MAX);
        let before = self.ends.last().copied().unwrap_or(0);
        self.ends.push(before.saturating_add(more));
        self.of_hosts.push(own);
    }

    /// Adds other hosts and their records.
    pub fn append(&mut self, others: Self) {
        for own in others.of_hosts {
            self.push(own);
        }
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.of_hosts.iter().map(Vec::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A record by its index in the case.
    pub fn get(&self, index: EventIndex) -> Option<&Record> {
        let host = self.ends.partition_point(|&end| end <= index.0);
        let first = self.first_of(host)?;
        let at = index.0.checked_sub(first)? as usize;
        self.of_hosts.get(host)?.get(at)
    }

    /// All records, in the order of their indices.
    pub fn iter(&self) -> impl Iterator<Item = &Record> {
        self.of_hosts.iter().flatten()
    }

    /// The records of each host, in the order of the hosts, with the index of the first one.
    pub fn by_host(&self) -> impl Iterator<Item = (EventIndex, &[Record])> {
        let firsts = std::iter::once(0).chain(self.ends.iter().copied());
        firsts
            .map(EventIndex)
            .zip(self.of_hosts.iter().map(Vec::as_slice))
    }

    fn first_of(&self, host: usize) -> Option<u32> {
        match host.checked_sub(1) {
            Some(before) => self.ends.get(before).copied(),
            None => Some(0),
        }
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
            said: None,
            class: None,
        };
        let of_hosts = vec![vec![], vec![record(7), record(8)], vec![], vec![record(9)]];
        let records = Records::from(of_hosts);
        let number = |index| {
            records
                .get(EventIndex(index))
                .map(|record| record.record_id)
        };
        let numbers: Vec<_> = (0..4).map(number).collect();
        assert_eq!(numbers, [Some(7), Some(8), Some(9), None]);
        assert!(records.iter().map(|record| record.record_id).eq([7, 8, 9]));
        let firsts = records.by_host().map(|(first, own)| (first.0, own.len()));
        assert_eq!(firsts.collect::<Vec<_>>(), [(0, 0), (0, 2), (2, 0), (2, 1)]);
        assert_eq!((records.len(), records.is_empty()), (3, false));
    }
}

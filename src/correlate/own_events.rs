//! The events of one machine.

use crate::domain::event::Event;
use crate::domain::record::Record;

/// One event for each record of a machine, by channel and record id. They stay in the lists in which
/// they were read, list after list: ten million need not be moved for that.
#[derive(Debug, Default)]
pub struct OwnEvents(Vec<Vec<Event>>);

impl OwnEvents {
    /// From lists that follow one another in order.
    pub fn new(lists: Vec<Vec<Event>>) -> Self {
        Self(lists)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Event> + Clone {
        self.0.iter().flatten()
    }

    /// What stays of them. Each list is given back as soon as it was gone through.
    pub fn into_records(self) -> Vec<Record> {
        let mut records = Vec::with_capacity(self.len());
        for list in self.0 {
            records.extend(list.into_iter().map(Record::of));
        }
        records
    }
}

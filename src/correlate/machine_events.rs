//! The events of one machine.

use super::lineages::Lineages;
use crate::domain::event::Event;
use crate::domain::record::Record;

/// Events in the lists in which they were read.
pub(super) type EventLists<'e> = &'e [Vec<Event>];

/// One event for each record of a machine, by channel and record id. They stay in the lists in which
/// they were read, list after list: ten million need not be moved for that.
#[derive(Debug, Default)]
pub(super) struct MachineEvents {
    lists: Vec<Vec<Event>>,
    is_joined: bool,
    lineages: Option<Box<Lineages>>,
    /// Of records that no header counts: whether they fit the others is not known yet.
    recovered: Vec<Event>,
}

impl MachineEvents {
    /// Just what was read, in lists that follow one another in order.
    pub(super) fn as_read(lists: Vec<Vec<Event>>) -> Self {
        Self {
            lists,
            is_joined: false,
            lineages: None,
            recovered: Vec::new(),
        }
    }

    /// What was left when copies were joined, in order, and the lineages where there are several.
    pub(super) fn joined(events: Vec<Event>, lineages: Option<Lineages>) -> Self {
        Self {
            lists: vec![events],
            is_joined: true,
            lineages: lineages.map(Box::new),
            recovered: Vec::new(),
        }
    }

    /// The machine's lineages, where it has several.
    pub(super) fn lineages(&self) -> Option<&Lineages> {
        self.lineages.as_deref()
    }

    /// Whether copies were joined, so that not all that was read is there.
    pub(super) fn is_joined(&self) -> bool {
        self.is_joined
    }

    /// The lists, in order.
    pub(super) fn lists(&self) -> EventLists<'_> {
        &self.lists
    }

    /// How many there are, recovered ones included.
    pub(super) fn len(&self) -> usize {
        let counted: usize = self.lists.iter().map(Vec::len).sum();
        counted + self.recovered.len()
    }

    /// Adds records that no header counts.
    pub(super) fn add_recovered(&mut self, recovered: Vec<Event>) {
        self.recovered = recovered;
    }

    /// Whether there are records that no header counts.
    pub(super) fn has_recovered(&self) -> bool {
        !self.recovered.is_empty()
    }

    /// Appends the recovered records that fit, as a list of their own, and returns the others.
    pub(super) fn admit(&mut self, fits: impl Fn(&Event) -> bool) -> Option<Self> {
        let (admitted, apart): (Vec<Event>, Vec<Event>) = std::mem::take(&mut self.recovered)
            .into_iter()
            .partition(fits);
        if !admitted.is_empty() {
            self.lists.push(admitted);
        }
        (!apart.is_empty()).then(|| Self::as_read(vec![apart]))
    }

    /// All of them, in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Event> + Clone {
        self.lists.iter().flatten()
    }

    /// One of them, by its place.
    pub(super) fn get(&self, mut place: usize) -> Option<&Event> {
        for list in &self.lists {
            match list.get(place) {
                Some(event) => return Some(event),
                None => place -= list.len(),
            }
        }
        None
    }

    /// What stays of them, list by list: a record takes the place of its event.
    pub(super) fn into_records(self) -> impl Iterator<Item = Vec<Record>> {
        self.lists.into_iter().map(|list| {
            let mut records: Vec<Record> = list.into_iter().map(Record::of).collect();
            records.shrink_to_fit();
            records
        })
    }
}

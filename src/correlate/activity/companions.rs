//! Records about one thing: those of one key complete each other, and some of them are one row.
//! Rule A5. Nearness in time lends nothing.

use crate::correlate::activity::statement::Statement;
use crate::correlate::maps::HashMap;
use crate::correlate::order::Item;
use crate::domain::activity::{ActKey, ActRole, ActivityKind};
use crate::domain::event::{EventIndex, Identity, Luid, Text};
use crate::domain::time::{Span, Timestamp};

/// One device is told by several drivers within this [source 13.5].
const ONE_DEVICE: Span = Span::seconds(5);

/// The row to which a record belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Belongs {
    /// It is a row of its own.
    Own,
    /// It is a further source of this row.
    To(usize),
    /// It shows that what this row accessed was deleted.
    Deletes(usize),
    /// It may be a further source of a row that comes later.
    Later,
}

/// A row, the channel of its record, and when it began.
struct KeyedRow<'e> {
    row: usize,
    channel: &'e Text,
    since: Timestamp,
}

/// What the records of one key have shown so far.
#[derive(Default)]
struct Group<'e> {
    /// The last row of each channel, the latest last.
    rows: Vec<KeyedRow<'e>>,
    /// Whose it is.
    luid: Option<Luid>,
    who: Option<&'e Identity>,
    object: Option<Text>,
    /// Records that came before their row.
    waiting: Vec<EventIndex>,
}

/// The groups of a host, by boot and key.
#[derive(Default)]
pub(super) struct Companions<'e> {
    groups: HashMap<(u32, ActKey), Group<'e>>,
}

/// What a row gets from the records of its key.
#[derive(Default)]
pub(super) struct Loan<'e> {
    /// The logon id.
    pub luid: Option<Luid>,
    /// The user.
    pub who: Option<&'e Identity>,
    /// What it was done to.
    pub object: Option<Text>,
    /// Records that came before it.
    pub earlier: Vec<EventIndex>,
}

impl<'e> Companions<'e> {
    /// Takes the next record of a boot, and says to which row it belongs. `next` is the number that a new row
    /// would have.
    pub(super) fn take(
        &mut self,
        item: &Item<'e>,
        statement: &Statement<'e>,
        next: usize,
    ) -> Belongs {
        let (boot, event, time) = (item.boot, item.index, item.event.time);
        let channel = &item.event.channel;
        let Some(key) = statement.key else {
            return own_or_none(statement.role);
        };
        // The number of a process or a handle is given again: a new owner ends the group before.
        if is_reused(key) && statement.role == ActRole::Row && opens(statement) {
            self.groups.remove(&(boot, key));
        }
        let group = self.groups.entry((boot, key)).or_default();
        group.learn(statement);
        let belongs = match (statement.role, group.last_of(channel)) {
            (ActRole::Row, Some(known)) if deletes(key, statement) => Belongs::Deletes(known.row),
            (ActRole::Row, Some(known)) if is_same_row(known, key, time) => Belongs::To(known.row),
            (ActRole::Companion, None) if matches!(key, ActKey::ScriptBlock(_)) => {
                // The first part is missing.
                group.begin(next, channel, time)
            }
            (ActRole::Row, _) => group.begin(next, channel, time),
            // An end in another log ends something else.
            (ActRole::End, Some(known)) if known.channel == channel => Belongs::To(known.row),
            (ActRole::Companion, Some(known)) => Belongs::To(known.row),
            _ => {
                group.waiting.push(event);
                Belongs::Later
            }
        };
        if statement.role == ActRole::End && is_reused(key) {
            self.groups.remove(&(boot, key));
        }
        belongs
    }

    /// What the records of a key know, when all were taken.
    pub(super) fn loan(&mut self, boot: u32, key: ActKey) -> Loan<'e> {
        let Some(group) = self.groups.get_mut(&(boot, key)) else {
            return Loan::default();
        };
        Loan {
            luid: group.luid,
            who: group.who,
            object: group.object.clone(),
            earlier: std::mem::take(&mut group.waiting),
        }
    }
}

impl<'e> Group<'e> {
    fn learn(&mut self, statement: &Statement<'e>) {
        let is_named = statement.who.sid.is_some() || statement.who.user.is_some();
        self.luid = self
            .luid
            .or(statement.luid.filter(|luid| !luid.is_constant()));
        self.who = self.who.or(is_named.then_some(statement.who));
        if self.object.is_none() {
            self.object.clone_from(&statement.object);
        }
    }

    /// The last row of a channel, else of any other.
    fn last_of(&self, channel: &Text) -> Option<&KeyedRow<'e>> {
        let mut own = self.rows.iter().rev();
        let own = own.find(|row| row.channel == channel);
        own.or_else(|| self.rows.last())
    }

    fn begin(&mut self, row: usize, channel: &'e Text, since: Timestamp) -> Belongs {
        self.rows.retain(|known| known.channel != channel);
        self.rows.push(KeyedRow {
            row,
            channel,
            since,
        });
        Belongs::Own
    }
}

/// Whether another row of a key is the same as a known one.
fn is_same_row(known: &KeyedRow<'_>, key: ActKey, time: Timestamp) -> bool {
    match key {
        ActKey::ScriptBlock(_) => true,
        ActKey::Device(_) => known.since.distance(time) <= ONE_DEVICE,
        _ => false,
    }
}

fn own_or_none(role: ActRole) -> Belongs {
    match role {
        ActRole::Row => Belongs::Own,
        ActRole::End | ActRole::Companion => Belongs::Later,
    }
}

/// Whether Windows gives the key to something else later.
fn is_reused(key: ActKey) -> bool {
    matches!(key, ActKey::ProcessId(_) | ActKey::Handle(..))
}

/// Whether the record shows that an object was deleted through a handle.
fn deletes(key: ActKey, statement: &Statement<'_>) -> bool {
    matches!(key, ActKey::Handle(..)) && statement.kind == ActivityKind::FileDeleted
}

/// Whether the record shows a new owner of such a key.
fn opens(statement: &Statement<'_>) -> bool {
    statement.kind == ActivityKind::ProgramStarted
}

//! Records about one thing: those of one key complete each other, and some of them are one row.
//! Rule A5. Nearness in time is no reason to join.

use crate::correlate::activity::statement::Statement;
use crate::correlate::maps::HashMap;
use crate::correlate::order::Item;
use crate::correlate::windows::ONE_DEVICE;
use crate::domain::activity::{ActKey, ActRole, ActivityKind};
use crate::domain::event::{EventIndex, Identity, Luid, Text};
use crate::domain::time::Timestamp;

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

/// What the records of one key agree on.
#[derive(Clone, Copy, Default)]
enum Shown<T> {
    /// None of them has it.
    #[default]
    Nothing,
    /// All that have it agree.
    One(T),
    /// They contradict each other, so nothing is lent.
    Several,
}

impl<T: Copy> Shown<T> {
    fn add(&mut self, next: T, is_same: impl Fn(T, T) -> bool) {
        *self = match *self {
            Self::Nothing => Self::One(next),
            Self::One(known) if is_same(known, next) => Self::One(known),
            Self::One(_) | Self::Several => Self::Several,
        };
    }

    fn only(self) -> Option<T> {
        match self {
            Self::One(known) => Some(known),
            Self::Nothing | Self::Several => None,
        }
    }
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
    /// The last row of each channel to which ends and companions belong, the latest last.
    rows: Vec<KeyedRow<'e>>,
    /// Whose it is.
    luid: Shown<Luid>,
    who: Shown<&'e Identity>,
    object: Option<Text>,
    /// Records that came before their row.
    waiting: Vec<EventIndex>,
}

/// The groups of a host.
#[derive(Default)]
pub(super) struct Companions<'e> {
    groups: Vec<Group<'e>>,
    /// The group of each key of a boot.
    numbers: HashMap<(u32, ActKey), usize>,
    /// The rows with a key, and their groups.
    rows: Vec<(usize, usize)>,
    /// The row of each key that Windows gives to something else later: a case may have millions of them.
    reused: HashMap<(u32, ActKey), usize>,
}

/// What a row gets from the records of its key.
#[derive(Default)]
pub(super) struct Loan<'e> {
    /// The row.
    pub row: usize,
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
    /// Takes the next record, and says to which row it belongs. `next` is the number that a new row would have.
    pub(super) fn take(
        &mut self,
        item: &Item<'e>,
        statement: &Statement<'e>,
        next: usize,
    ) -> Belongs {
        match statement.key {
            None => own_or_none(statement.role),
            Some(key) if is_reused(key) => self.take_reused((item.boot, key), statement, next),
            Some(key) => self.take_keyed(item, key, statement, next),
        }
    }

    /// Takes a record whose key means something only until it is given again.
    fn take_reused(
        &mut self,
        key: (u32, ActKey),
        statement: &Statement<'e>,
        next: usize,
    ) -> Belongs {
        let known = self.reused.get(&key).copied();
        match (statement.role, known) {
            (ActRole::Row, Some(row)) if deletes(key.1, statement) => Belongs::Deletes(row),
            (ActRole::Row, _) => {
                self.reused.insert(key, next);
                Belongs::Own
            }
            (ActRole::End, Some(row)) => {
                self.reused.remove(&key);
                Belongs::To(row)
            }
            (ActRole::Companion, Some(row)) => Belongs::To(row),
            (ActRole::End | ActRole::Companion, None) => Belongs::Later,
        }
    }

    fn take_keyed(
        &mut self,
        item: &Item<'e>,
        key: ActKey,
        statement: &Statement<'e>,
        next: usize,
    ) -> Belongs {
        let (event, time, channel) = (item.index, item.event.time, &item.event.channel);
        let numbers = self.numbers.entry((item.boot, key));
        let number = *numbers.or_insert(self.groups.len());
        if number == self.groups.len() {
            self.groups.push(Group::default());
        }
        let Some(group) = self.groups.get_mut(number) else {
            return Belongs::Later;
        };
        group.learn(statement);
        let is_first_left = matches!(key, ActKey::ScriptBlock(_)) && group.rows.is_empty();
        let begins = statement.role == ActRole::Row
            || (statement.role == ActRole::Companion && is_first_left);
        match group.last_of(channel) {
            Some(known) if begins && is_same_row(known, key, time) => Belongs::To(known.row),
            _ if begins => {
                self.rows.push((next, number));
                if leads(key, statement) {
                    group.begin(next, channel, time);
                }
                Belongs::Own
            }
            // An end in another log ends something else.
            Some(known) if statement.role == ActRole::Companion || known.channel == channel => {
                Belongs::To(known.row)
            }
            // The start of a process is never written after its end.
            _ if matches!(key, ActKey::Process(..)) => Belongs::Later,
            _ => {
                group.waiting.push(event);
                Belongs::Later
            }
        }
    }

    /// What the rows get from the records of their keys, when all were taken.
    pub(super) fn loans(self) -> impl Iterator<Item = Loan<'e>> {
        let Self {
            mut groups, rows, ..
        } = self;
        rows.into_iter().filter_map(move |(row, group)| {
            let group = groups.get_mut(group)?;
            Some(Loan {
                row,
                luid: group.luid.only(),
                who: group.who.only(),
                object: group.object.clone(),
                earlier: std::mem::take(&mut group.waiting),
            })
        })
    }
}

impl<'e> Group<'e> {
    fn learn(&mut self, statement: &Statement<'e>) {
        let is_named = statement.who.sid.is_some() || statement.who.user.is_some();
        if let Some(luid) = statement.luid.filter(|luid| !luid.is_constant()) {
            self.luid.add(luid, |known, next| known == next);
        }
        if is_named {
            self.who.add(statement.who, is_same_name);
        }
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

    fn begin(&mut self, row: usize, channel: &'e Text, since: Timestamp) {
        self.rows.retain(|known| known.channel != channel);
        self.rows.push(KeyedRow {
            row,
            channel,
            since,
        });
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

/// Whether two records name one account, as far as they can be compared.
fn is_same_name(one: &Identity, other: &Identity) -> bool {
    let is_same = |one: &Option<Text>, other: &Option<Text>| match (one, other) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => true,
    };
    match (&one.sid, &other.sid) {
        (Some(one), Some(other)) => one == other,
        _ => is_same(&one.user, &other.user),
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

/// Whether ends and companions that follow belong to a row: those of a process belong to its start, not to
/// what it did later.
fn leads(key: ActKey, statement: &Statement<'_>) -> bool {
    !matches!(key, ActKey::Process(..)) || statement.kind == ActivityKind::ProgramStarted
}

/// Whether the record shows that an object was deleted through a handle.
fn deletes(key: ActKey, statement: &Statement<'_>) -> bool {
    matches!(key, ActKey::Handle(..)) && statement.kind == ActivityKind::FileDeleted
}

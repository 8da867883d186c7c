//! Records about one thing: those of one key complete each other, and some of them are one row.
//! Rule A5. Nearness in time lends nothing.

use crate::correlate::activity::statement::Statement;
use crate::correlate::maps::HashMap;
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

/// What the records of one key have shown so far.
#[derive(Default)]
struct Group<'e> {
    /// The row to which the next record belongs that is none of its own.
    row: Option<usize>,
    /// When it began.
    since: Option<Timestamp>,
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
    /// The group that has each key of a boot now.
    current: HashMap<(u32, ActKey), usize>,
    /// The rows with a key, and their groups.
    rows: Vec<(usize, usize)>,
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
    /// Takes the next record of a boot, and says to which row it belongs. `next` is the number that a new row
    /// would have.
    pub(super) fn take(
        &mut self,
        boot: u32,
        statement: &Statement<'e>,
        (event, time): (EventIndex, Timestamp),
        next: usize,
    ) -> Belongs {
        let Some(key) = statement.key else {
            return own_or_none(statement.role);
        };
        // The number of a process or a handle is given again: a new owner ends the group before.
        if is_reused(key) && statement.role == ActRole::Row && opens(statement) {
            self.current.remove(&(boot, key));
        }
        let number = *self.current.entry((boot, key)).or_insert(self.groups.len());
        if number == self.groups.len() {
            self.groups.push(Group::default());
        }
        let Some(group) = self.groups.get_mut(number) else {
            return Belongs::Later;
        };
        group.learn(statement);
        let belongs = match (statement.role, group.row) {
            (ActRole::Row, Some(row)) if deletes(key, statement) => Belongs::Deletes(row),
            (ActRole::Row, Some(row)) if group.is_same_row(key, statement, time) => Belongs::To(row),
            (ActRole::Row, row) => {
                self.rows.push((next, number));
                if leads(key, statement, row.is_some()) {
                    (group.row, group.since) = (Some(next), Some(time));
                }
                Belongs::Own
            }
            (_, Some(row)) => Belongs::To(row),
            // The start of a process is never written after its end.
            (_, None) if matches!(key, ActKey::Process(..)) => Belongs::Later,
            (_, None) => {
                group.waiting.push(event);
                Belongs::Later
            }
        };
        if statement.role == ActRole::End && is_reused(key) {
            self.current.remove(&(boot, key));
        }
        belongs
    }

    /// What the rows get from the records of their keys, when all were taken.
    pub(super) fn loans(self) -> impl Iterator<Item = Loan<'e>> {
        let Self { mut groups, rows, .. } = self;
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

    /// Whether another row of the key is the same as the last one.
    fn is_same_row(&self, key: ActKey, statement: &Statement<'_>, time: Timestamp) -> bool {
        match key {
            ActKey::ScriptBlock(_) => statement.kind == ActivityKind::ScriptRun,
            ActKey::Device(_) => self.since.is_some_and(|since| since.distance(time) <= ONE_DEVICE),
            _ => false,
        }
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

/// Whether ends and companions that follow belong to a row: those of a process to its start, and those of a
/// PowerShell host to the first row, not to what they did later.
fn leads(key: ActKey, statement: &Statement<'_>, is_led: bool) -> bool {
    match key {
        ActKey::Process(..) => statement.kind == ActivityKind::ProgramStarted,
        ActKey::PowerShellHost(_) => !is_led,
        _ => true,
    }
}

/// Whether the record shows that an object was deleted through a handle.
fn deletes(key: ActKey, statement: &Statement<'_>) -> bool {
    matches!(key, ActKey::Handle(..)) && statement.kind == ActivityKind::FileDeleted
}

/// Whether the record shows a new owner of such a key.
fn opens(statement: &Statement<'_>) -> bool {
    statement.kind == ActivityKind::ProgramStarted
}

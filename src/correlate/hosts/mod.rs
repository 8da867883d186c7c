//! Decides which records belong to one machine. A computer name is not an identity: a machine may be renamed,
//! join a domain or become a domain controller, two machines may have one name, and a collector's log has the
//! records of many. A machine is what its names, its logs, its local accounts and its record numbers agree on
//! [source 3.6], [source 3.7].
//!
//! 1. `survey`: one pass over every record.
//! 2. `names`: a name in one file is the smallest unit.
//! 3. `renames`: a log that continues under another name belongs to one machine.
//! 4. `merge`: the same name in one folder, then in different folders, is one machine unless something tells
//!    two apart; `overlap` compares their records.

mod aliases;
mod merge;
mod names;
mod overlap;
mod renames;
mod survey;
mod traits;

use std::collections::{BTreeMap, BTreeSet};

use crate::correlate::index_lists::index_of;
use crate::correlate::machine_events::EventLists;
use crate::correlate::maps::HashMap;
use crate::domain::event::Text;
pub(super) use aliases::host_of;
use names::Names;
use survey::Survey;
pub(super) use survey::{AccountChange, AccountFacts, ComputerNumber, ListOwners, NamedAccount};

/// The number of a machine, which has no other meaning.
pub(super) type MachineNumber = u32;

/// The machine of each record, and what else the survey found.
pub(super) struct Machines {
    /// For each list of events, the computers of its records.
    pub list_owners: Vec<ListOwners>,
    /// The machine of each computer.
    pub of_computers: Vec<MachineNumber>,
    /// The name of each computer in a file: the file, and the name as logged.
    pub computers: Vec<(u32, Text)>,
    /// The files that hold records of several machines.
    pub collected: BTreeSet<u32>,
    /// What the records reveal about accounts.
    pub account_facts: AccountFacts,
}

impl Machines {
    /// The machine of a computer.
    pub(super) fn of(&self, computer: ComputerNumber) -> MachineNumber {
        let machine = self.of_computers.get(computer as usize);
        machine.copied().unwrap_or_default()
    }
}

/// Finds the machine of each event. `folders` gives for each evidence file, by a number, the folder
/// that holds it.
pub(super) fn find(events: EventLists<'_>, folders: &[u32]) -> Machines {
    let survey = Survey::of(events);
    let mut names = Names::collect(events, &survey, folders);
    renames::join(&mut names, events, &survey);
    let clashes = merge::join(&mut names, events, &survey);
    renames::join_older_logs(&mut names, events, renames::Reach::Case, &clashes);
    let mut numbers: HashMap<usize, MachineNumber> = HashMap::default();
    let mut in_file: BTreeMap<u32, BTreeSet<MachineNumber>> = BTreeMap::new();
    let of_computers = survey.computers.iter().map(|computer| {
        let name = names.in_file(computer.file, &computer.example.computer);
        let root = name.map_or(usize::MAX, |name| names.root(name));
        let next = index_of(numbers.len());
        let machine = *numbers.entry(root).or_insert(next);
        in_file.entry(computer.file).or_default().insert(machine);
        machine
    });
    let of_computers = of_computers.collect();
    in_file.retain(|_, machines| machines.len() > 1);
    let computers = survey.computers.iter();
    let computers = computers.map(|c| (c.file, Text::clone(&c.example.computer)));
    Machines {
        of_computers,
        computers: computers.collect(),
        collected: in_file.into_keys().collect(),
        account_facts: survey.account_facts,
        list_owners: survey.list_owners,
    }
}

//! Groups records by machine, and sorts the machines by name.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::hosts::{
    AccountChange, AccountFacts, ListOwners, MachineNumber, Machines, NamedAccount,
};
use super::lineages::CaseFiles;
use super::machine_events::MachineEvents;
use super::watch::Watch;
use super::{copies, hosts, recovered};
use crate::domain::account::fold;
use crate::domain::event::Event;
use crate::domain::session::{Host, HostIndex};

/// Machines in the order of their names, and the records of each.
pub(super) struct ByHost {
    /// The machines.
    pub hosts: Vec<Host>,
    /// The records of each.
    pub events: Vec<MachineEvents>,
    /// What the records of each reveal about accounts, where copies were joined.
    account_facts: Vec<Option<AccountFacts>>,
    /// The host that each machine became.
    of_machines: BTreeMap<MachineNumber, HostIndex>,
}

/// A machine: its name, its number, its records, and what these show where copies were joined.
type FoundMachine = (Host, MachineNumber, MachineEvents, Option<AccountFacts>);

impl ByHost {
    /// Joins the copies of each machine's records and puts the machines in the order of their names.
    /// `None` when `watch` said that it is time to stop.
    pub(super) fn of(
        events: Vec<Vec<Event>>,
        recovered: Vec<Event>,
        machines: &Machines,
        files: &CaseFiles<'_>,
        watch: Watch<'_>,
    ) -> Option<Self> {
        let mut recovered = recovered::ByMachine::of(recovered, machines);
        let groups = (0..).zip(group(events, machines));
        let groups = groups.map(|(number, lists)| (number, lists, recovered.known.remove(&number)));
        let groups: Vec<_> = groups.collect();
        let count = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        let groups = groups.into_par_iter().with_max_len(1);
        let found = groups.map(|(number, lists, recovered)| {
            watch.go_on()?;
            let mut events = copies::join(lists, files);
            // What was left out must count for nothing.
            let account_facts = events.is_joined().then(|| AccountFacts::of(events.lists()));
            let host = hosts::host_of(&events);
            if let Some(own) = recovered {
                events.add_recovered(recovered::without_copies(own, &events));
            }
            Some((host, number, events, account_facts))
        });
        let mut found: Vec<FoundMachine> = found.collect::<Option<_>>()?;
        // Machines with only recovered records.
        for (own, number) in recovered.others.into_values().zip(count..) {
            let own = recovered::without_copies(own, &MachineEvents::default());
            let events = MachineEvents::as_read(vec![own]);
            found.push((hosts::host_of(&events), number, events, None));
        }
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for (host, ..) in &found {
            *names.entry(fold(&host.name)).or_default() += 1;
        }
        // Two machines of one name are distinguished by their records, never by where they were found.
        found.sort_by_cached_key(|(host, _, events, _)| {
            let name = fold(&host.name);
            let is_only = names.get(&name) == Some(&1);
            let span = (!is_only).then(|| (span_of(events), events.len()));
            (name, span)
        });
        let mut by_host = Self {
            hosts: Vec::with_capacity(found.len()),
            events: Vec::with_capacity(found.len()),
            account_facts: Vec::with_capacity(found.len()),
            of_machines: BTreeMap::new(),
        };
        for ((host, number, events, account_facts), index) in
            found.into_iter().zip((0..).map(HostIndex))
        {
            by_host.hosts.push(host);
            by_host.events.push(events);
            by_host.account_facts.push(account_facts);
            by_host.of_machines.insert(number, index);
        }
        Some(by_host)
    }

    /// The host of a machine.
    pub(super) fn of_machine(&self, machine: MachineNumber) -> Option<HostIndex> {
        self.of_machines.get(&machine).copied()
    }

    /// The hosts of which more than recovered records are left.
    pub(super) fn with_sound_records(&self) -> impl Iterator<Item = &Host> {
        let hosts = self.hosts.iter().zip(&self.events);
        let sound = hosts.filter(|(_, events)| events.iter().any(|event| !event.is_recovered()));
        sound.map(|(host, _)| host)
    }

    /// The accounts that the records of each host name.
    pub(super) fn named<'m>(
        &'m self,
        machines: &'m Machines,
    ) -> impl Iterator<Item = (HostIndex, &'m NamedAccount)> {
        let as_read = machines.account_facts.named.iter();
        let as_read = as_read.filter_map(|n| Some((self.as_read(machines.of(n.computer))?, n)));
        as_read.chain(self.joined(|account_facts| &account_facts.named))
    }

    /// What became of accounts, by the records of each host.
    pub(super) fn steps<'m>(
        &'m self,
        machines: &'m Machines,
    ) -> impl Iterator<Item = (HostIndex, &'m AccountChange)> {
        let as_read = machines.account_facts.steps.iter();
        let as_read = as_read.filter_map(|s| Some((self.as_read(machines.of(s.computer))?, s)));
        as_read.chain(self.joined(|account_facts| &account_facts.steps))
    }

    /// The host of a machine, unless copies of its records were joined.
    fn as_read(&self, machine: MachineNumber) -> Option<HostIndex> {
        let host = self.of_machine(machine)?;
        let account_facts = self.account_facts.get(host.0 as usize)?;
        account_facts.is_none().then_some(host)
    }

    /// What the records of hosts show whose copies were joined.
    fn joined<'m, T: 'm>(
        &'m self,
        of: fn(&AccountFacts) -> &Vec<T>,
    ) -> impl Iterator<Item = (HostIndex, &'m T)> {
        let hosts = (0..).map(HostIndex).zip(&self.account_facts);
        let joined =
            hosts.filter_map(|(host, account_facts)| Some((host, account_facts.as_ref()?)));
        joined.flat_map(move |(host, account_facts)| {
            of(account_facts).iter().map(move |one| (host, one))
        })
    }
}

/// What distinguishes the records of two machines: the lowest and the highest of them.
fn span_of(events: &MachineEvents) -> Option<impl Ord + use<>> {
    let keys = events.iter();
    let keys = keys.map(|e| (e.time, e.record_id, e.event_id, e.payload));
    keys.fold(None, |span, key| match span {
        None => Some((key, key)),
        Some((first, last)) => Some((key.min(first), key.max(last))),
    })
}

/// The lists of each machine. One that holds the records of several is divided among them.
fn group(events: Vec<Vec<Event>>, machines: &Machines) -> Vec<Vec<Vec<Event>>> {
    let last = machines.of_computers.iter().max();
    let count = last.map_or(0, |&last| last as usize + 1);
    let mut groups: Vec<Vec<Vec<Event>>> = (0..count).map(|_| Vec::new()).collect();
    for (list, whose) in events.into_iter().zip(&machines.list_owners) {
        let mut parts: BTreeMap<MachineNumber, usize> = BTreeMap::new();
        match whose {
            ListOwners::All(computer) => {
                parts.insert(machines.of(*computer), list.len());
            }
            ListOwners::Each(computers) => {
                for &computer in computers {
                    *parts.entry(machines.of(computer)).or_default() += 1;
                }
            }
        }
        let mut give = |machine: MachineNumber, list| {
            if let Some(group) = groups.get_mut(machine as usize) {
                group.push(list);
            }
        };
        if let (Some((&only, _)), true) = (parts.first_key_value(), parts.len() == 1) {
            give(only, list);
            continue;
        }
        let rooms = parts.into_iter();
        let mut own: BTreeMap<MachineNumber, Vec<Event>> = rooms
            .map(|(machine, length)| (machine, Vec::with_capacity(length)))
            .collect();
        for (event, computer) in list.into_iter().zip(whose.iter()) {
            own.entry(machines.of(computer)).or_default().push(event);
        }
        for (machine, list) in own {
            give(machine, list);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::correlate::testing::event;
    use crate::domain::coverage::RecordRuns;
    use crate::domain::event::{Fact, Identity, Text};

    /// The end of somebody's logon session.
    fn of_user(file: u32, record_id: u64, payload: u32, user: &str) -> Event {
        let who = Identity {
            sid: Some(Text::from("S-1-5-21-1-2-3-1001")),
            user: Some(Text::from(user)),
            domain: None,
        };
        Event {
            payload,
            fact: Fact::LogonEnded {
                who: Arc::new(who),
                luid: None,
                logon_type: 3,
            },
            ..event(file, ("HOST", "Security"), record_id, 60)
        }
    }

    fn named(events: Vec<Vec<Event>>) -> Vec<String> {
        let machines = hosts::find(&events, &[0, 0]);
        let files = CaseFiles {
            collected: &machines.collected,
            folders: &[0, 0],
            exports: &[0, 0],
            runs: &RecordRuns::default(),
        };
        let by_host = ByHost::of(events, Vec::new(), &machines, &files, Watch::ALONE);
        let by_host = by_host.expect("nobody stops it");
        let users = by_host.named(&machines);
        let users = users.filter_map(|(_, named)| named.who.user.as_ref());
        let mut users: Vec<String> = users.map(ToString::to_string).collect();
        users.sort();
        users
    }

    #[test]
    fn a_record_that_is_left_out_names_no_account() {
        let log = || vec![of_user(0, 1, 5, "anna"), of_user(0, 2, 5, "ben")];
        assert_eq!(named(vec![log()]), ["anna", "ben"]);
        assert_eq!(
            named(vec![log(), vec![of_user(1, 3, 6, "cleo")]]),
            ["anna", "ben", "cleo"]
        );
        // One number, two contents: the one with the higher fingerprint is left out.
        assert_eq!(
            named(vec![log(), vec![of_user(1, 2, 9, "mallory")]]),
            ["anna", "ben"]
        );
    }
}

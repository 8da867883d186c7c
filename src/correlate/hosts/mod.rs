//! Which records are of one machine. A computer name is no identity: a machine is renamed, joins a
//! domain, becomes a domain controller; two machines may have one name; a collector's log holds the
//! records of many. A machine is what its names, its logs, its local accounts and its record
//! numbers agree on (domain reference B.2, C.12; session model, field `host_aliases`).
//!
//! 1. `names`: a name in one file is the smallest unit.
//! 2. `renames`: a log that goes on under another name is of one machine.
//! 3. `merge`: the same name in one folder, then in different folders, is one machine unless
//!    something tells two apart; `overlap` compares their records.

mod aliases;
mod headers;
mod merge;
mod names;
mod overlap;
mod renames;

use std::collections::{BTreeMap, BTreeSet};

use crate::correlate::Read;
use crate::correlate::maps::HashMap;
pub use aliases::host_of;
use headers::Headers;
use names::Names;

/// Whose each record is.
pub struct Machines {
    /// The machine of each event, as a number that has no other meaning.
    pub of_event: Vec<u32>,
    /// The files that hold records of several machines.
    pub collected: BTreeSet<u32>,
}

/// Finds the machine of each event. `folders` tells for each evidence file, by a number, the folder
/// that holds it.
pub fn find(events: Read<'_>, folders: &[u32]) -> Machines {
    let headers = Headers::collect(events);
    let mut names = Names::collect(events, &headers, folders);
    renames::join(&mut names, events);
    merge::join(&mut names, events);
    renames::join_older_logs(&mut names, renames::Reach::Case);
    let mut numbers: HashMap<usize, u32> = HashMap::default();
    let mut in_file: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut number = |root| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(root).or_insert(next)
    };
    let of_headers: Vec<u32> = (headers.all.iter())
        .map(|header| {
            let name = names.in_file(header.file, &header.example.computer);
            let machine = number(name.map_or(usize::MAX, |name| names.root(name)));
            in_file.entry(header.file).or_default().insert(machine);
            machine
        })
        .collect();
    in_file.retain(|_, machines| machines.len() > 1);
    let nowhere = number(usize::MAX);
    let of_event = headers.of_event.iter().map(|header| {
        let of_header = header.and_then(|header| of_headers.get(header as usize));
        of_header.copied().unwrap_or(nowhere)
    });
    Machines {
        of_event: of_event.collect(),
        collected: in_file.into_keys().collect(),
    }
}

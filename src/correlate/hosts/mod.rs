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
mod merge;
mod names;
mod overlap;
mod renames;

use crate::correlate::Read;
use crate::correlate::maps::{HashMap, HeaderInFile, header_in};
pub use aliases::host_of;
use names::Names;

/// The machine of each event, as a number that has no other meaning. `folders` tells for each
/// evidence file, by a number, the folder that holds it.
pub fn find(events: Read<'_>, folders: &[u32]) -> Vec<u32> {
    let mut names = Names::collect(events, folders);
    renames::join(&mut names, events);
    merge::join(&mut names, events);
    renames::join_older_logs(&mut names, renames::Reach::Case);
    let mut numbers: HashMap<usize, u32> = HashMap::default();
    let mut by_header: HashMap<HeaderInFile, u32> = HashMap::default();
    let of_event = events.iter().flatten().map(|event| {
        let mut number = || {
            let root = names.of(event).map_or(usize::MAX, |name| names.root(name));
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry(root).or_insert(next)
        };
        match event.places().next() {
            Some(place) => *by_header
                .entry(header_in(place.file, event))
                .or_insert_with(number),
            None => number(),
        }
    });
    of_event.collect()
}

//! Computers.

use super::text::Text;
use super::time::Timestamp;

/// Index of a host in its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostIndex(pub u32);

/// A computer and the names it had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// The last `Computer` value, as logged.
    pub name: Text,
    /// Its other names, oldest first.
    pub aliases: Vec<Alias>,
}

impl Host {
    /// Its name and all its other names.
    pub fn names(&self) -> impl Iterator<Item = &Text> {
        let aliases = self.aliases.iter().map(|alias| &alias.name);
        std::iter::once(&self.name).chain(aliases)
    }
}

/// A name that a computer had, and when it was seen under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The `Computer` value, as logged.
    pub name: Text,
    /// The earliest record under it.
    pub first: Timestamp,
    /// The latest record under it.
    pub last: Timestamp,
}

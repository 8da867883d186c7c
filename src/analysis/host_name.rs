//! Whether a name means a host, and how a host is named where there is little room.

use crate::case::Case;
use crate::domain::account::{fold, host_label, same_first_label};
use crate::domain::session::{Host, HostIndex};

/// The first part of a host's name; the whole of it where that is an address, or where another host of the case
/// has the same first part.
pub fn short_name(case: &Case, index: HostIndex) -> &str {
    let name = case.host_name(index);
    let label = name.split('.').next().unwrap_or_default();
    let numbered = (0..).map(HostIndex).zip(&case.hosts);
    let mut others = numbered.filter(|(other, _)| *other != index);
    let is_shared = others.any(|(_, other)| same_first_label(&other.name, name));
    if label.is_empty() || is_shared || name.parse::<std::net::IpAddr>().is_ok() {
        name
    } else {
        label
    }
}

/// Whether a host has or had this name, ignoring case and a missing DNS suffix. Two different suffixes
/// are two hosts.
pub fn is_called(host: &Host, name: &str) -> bool {
    let wanted = fold(name);
    host.names().any(|known| {
        let known = fold(known);
        let one_is_bare = !known.contains('.') || !wanted.contains('.');
        known == wanted || (one_is_bare && host_label(&known) == host_label(&wanted))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::case_of;

    #[test]
    fn a_host_is_named_shortly_where_that_is_clear() {
        let mut case = case_of(Vec::new());
        assert_eq!(short_name(&case, HostIndex(0)), "CITADEL-DC01");
        let mut twin = case.hosts[0].clone();
        twin.name = "citadel-dc01.other.local".into();
        case.hosts.push(twin);
        assert_eq!(short_name(&case, HostIndex(0)), "CITADEL-DC01.c137.local");
        case.hosts[1].name = "10.1.2.3".into();
        assert_eq!(short_name(&case, HostIndex(1)), "10.1.2.3");
    }

    #[test]
    fn a_host_is_found_by_all_its_names() {
        let case = case_of(Vec::new());
        let found = |name| is_called(&case.hosts[0], name);
        assert!(found("citadel-dc01") && found("Citadel-DC01.C137.local") && found("dc01-old"));
        assert!(found("dc01-old.c137.local"));
        assert!(!found("citadel-dc01.other.local") && !found("citadel"));
    }
}

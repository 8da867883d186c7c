//! Whether a name means a host.

use crate::domain::account::{fold, host_label};
use crate::domain::session::Host;

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
    fn a_host_is_found_by_all_its_names() {
        let case = case_of(Vec::new());
        let found = |name| is_called(&case.hosts[0], name);
        assert!(found("citadel-dc01") && found("Citadel-DC01.C137.local") && found("dc01-old"));
        assert!(found("dc01-old.c137.local"));
        assert!(!found("citadel-dc01.other.local") && !found("citadel"));
    }
}

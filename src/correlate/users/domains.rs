//! Which two names are one domain: NetBIOS and DNS name, as logged.

use std::collections::BTreeSet;

use crate::correlate::maps::HashMap;
use crate::domain::account::{account_authority, fold, host_label, same_name};

/// For each domain name as logged (folded), the authorities of its accounts' SIDs.
#[derive(Debug, Default)]
pub(super) struct Domains(HashMap<String, BTreeSet<String>>);

impl Domains {
    /// An account of this SID occurs under this domain name.
    pub(super) fn learn(&mut self, domain: &str, sid: &str) {
        let authorities = self.0.entry(fold(domain)).or_default();
        if let Some(authority) = account_authority(sid)
            && !authorities.contains(authority)
        {
            authorities.insert(authority.to_owned());
        }
    }

    /// Two names are one domain when accounts of one authority occur under both; where one of them
    /// has no accounts, when the first DNS label of the one is the other [source 3.2].
    pub(super) fn are_one(&self, a: &str, b: &str) -> bool {
        if same_name(a, b) {
            return true;
        }
        let (a, b) = (fold(a), fold(b));
        let known = |name: &str| self.0.get(name).filter(|sids| !sids.is_empty());
        match (known(&a), known(&b)) {
            (Some(one), Some(other)) => !one.is_disjoint(other),
            _ => a.contains('.') != b.contains('.') && host_label(&a) == host_label(&b),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_authority_under_two_names_is_one_domain() {
        let mut domains = Domains::default();
        domains.learn("CORP", "S-1-5-21-1-2-3-1104");
        domains.learn("corp.example", "S-1-5-21-1-2-3-1107");
        domains.learn("corp.test", "S-1-5-21-7-8-9-1104");
        assert!(domains.are_one("Corp", "CORP.example"));
        assert!(!domains.are_one("CORP", "corp.test"));
        assert!(domains.are_one("NORTH", "north.example"));
        assert!(!domains.are_one("north.test", "north.example"));
        assert!(!domains.are_one("NORTH", "SOUTH"));
    }
}

//! Remote Desktop from the machine itself: a tunnel [source 15.7].

use super::rule::{Finding, OutlierRule, Subject};
use crate::analysis::outliers::outlier::Level;
use crate::domain::address::AddressClass;

pub(super) const RULE: OutlierRule = OutlierRule {
    name: "tunnel",
    check,
};

fn check(subject: &Subject<'_>) -> Option<Finding> {
    let is_tunnel = subject.facts.class == AddressClass::Loopback && subject.facts.rdp > 0;
    let text = "Remote Desktop through a tunnel (loopback)";
    is_tunnel.then(|| Finding::new(Level::Warning, text))
}

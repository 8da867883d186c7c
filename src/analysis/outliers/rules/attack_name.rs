//! The client has the default name of an attack distribution [source 15.6].

use super::rule::{Finding, OutlierRule, Subject};
use crate::analysis::outliers::outlier::Level;

pub(super) const RULE: OutlierRule = OutlierRule {
    name: "attack-name",
    check,
};

fn check(subject: &Subject<'_>) -> Option<Finding> {
    let name = subject.facts.attack_name.as_ref()?;
    Some(Finding::new(Level::Warning, format!("client name {name}")))
}

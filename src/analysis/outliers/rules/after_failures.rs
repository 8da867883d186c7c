//! Access after many refusals from the same address [source 15.2].

use super::rule::{Finding, OutlierRule, Subject};
use super::thresholds::MANY_FAILURES;
use crate::analysis::outliers::outlier::Level;

pub(super) const RULE: OutlierRule = OutlierRule {
    name: "after-failures",
    check,
};

fn check(subject: &Subject<'_>) -> Option<Finding> {
    let count = subject.facts.refused_here_before;
    let text = || format!("{count} failures before");
    (count >= MANY_FAILURES).then(|| Finding::new(Level::Warning, text()))
}

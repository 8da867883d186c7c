//! Many refusals and no access [source 15.1].

use super::rule::{Finding, OutlierRule, Subject};
use crate::analysis::outliers::outlier::Level;

pub(super) const RULE: OutlierRule = OutlierRule {
    name: "guessing",
    check,
};

/// Refusals without any access that are worth a notice on their own [source 15.1].
const GUESSING_FAILURES: u64 = 10;

fn check(subject: &Subject<'_>) -> Option<Finding> {
    let (gained, failures) = (subject.facts.gained, subject.facts.failures);
    let text = || format!("{failures} failures, no access");
    (gained == 0 && failures >= GUESSING_FAILURES).then(|| Finding::new(Level::Notice, text()))
}

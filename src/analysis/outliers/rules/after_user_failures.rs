//! Access after many refusals of the same user name from elsewhere [source 15.2].

use super::rule::{Finding, OutlierRule, Subject};
use super::thresholds::MANY_FAILURES;

pub(super) const RULE: OutlierRule = OutlierRule {
    name: "after-user-failures",
    check,
};

fn check(subject: &Subject<'_>) -> Option<Finding> {
    let count = subject.facts.refused_user_before;
    let elsewhere = count > subject.facts.refused_here_before;
    let text = || format!("{count} failures of this user name before, from any address");
    (count >= MANY_FAILURES && elsewhere).then(|| Finding::supporting(text()))
}

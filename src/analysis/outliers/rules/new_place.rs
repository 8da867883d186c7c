//! First seen late in the time that the evidence covers of the user [source 15.3].

use super::rule::{Finding, OutlierRule, Subject};
use crate::domain::time::Span;

pub(super) const RULE: OutlierRule = OutlierRule {
    name: "new-place",
    check,
};

/// The first part of the user's time is for learning: only a place first seen in the last
/// `100 - LEARNING_PERCENT` is new [source 15.3].
const LEARNING_PERCENT: i64 = 80;

/// Less than this is too little to call anything new [source 15.3].
const ENOUGH_COVERAGE: Span = Span::seconds(2 * 86_400);

/// "On the last day" is closer to the user's last access than this.
const LAST_DAY: Span = Span::seconds(86_400);

fn check(subject: &Subject<'_>) -> Option<Finding> {
    let (first, last) = (subject.user.first?, subject.user.last?);
    let seen = subject.facts.first?;
    let coverage = last.since(first);
    let learning = Span(coverage.0 / 100 * LEARNING_PERCENT);
    if coverage < ENOUGH_COVERAGE || seen < first.plus(learning) {
        return None;
    }
    let text = if last.since(seen) < LAST_DAY {
        "first seen on the last day".to_owned()
    } else {
        let rest = 100 - LEARNING_PERCENT;
        format!("first seen in the last {rest} % of the user's time")
    };
    Some(Finding::supporting(text))
}

//! The rules that judge a user at a place. A rule is one file with a `RULE`, and one line in this list.

mod after_failures;
mod after_user_failures;
mod attack_name;
mod guessing;
mod new_place;
mod rare_range;
pub(super) mod rule;
pub(super) mod thresholds;
mod tunnel;
mod unusual_class;

use self::rule::OutlierRule;

/// Every rule, in the order in which an outlier gives its reasons.
pub(super) const RULES: &[OutlierRule] = &[
    unusual_class::RULE,
    tunnel::RULE,
    attack_name::RULE,
    rare_range::RULE,
    new_place::RULE,
    after_failures::RULE,
    after_user_failures::RULE,
    guessing::RULE,
];

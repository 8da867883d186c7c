//! Joins that were considered and not made, kept while sessions are under construction.

use std::collections::BTreeSet;

use crate::correlate::order::Pos;
use crate::correlate::rules::Rule;
use crate::domain::near_miss::Reason;

/// How well a record fits a join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// In everything.
    Whole,
    /// In everything but this.
    AllBut(Reason),
    /// In less.
    Poor,
}

impl Fit {
    /// Counts the conditions that fail; each comes with the reason to report when it alone does.
    pub(super) fn of(conditions: impl IntoIterator<Item = (bool, Reason)>) -> Self {
        let mut failed = conditions.into_iter().filter(|(holds, _)| !holds);
        match (failed.next(), failed.next()) {
            (None, _) => Self::Whole,
            (Some((_, reason)), None) => Self::AllBut(reason),
            _ => Self::Poor,
        }
    }

    /// The one condition that failed.
    pub(super) fn only_failure(self) -> Option<Reason> {
        match self {
            Self::AllBut(reason) => Some(reason),
            Self::Whole | Self::Poor => None,
        }
    }
}

/// Two records that were considered together and not joined.
type Miss = (Pos, Pos, Rule, Reason);

/// The near misses of one stage.
#[derive(Debug, Default)]
pub(super) struct NearMisses(BTreeSet<Miss>);

impl NearMisses {
    /// Keeps that `record` was not joined to the session of `other`.
    pub(super) fn note(&mut self, record: Pos, other: Pos, rule: Rule, reason: Reason) {
        self.0.insert((record, other, rule, reason));
    }

    /// All of them: both records, the rule, and the condition that failed.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Pos, Pos, Rule, Reason)> {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_failed_exactly_one_condition() {
        let fit = |address, client| {
            Fit::of([
                (address, Reason::OtherAddress),
                (client, Reason::OtherClient),
            ])
        };
        assert_eq!(fit(true, true), Fit::Whole);
        assert_eq!(fit(false, true), Fit::AllBut(Reason::OtherAddress));
        assert_eq!(fit(true, false).only_failure(), Some(Reason::OtherClient));
        assert_eq!(fit(false, false), Fit::Poor);
        assert_eq!(fit(false, false).only_failure(), None);
    }
}

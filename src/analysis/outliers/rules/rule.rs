//! What a rule is and what it uses.

use crate::analysis::outliers::facts::{Facts, UserFacts};
use crate::analysis::outliers::outlier::Level;

/// One rule that judges a user at a place or in a range.
pub(crate) struct OutlierRule {
    /// Its name.
    pub name: &'static str,
    /// What it finds, if anything.
    pub check: fn(&Subject<'_>) -> Option<Finding>,
}

/// What a rule found.
pub(crate) struct Finding {
    /// How much attention it asks for; `None` when it only supports others: a new address alone is a
    /// new lease.
    pub level: Option<Level>,
    /// The finding in words.
    pub text: String,
}

impl Finding {
    /// A finding that asks for attention.
    pub(crate) fn new(level: Level, text: impl Into<String>) -> Self {
        Self {
            level: Some(level),
            text: text.into(),
        }
    }

    /// A finding that only supports others.
    pub(crate) fn supporting(text: impl Into<String>) -> Self {
        Self {
            level: None,
            text: text.into(),
        }
    }
}

/// What a rule uses.
pub(crate) struct Subject<'a> {
    /// The user.
    pub user: &'a UserFacts,
    /// The place or range that is judged.
    pub facts: &'a Facts,
    /// The range around it.
    pub range: &'a Facts,
    /// Most of the user's accesses are from one range: only then can another be rare.
    pub has_usual_range: bool,
    /// A range is judged, not a place.
    pub is_range: bool,
}

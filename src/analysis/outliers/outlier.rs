//! An outlier: what is unusual about a user at a place, in words.

/// How much attention an outlier asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Unusual, often harmless.
    Notice,
    /// Look here first: access was gained, and in a way that intruders use.
    Warning,
}

/// What is unusual about a group of sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlier {
    /// The strongest level of the reasons; never `Warning` where no access was gained.
    pub level: Level,
    /// The reasons, joined by "; ".
    pub sentence: String,
    /// Each single reason, the strongest first. At least one has a level; the others only support.
    pub reasons: Vec<Reason>,
}

/// What one rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The name of the rule.
    pub rule: &'static str,
    /// How much attention it asks for; `None` when it only supports others.
    pub level: Option<Level>,
    /// The finding in words.
    pub text: String,
}

impl Outlier {
    /// Puts reasons together; `None` where none asks for attention.
    pub fn from_reasons(mut reasons: Vec<Reason>, access_was_gained: bool) -> Option<Self> {
        // The strongest come first; among equals, rules keep their order.
        reasons.sort_by_key(|reason| std::cmp::Reverse(reason.level));
        let level = reasons.iter().filter_map(|reason| reason.level).max()?;
        let texts: Vec<&str> = reasons.iter().map(|reason| &*reason.text).collect();
        Some(Self {
            level: if access_was_gained {
                level
            } else {
                Level::Notice
            },
            sentence: texts.join("; "),
            reasons,
        })
    }
}

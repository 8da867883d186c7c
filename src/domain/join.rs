//! The key that joined a record to its session, as it is shown.

use std::fmt;

use super::ids::{Guid, Luid};
use super::time::{Span, TICKS_PER_SECOND};

/// A key that joins records. A case has one for each source of each session, so the common ones are stored as
/// values and formatted when they are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Join {
    /// Fixed words.
    Words(&'static str),
    /// Words, and how far apart the records are, in tenths of a second.
    Apart(&'static str, u32),
    /// A logon id.
    Luid(Luid),
    /// The id of a connection or a request.
    Activity(Guid),
    /// A local session's number.
    LocalSession(u32),
    /// Anything else.
    Other(Box<str>),
}

impl Join {
    /// Words, then the distance of the records in time where it is known: `user + time 0.3 s`.
    pub fn apart(words: &'static str, distance: Option<Span>) -> Self {
        const TENTH: i64 = TICKS_PER_SECOND / 10;
        match distance {
            Some(span) => {
                let tenths = span.0.saturating_abs().saturating_add(TENTH / 2) / TENTH;
                Self::Apart(words, u32::try_from(tenths).unwrap_or(u32::MAX))
            }
            None => Self::Words(words),
        }
    }

    /// A logon id, or nothing.
    pub fn luid(luid: Option<Luid>) -> Self {
        luid.map_or(Self::Words(""), Self::Luid)
    }
}

impl From<&'static str> for Join {
    fn from(words: &'static str) -> Self {
        Self::Words(words)
    }
}

impl From<String> for Join {
    fn from(words: String) -> Self {
        Self::Other(words.into_boxed_str())
    }
}

impl fmt::Display for Join {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Apart(words, tenths) => {
                write!(f, "{words} {}.{} s", tenths / 10, tenths % 10)
            }
            Self::Luid(luid) => write!(f, "LUID {luid}"),
            Self::Activity(id) => write!(f, "ActivityID {id}"),
            Self::LocalSession(number) => write!(f, "local session {number}"),
            Self::Other(words) => f.write_str(words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_given_in_tenths_of_a_second() {
        let words = |ms| Join::apart("user + time", Some(Span::millis(ms))).to_string();
        assert_eq!(words(0), "user + time 0.0 s");
        assert_eq!(words(-340), "user + time 0.3 s");
        assert_eq!(words(12_960), "user + time 13.0 s");
        assert_eq!(Join::apart("time", None).to_string(), "time");
    }

    #[test]
    fn a_join_is_small() {
        assert!(size_of::<Join>() <= 24, "{}", size_of::<Join>());
    }
}

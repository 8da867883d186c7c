//! A parsed filter text.

use std::ops::Range;

use ipnet::IpNet;

use crate::domain::time::Timestamp;

/// Where a word is searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchColumn {
    /// In every text of the session.
    Any,
    /// Name, domain, SID, and the name as logged.
    User,
    /// Address and range.
    Ip,
    /// Host name and aliases.
    Host,
    /// Kind and detail.
    Kind,
    /// Outcome.
    Outcome,
    /// The names of the client.
    Client,
    /// How it ended, and why it failed.
    End,
    /// The kind of an activity.
    Did,
    /// What an activity was done to.
    Object,
    /// How an activity is tied to its session.
    Strength,
    /// The examiner's tags.
    Tag,
    /// The examiner's comment.
    Comment,
}

/// A number of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// How long it lasted, in ticks.
    Duration,
    /// Failed attempts inside it.
    Tries,
    /// Its source records.
    Records,
}

/// A yes-or-no property of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionTrait {
    /// From a public address.
    Public,
    /// From a private address.
    Private,
    /// At the machine's own screen.
    Console,
    /// Its user at its place is an outlier.
    Outlier,
    /// It had not ended by the end of the evidence.
    Open,
    /// Begin or end is only a limit, or not known.
    Unsure,
    /// Hidden by default.
    Hidden,
    /// Hidden as its kind is background.
    HiddenKind,
    /// Hidden as its account is the system's own.
    HiddenAccount,
    /// Hidden as its records are remains.
    HiddenRemains,
    /// The first of its user.
    First,
    /// The last of its user.
    Last,
    /// A failure before the first success of its user.
    BeforeSuccess,
    /// Has a tag.
    Tagged,
    /// Has a comment.
    Commented,
    /// Bookmarked by the examiner.
    Bookmarked,
    /// Muted by the examiner.
    Muted,
}

/// A text to search for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchWord {
    /// In lower case.
    pub text: String,
    /// It must be the whole text, not a part of it.
    pub is_whole: bool,
}

/// The condition of a term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// One of these words occurs.
    Words(SearchColumn, Vec<SearchWord>),
    /// The address is in one of these networks.
    Networks(Vec<IpNet>),
    /// The number is known and within these bounds; a missing bound does not limit.
    Between(Measure, Option<i64>, Option<i64>),
    /// The session overlaps this period; a missing bound does not limit.
    During(Option<Timestamp>, Option<Timestamp>),
    /// It began between these minutes of the day, the last not included; across midnight where the
    /// first is the greater.
    Hours(u16, u16),
    /// It began on one of these days of the week: bit 0 is Monday.
    Days(u8),
    /// It is one of these.
    Is(Vec<SessionTrait>),
}

/// One term of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its condition.
    pub test: Condition,
    /// The condition must not hold.
    pub exclude: bool,
    /// Its position in the text, in bytes.
    pub span: Range<usize>,
}

/// A term that cannot be parsed and therefore does not filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterFault {
    /// Its position in the text, in bytes.
    pub span: Range<usize>,
    /// What is wrong, or what it should be.
    pub message: String,
}

/// A parsed filter text: all terms must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The terms, as typed.
    pub terms: Vec<Term>,
    /// The terms that could not be parsed.
    pub faults: Vec<FilterFault>,
}

impl SearchColumn {
    /// Whether its texts are a few fixed words, which are matched from their first letter.
    pub fn has_fixed_words(self) -> bool {
        matches!(
            self,
            Self::Kind | Self::Outcome | Self::Did | Self::Strength
        )
    }
}

impl SearchWord {
    /// Whether it is found in a text of a column; the text is in lower case.
    pub fn fits(&self, text: &str, column: SearchColumn) -> bool {
        if self.is_whole {
            text == self.text
        } else if column.has_fixed_words() {
            text.starts_with(&self.text)
        } else {
            text.contains(&self.text)
        }
    }
}

impl Query {
    /// Whether it asks for muted sessions.
    pub fn asks_for_muted(&self) -> bool {
        let asks = |term: &Term| match &term.test {
            Condition::Is(traits) => traits.contains(&SessionTrait::Muted),
            _ => false,
        };
        self.terms.iter().any(asks)
    }

    /// Whether it asks for sessions that the default view hides.
    pub fn asks_for_hidden(&self) -> bool {
        let is_hidden = |asked: &SessionTrait| {
            matches!(
                asked,
                SessionTrait::Hidden
                    | SessionTrait::HiddenKind
                    | SessionTrait::HiddenAccount
                    | SessionTrait::HiddenRemains
            )
        };
        let asks = |term: &Term| match &term.test {
            Condition::Is(traits) => !term.exclude && traits.iter().any(is_hidden),
            _ => false,
        };
        self.terms.iter().any(asks)
    }

    /// Whether every session matches.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

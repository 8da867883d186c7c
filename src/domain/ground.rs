//! Grounds: why a statement about a session is as sure as it is [source 10.3].

use super::session_terms::Confidence;

/// Declares the grounds with the confidence that each gives and its wording.
macro_rules! grounds {
    ($($(#[$doc:meta])* $name:ident: $confidence:ident = $words:literal,)+) => {
        /// What a statement about a session rests on. The ground decides the confidence, so that
        /// the two never contradict each other.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Ground { $($(#[$doc])* $name,)+ }

        impl Ground {
            /// Every ground.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// How sure a statement with this ground is.
            pub fn confidence(self) -> Confidence {
                match self { $(Self::$name => Confidence::$confidence,)+ }
            }

            /// The ground in words.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $words,)+ }
            }
        }
    };
}

grounds! {
    /// Independent logs agree.
    TwoChannels: High = "two channels tell it",
    /// ActivityID or logon id.
    TrueKey: High = "an ActivityID or a logon id joins its records",
    /// A security identifier identifies an account, whatever its name.
    Sid: High = "a record gives the account's SID",
    /// Two logs name the same address.
    AddressTwice: High = "two channels give the address",
    /// One log, with a record made for the purpose.
    OneChannel: Medium = "one channel tells it",
    /// Joined by what is alone possible.
    OnlyCandidate: Medium = "it was joined as the only candidate at that time",
    /// A record that goes with the event, not the event's own.
    Companion: Medium = "a companion record tells it",
    /// The orderly stop of the machine ended it.
    Shutdown: Medium = "the machine's shutdown ended it",
    /// Nothing ended it.
    StillOpen: Medium = "no record ends it before the evidence does",
    /// The account is the only one of that name.
    OnlyOfThatName: Medium = "the account is the only one of that name",
    /// No record has a SID.
    NameAlone: Medium = "a record gives the name, none the SID",
    /// One log names the address.
    AddressOnce: Medium = "one channel gives the address",
    /// The address is that of a connection which was joined without a key.
    AddressOfOnlyCandidate: Medium = "the address is that of the only connection that fits",
    /// 1149 is written at the connection where there is no NLA.
    AuthenticationAlone: Low = "1149 alone tells it",
    /// Its end lies between two moments.
    LimitOnly: Low = "only a limit is known",
    /// Nothing shows it.
    NotSeen: Low = "the evidence does not say",
}

impl std::fmt::Display for Ground {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The grounds of the four statements of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grounds {
    /// The start.
    pub begin: Ground,
    /// Of the end.
    pub end: Ground,
    /// Of the user.
    pub user: Ground,
    /// Of the source.
    pub source: Ground,
}

impl Default for Grounds {
    /// Nothing is known.
    fn default() -> Self {
        Self {
            begin: Ground::NotSeen,
            end: Ground::NotSeen,
            user: Ground::NotSeen,
            source: Ground::NotSeen,
        }
    }
}

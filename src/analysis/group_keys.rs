//! The keys that sessions are grouped by: the user, and the place and range that they came from.

use std::net::IpAddr;

use crate::domain::account::fold;
use crate::domain::address::{AddressClass, range_of};
use crate::domain::event::{Identity, Text};
use crate::domain::session::{HostIndex, Kind, Session};

/// What is shown where no user is named.
pub const NO_NAME: &str = "(no name)";

/// One account. The SID is the account's identity wherever it is known; names are folded, because
/// Windows compares them without case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserKey {
    /// By security identifier.
    Sid(Text),
    /// By security identifier on one host: machines made from one image have local accounts of one
    /// SID, and local accounts of different hosts are different users.
    LocalSid {
        /// The host.
        host: HostIndex,
        /// The SID.
        sid: Text,
    },
    /// By folded name, where no SID is known: refused logons carry none.
    Name {
        /// Folded domain, empty where none was given.
        domain: String,
        /// Folded name.
        user: String,
    },
    /// Nobody was named.
    Unnamed,
}

impl UserKey {
    /// The account of a session.
    pub fn of(session: &Session) -> Self {
        match (&session.sid, &session.user) {
            (Some(sid), _) if session.sid_is_shared => Self::LocalSid {
                host: session.host,
                sid: Text::clone(sid),
            },
            (Some(sid), _) => Self::Sid(Text::clone(sid)),
            (None, Some(user)) => Self::Name {
                domain: session.domain.as_deref().map(fold).unwrap_or_default(),
                user: fold(user),
            },
            (None, None) => Self::Unnamed,
        }
    }

    /// The key itself as text. Groups have a better label, taken from their sessions, because a SID does
    /// not contain a name.
    pub fn label(&self) -> String {
        match self {
            Self::Sid(sid) | Self::LocalSid { sid, .. } => sid.to_string(),
            Self::Name { domain, user } if domain.is_empty() => user.clone(),
            Self::Name { domain, user } => format!("{domain}\\{user}"),
            Self::Unnamed => NO_NAME.to_owned(),
        }
    }
}

/// The user of a session as it is written: `DOMAIN\user`, or what of it is known.
pub fn user_label(session: &Session) -> String {
    match (&session.domain, &session.user) {
        (Some(domain), Some(user)) => format!("{domain}\\{user}"),
        (None, Some(user)) => user.to_string(),
        (_, None) => session
            .sid
            .as_deref()
            .map_or_else(|| NO_NAME.to_owned(), str::to_owned),
    }
}

/// An identity as it is written: `DOMAIN\user`, a name, a SID, or "(no name)".
pub fn identity_label(who: &Identity) -> String {
    match (&who.domain, &who.user, &who.sid) {
        (Some(domain), Some(user), _) => format!("{domain}\\{user}"),
        (None, Some(user), _) => user.to_string(),
        (_, None, Some(sid)) => sid.to_string(),
        (_, None, None) => NO_NAME.to_owned(),
    }
}

/// Where a session came from, as exactly as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKey {
    /// The machine's own screen.
    Console,
    /// The Hyper-V host of a virtual machine.
    HyperV,
    /// An address.
    Ip(IpAddr),
    /// No address is known.
    NoAddress,
}

impl PlaceKey {
    /// The place of a session.
    pub fn of(session: &Session) -> Self {
        match session.source_ip {
            Some(ip) => Self::Ip(ip),
            None if session.kind == Kind::HyperV => Self::HyperV,
            None if session.source_class == AddressClass::Console => Self::Console,
            None => Self::NoAddress,
        }
    }

    /// The address, or a name for the places that have none.
    pub fn label(&self) -> String {
        match self {
            Self::Console => "console".to_owned(),
            Self::HyperV => "hyper-v".to_owned(),
            Self::Ip(ip) => ip.to_string(),
            Self::NoAddress => "no address".to_owned(),
        }
    }

    /// The range that holds this place.
    pub fn range(&self) -> RangeKey {
        match self {
            Self::Ip(ip) => RangeKey(range_of(*ip)),
            _ => RangeKey(self.label()),
        }
    }
}

/// The range of a source: the /24 or /64 of its address, or the label of `PlaceKey` for a place
/// without one. Addresses change with every lease; the range seldom does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RangeKey(pub String);

impl RangeKey {
    /// The range of a session's source.
    pub fn of(session: &Session) -> Self {
        PlaceKey::of(session).range()
    }

    /// `194.61.24.0/24`, `console`, …
    pub fn label(&self) -> String {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::session;

    #[test]
    fn a_sid_identifies_the_user_whatever_the_name() {
        let mut one = session(0);
        one.sid = Some("S-1-5-21-1-2-3-500".into());
        let mut two = one.clone();
        two.user = Some("RENAMED".into());
        assert_eq!(UserKey::of(&one), UserKey::of(&two));
    }

    #[test]
    fn local_accounts_of_cloned_machines_are_different_users() {
        let mut one = session(0);
        one.sid = Some("S-1-5-21-1-2-3-500".into());
        one.sid_is_shared = true;
        let mut two = one.clone();
        assert_eq!(UserKey::of(&one), UserKey::of(&two));
        two.host = HostIndex(1);
        assert_ne!(UserKey::of(&one), UserKey::of(&two));
    }

    #[test]
    fn names_without_a_sid_are_compared_without_case() {
        let mut one = session(0);
        (one.user, one.domain) = (Some("Rick".into()), Some("C137".into()));
        let mut two = session(1);
        (two.user, two.domain) = (Some("rick".into()), Some("c137".into()));
        assert_eq!(UserKey::of(&one), UserKey::of(&two));
        two.user = None;
        assert_eq!(UserKey::of(&two), UserKey::Unnamed);
        assert_eq!(UserKey::of(&two).label(), "(no name)");
        assert_eq!(user_label(&one), "C137\\Rick");
    }

    #[test]
    fn places_without_an_address_have_names() {
        let mut one = session(0);
        one.kind = Kind::HyperV;
        one.source_ip = None;
        assert_eq!(PlaceKey::of(&one).label(), "hyper-v");
        one.kind = Kind::Console;
        one.source_class = AddressClass::Console;
        assert_eq!(RangeKey::of(&one).label(), "console");
        one.source_ip = Some([10, 1, 2, 3].into());
        assert_eq!(RangeKey::of(&one).label(), "10.1.2.0/24");
    }
}

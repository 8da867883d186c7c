//! Identities: how records name an account.

use std::sync::Arc;

use super::text::Text;

/// An identity named by a record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Security identifier; `None` for the empty one.
    pub sid: Option<Text>,
    /// Name as logged.
    pub user: Option<Text>,
    /// Domain as logged.
    pub domain: Option<Text>,
}

/// An identity that many records share: millions of records name a few thousand.
pub type SharedIdentity = Arc<Identity>;

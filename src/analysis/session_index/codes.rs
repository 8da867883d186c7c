//! What the codes of an entry represent.

use super::texts::TextTable;
use crate::analysis::group_keys::UserKey;

/// A user of the case.
#[derive(Debug)]
pub struct IndexedUser {
    /// The account.
    pub key: UserKey,
    /// The name that is shown everywhere.
    pub label: String,
}

/// A user at a place, as codes.
#[derive(Clone, Copy, Debug)]
pub struct UserPlace {
    /// The user.
    pub user: u32,
    /// The place.
    pub place: u32,
    /// The user in the range of the place.
    pub user_range: u32,
}

/// The texts of each column that the filter box can search.
#[derive(Debug, Default)]
pub struct SearchTexts {
    /// By `SessionEntry::name`.
    pub names: TextTable,
    /// By `SessionEntry::place`.
    pub places: TextTable,
    /// By host.
    pub hosts: TextTable,
    /// By `SessionEntry::kind_words`.
    pub kinds: TextTable,
    /// By outcome.
    pub outcomes: TextTable,
    /// By `SessionEntry::client`.
    pub clients: TextTable,
    /// By `SessionEntry::ended`.
    pub ends: TextTable,
    /// By session.
    pub ids: TextTable,
}

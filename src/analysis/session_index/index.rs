//! The index: its entries, and the tables that their codes refer to.

use ipnet::IpNet;

use super::codes::{IndexedUser, SearchTexts, UserPlace};
use super::entry::SessionEntry;
use super::texts::TextMatch;
use super::time_parts::TimeParts;
use crate::analysis::group_keys::{PlaceKey, RangeKey, UserKey};

/// The index over the sessions of a case, in the order of the case.
#[derive(Debug, Default)]
pub struct SessionIndex {
    pub(super) rows: Vec<SessionEntry>,
    pub(super) texts: SearchTexts,
    pub(super) users: Vec<IndexedUser>,
    pub(super) user_order: Vec<u32>,
    pub(super) places: Vec<(PlaceKey, u32)>,
    pub(super) ranges: Vec<RangeKey>,
    pub(super) user_places: Vec<UserPlace>,
    pub(super) user_place_order: Vec<u32>,
    pub(super) user_ranges: Vec<(u32, u32)>,
    pub(super) user_range_order: Vec<u32>,
    pub(super) hidden: usize,
    pub(super) time_parts: TimeParts,
    pub(super) id_letters: Letters,
}

/// Which bytes occur in a set of texts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Letters([u64; 4]);

impl Letters {
    /// Adds the bytes of a text.
    pub(super) fn add(&mut self, text: &str) {
        for byte in text.bytes().map(|byte| byte.to_ascii_lowercase()) {
            if let Some(word) = self.0.get_mut(usize::from(byte >> 6)) {
                *word |= 1 << (byte & 63);
            }
        }
    }

    fn have(&self, text: &str) -> bool {
        text.bytes().all(|byte| {
            let word = self.0.get(usize::from(byte >> 6)).copied();
            word.is_some_and(|word| word >> (byte & 63) & 1 == 1)
        })
    }
}

impl SessionIndex {
    /// The entries of all sessions.
    pub fn rows(&self) -> &[SessionEntry] {
        &self.rows
    }

    /// The entry of a session.
    pub fn get(&self, session: u32) -> Option<&SessionEntry> {
        self.rows.get(session as usize)
    }

    /// The time of the case, for small charts.
    pub fn time_parts(&self) -> &TimeParts {
        &self.time_parts
    }

    /// How many sessions the default view hides.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// The texts that the filter box searches.
    pub fn texts(&self) -> &SearchTexts {
        &self.texts
    }

    /// Whether a word can be part of an id at all. Most words cannot, so ids need not be searched for them.
    pub fn may_be_in_id(&self, word: &str) -> bool {
        self.id_letters.have(word)
    }

    /// The id of a session, in lower case.
    pub fn id(&self, session: u32) -> &str {
        self.texts.ids.get(session as usize)
    }

    /// The session of an id.
    pub fn with_id(&self, id: &str) -> Option<u32> {
        let flags = self.texts.ids.with(id, TextMatch::Whole)?;
        let place = flags.iter().position(|is_it| *is_it)?;
        u32::try_from(place).ok()
    }

    /// The users, by code.
    pub fn users(&self) -> &[IndexedUser] {
        &self.users
    }

    /// The codes of the users in the order of tables: by name, those without a name last.
    pub fn user_order(&self) -> &[u32] {
        &self.user_order
    }

    /// The users with their places, by `SessionEntry::user_place`.
    pub fn user_places(&self) -> &[UserPlace] {
        &self.user_places
    }

    /// Their codes in the order of tables: by user, then by place.
    pub fn user_place_order(&self) -> &[u32] {
        &self.user_place_order
    }

    /// The code of the user of a session with the range that it came from.
    pub fn user_range_of(&self, entry: &SessionEntry) -> u32 {
        let pair = self.user_places.get(entry.user_place as usize);
        pair.map_or(0, |pair| pair.user_range)
    }

    /// The users with their ranges, both as codes.
    pub fn user_ranges(&self) -> &[(u32, u32)] {
        &self.user_ranges
    }

    /// Their codes in the order of tables: by user, then by range.
    pub fn user_range_order(&self) -> &[u32] {
        &self.user_range_order
    }

    /// A user by the code.
    pub fn user(&self, code: u32) -> Option<&IndexedUser> {
        self.users.get(code as usize)
    }

    /// The code of a user.
    pub fn user_code(&self, key: &UserKey) -> Option<u32> {
        code_of(&self.users, |user| user.key == *key)
    }

    /// The code of a place.
    pub fn place_code(&self, key: &PlaceKey) -> Option<u32> {
        code_of(&self.places, |(place, _)| place == key)
    }

    /// The code of a range.
    pub fn range_code(&self, key: &RangeKey) -> Option<u32> {
        code_of(&self.ranges, |range| range == key)
    }

    /// The places, by code.
    pub fn places(&self) -> impl ExactSizeIterator<Item = &PlaceKey> {
        self.places.iter().map(|(place, _)| place)
    }

    /// A place by its code.
    pub fn place(&self, code: u32) -> Option<&PlaceKey> {
        self.places.get(code as usize).map(|(place, _)| place)
    }

    /// The code of the range of a place.
    pub fn range_of(&self, place: u32) -> u32 {
        self.places
            .get(place as usize)
            .map_or(0, |(_, range)| *range)
    }

    /// The codes of the ranges in the order of lanes: by address, those without one last.
    pub fn ranges_in_order(&self) -> Vec<u32> {
        let mut order: Vec<(bool, Option<IpNet>, &RangeKey, u32)> = (0..)
            .zip(&self.ranges)
            .map(|(code, range)| {
                let network: Option<IpNet> = range.0.parse().ok();
                (network.is_none(), network, range, code)
            })
            .collect();
        order.sort_unstable();
        order.into_iter().map(|(.., code)| code).collect()
    }

    /// A range by its code.
    pub fn range(&self, code: u32) -> Option<&RangeKey> {
        self.ranges.get(code as usize)
    }
}

fn code_of<T>(table: &[T], is_wanted: impl Fn(&T) -> bool) -> Option<u32> {
    let place = table.iter().position(is_wanted)?;
    u32::try_from(place).ok()
}

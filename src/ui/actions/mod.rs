//! Everything that can be asked for by name or by key: one list for the keyboard, the palette, the
//! list of keys and the tests.

mod chord;
mod list;
pub mod named;

use egui::{Key, Modifiers};

pub use self::chord::{Chord, IS_MAC, command_key};
pub use self::list::ACTIONS;
use super::app::App;
use super::command::Command;

/// What an action is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Evidence, the case file, exports.
    Case,
    /// Going about.
    Go,
    /// Filtering.
    Filter,
    /// The table.
    Table,
    /// Tags, comments, bookmarks.
    Mark,
    /// How things are shown.
    View,
}

impl Group {
    /// All groups, as they are listed.
    pub const ALL: [Self; 6] = [
        Self::Case,
        Self::Go,
        Self::Filter,
        Self::Table,
        Self::Mark,
        Self::View,
    ];

    /// What the group is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Case => "Case",
            Self::Go => "Go",
            Self::Filter => "Filter",
            Self::Table => "Table",
            Self::Mark => "Mark",
            Self::View => "View",
        }
    }
}

/// Where the keys of an action are heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Always.
    Everywhere,
    /// While a case is open, in a text box too.
    InCase,
    /// While a case is open and no text is typed.
    InTable,
}

/// One thing that can be asked for.
pub struct Action {
    /// What it is about.
    pub group: Group,
    /// What it does, in a few words.
    pub title: &'static str,
    keys: &'static [Chord],
    /// The keys on a Mac, where they are others.
    mac_keys: Option<&'static [Chord]>,
    /// Where they are heard.
    pub heard: Heard,
    /// What is done; `None` where there is nothing to do it to.
    pub command: fn(&App) -> Option<Command>,
}

impl Action {
    /// Its keys on this machine; the first is the one that is shown beside it.
    pub fn keys(&self) -> &'static [Chord] {
        self.keys_on(IS_MAC)
    }

    /// Its keys on a Mac, or elsewhere.
    pub fn keys_on(&self, is_mac: bool) -> &'static [Chord] {
        self.mac_keys.filter(|_| is_mac).unwrap_or(self.keys)
    }
}

/// The first keys of the action with this title, in words, as texts and hints name them; empty where
/// it has none.
pub fn keys_of(title: &str) -> String {
    keys_of_on(title, IS_MAC)
}

fn keys_of_on(title: &str, is_mac: bool) -> String {
    let action = ACTIONS.iter().find(|action| action.title == title);
    let chord = action.and_then(|action| action.keys_on(is_mac).first());
    chord.map(|chord| chord.words(is_mac)).unwrap_or_default()
}

/// The action of a key, as far as it is heard.
pub fn pressed(
    key: Key,
    held: Modifiers,
    is_heard: impl Fn(Heard) -> bool,
) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| {
        action.keys().iter().any(|chord| chord.is(key, held)) && is_heard(action.heard)
    })
}

/// The actions whose title or group holds all words that were typed, those that begin so first.
pub fn matching(typed: &str) -> Vec<&'static Action> {
    let typed = typed.to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let text =
        |action: &Action| format!("{} {}", action.title, action.group.label()).to_lowercase();
    let mut found: Vec<&'static Action> = ACTIONS
        .iter()
        .filter(|action| words.iter().all(|word| text(action).contains(word)))
        .collect();
    found.sort_by_key(|action| !text(action).starts_with(typed.trim()));
    found
}

#[cfg(test)]
mod tests;

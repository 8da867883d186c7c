//! What an action is.

use super::chord::{Chord, IS_MAC};
use crate::ui::commands::command::Command;
use crate::ui::state::window::Window;

/// What an action is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionGroup {
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

impl ActionGroup {
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

/// Where the keys of an action work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortcutScope {
    /// Always.
    Everywhere,
    /// While a case is open, in a text box too.
    InCase,
    /// While a case is open and no text is typed.
    InTable,
}

/// One thing that the user can request.
pub struct Action {
    /// What it is about.
    pub group: ActionGroup,
    /// What it does, in a few words.
    pub title: &'static str,
    /// Its keys.
    pub keys: &'static [Chord],
    /// The keys on a Mac, where they are others.
    pub mac_keys: Option<&'static [Chord]>,
    /// Where the keys work.
    pub scope: ShortcutScope,
    /// What is done; `None` where there is nothing to do it to.
    pub command: fn(&Window) -> Option<Command>,
}

impl Action {
    /// Its keys on this machine; the first is the one that is shown next to it.
    pub fn keys(&self) -> &'static [Chord] {
        self.keys_on(IS_MAC)
    }

    /// Its keys on a Mac, or elsewhere.
    pub fn keys_on(&self, is_mac: bool) -> &'static [Chord] {
        self.mac_keys.filter(|_| is_mac).unwrap_or(self.keys)
    }
}

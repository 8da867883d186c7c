//! The actions whose keys texts and hints name: title and keys are defined here, so that no text has
//! its own idea of them.

use egui::Key;

use super::chord::{Chord, IS_MAC};

/// Title and keys of an action.
pub struct NamedAction {
    /// The title.
    pub title: &'static str,
    /// The keys.
    pub keys: &'static [Chord],
    /// The keys on a Mac, where they are others.
    pub mac_keys: Option<&'static [Chord]>,
}

impl NamedAction {
    const fn new(title: &'static str, keys: &'static [Chord]) -> Self {
        Self {
            title,
            keys,
            mac_keys: None,
        }
    }

    /// With other keys on a Mac, where these would be the system's: Cmd+H hides the program, Option with
    /// an arrow moves in a text.
    const fn on_mac(mut self, keys: &'static [Chord]) -> Self {
        self.mac_keys = Some(keys);
        self
    }

    /// The first of its keys on this machine, in words.
    pub fn keys_in_words(&self) -> String {
        let keys = self.mac_keys.filter(|_| IS_MAC).unwrap_or(self.keys);
        let chord = keys.first();
        chord.map(|chord| chord.words(IS_MAC)).unwrap_or_default()
    }
}

/// The case file.
pub const SAVE_CASE: NamedAction = NamedAction::new("Save the case…", &[Chord::ctrl(Key::S)]);
/// History.
pub const BACK: NamedAction = NamedAction::new("Back", &[Chord::alt(Key::ArrowLeft)])
    .on_mac(&[Chord::ctrl(Key::OpenBracket)]);
/// History.
pub const FORWARD: NamedAction = NamedAction::new("Forward", &[Chord::alt(Key::ArrowRight)])
    .on_mac(&[Chord::ctrl(Key::CloseBracket)]);
/// Other sessions at the same time.
pub const OVERLAPPING: NamedAction =
    NamedAction::new("Sessions that overlap this one", &[Chord::key(Key::O)]);
/// Everything at about that time.
pub const AROUND: NamedAction =
    NamedAction::new("What happened around this…", &[Chord::key(Key::P)]);
/// Sessions that ran at a moment.
pub const PRESENCE: NamedAction =
    NamedAction::new("Who was there at…", &[Chord::ctrl(Key::G).shift()]);
/// The filter box.
pub const TYPE_FILTER: NamedAction = NamedAction::new(
    "Type a filter",
    &[Chord::ctrl(Key::F), Chord::key(Key::Slash)],
);
/// Tags of a session.
pub const TAG: NamedAction = NamedAction::new("Tag…", &[Chord::key(Key::T)]);
/// The palette.
pub const FIND_ACTION: NamedAction = NamedAction::new(
    "Find an action…",
    &[Chord::ctrl(Key::K), Chord::ctrl(Key::P).shift()],
);
/// The list of keys.
pub const LIST_OF_KEYS: NamedAction = NamedAction::new("List of keys", &[Chord::key(Key::F1)]);
/// Background accounts and kinds.
pub const SHOW_HIDDEN: NamedAction =
    NamedAction::new("Show or leave out hidden sessions", &[Chord::ctrl(Key::H)])
        .on_mac(&[Chord::ctrl(Key::H).shift()]);
/// Where a session is shown in full.
pub const DETAILS: NamedAction =
    NamedAction::new("Move or hide the details pane", &[Chord::key(Key::D)]);

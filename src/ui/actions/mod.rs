//! Everything that can be requested by name or by key: one list for the keyboard, the palette, the
//! list of keys and the tests.

pub mod action;
pub mod chord;
mod list;
pub mod named;

use egui::{Key, Modifiers};

use self::action::{Action, ShortcutScope};
use self::chord::IS_MAC;
pub use self::list::ACTIONS;

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

/// The action of a key, where the key works.
pub fn pressed(
    key: Key,
    held: Modifiers,
    is_in_scope: impl Fn(ShortcutScope) -> bool,
) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| {
        action.keys().iter().any(|chord| chord.is(key, held)) && is_in_scope(action.scope)
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

//! What the palette finds: actions, and filters that were given a name.

use super::actions::action::ActionGroup;
use super::actions::matching;
use super::commands::command::Command;
use super::commands::filter::FilterCommand;
use super::state::overlay::Palette;
use super::state::window::Window;
use super::text;

/// One line of the palette.
#[derive(Clone, Debug)]
pub(super) struct PaletteEntry {
    /// What it does.
    pub title: String,
    /// Its first keys.
    pub keys: String,
    /// What it is about.
    pub group: &'static str,
    /// What is done.
    pub command: Command,
}

/// What fits and can be done now: actions, then filters that were given a name.
pub(super) fn found(palette: &Palette, window: &Window) -> Vec<PaletteEntry> {
    let actions = matching(&palette.typed).into_iter().filter_map(|action| {
        Some(PaletteEntry {
            title: action.title.to_owned(),
            keys: action
                .keys()
                .first()
                .map(ToString::to_string)
                .unwrap_or_default(),
            group: action.group.label(),
            command: (action.command)(window)?,
        })
    });
    let filters = window.opened.iter().flat_map(|opened| &opened.filters);
    let typed = palette.typed.to_lowercase();
    let filters = filters.filter_map(|(name, text)| {
        let title = format!("{}: {name}", text::SAVED_FILTER);
        let lower = title.to_lowercase();
        typed
            .split_whitespace()
            .all(|word| lower.contains(word))
            .then(|| PaletteEntry {
                title,
                keys: String::new(),
                group: ActionGroup::Filter.label(),
                command: Command::Filter(FilterCommand::Use(text.clone())),
            })
    });
    actions.chain(filters).collect()
}

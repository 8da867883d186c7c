//! The keyboard: keys to commands, in the order in which they were pressed.

use egui::{Context, Event, Key, Modifiers};

use super::actions::{self, Heard};
use super::app::App;
use super::command::Command;
use super::leave::Answer;
use super::overlay::Change;

/// Further than any table is long.
const FAR: isize = isize::MAX / 2;

/// What the keys mean at the moment.
struct Mode<'a> {
    app: &'a App,
    /// What has the keyboard.
    focus: Focus,
}

/// What has the keyboard.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Focus {
    /// Nothing: all keys are the table's.
    Nothing,
    /// A button or a box: Enter belongs to it.
    Widget,
    /// A text: keys without Ctrl or Alt belong to it.
    Text,
}

/// Reads the keys of this frame.
pub fn read(app: &App, ctx: &Context, out: &mut Vec<Command>) {
    if app.loading.is_some() && !app.shows_case() {
        return;
    }
    let mode = Mode {
        app,
        // The filter box is about to have the keyboard.
        focus: if ctx.text_edit_focused() || wants_text(app) {
            Focus::Text
        } else if ctx.memory(egui::Memory::focused).is_some() {
            Focus::Widget
        } else {
            Focus::Nothing
        },
    };
    // Text that was marked with the mouse is what Ctrl+C means then.
    let is_marked = ctx
        .plugin::<egui::text_selection::LabelSelectionState>()
        .lock()
        .has_selection();
    // What a text types is not a key of the table: of both events of one key only one counts.
    let is_typing = mode.focus == Focus::Text;
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let command = match event {
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } => mode.command(*key, *modifiers),
                Event::Copy if !is_marked && !is_typing => mode.command(Key::C, Modifiers::COMMAND),
                _ => None,
            };
            let is_free = command.is_none();
            out.extend(command);
            is_free
        });
    });
}

fn wants_text(app: &App) -> bool {
    app.opened
        .as_ref()
        .is_some_and(|opened| opened.filter.wants_focus)
}

impl Mode<'_> {
    fn command(&self, key: Key, held: Modifiers) -> Option<Command> {
        let app = self.app;
        let opened = app.opened.as_ref();
        if app.overlay.is_some() {
            return over_window(key, held);
        }
        if app.leave.is_some() {
            let is_escape = key == Key::Escape && held.is_none();
            return is_escape.then_some(Command::Leave(Answer::Cancel));
        }
        if app.path_question.is_some() {
            let is_escape = key == Key::Escape && held.is_none();
            return is_escape.then_some(Command::AnswerPaths(false));
        }
        if app.drafts.to_discard.is_some() {
            let is_escape = key == Key::Escape && held.is_none();
            return is_escape.then_some(Command::AskDiscardDraft(None));
        }
        if opened.is_some_and(|opened| opened.export.is_some()) {
            return (key == Key::Escape && held.is_none()).then_some(Command::CloseExport);
        }
        // What lies over the window has all keys.
        if opened.is_some_and(|opened| opened.timeline.saving.is_some()) {
            return None;
        }
        // A key that types something belongs to the text that is typed.
        let is_letter = !held.command && !held.alt && key.symbol_or_name().chars().count() == 1;
        if self.focus == Focus::Text && is_letter {
            return None;
        }
        if key == Key::Escape && app.shows_keys {
            return Some(Command::ShowKeys(false));
        }
        if let Some(action) = actions::pressed(key, held, |heard| self.hears(heard)) {
            // Enter belongs to a button that has the keyboard.
            let is_taken = key == Key::Enter && self.focus != Focus::Nothing;
            return (action.command)(app).filter(|_| !is_taken);
        }
        let page = opened.map_or(1, |opened| opened.page) as isize;
        let is_plain = !held.command && !held.alt && self.hears(Heard::InTable);
        is_plain.then(|| movement(key, held.shift, page)).flatten()
    }

    fn hears(&self, heard: Heard) -> bool {
        match heard {
            Heard::Everywhere => true,
            Heard::InCase => self.app.opened.is_some(),
            Heard::InTable => self.app.opened.is_some() && self.focus != Focus::Text,
        }
    }
}

/// The keys of what lies over the window; letters go to its line of text.
fn over_window(key: Key, held: Modifiers) -> Option<Command> {
    let change = match key {
        Key::Escape => Change::Close,
        Key::ArrowDown => Change::Move(1),
        Key::ArrowUp => Change::Move(-1),
        Key::PageDown => Change::Move(10),
        Key::PageUp => Change::Move(-10),
        _ => return None,
    };
    held.is_none().then_some(Command::Overlay(change))
}

fn movement(key: Key, extend: bool, page: isize) -> Option<Command> {
    let by = match key {
        Key::ArrowDown => 1,
        Key::ArrowUp => -1,
        Key::PageDown => page,
        Key::PageUp => -page,
        Key::Home => -FAR,
        Key::End => FAR,
        _ => return None,
    };
    Some(Command::Move { by, extend })
}

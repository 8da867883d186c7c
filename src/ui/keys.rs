//! The keyboard: keys to commands, in the order in which they were pressed.

use egui::{Context, Event, Key, Modifiers};

use super::actions;
use super::actions::action::ShortcutScope;
use super::state::leave::LeaveAnswer;
use super::state::overlay::OverlayCommand;
use crate::ui::commands::case_file::CaseFileCommand;
use crate::ui::commands::command::Command;
use crate::ui::commands::evidence::EvidenceCommand;
use crate::ui::commands::export::ExportCommand;
use crate::ui::commands::table::TableCommand;
use crate::ui::commands::view::ViewCommand;
use crate::ui::state::window::Window;

/// Further than any table is long.
const FAR: isize = isize::MAX / 2;

/// What the keys mean at the moment.
struct Mode<'a> {
    window: &'a Window,
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
pub(super) fn read(window: &Window, ctx: &Context, out: &mut Vec<Command>) {
    if window.loading.is_some() && !window.shows_case() {
        return;
    }
    let mode = Mode {
        window,
        // The filter box is about to have the keyboard.
        focus: if ctx.text_edit_focused() || wants_text(window) {
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

fn wants_text(window: &Window) -> bool {
    window
        .opened
        .as_ref()
        .is_some_and(|opened| opened.filter.wants_focus)
}

impl Mode<'_> {
    fn command(&self, key: Key, held: Modifiers) -> Option<Command> {
        let window = self.window;
        let opened = window.opened.as_ref();
        if window.overlay.is_some() {
            return over_window(key, held);
        }
        if window.leave.is_some() {
            let is_escape = key == Key::Escape && held.is_none();
            return is_escape.then_some(Command::CaseFile(CaseFileCommand::Leave(
                LeaveAnswer::Cancel,
            )));
        }
        if window.path_question.is_some() {
            let is_escape = key == Key::Escape && held.is_none();
            return is_escape.then_some(Command::Evidence(EvidenceCommand::AnswerPaths(false)));
        }
        if window.drafts.to_discard.is_some() {
            let is_escape = key == Key::Escape && held.is_none();
            return is_escape.then_some(Command::CaseFile(CaseFileCommand::AskDiscardDraft(None)));
        }
        if opened.is_some_and(|opened| opened.export.is_some()) {
            return match key {
                Key::Escape if held.is_none() => Some(Command::Export(ExportCommand::Close)),
                Key::E if held.command => Some(Command::Export(ExportCommand::NextSubject)),
                _ => None,
            };
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
        if key == Key::Escape && window.shows_keys {
            return Some(Command::View(ViewCommand::ShowKeys(false)));
        }
        if let Some(action) = actions::pressed(key, held, |scope| self.is_in_scope(scope)) {
            // Enter belongs to a button that has the keyboard.
            let is_taken = key == Key::Enter && self.focus != Focus::Nothing;
            return (action.command)(window).filter(|_| !is_taken);
        }
        let page = opened.map_or(1, |opened| opened.page) as isize;
        let is_plain = !held.command && !held.alt && self.is_in_scope(ShortcutScope::InTable);
        is_plain.then(|| movement(key, held.shift, page)).flatten()
    }

    fn is_in_scope(&self, scope: ShortcutScope) -> bool {
        match scope {
            ShortcutScope::Everywhere => true,
            ShortcutScope::InCase => self.window.opened.is_some(),
            ShortcutScope::InTable => self.window.opened.is_some() && self.focus != Focus::Text,
        }
    }
}

/// The keys of what lies over the window; letters go to its line of text.
fn over_window(key: Key, held: Modifiers) -> Option<Command> {
    let change = match key {
        Key::Escape => OverlayCommand::Close,
        Key::ArrowDown => OverlayCommand::Move(1),
        Key::ArrowUp => OverlayCommand::Move(-1),
        Key::PageDown => OverlayCommand::Move(10),
        Key::PageUp => OverlayCommand::Move(-10),
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
    Some(Command::Table(TableCommand::Move { by, extend }))
}

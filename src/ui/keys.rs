//! The keyboard: keys to commands, in the order in which they were pressed.

use egui::{Context, Event, Key, Modifiers};

use super::app::App;
use super::command::Command;
use super::dialogs::Ask;
use super::route::Route;
use crate::analysis::filter::Scope;

/// Further than any table is long.
const FAR: isize = isize::MAX / 2;

/// What the keys mean at the moment.
struct Mode {
    /// A case is open.
    has_case: bool,
    /// The list of keys is open.
    shows_keys: bool,
    /// The export window is open: the keys of the case do nothing.
    is_exporting: bool,
    /// What has the keyboard.
    focus: Focus,
    /// Rows of a page.
    page: isize,
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
    let opened = app.opened.as_ref();
    let mode = Mode {
        has_case: opened.is_some(),
        shows_keys: app.shows_keys,
        is_exporting: opened.is_some_and(|opened| opened.export.is_some()),
        focus: if ctx.text_edit_focused() {
            Focus::Text
        } else if ctx.memory(egui::Memory::focused).is_some() {
            Focus::Widget
        } else {
            Focus::Nothing
        },
        page: opened.map_or(1, |opened| opened.page) as isize,
    };
    // Text that was marked with the mouse is what Ctrl+C means then.
    let is_marked = ctx
        .plugin::<egui::text_selection::LabelSelectionState>()
        .lock()
        .has_selection();
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let command = match event {
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } => mode.command(*key, *modifiers),
                Event::Copy if !is_marked => mode.in_table().then_some(Command::Copy),
                _ => None,
            };
            let is_free = command.is_none();
            out.extend(command);
            is_free
        });
    });
}

impl Mode {
    fn in_table(&self) -> bool {
        self.has_case && !self.is_exporting && self.focus != Focus::Text
    }

    fn command(&self, key: Key, held: Modifiers) -> Option<Command> {
        if self.is_exporting {
            return (key == Key::Escape && held.is_none()).then_some(Command::CloseExport);
        }
        if key == Key::F1 || (key == Key::Escape && self.shows_keys) {
            return Some(Command::ShowKeys(!self.shows_keys));
        }
        match (held.command, held.alt, held.shift) {
            (true, false, false) => self.with_ctrl(key),
            (true, false, true) => (self.has_case && key == Key::L).then_some(Command::ClearFilter),
            (false, true, false) => self.has_case.then(|| with_alt(key)).flatten(),
            (false, false, is_shifted) if self.in_table() => self.bare(key, is_shifted),
            _ => None,
        }
    }

    fn with_ctrl(&self, key: Key) -> Option<Command> {
        if key == Key::O {
            return Some(Command::Dialog(Ask::Folder));
        }
        if !self.has_case {
            return None;
        }
        Some(match key {
            Key::Num1 => Command::Go(Route::Users),
            Key::Num2 => Command::Go(Route::UserPlaces(Scope::default())),
            Key::Num3 => Command::Go(Route::Ranges(Scope::default())),
            Key::Num4 => Command::Go(Route::Sessions(Scope::default())),
            Key::Num5 => Command::Go(Route::Hosts),
            Key::Num6 => Command::Go(Route::Evidence),
            Key::Num7 => Command::Go(Route::Problems),
            Key::E => Command::Export,
            Key::F => Command::FocusFilter,
            Key::PageUp => Command::StepTab(-1),
            Key::PageDown => Command::StepTab(1),
            Key::A if self.focus != Focus::Text => Command::SelectAll,
            _ => return None,
        })
    }

    fn bare(&self, key: Key, extend: bool) -> Option<Command> {
        let by = match key {
            Key::ArrowDown => 1,
            Key::ArrowUp => -1,
            Key::PageDown => self.page,
            Key::PageUp => -self.page,
            Key::Home => -FAR,
            Key::End => FAR,
            Key::Backspace => return Some(Command::Up),
            Key::Enter if self.focus == Focus::Nothing => return Some(Command::OpenCursor),
            Key::OpenBracket => return Some(Command::Step(-1)),
            Key::CloseBracket => return Some(Command::Step(1)),
            _ => return None,
        };
        Some(Command::Move { by, extend })
    }
}

fn with_alt(key: Key) -> Option<Command> {
    match key {
        Key::ArrowLeft => Some(Command::Back),
        Key::ArrowRight => Some(Command::Forward),
        Key::ArrowUp => Some(Command::Up),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: Mode = Mode {
        has_case: true,
        shows_keys: false,
        is_exporting: false,
        focus: Focus::Nothing,
        page: 20,
    };

    #[test]
    fn a_typed_text_keeps_its_keys() {
        let typing = Mode {
            focus: Focus::Text,
            ..TABLE
        };
        let up = |mode: &Mode| mode.command(Key::Backspace, Modifiers::NONE);
        assert!(matches!(up(&TABLE), Some(Command::Up)));
        assert!(up(&typing).is_none());
        assert!(typing.command(Key::A, Modifiers::COMMAND).is_none());
        assert!(typing.command(Key::E, Modifiers::COMMAND).is_some());
    }

    #[test]
    fn shift_extends() {
        let page = TABLE.command(Key::PageUp, Modifiers::SHIFT);
        assert!(matches!(
            page,
            Some(Command::Move {
                by: -20,
                extend: true
            })
        ));
    }
}

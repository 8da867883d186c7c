//! Undo and redo: the last change of the filter or of marks is taken back, or made again.

use super::mark;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::undo::UndoStep;
use crate::ui::state::window::Window;
use crate::ui::text;

/// Takes changes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditCommand {
    /// Take the last change back.
    Undo,
    /// Make it again.
    Redo,
}

/// Applies a command.
pub(crate) fn apply(window: &mut Window, command: EditCommand) {
    // What it says may be undone.
    window.notice = None;
    let opened = window.opened.as_mut();
    if let Some(words) = opened.and_then(|opened| step(opened, command)) {
        window.show_notice(words, false);
    }
}

/// Takes the last step back, or makes it again; returns what it did to marks, in words: what it did to
/// the filter is seen.
fn step(opened: &mut OpenedCase, command: EditCommand) -> Option<String> {
    let mut undo = std::mem::take(&mut opened.undo);
    let mut words = None;
    let swap = |step: UndoStep| match step {
        UndoStep::Filter(form) => {
            let old = std::mem::replace(&mut opened.filter, form);
            opened.history.forget_selections();
            UndoStep::Filter(old)
        }
        UndoStep::Marks(marks) => {
            words = Some(text::marks_again(marks.len()));
            UndoStep::Marks(mark::put(opened, marks))
        }
        UndoStep::Records(marks) => {
            words = Some(text::RECORD_MARKS_AGAIN.to_owned());
            UndoStep::Records(mark::put_on_records(opened, marks))
        }
    };
    match command {
        EditCommand::Undo => undo.back(swap),
        EditCommand::Redo => undo.forward(swap),
    }
    opened.undo = undo;
    words
}

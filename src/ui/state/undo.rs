//! Undo and redo.

use super::filter_form::FilterForm;
use crate::domain::mark::Mark;
use crate::domain::record_key::RecordKey;

/// How many steps are kept.
const MOST: usize = 200;

/// What a step restores.
#[derive(Clone, Debug)]
pub enum UndoStep {
    /// The filter as it was.
    Filter(FilterForm),
    /// The marks of sessions as they were.
    Marks(Vec<(u32, Mark)>),
    /// The marks of records as they were.
    Records(Vec<(RecordKey, Mark)>),
}

/// Steps back, and steps forward again.
#[derive(Clone, Debug, Default)]
pub struct Undo {
    back: Vec<UndoStep>,
    forward: Vec<UndoStep>,
    is_typing: bool,
}

impl Undo {
    /// Records the state before a change. Steps that could be redone are forgotten.
    pub fn keep(&mut self, step: UndoStep) {
        self.is_typing = false;
        self.push(step);
    }

    /// Keeps the step of a typed letter: a word is undone as a whole.
    pub fn keep_typed(&mut self, step: UndoStep) {
        if !self.is_typing {
            self.push(step);
        }
        self.is_typing = true;
    }

    /// Ends the current run of typing: the next letter begins a new step.
    pub fn stop_typing(&mut self) {
        self.is_typing = false;
    }

    /// Undoes the last step; `swap` restores it and returns what was there.
    pub fn back(&mut self, swap: impl FnOnce(UndoStep) -> UndoStep) {
        self.is_typing = false;
        if let Some(step) = self.back.pop() {
            self.forward.push(swap(step));
        }
    }

    /// Redoes the step that was undone last.
    pub fn forward(&mut self, swap: impl FnOnce(UndoStep) -> UndoStep) {
        self.is_typing = false;
        if let Some(step) = self.forward.pop() {
            self.back.push(swap(step));
        }
    }

    /// Whether there is anything to undo.
    pub fn can_go_back(&self) -> bool {
        !self.back.is_empty()
    }

    /// Whether there is anything to redo.
    pub fn can_go_forward(&self) -> bool {
        !self.forward.is_empty()
    }

    fn push(&mut self, step: UndoStep) {
        self.forward.clear();
        if self.back.len() == MOST {
            self.back.remove(0);
        }
        self.back.push(step);
    }
}

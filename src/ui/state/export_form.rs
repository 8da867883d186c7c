//! The state of the export window: what will be written, how and where, and the result.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::case::Case;
use crate::domain::table::Table;
use crate::export::activities::ActivityTable;
use crate::export::csv;
use crate::export::save::{Saved, save};
use crate::export::sessions::SessionTable;
use crate::export::sink::Format;
use crate::job::cancel::CancelToken;
use crate::job::task::Task;
use crate::tables::rows::Marks;

use crate::ui::text;
use crate::ui::typed_path::typed_path;

/// A change of the form.
#[derive(Clone, Debug)]
pub enum ExportChange {
    /// Another format.
    Format(&'static Format),
    /// Only what is selected, or all that is shown.
    OnlySelected(bool),
    /// Another target, typed.
    Target(String),
    /// Another target, from a dialog that asked whether it may be replaced.
    Chosen(String),
}

/// What an export writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportSubject {
    /// Sessions.
    Sessions,
    /// Activities.
    Activities,
}

impl ExportSubject {
    /// How many of them, in words.
    fn counted(self, count: usize) -> String {
        match self {
            Self::Sessions => text::counted(count as u64, "session", "sessions"),
            Self::Activities => text::counted(count as u64, "activity", "activities"),
        }
    }
}

/// An export being prepared or written.
pub struct ExportForm {
    /// What is written.
    subject: ExportSubject,
    /// The sessions or activities that will be written, by index.
    pub rows: Vec<u32>,
    /// They were selected; otherwise they are all that is shown.
    pub is_selection: bool,
    /// The others of the two: all that is shown, or the selected ones; none where nothing is selected.
    others: Vec<u32>,
    /// The format.
    pub format: &'static Format,
    /// The target.
    pub target: String,
    /// The file that is there may be replaced.
    may_replace: bool,
    /// The result.
    pub outcome: Option<Result<String, String>>,
    task: Option<Task<Result<Saved, String>>>,
    /// How many sessions the task has written.
    written: Arc<AtomicUsize>,
    /// The examiner stopped it. When the case is closed instead, the file is still written to its end.
    stopped: CancelToken,
}

impl ExportForm {
    /// An export of what is selected, or of all that is shown. One session alone is where the cursor is,
    /// and not yet a selection.
    pub fn new(subject: ExportSubject, selected: Vec<u32>, shown: Vec<u32>) -> Self {
        let is_selection = selected.len() > 1;
        let (rows, others) = if is_selection {
            (selected, shown)
        } else {
            (shown, selected)
        };
        Self {
            subject,
            rows,
            is_selection,
            others,
            format: &csv::SPREADSHEET,
            target: String::new(),
            may_replace: false,
            outcome: None,
            task: None,
            written: Arc::default(),
            stopped: CancelToken::default(),
        }
    }

    /// What will be written, in words.
    pub fn statement(&self) -> String {
        let what = if self.is_selection {
            "selected"
        } else {
            "shown"
        };
        let rows = self.subject.counted(self.rows.len());
        format!("{rows} ({what}) will be written.")
    }

    /// Whether there is a choice between the selected sessions and all that are shown.
    pub fn has_choice(&self) -> bool {
        !self.others.is_empty()
    }

    /// Whether it is being written.
    pub fn is_writing(&self) -> bool {
        self.task.is_some()
    }

    /// The part of it that was written, 0 to 1.
    pub fn fraction(&self) -> f32 {
        let written = self.written.load(Ordering::Relaxed);
        written as f32 / self.rows.len().max(1) as f32
    }

    /// Asks the writing to stop before its end.
    pub fn stop(&self) {
        self.stopped.cancel();
    }

    /// Whether it was asked to stop and has not done so yet.
    pub fn is_stopping(&self) -> bool {
        self.is_writing() && self.stopped.is_cancelled()
    }

    /// Applies a change.
    pub fn change(&mut self, change: ExportChange) {
        self.outcome = None;
        match change {
            ExportChange::Format(format) => self.format = format,
            ExportChange::OnlySelected(only) if only != self.is_selection && self.has_choice() => {
                std::mem::swap(&mut self.rows, &mut self.others);
                self.is_selection = only;
            }
            ExportChange::OnlySelected(_) => {}
            ExportChange::Target(target) => (self.target, self.may_replace) = (target, false),
            ExportChange::Chosen(target) => (self.target, self.may_replace) = (target, true),
        }
    }

    /// Begins to write.
    pub fn write(&mut self, case: &Arc<Case>, marks: &Marks, ctx: &egui::Context) {
        if self.task.is_some() {
            return;
        }
        if self.target.trim().is_empty() {
            self.outcome = Some(Err(text::NO_TARGET.to_owned()));
            return;
        }
        self.outcome = None;
        let (case, marks) = (Arc::clone(case), marks.clone());
        let (subject, indices, format) = (self.subject, self.rows.clone(), self.format);
        let target = typed_path(&self.target);
        let may_replace = self.may_replace;
        let ctx = ctx.clone();
        (self.written, self.stopped) = (Arc::default(), CancelToken::default());
        let (written, stopped) = (Arc::clone(&self.written), self.stopped.clone());
        let work = move |_: &CancelToken| {
            if !may_replace && is_in_the_way(&case, &target) {
                return Err(text::EXISTS.to_owned());
            }
            let sessions = SessionTable {
                case: &case,
                indices: &indices,
                marked: &marks.sessions,
            };
            let activities = ActivityTable {
                case: &case,
                indices: &indices,
                marks: &marks.records,
            };
            let table: &dyn Table = match subject {
                ExportSubject::Sessions => &sessions,
                ExportSubject::Activities => &activities,
            };
            let go_on = |so_far| {
                written.store(so_far, Ordering::Relaxed);
                !stopped.is_cancelled()
            };
            save(&case, table, format, &target, &go_on).map_err(|error| error.to_string())
        };
        match Task::start(
            "export",
            CancelToken::default(),
            move || ctx.request_repaint(),
            work,
        ) {
            Ok(task) => self.task = Some(task),
            Err(error) => self.outcome = Some(Err(error.to_string())),
        }
    }

    /// Takes the result when it is there.
    pub fn poll(&mut self) {
        let Some(result) = self.task.as_mut().and_then(Task::poll) else {
            return;
        };
        self.task = None;
        // An examiner who saw the message and writes again wants to replace the file.
        self.may_replace |= matches!(&result, Ok(Err(why)) if why == text::EXISTS);
        let target = typed_path(&self.target);
        let target = target.display();
        self.outcome = Some(result.and_then(|saved| saved).map(|saved| {
            let rows = self.subject.counted(saved.rows);
            let cells = text::counted(saved.escaped_cells, "cell was", "cells were");
            format!("{rows} written to {target}; {cells} escaped.")
        }));
    }
}

/// Whether something is there that could be replaced; evidence never can, and `save` reports that.
fn is_in_the_way(case: &Case, target: &Path) -> bool {
    target.exists() && case.check_place(target).is_ok()
}

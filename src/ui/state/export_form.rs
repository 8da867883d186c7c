//! The state of the export window: what will be written, how and where, and the result.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use egui::TextEdit;
use egui::text::{CCursor, CCursorRange};

use super::export_left_out::{Hidden, left_out};
use super::export_place::{folders_of_user, proposed_folder, with_ending};
use super::export_source::{ExportSource, ExportSubject};
use crate::case::Case;
use crate::export::csv;
use crate::export::formats::FORMATS;
use crate::export::save::Saved;
use crate::export::sink::Format;
use crate::job::cancel::CancelToken;
use crate::job::task::Task;
use crate::tables::loaded_case::LoadedCase;
use crate::tables::question::Extent;
use crate::tables::rows::Marks;
use crate::ui::latest::{AT_ONCE, Latest};
use crate::ui::text;
use crate::ui::typed_path::typed_path;

/// A change of the form.
#[derive(Clone, Debug)]
pub enum ExportChange {
    /// Something else is written.
    Subject(ExportSubject),
    /// Another format.
    Format(&'static Format),
    /// Only what is selected, or all that is shown.
    OnlySelected(bool),
    /// Another target, typed.
    Target(String),
    /// Another target, from a dialog that asked whether it may be replaced.
    Chosen(String),
}

/// The file that is written.
#[derive(Default)]
struct Target {
    /// As it stands in the box.
    text: String,
    /// The examiner typed or chose it: it is no longer proposed.
    is_own: bool,
    /// The file that is there may be replaced.
    may_replace: bool,
    /// The folder that is proposed.
    folder: Option<PathBuf>,
}

/// An export being prepared or written.
pub struct ExportForm {
    /// What can be written.
    source: Arc<ExportSource>,
    /// What will be written.
    pub subject: ExportSubject,
    /// Whether the examiner asked for the selected rows only; otherwise it depends on how many there are.
    only_selected: Option<bool>,
    /// The format.
    pub format: &'static Format,
    /// Names the file, without its ending.
    name: Box<dyn Fn(ExportSubject) -> String + Send>,
    target: Target,
    /// The search for a folder to propose.
    place: Latest<Option<PathBuf>>,
    hidden: Option<Hidden>,
    /// The count of what is hidden.
    counting: Latest<Option<Hidden>>,
    /// The result.
    pub outcome: Option<Result<String, String>>,
    /// The folder that was written to last.
    pub written_to: Option<PathBuf>,
    task: Option<Task<Result<Saved, String>>>,
    /// How many rows the task has written.
    written: Arc<AtomicUsize>,
    /// The examiner stopped it. When the case is closed instead, the file is still written to its end.
    stopped: CancelToken,
}

impl ExportForm {
    /// An export of what `source` offers, first of the table or of what is behind it; `None` where there is
    /// nothing. `name` names the file.
    pub fn new(
        source: ExportSource,
        is_of_items: bool,
        name: impl Fn(ExportSubject) -> String + Send + 'static,
    ) -> Option<Self> {
        let subjects = source.subjects();
        let first = if is_of_items {
            subjects.last()
        } else {
            subjects.first()
        };
        Some(Self {
            subject: *first?,
            source: Arc::new(source),
            only_selected: None,
            format: &csv::SPREADSHEET,
            name: Box::new(name),
            target: Target::default(),
            place: Latest::new("export folder"),
            hidden: None,
            counting: Latest::new("count hidden rows"),
            outcome: None,
            written_to: None,
            task: None,
            written: Arc::default(),
            stopped: CancelToken::default(),
        })
    }

    /// Counts what is left out, and looks for a folder to propose: `last`, or one of the user's.
    pub fn prepare(&mut self, loaded: &Arc<LoadedCase>, last: Option<&Path>, ctx: &egui::Context) {
        let folders: Vec<PathBuf> = last.map(Path::to_owned).into_iter().collect();
        let case = Arc::clone(&loaded.case);
        let waker = ctx.clone();
        self.place.ask(
            move || waker.request_repaint(),
            move |_| proposed_folder(&case, &[folders, folders_of_user()].concat()),
        );
        let answer = &self.source.answer;
        let question = answer.question.clone();
        let shown = Extent {
            rows: answer.plain.len(),
            sessions: answer.sessions.len(),
        };
        let case = &loaded.case;
        if case.sessions.len() <= AT_ONCE && case.activities.len() <= AT_ONCE {
            self.hidden = Hidden::of(loaded, question, shown, &|| true);
            return;
        }
        let (loaded, waker) = (Arc::clone(loaded), ctx.clone());
        self.counting.ask(
            move || waker.request_repaint(),
            move |cancel| Hidden::of(&loaded, question, shown, &|| !cancel.is_cancelled()),
        );
    }

    /// What can be written, and what each choice says.
    pub fn choices(&self) -> Vec<(ExportSubject, String)> {
        let subjects = self.source.subjects().into_iter();
        subjects
            .map(|subject| (subject, self.source.label(subject)))
            .collect()
    }

    /// What will be written, in words.
    pub fn statement(&self) -> String {
        let rows = self.subject.counted(self.count());
        let which = if self.is_selection() {
            "selected"
        } else {
            "shown"
        };
        let columns = self.source.column_count(self.subject) as u64;
        let columns = match self.subject {
            ExportSubject::Table => text::counted(columns, "column", "columns"),
            _ => text::counted(columns, "field", "fields"),
        };
        format!("{rows} ({which}) with {columns} will be written.")
    }

    /// What will not be written, in words.
    pub fn left_out(&self) -> String {
        let what = (self.subject, self.is_selection());
        left_out(&self.source, what, self.hidden)
    }

    /// How many rows will be written.
    fn count(&self) -> usize {
        self.source.count(self.subject, self.is_selection())
    }

    /// Whether only what is selected will be written. One row alone is where the cursor is, and not yet a
    /// selection, unless the examiner says so.
    pub fn is_selection(&self) -> bool {
        let selected = self.source.count(self.subject, true);
        let is_wanted = self.only_selected.unwrap_or(selected > 1);
        is_wanted && self.has_choice()
    }

    /// Whether there is a choice between what is selected and all that is shown.
    pub fn has_choice(&self) -> bool {
        let selected = self.source.count(self.subject, true);
        selected > 0 && selected < self.source.count(self.subject, false)
    }

    /// The target, as it stands in its box.
    pub fn target(&self) -> &str {
        &self.target.text
    }

    /// Whether the target is proposed: what is typed takes its place.
    pub fn is_target_proposed(&self) -> bool {
        !self.target.is_own
    }

    /// Whether it is being written.
    pub fn is_writing(&self) -> bool {
        self.task.is_some()
    }

    /// The part of it that was written, 0 to 1.
    pub fn fraction(&self) -> f32 {
        let written = self.written.load(Ordering::Relaxed);
        written as f32 / self.count().max(1) as f32
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
        if self.is_writing() {
            return;
        }
        self.outcome = None;
        match change {
            ExportChange::Subject(subject) => {
                self.subject = subject;
                self.propose();
            }
            ExportChange::Format(format) => {
                self.format = format;
                self.follow_format();
            }
            ExportChange::OnlySelected(only) => self.only_selected = Some(only),
            ExportChange::Target(text) => self.set_target(text, false),
            ExportChange::Chosen(text) => self.set_target(text, true),
        }
    }

    fn set_target(&mut self, text: String, may_replace: bool) {
        self.target.text = text;
        (self.target.is_own, self.target.may_replace) = (true, may_replace);
    }

    /// Proposes a target, unless the examiner has one.
    fn propose(&mut self) {
        if let Some(folder) = self.target.folder.as_ref().filter(|_| !self.target.is_own) {
            let name = format!("{}.{}", (self.name)(self.subject), self.format.name);
            // A path that is no Unicode cannot stand in a box of text.
            let path = folder.join(name).to_str().map(str::to_owned);
            self.target.text = path.unwrap_or_default();
            self.target.may_replace = false;
        }
    }

    /// Gives the target the ending of the format, where it has that of another.
    fn follow_format(&mut self) {
        let is_of_format = |ending: &str| FORMATS.iter().any(|format| format.name == ending);
        let changed = with_ending(&self.target.text, is_of_format, self.format.name);
        if let Some(changed) = changed.filter(|changed| *changed != self.target.text) {
            self.target.text = changed;
            self.target.may_replace = false;
        }
    }

    /// The next of the things that can be written.
    pub fn next_subject(&self) -> ExportSubject {
        let subjects = self.source.subjects();
        let here = subjects.iter().position(|&subject| subject == self.subject);
        let next = subjects.get(here.map_or(0, |here| here + 1));
        next.or(subjects.first()).copied().unwrap_or(self.subject)
    }

    /// Begins to write.
    pub fn write(&mut self, case: &Arc<Case>, marks: &Marks, ctx: &egui::Context) {
        if self.task.is_some() {
            return;
        }
        if self.target.text.trim().is_empty() {
            self.outcome = Some(Err(text::NO_TARGET.to_owned()));
            return;
        }
        self.outcome = None;
        let (case, marks) = (Arc::clone(case), marks.clone());
        let (source, what) = (
            Arc::clone(&self.source),
            (self.subject, self.is_selection()),
        );
        let (format, target) = (self.format, typed_path(&self.target.text));
        let may_replace = self.target.may_replace;
        let ctx = ctx.clone();
        (self.written, self.stopped) = (Arc::default(), CancelToken::default());
        let (written, stopped) = (Arc::clone(&self.written), self.stopped.clone());
        let work = move |_: &CancelToken| {
            if !may_replace && is_in_the_way(&case, &target) {
                return Err(text::EXISTS.to_owned());
            }
            let go_on = |so_far| {
                written.store(so_far, Ordering::Relaxed);
                !stopped.is_cancelled()
            };
            let saved = source.save((&case, &marks), what, (format, &target), &go_on);
            saved.map_err(|error| error.to_string())
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

    /// Takes what is there: the proposed folder, the count of what is hidden, the result. Says whether another
    /// target is proposed now.
    pub fn poll(&mut self) -> bool {
        if let Some(Ok(hidden)) = self.counting.poll() {
            self.hidden = hidden;
        }
        let before = self.target.text.clone();
        if let Some(Ok(Some(folder))) = self.place.poll() {
            self.target.folder = Some(folder);
            self.propose();
        }
        self.take_result();
        self.target.text != before
    }

    fn take_result(&mut self) {
        let Some(result) = self.task.as_mut().and_then(Task::poll) else {
            return;
        };
        self.task = None;
        // An examiner who saw the message and writes again wants to replace the file.
        self.target.may_replace |= matches!(&result, Ok(Err(why)) if why == text::EXISTS);
        let target = typed_path(&self.target.text);
        // Where a relative path leads is not seen otherwise.
        let target = std::path::absolute(&target).unwrap_or(target);
        let saved = result.and_then(|saved| saved);
        if saved.is_ok() {
            self.written_to = target.parent().map(Path::to_owned);
        }
        self.outcome = Some(saved.map(|saved| {
            let rows = self.subject.counted(saved.rows);
            let cells = text::counted(saved.escaped_cells, "cell was", "cells were");
            format!("{rows} written to {}; {cells} escaped.", target.display())
        }));
    }
}

/// The id of the box of the target, with which its text can be selected.
pub fn target_id() -> egui::Id {
    egui::Id::unique("export target")
}

/// Selects the text of the box of the target, so that what is typed takes its place.
pub fn select_target(ctx: &egui::Context, text: &str) {
    let mut state = TextEdit::load_state(ctx, target_id()).unwrap_or_default();
    let (first, last) = (CCursor::new(0), CCursor::new(text.chars().count()));
    let range = CCursorRange::two(first, last);
    state.cursor.set_char_range(Some(range));
    TextEdit::store_state(ctx, target_id(), state);
}

/// Whether something is there that could be replaced; evidence never can, and `save` reports that.
fn is_in_the_way(case: &Case, target: &Path) -> bool {
    target.exists() && case.check_place(target).is_ok()
}

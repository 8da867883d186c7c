//! The window that writes the timeline to a file.

use std::sync::Arc;

use egui::{Button, Context, Id, Key, Modal, TextEdit, Ui};

use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::export::save::save_bytes;
use crate::job::cancel::CancelToken;
use crate::job::task::Task;

use super::picture::png::png;
use super::typed_path::typed_path;
use super::{text, theme};

/// The label of the button.
pub(super) const SAVE_PICTURE: &str = "Picture…";

/// The name of the window.
pub(super) const TITLE: &str = "Save the timeline as a picture";

const FORMATS: &str =
    "A name ending in .png saves PNG; any other name saves SVG, which can be enlarged.";

const WRITTEN: &str = "The picture was written to";

/// The name that is proposed.
pub(super) const PROPOSED_NAME: &str = "whence-timeline.svg";

/// A picture that is about to be written.
pub struct PictureForm {
    svg: Arc<str>,
    target: String,
    may_replace: bool,
    outcome: Option<Result<String, String>>,
    task: Option<Task<Result<(), String>>>,
}

/// What the window requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// A file dialog.
    pub dialog: bool,
    /// To be closed.
    pub close: bool,
}

impl PictureForm {
    /// For a picture.
    pub fn new(svg: String) -> Self {
        Self {
            svg: svg.into(),
            target: String::new(),
            may_replace: false,
            outcome: None,
            task: None,
        }
    }

    /// Takes the path from a dialog, which has asked whether it may be replaced.
    pub fn choose(&mut self, target: String) {
        (self.target, self.may_replace) = (target, true);
        self.outcome = None;
    }

    fn write(&mut self, case: &Arc<Case>, ctx: &Context) {
        if self.task.is_some() {
            return;
        }
        if self.target.trim().is_empty() {
            self.outcome = Some(Err(text::NO_TARGET.to_owned()));
            return;
        }
        self.outcome = None;
        let target = typed_path(&self.target);
        let (case, svg) = (Arc::clone(case), Arc::clone(&self.svg));
        let may_replace = self.may_replace;
        let work = move |_: &CancelToken| {
            // Evidence is never replaced: this is reported; there is no question.
            if !may_replace && target.exists() && case.check_place(&target).is_ok() {
                return Err(text::EXISTS.to_owned());
            }
            let is_png = target
                .extension()
                .is_some_and(|end| end.eq_ignore_ascii_case("png"));
            let bytes = if is_png {
                png(&svg).map_err(|error| error.to_string())?
            } else {
                svg.as_bytes().to_vec()
            };
            save_bytes(&case, &bytes, &target).map_err(|error| error.to_string())
        };
        let ctx = ctx.clone();
        let wake = move || ctx.request_repaint();
        match Task::start("picture", CancelToken::default(), wake, work) {
            Ok(task) => self.task = Some(task),
            Err(error) => self.outcome = Some(Err(error.to_string())),
        }
    }

    fn poll(&mut self) {
        let Some(result) = self.task.as_mut().and_then(Task::poll) else {
            return;
        };
        self.task = None;
        // An examiner who saw the message and writes again wants to replace the file.
        self.may_replace |= matches!(&result, Ok(Err(why)) if why == text::EXISTS);
        // Where a relative path leads is not seen otherwise.
        let target = typed_path(&self.target);
        let target = std::path::absolute(&target).unwrap_or(target);
        let done = || format!("{} {}.", WRITTEN, target.display());
        self.outcome = Some(result.and_then(|saved| saved).map(|()| done()));
    }

    /// Draws the window.
    pub fn show(&mut self, ui: &Ui, case: &Arc<Case>) -> Asked {
        self.poll();
        let mut asked = Asked::default();
        let is_writing = self.task.is_some();
        let modal = Modal::new(Id::unique("picture")).show(ui.ctx(), |ui| {
            ui.set_width(560.0);
            ui.heading(TITLE);
            ui.weak(FORMATS);
            ui.add_space(theme::GAP);
            ui.add_enabled_ui(!is_writing, |ui| asked.dialog = self.target_ui(ui));
            ui.add_space(theme::GAP);
            match &self.outcome {
                Some(Ok(done)) => drop(ui.label(printable(done))),
                Some(Err(why)) => {
                    ui.colored_label(ui.visuals().error_fg_color, printable(why));
                }
                None if is_writing => drop(ui.label(text::WRITING)),
                None => {}
            }
            ui.add_space(theme::GAP);
            ui.horizontal(|ui| {
                let can_write = !is_writing && !matches!(self.outcome, Some(Ok(_)));
                let write = ui.add_enabled(can_write, Button::new(text::WRITE));
                let entered = can_write && ui.input(|input| input.key_pressed(Key::Enter));
                if write.clicked() || entered {
                    self.write(case, ui.ctx());
                }
                let close = ui.add_enabled(!is_writing, Button::new(text::DONE));
                asked.close = close.clicked();
            });
        });
        asked.close |= modal.should_close() && !is_writing;
        asked
    }

    /// Draws the target; returns whether a dialog was requested.
    fn target_ui(&mut self, ui: &mut Ui) -> bool {
        let label = ui.label(text::TARGET);
        let row = ui.horizontal(|ui| {
            let edit = TextEdit::singleline(&mut self.target).desired_width(450.0);
            let response = ui.add(edit).labelled_by(label.id);
            if response.changed() {
                (self.may_replace, self.outcome) = (false, None);
            }
            if ui.memory(|memory| memory.focused().is_none()) {
                response.request_focus();
            }
            ui.button(text::CHOOSE).clicked()
        });
        row.inner
    }
}

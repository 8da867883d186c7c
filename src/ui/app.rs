//! The application: what it holds, and the two calls by which the window drives it.

use std::path::PathBuf;

use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::job::cancel::CancelToken;
use crate::job::task::Task;

use super::apply;
use super::apply::case_file::{WaitingFile, Work};
use super::command::Command;
use super::dialogs::Dialog;
use super::drafts::Drafts;
use super::leave::Leave;
use super::looks::Looks;
use super::overlay::Overlay;
use super::path_question::PathQuestion;
use super::prefs::{self, Preferences};
use super::state::{Loading, Opened};
use super::{keys, loading, shell, text, theme};
use crate::tables::loaded_case::LoadedCase;

/// A message to the user, until it is taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it says.
    pub text: String,
    /// Something went wrong.
    pub is_error: bool,
}

/// The application.
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches that do not depend on one another"
)]
pub struct App {
    pub(super) prefs: Preferences,
    pub(super) is_persistent: bool,
    pub(super) path_text: String,
    pub(super) zone_text: String,
    pub(super) loading: Option<Loading>,
    pub(super) opened: Option<Opened>,
    /// Closed cases on their way out of memory: a large one takes too long for a frame.
    leaving: Vec<Task<()>>,
    /// The smaller logs, up to so many bytes, are shown before the others are read.
    pub(super) first_bytes: u64,
    pub(super) dialog: Option<Dialog>,
    /// Files are chosen in dialogs of the system.
    pub(super) has_dialogs: bool,
    pub(super) notice: Option<Notice>,
    pub(super) shows_keys: bool,
    pub(super) overlay: Option<Overlay>,
    /// A case file that is being opened, made or removed.
    pub(super) work: Option<Work>,
    /// Drafts that nobody uses.
    pub(super) drafts: Drafts,
    /// What waits until the marks are safe.
    pub(super) leave: Option<Leave>,
    /// Nothing is lost when the window closes.
    pub(super) may_close: bool,
    /// A case file whose evidence is being loaded.
    pub(super) waiting_file: Option<WaitingFile>,
    /// Paths that are not looked at before the examiner has said so.
    pub(super) path_question: Option<PathQuestion>,
    /// The examiner's own ways, while a case is looked at as its case file says.
    pub(super) own_looks: Option<Looks>,
    pub(super) can_drop: bool,
    /// The title that the window has.
    title: String,
}

impl App {
    /// Starts, and opens `paths` if there are any. Without `is_persistent` nothing is read from or
    /// written to the preferences. No drafts are kept.
    pub fn new(
        creation: &eframe::CreationContext<'_>,
        paths: Vec<PathBuf>,
        is_persistent: bool,
    ) -> Self {
        Self::with_drafts(creation, paths, is_persistent, None)
    }

    /// The same with drafts of unsaved marks in a folder.
    pub fn with_drafts(
        creation: &eframe::CreationContext<'_>,
        paths: Vec<PathBuf>,
        is_persistent: bool,
        folder: Option<PathBuf>,
    ) -> Self {
        let stored = creation.storage.filter(|_| is_persistent);
        let prefs = stored
            .and_then(|storage| eframe::get_value(storage, prefs::KEY))
            .unwrap_or_default();
        let mut app = Self::with_preferences(prefs, is_persistent);
        app.drafts = Drafts::in_folder(folder);
        theme::install(&creation.egui_ctx, &app.prefs);
        apply::open(&mut app, paths, &creation.egui_ctx);
        app
    }

    /// Starts with a case that is already there, and with default preferences.
    pub fn with_case(creation: &eframe::CreationContext<'_>, case: Case) -> Self {
        let mut app = Self::with_preferences(Preferences::default(), false);
        theme::install(&creation.egui_ctx, &app.prefs);
        app.opened = Some(Opened::new(LoadedCase::new(case), &app.prefs.zone));
        app
    }

    fn with_preferences(prefs: Preferences, is_persistent: bool) -> Self {
        Self {
            prefs,
            is_persistent,
            path_text: String::new(),
            zone_text: String::new(),
            loading: None,
            opened: None,
            leaving: Vec::new(),
            first_bytes: loading::FIRST_BYTES,
            dialog: None,
            has_dialogs: true,
            notice: None,
            shows_keys: false,
            overlay: None,
            work: None,
            drafts: Drafts::in_folder(None),
            leave: None,
            may_close: false,
            waiting_file: None,
            path_question: None,
            own_looks: None,
            title: String::new(),
            // Files dropped onto a native Wayland window do not arrive (winit 0.30).
            can_drop: std::env::var_os("WAYLAND_DISPLAY").is_none(),
        }
    }

    /// The case that is shown.
    pub fn case(&self) -> Option<&Case> {
        self.opened.as_ref().map(|opened| &*opened.loaded.case)
    }

    /// Whether evidence is being loaded, or a case file is opened that says which.
    pub fn is_loading(&self) -> bool {
        self.loading.is_some() || self.work.as_ref().is_some_and(Work::is_opening)
    }

    /// Whether what is shown waits for an answer.
    pub fn is_asking(&self) -> bool {
        self.opened.as_ref().is_some_and(Opened::is_working)
    }

    /// Whether anything in view, the timeline included, waits for an answer.
    pub fn is_working(&self) -> bool {
        let lanes = |opened: &Opened| opened.timeline.is_working();
        self.is_asking() || self.opened.as_ref().is_some_and(lanes)
    }

    /// Lets the first look at evidence be taken after so many bytes of its smaller logs.
    pub fn set_first_bytes(&mut self, bytes: u64) {
        self.first_bytes = bytes;
    }

    /// Lets the system's file dialogs be used, or paths be typed instead.
    pub fn set_dialogs(&mut self, are_there: bool) {
        self.has_dialogs = are_there;
    }

    /// Whether a case is shown: a whole one, or the first look at one that is being loaded.
    pub(super) fn shows_case(&self) -> bool {
        let is_early = |loading: &Loading| loading.shown.is_some();
        self.opened.is_some() && self.loading.as_ref().is_none_or(is_early)
    }

    /// Shows another case, or none.
    pub(super) fn show_case(&mut self, opened: Option<Opened>) {
        let old = self.exchange(opened);
        self.let_go(old);
    }

    /// Shows another case and returns the one that was shown. The examiner's own ways come back with
    /// it, unless the new one has its own.
    pub(super) fn exchange(&mut self, opened: Option<Opened>) -> Option<Opened> {
        if let Some(own) = self.own_looks.take() {
            own.restore(&mut self.prefs);
        }
        let old = std::mem::replace(&mut self.opened, opened);
        self.drafts.change_case();
        let new = self.opened.as_ref();
        if let Some((opened, looks)) = new.and_then(|new| Some((new, new.looks.looks()?))) {
            self.own_looks = Some(Looks::of(&self.prefs, &opened.timeline));
            looks.restore(&mut self.prefs);
        }
        old
    }

    /// Closes the file of a case and gives its memory back, on a thread.
    pub(super) fn let_go(&mut self, old: Option<Opened>) {
        if let Some(mut old) = old {
            self.later("close case", move || {
                old.close_file();
                drop(old);
            });
        }
    }

    /// Does something that takes too long for a frame, on a thread. The window waits for it when it
    /// closes.
    pub(super) fn later(&mut self, name: &str, work: impl FnOnce() + Send + 'static) {
        // Where no thread starts, what was to be closed was dropped with the work.
        let task = Task::start(name, CancelToken::default(), || {}, move |_| work());
        self.leaving.extend(task);
    }

    /// Whether something that was closed is still on its way out.
    pub(super) fn has_leaving(&mut self) -> bool {
        self.leaving.retain_mut(|task| task.poll().is_none());
        !self.leaving.is_empty()
    }

    pub(super) fn say(&mut self, text: impl Into<String>, is_error: bool) {
        self.notice = Some(Notice {
            text: text.into(),
            is_error,
        });
    }

    /// Names the case in the title, so that two windows can be told apart.
    fn name_window(&mut self, ctx: &egui::Context) {
        let case = self.opened.as_ref().and_then(Opened::name);
        let title = match case {
            Some(case) => format!("{} – {}", printable(&case), text::NAME),
            None => text::NAME.to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _: &mut eframe::Frame) {
        loading::poll(self, ctx);
        apply::poll_dialog(self, ctx);
        apply::arrive(self, ctx);
        apply::case_file::poll(self, ctx);
        apply::keep_looks(self, ctx, false);
        apply::draft::poll(self, ctx);
        apply::leave::poll(self, ctx);
        apply::leave::close_window(self, ctx);
        self.name_window(ctx);
        if let Some(opened) = self.opened.as_mut().filter(|opened| opened.steady > 0) {
            opened.steady -= 1;
            opened.reveal = opened
                .history
                .here()
                .and_then(|stop| stop.selection.cursor());
            ctx.request_repaint();
        }
        if let Some(form) = self
            .opened
            .as_mut()
            .and_then(|opened| opened.export.as_mut())
        {
            form.poll();
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        let mut commands: Vec<Command> = Vec::new();
        keys::read(self, ui.ctx(), &mut commands);
        shell::show(self, ui, &mut commands);
        if let Some(opened) = &mut self.opened {
            opened.reveal = None;
            opened.filter.wants_focus = false;
        }
        for command in commands {
            apply::apply(self, command, ui.ctx(), frame);
            // The next command of this frame may concern the rows that this one leads to.
            apply::arrive(self, ui.ctx());
            apply::draft::begin(self, ui.ctx());
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        if self.is_persistent {
            let mut prefs = self.prefs.clone();
            if let Some(own) = &self.own_looks {
                own.restore(&mut prefs);
            }
            eframe::set_value(storage, prefs::KEY, &prefs);
        }
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        apply::keep_looks(self, &egui::Context::default(), true);
        let before = self.loading.take().and_then(|loading| loading.before);
        self.let_go(before);
        self.show_case(None);
        // All marks are on the disk when the program ends.
        self.leaving.clear();
    }

    /// Widget memory may hold ids made from evidence: it stays off the examiner's disk.
    fn persist_egui_memory(&self) -> bool {
        false
    }
}

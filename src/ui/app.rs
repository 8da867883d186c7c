//! The application: the calls by which the window drives it.

use std::path::PathBuf;

use super::commands::apply::apply;
use super::commands::arrive::arrive;
use super::commands::command::Command;
use super::commands::{case_file_tasks, dialog_reply, evidence, export, keep_draft, leave, load};
use super::state::opened_case::OpenedCase;
use super::state::prefs::{self, Preferences};
use super::state::window::Window;
use super::{keys, shell, text, theme};
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::tables::loaded_case::LoadedCase;

/// The application.
pub struct App {
    window: Window,
    is_persistent: bool,
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

    /// The application with drafts of unsaved marks in a folder.
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
        let mut window = Window::new(prefs, folder);
        theme::install(&creation.egui_ctx, window.prefs.appearance());
        evidence::open(&mut window, paths, &creation.egui_ctx);
        Self {
            window,
            is_persistent,
            title: String::new(),
        }
    }

    /// Starts with a case that is already there, and with default preferences.
    pub fn with_case(creation: &eframe::CreationContext<'_>, case: Case) -> Self {
        let mut window = Window::new(Preferences::default(), None);
        theme::install(&creation.egui_ctx, window.prefs.appearance());
        let loaded = LoadedCase::new(case);
        window.opened = Some(OpenedCase::new(loaded, &window.prefs.zone));
        Self {
            window,
            is_persistent: false,
            title: String::new(),
        }
    }

    /// The case that is shown.
    pub fn case(&self) -> Option<&Case> {
        self.window.case()
    }

    /// Whether evidence is being loaded, or a case file is opened that names it.
    pub fn is_loading(&self) -> bool {
        self.window.is_loading()
    }

    /// Whether what is shown waits for an answer.
    pub fn is_asking(&self) -> bool {
        self.window.is_asking()
    }

    /// Whether anything in view, the timeline included, waits for an answer.
    pub fn is_working(&self) -> bool {
        self.window.is_working()
    }

    /// Sets after how many bytes of its smaller logs the evidence is first shown.
    pub fn set_first_bytes(&mut self, bytes: u64) {
        self.window.first_bytes = bytes;
    }

    /// Lets the system's file dialogs be used, or paths be typed instead.
    pub fn set_dialogs(&mut self, are_there: bool) {
        self.window.has_dialogs = are_there;
    }

    /// Names the case in the title, so that two windows can be distinguished.
    fn name_window(&mut self, ctx: &egui::Context) {
        let case = self.window.opened.as_ref().and_then(OpenedCase::name);
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
        let window = &mut self.window;
        load::poll(window, ctx);
        dialog_reply::poll(window, ctx);
        arrive(window, ctx);
        case_file_tasks::poll(window, ctx);
        window.keep_view_settings(ctx, false);
        keep_draft::poll(window, ctx);
        leave::poll(window, ctx);
        leave::close_window(window, ctx);
        self.name_window(ctx);
        let opened = self.window.opened.as_mut();
        if let Some(opened) = opened.filter(|opened| opened.frames_to_reveal > 0) {
            opened.frames_to_reveal -= 1;
            opened.reveal = opened
                .history
                .here()
                .and_then(|stop| stop.selection.cursor());
            ctx.request_repaint();
        }
        export::poll(&mut self.window, ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        let window = &mut self.window;
        let mut commands: Vec<Command> = Vec::new();
        keys::read(window, ui.ctx(), &mut commands);
        shell::show(window, ui, &mut commands);
        if let Some(opened) = &mut window.opened {
            opened.reveal = None;
            opened.filter.wants_focus = false;
        }
        for command in commands {
            apply(window, command, ui.ctx(), frame);
            // The next command of this frame may concern the rows that this one leads to.
            arrive(window, ui.ctx());
            keep_draft::begin(window, ui.ctx());
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        if self.is_persistent {
            let mut prefs = self.window.prefs.clone();
            if let Some(own) = &self.window.own_view_settings {
                own.restore(&mut prefs);
            }
            eframe::set_value(storage, prefs::KEY, &prefs);
        }
    }

    fn on_exit(&mut self, _: Option<&eframe::glow::Context>) {
        let window = &mut self.window;
        window.keep_view_settings(&egui::Context::default(), true);
        let before = window.loading.take().and_then(|loading| loading.before);
        window.close_in_background(before);
        window.show_case(None);
        window.finish_closing();
    }

    /// Widget memory may hold ids made from evidence: it stays off the examiner's disk.
    fn persist_egui_memory(&self) -> bool {
        false
    }
}

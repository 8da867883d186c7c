//! The state of the window, and the changes to it that no single area owns.

use std::path::PathBuf;

use egui::Context;

use super::case_file_work::{CaseFileWork, WaitingFile};
use super::drafts::Drafts;
use super::leave::Leave;
use super::loading::Loading;
use super::opened_case::OpenedCase;
use super::overlay::{Overlay, Prompt, PromptKind};
use super::path_question::PathQuestion;
use super::prefs::Preferences;
use super::view_settings::ViewSettings;
use crate::case::Case;
use crate::domain::time::DisplayZone;
use crate::job::cancel::CancelToken;
use crate::job::task::Task;
use crate::startup;
use crate::ui::dialogs::{Dialog, DialogRequest};
use crate::ui::text;

/// The smaller logs, up to this many bytes, are shown before the others are read.
pub const FIRST_BYTES: u64 = 32 << 20;

/// A message to the user, until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its text.
    pub text: String,
    /// Something went wrong.
    pub is_error: bool,
}

/// The state of the window.
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches that do not depend on one another"
)]
pub struct Window {
    /// The user's preferences.
    pub prefs: Preferences,
    /// The text of the path box.
    pub path_text: String,
    /// The text of the zone box.
    pub zone_text: String,
    /// Loading in progress.
    pub loading: Option<Loading>,
    /// The opened case.
    pub opened: Option<OpenedCase>,
    /// Closed cases being freed: for a large one this takes too long for a frame.
    closing: Vec<Task<()>>,
    /// The smaller logs, up to this many bytes, are shown before the others are read.
    pub first_bytes: u64,
    /// The file dialog that is open.
    pub dialog: Option<Dialog>,
    /// Files are chosen in dialogs of the system.
    pub has_dialogs: bool,
    /// The folder that was exported to last in this run.
    pub export_folder: Option<PathBuf>,
    /// A message to the user.
    pub notice: Option<Notice>,
    /// The list of keys is shown.
    pub shows_keys: bool,
    /// What lies over the window.
    pub overlay: Option<Overlay>,
    /// A case file that is being opened, made or removed.
    pub work: Option<CaseFileWork>,
    /// Drafts that nobody uses.
    pub drafts: Drafts,
    /// What waits until the marks are safe.
    pub leave: Option<Leave>,
    /// Nothing is lost when the window closes.
    pub may_close: bool,
    /// A case file whose evidence is being loaded.
    pub waiting_file: Option<WaitingFile>,
    /// Paths that are not accessed before the examiner agrees.
    pub path_question: Option<PathQuestion>,
    /// The examiner's own settings, while a case is shown as its case file says.
    pub own_view_settings: Option<ViewSettings>,
    /// The sample case that came with the program.
    pub sample_case: Option<PathBuf>,
    /// How wide it was drawn last, in points.
    pub width: f32,
    /// Whether the side bar was drawn with words.
    pub side_bar_has_words: bool,
    /// Files can be dropped onto the window.
    pub can_drop: bool,
}

impl Window {
    /// A window without a case, with drafts of unsaved marks in a folder, or without.
    pub fn new(prefs: Preferences, drafts_folder: Option<PathBuf>) -> Self {
        Self {
            prefs,
            path_text: String::new(),
            zone_text: String::new(),
            loading: None,
            opened: None,
            closing: Vec::new(),
            first_bytes: FIRST_BYTES,
            dialog: None,
            has_dialogs: true,
            export_folder: None,
            notice: None,
            shows_keys: false,
            overlay: None,
            work: None,
            drafts: Drafts::in_folder(drafts_folder),
            leave: None,
            may_close: false,
            waiting_file: None,
            path_question: None,
            own_view_settings: None,
            sample_case: startup::sample_case(),
            width: 0.0,
            side_bar_has_words: true,
            // Files dropped onto a native Wayland window do not arrive (winit 0.30).
            can_drop: std::env::var_os("WAYLAND_DISPLAY").is_none(),
        }
    }

    /// The case that is shown.
    pub fn case(&self) -> Option<&Case> {
        self.opened.as_ref().map(|opened| &*opened.loaded.case)
    }

    /// Whether evidence is being loaded, or a case file is opened that names it.
    pub fn is_loading(&self) -> bool {
        self.loading.is_some() || self.work.as_ref().is_some_and(CaseFileWork::is_opening)
    }

    /// Whether what is shown waits for an answer.
    pub fn is_asking(&self) -> bool {
        self.opened.as_ref().is_some_and(OpenedCase::is_working)
    }

    /// Whether anything in view, the timeline included, waits for an answer.
    pub fn is_working(&self) -> bool {
        let timeline = |opened: &OpenedCase| opened.timeline.is_working();
        self.is_asking() || self.opened.as_ref().is_some_and(timeline)
    }

    /// Whether a case is shown: a whole one, or the first look at one that is being loaded.
    pub fn shows_case(&self) -> bool {
        let is_early = |loading: &Loading| loading.shown.is_some();
        self.opened.is_some() && self.loading.as_ref().is_none_or(is_early)
    }

    /// Shows a message.
    pub fn show_notice(&mut self, text: impl Into<String>, is_error: bool) {
        self.notice = Some(Notice {
            text: text.into(),
            is_error,
        });
    }

    /// Asks a question that a line of text answers.
    pub fn ask(&mut self, kind: PromptKind) {
        self.overlay = Some(Overlay::Prompt(Prompt {
            kind,
            typed: self.known_answer(kind),
            error: None,
        }));
    }

    /// The text that is in the line at first: a comment is edited, not typed again.
    fn known_answer(&self, kind: PromptKind) -> String {
        let known = || {
            let opened = self.opened.as_ref()?;
            let mark = match kind {
                PromptKind::Comment => opened.marked.get(&opened.current_session()?)?,
                PromptKind::RecordComment => opened.record_marks.get(&opened.current_record()?)?,
                _ => return None,
            };
            Some(mark.comment.clone())
        };
        known().unwrap_or_default()
    }

    /// Opens a file dialog, where there are such and none is open.
    pub fn open_dialog(&mut self, ask: DialogRequest, ctx: &Context, frame: &eframe::Frame) {
        if !self.has_dialogs {
            self.show_notice(text::no_dialog(), true);
        } else if self.dialog.is_none() {
            self.dialog = Some(Dialog::open(ask, frame, ctx));
        }
    }

    /// Shows times in another zone. Moments typed in the old one are rewritten, so that they stay the
    /// same moments.
    pub fn set_zone(&mut self, zone: DisplayZone) {
        if let Some(opened) = &mut self.opened {
            let old = &self.prefs.zone;
            let again = |text: &mut String| {
                if let Some(moment) = old.parse_moment(text) {
                    *text = zone.short(moment);
                }
            };
            again(&mut opened.filter.from);
            if let Some(moment) = opened.filter.last_moment(old) {
                opened.filter.to = zone.short(moment);
            }
            again(&mut opened.presence.text);
            opened.history.label_again(&opened.loaded, &zone);
        }
        self.zone_text.clear();
        self.prefs.zone = zone;
    }

    /// Selects nothing anywhere: other rows will be shown.
    pub fn forget_selections(&mut self) {
        if let Some(opened) = &mut self.opened {
            opened.history.forget_selections();
        }
    }

    /// Keeps in the case file how the case is shown.
    pub fn keep_view_settings(&mut self, ctx: &Context, is_last: bool) {
        // The first look at evidence is not the case yet.
        let Some(opened) = self.opened.as_mut().filter(|_| self.loading.is_none()) else {
            return;
        };
        if let Some(wait) = opened.keep_view_settings(&self.prefs, is_last) {
            ctx.request_repaint_after(wait);
        }
    }

    /// Shows another case, or none.
    pub fn show_case(&mut self, opened: Option<OpenedCase>) {
        let old = self.swap_case(opened);
        self.close_in_background(old);
    }

    /// Shows another case and returns the one that was shown. The examiner's own settings come back with
    /// it, unless the new one has its own.
    pub fn swap_case(&mut self, opened: Option<OpenedCase>) -> Option<OpenedCase> {
        if let Some(own) = self.own_view_settings.take() {
            own.restore(&mut self.prefs);
        }
        let old = std::mem::replace(&mut self.opened, opened);
        self.drafts.change_case();
        let new = self.opened.as_ref();
        let new = new.and_then(|new| Some((new, new.view_settings.settings()?)));
        if let Some((opened, settings)) = new {
            self.own_view_settings = Some(ViewSettings::of(&self.prefs, &opened.timeline));
            settings.restore(&mut self.prefs);
        }
        old
    }

    /// Closes the file of a case and frees its memory, on a thread.
    pub fn close_in_background(&mut self, old: Option<OpenedCase>) {
        if let Some(mut old) = old {
            self.run_in_background("close case", move || {
                old.close_file();
                drop(old);
            });
        }
    }

    /// Runs something that takes too long for a frame, on a thread. The window waits for it when it
    /// closes.
    pub fn run_in_background(&mut self, name: &str, work: impl FnOnce() + Send + 'static) {
        // Where no thread starts, what was to be closed was dropped with the work.
        let task = Task::start(name, CancelToken::default(), || {}, move |_| work());
        self.closing.extend(task);
    }

    /// Whether something is still being closed.
    pub fn is_closing(&mut self) -> bool {
        self.closing.retain_mut(|task| task.poll().is_none());
        !self.closing.is_empty()
    }

    /// Waits for everything that was closed: all marks are on the disk then.
    pub fn finish_closing(&mut self) {
        self.closing.clear();
    }
}

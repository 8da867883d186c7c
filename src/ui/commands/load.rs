//! Starting a load, watching it and taking its result.

use std::path::PathBuf;
use std::time::Duration;

use crate::case::load::{Found, find, load_found};
use crate::ingest::options::ReadOptions;
use crate::job::cancel::{CancelToken, Cancelled};
use crate::job::progress::{Progress, Stage};
use crate::job::remaining::Remaining;
use crate::job::slot::Slot;
use crate::job::task::Task;

use crate::tables::loaded_case::LoadedCase;
use crate::ui::restore_view;
use crate::ui::state::loading::{EarlyCase, LoadedPart, Loading};
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::window::Window;
use crate::ui::text;

/// How often the progress is redrawn.
const TICK: Duration = Duration::from_millis(100);

/// Begins to load `paths`.
pub(crate) fn start(window: &mut Window, paths: Vec<PathBuf>, ctx: &egui::Context) {
    if window.loading.is_some() {
        window.show_notice(text::BUSY, true);
        return;
    }
    window.notice = None;
    let progress = Progress::default();
    let early = Slot::default();
    let waker = ctx.clone();
    let work = Work {
        paths: paths.clone(),
        progress: progress.clone(),
        early: early.clone(),
        first_bytes: window.first_bytes,
        waker: ctx.clone(),
    };
    let task = Task::start(
        "load case",
        CancelToken::default(),
        move || waker.request_repaint(),
        move |cancel| work.run(cancel),
    );
    match task {
        Ok(task) => {
            window.loading = Some(Loading {
                paths,
                progress,
                task,
                early,
                shown: None,
                before: None,
                is_cancelling: false,
                remaining: Remaining::default(),
                rest: None,
            });
        }
        Err(error) => window.show_notice(error.to_string(), true),
    }
}

/// What the loading thread does.
struct Work {
    paths: Vec<PathBuf>,
    progress: Progress,
    early: Slot<EarlyCase>,
    first_bytes: u64,
    waker: egui::Context,
}

impl Work {
    fn run(&self, cancel: &CancelToken) -> Result<LoadedCase, Cancelled> {
        let found = find(&self.paths, &self.progress, cancel)?;
        if let Some(part) = found.smallest(self.first_bytes) {
            self.first_look(part, found.files.len(), cancel)?;
        }
        load_and_judge(found, &self.progress, cancel)
    }

    /// Leaves a case of a part of the logs for the window to show.
    fn first_look(&self, part: Found, all: usize, cancel: &CancelToken) -> Result<(), Cancelled> {
        let read = part.files.len();
        let bytes = part.files.iter().map(|file| file.source.size()).sum();
        // Its bytes are read again with the rest: they are not counted twice.
        let progress = self.progress.begin_first_look(read as u64, bytes);
        let loaded = load_and_judge(part, &progress, cancel)?;
        if !loaded.case.sessions.is_empty() {
            let part = LoadedPart { read, all };
            self.early.put(EarlyCase { loaded, part });
            self.waker.request_repaint();
        }
        Ok(())
    }
}

/// Loads what was found, and computes what the window asks of it.
fn load_and_judge(
    found: Found,
    progress: &Progress,
    cancel: &CancelToken,
) -> Result<LoadedCase, Cancelled> {
    let case = load_found(found, ReadOptions::default(), progress, cancel)?;
    progress.enter(Stage::Judging);
    let step = |done, all| {
        progress.judge(done, all);
        !cancel.is_cancelled()
    };
    LoadedCase::watched(case, &step).ok_or(Cancelled)
}

/// Takes the first look, and the result, when they are there.
pub(crate) fn poll(window: &mut Window, ctx: &egui::Context) {
    let Some(loading) = &mut window.loading else {
        return;
    };
    if let Some(early) = loading.early.take() {
        loading.shown = Some(early.part);
        let before = window.swap_case(Some(OpenedCase::new(early.loaded, &window.prefs.zone)));
        if let Some(loading) = &mut window.loading {
            loading.before = before;
        }
        // It is seen, even where the result is there already.
        ctx.request_repaint();
        return;
    }
    loading.estimate();
    let Some(result) = loading.task.poll() else {
        ctx.request_repaint_after(TICK);
        return;
    };
    let Some(loading) = window.loading.take() else {
        return;
    };
    match result {
        Ok(Ok(loaded)) => show(window, loaded, loading),
        other => {
            // Its evidence did not come: the case file is closed again.
            if let Some(file) = window.waiting_file.take() {
                window.run_in_background("close case file", move || drop(file));
                window.drafts.list_again();
            }
            if loading.shown.is_some() {
                window.show_case(loading.before);
            }
            // What was shown before stays, and its marks.
            if let Some(opened) = &mut window.opened {
                opened.discards_marks = false;
            }
            match other {
                Err(error) => window.show_notice(error, true),
                _ => window.show_notice(text::CANCELLED, false),
            }
        }
    }
}

/// Shows a case that was loaded, in the place of the early one.
fn show(window: &mut Window, loaded: LoadedCase, loading: Loading) {
    for path in loading.paths.iter().rev() {
        // A relative path would mean another place at the next start.
        let whole = std::path::absolute(path);
        window.prefs.remember(whole.as_deref().unwrap_or(path));
    }
    if loaded.case.files.is_empty() {
        window.show_notice(text::nothing_found(&loaded.case), true);
    }
    let mut opened = OpenedCase::new(loaded, &window.prefs.zone);
    if let Some(early) = window.opened.as_ref().filter(|_| loading.shown.is_some()) {
        restore_view::restore(early, &mut opened, &window.prefs.zone);
    }
    window.show_case(Some(opened));
    window.close_in_background(loading.before);
}

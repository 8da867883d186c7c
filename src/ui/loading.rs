//! Starting a load, watching it and taking its result.

use std::path::PathBuf;
use std::time::Duration;

use crate::case::load::{Found, find, load_found};
use crate::ingest::options::ReadOptions;
use crate::job::cancel::{CancelToken, Cancelled};
use crate::job::progress::{Progress, Stage};
use crate::job::slot::Slot;
use crate::job::task::Task;

use super::app::App;
use super::carry;
use super::state::{Loading, Opened};
use super::text;
use crate::tables::loaded_case::LoadedCase;

/// How often the progress is drawn anew.
const TICK: Duration = Duration::from_millis(100);

/// The smaller logs, up to so many bytes, are shown before the others are read.
pub const FIRST_BYTES: u64 = 32 << 20;

/// A case of the smaller logs only. Fewer logs say less, but nothing wrong.
pub struct Early {
    loaded: LoadedCase,
    part: Part,
}

/// How much of the evidence an early case is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Logs that were read.
    pub read: usize,
    /// All logs.
    pub all: usize,
}

/// Begins to load `paths`.
pub fn start(app: &mut App, paths: Vec<PathBuf>, ctx: &egui::Context) {
    if app.loading.is_some() {
        app.say(text::BUSY, true);
        return;
    }
    app.notice = None;
    let progress = Progress::default();
    let early = Slot::default();
    let waker = ctx.clone();
    let work = Work {
        paths: paths.clone(),
        progress: progress.clone(),
        early: early.clone(),
        first_bytes: app.first_bytes,
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
            app.loading = Some(Loading {
                paths,
                progress,
                task,
                early,
                shown: None,
                before: None,
                is_cancelling: false,
            });
        }
        Err(error) => app.say(error.to_string(), true),
    }
}

/// What the loading thread does.
struct Work {
    paths: Vec<PathBuf>,
    progress: Progress,
    early: Slot<Early>,
    first_bytes: u64,
    waker: egui::Context,
}

impl Work {
    fn run(&self, cancel: &CancelToken) -> Result<LoadedCase, Cancelled> {
        let found = find(&self.paths, &self.progress, cancel)?;
        if let Some(part) = found.smallest(self.first_bytes) {
            self.first_look(part, found.files.len(), cancel)?;
        }
        let loaded = LoadedCase::new(load_found(
            found,
            ReadOptions::default(),
            &self.progress,
            cancel,
        )?);
        // Asked for while the case was judged: nobody waits for it any more.
        if cancel.is_cancelled() {
            return Err(Cancelled);
        }
        Ok(loaded)
    }

    /// Leaves a case of a part of the logs for the window to show.
    fn first_look(&self, part: Found, all: usize, cancel: &CancelToken) -> Result<(), Cancelled> {
        self.progress.enter(Stage::FirstLook);
        let read = part.files.len();
        // Its bytes are read again with the rest: they are not counted twice.
        let loaded = LoadedCase::new(load_found(
            part,
            ReadOptions::default(),
            &Progress::default(),
            cancel,
        )?);
        if !loaded.case.sessions.is_empty() {
            let part = Part { read, all };
            self.early.put(Early { loaded, part });
            self.waker.request_repaint();
        }
        Ok(())
    }
}

/// Takes the first look, and the result, when they are there.
pub fn poll(app: &mut App, ctx: &egui::Context) {
    let Some(loading) = &mut app.loading else {
        return;
    };
    if let Some(early) = loading.early.take() {
        loading.shown = Some(early.part);
        let before = app.exchange(Some(Opened::new(early.loaded, &app.prefs.zone)));
        if let Some(loading) = &mut app.loading {
            loading.before = before;
        }
        // It is seen, even where the result is there already.
        ctx.request_repaint();
        return;
    }
    let Some(result) = loading.task.poll() else {
        ctx.request_repaint_after(TICK);
        return;
    };
    let Some(loading) = app.loading.take() else {
        return;
    };
    match result {
        Ok(Ok(loaded)) => show(app, loaded, loading),
        other => {
            // Its evidence did not come: the case file is closed again.
            if let Some(file) = app.waiting_file.take() {
                app.later("close case file", move || drop(file));
                app.drafts.list_again();
            }
            if loading.shown.is_some() {
                app.show_case(loading.before);
            }
            // What was shown before stays, and its marks.
            if let Some(opened) = &mut app.opened {
                opened.is_given_up = false;
            }
            match other {
                Err(error) => app.say(error, true),
                _ => app.say(text::CANCELLED, false),
            }
        }
    }
}

/// Shows a case that was loaded, in the place of the early one.
fn show(app: &mut App, loaded: LoadedCase, loading: Loading) {
    for path in loading.paths.iter().rev() {
        // A relative path would mean another place at the next start.
        let whole = std::path::absolute(path);
        app.prefs.remember(whole.as_deref().unwrap_or(path));
    }
    if loaded.case.files.is_empty() {
        app.say(text::nothing_found(&loaded.case), true);
    }
    let mut opened = Opened::new(loaded, &app.prefs.zone);
    if let Some(early) = app.opened.as_ref().filter(|_| loading.shown.is_some()) {
        carry::over(early, &mut opened, &app.prefs.zone);
    }
    app.show_case(Some(opened));
    app.let_go(loading.before);
}

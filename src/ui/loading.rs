//! Starting a load, watching it and taking its result.

use std::path::PathBuf;
use std::time::Duration;

use crate::case::load::{Cancelled, load};
use crate::job::cancel::CancelToken;
use crate::job::progress::Progress;
use crate::job::task::Task;

use super::app::App;
use super::question::Loaded;
use super::state::{Loading, Opened};
use super::text;

/// How often the progress is drawn anew.
const TICK: Duration = Duration::from_millis(100);

/// Begins to load `paths`.
pub fn start(app: &mut App, paths: Vec<PathBuf>, ctx: &egui::Context) {
    if app.loading.is_some() {
        app.say(text::BUSY, true);
        return;
    }
    app.notice = None;
    let progress = Progress::default();
    let (counters, wanted) = (progress.clone(), paths.clone());
    let waker = ctx.clone();
    let task = Task::start(
        "load case",
        CancelToken::default(),
        move || waker.request_repaint(),
        move |cancel| {
            let loaded = Loaded::new(load(&wanted, &counters, cancel)?);
            // Asked for while the case was judged: nobody waits for it any more.
            if cancel.is_cancelled() {
                return Err(Cancelled);
            }
            Ok(loaded)
        },
    );
    match task {
        Ok(task) => {
            app.loading = Some(Loading {
                paths,
                progress,
                task,
                is_cancelling: false,
            });
        }
        Err(error) => app.say(error.to_string(), true),
    }
}

/// Takes the result when it is there.
pub fn poll(app: &mut App, ctx: &egui::Context) {
    let Some(loading) = &mut app.loading else {
        return;
    };
    let Some(result) = loading.task.poll() else {
        ctx.request_repaint_after(TICK);
        return;
    };
    let paths = std::mem::take(&mut loading.paths);
    app.loading = None;
    match result {
        Ok(Ok(loaded)) => {
            for path in paths.iter().rev() {
                app.prefs.remember(path);
            }
            if loaded.case.files.is_empty() {
                app.say(text::nothing_found(&loaded.case), true);
            }
            let opened = Opened::new(loaded, &app.prefs.zone);
            app.show_case(Some(opened));
        }
        Ok(Err(_)) => app.say(text::CANCELLED, false),
        Err(error) => app.say(error, true),
    }
}

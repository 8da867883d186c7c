//! Leaving a case: asked first where marks would be lost, done when they are safe.

use egui::{Context, ViewportCommand};

use super::case_file::{self, Request};
use super::{keep_looks, open_dialog, open_now};
use crate::casefile::Consent;
use crate::ui::app::App;
use crate::ui::dialogs::Ask;
use crate::ui::leave::{Answer, Leave, Stake, Step, Then};
use crate::ui::overlay::{self, Change, Question};
use crate::ui::text;

/// Does what leads away from the case, or asks first; whether it was done.
pub fn start(app: &mut App, then: Then, ctx: &Context) -> bool {
    // One question at a time.
    if app.leave.is_some() {
        return false;
    }
    keep_looks(app, ctx, true);
    // While evidence is loaded, what was shown before it was asked about already.
    let opened = app.opened.as_ref().filter(|_| app.loading.is_none());
    let step = match opened.map_or(Stake::Nothing, Stake::of) {
        Stake::Nothing => {
            go(app, then, ctx);
            return true;
        }
        Stake::OnTheWay => Step::Saving,
        _ => Step::Asking,
    };
    // What is about something else than the marks would stand beside the question.
    app.notice = None;
    app.overlay = None;
    app.leave = Some(Leave { then, step });
    ctx.request_repaint();
    false
}

/// The window is asked to close.
pub fn close_window(app: &mut App, ctx: &Context) {
    let is_asked = ctx.input(|input| input.viewport().close_requested());
    if !is_asked || app.may_close || start(app, Then::CloseWindow, ctx) {
        return;
    }
    ctx.send_viewport_cmd(ViewportCommand::CancelClose);
    // The question has to be seen.
    ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
    ctx.send_viewport_cmd(ViewportCommand::Focus);
}

/// Takes the answer.
pub fn answer(app: &mut App, answer: Answer, ctx: &Context, frame: &eframe::Frame) {
    let Some(leave) = &mut app.leave else {
        return;
    };
    match answer {
        Answer::Cancel => app.leave = None,
        Answer::Keep => leave.step = Step::Keeping,
        Answer::Discard => {
            let then = leave.then.clone();
            if let Some(opened) = &mut app.opened {
                opened.is_given_up = true;
            }
            finish(app, then, ctx);
        }
        Answer::Save => {
            leave.step = Step::Saving;
            app.notice = None;
            if app.has_dialogs {
                open_dialog(app, Ask::CaseFile, ctx, frame);
            } else {
                ask_path(app);
            }
        }
    }
}

/// Lets the path of the case file be typed.
pub fn ask_path(app: &mut App) {
    overlay::change(app, Change::Ask(Question::CasePath));
}

/// Goes on when the marks are safe; asks again when they could not be made so.
pub fn poll(app: &mut App, ctx: &Context) {
    let is_choosing = app.dialog.is_some() || app.overlay.is_some() || app.work.is_some();
    let Some(leave) = app.leave.as_mut().filter(|_| !is_choosing) else {
        return;
    };
    let Some(opened) = &app.opened else {
        app.leave = None;
        return;
    };
    let stake = Stake::of(opened);
    let is_kept = opened
        .file
        .as_ref()
        .is_some_and(|file| file.is_draft() && file.is_saved() && leave.step == Step::Keeping);
    match (leave.step, stake) {
        (Step::Asking, _) | (Step::Saving, Stake::OnTheWay) => {}
        (Step::Saving, Stake::Nothing) => {
            let then = leave.then.clone();
            finish(app, then, ctx);
        }
        (Step::Keeping, _) if is_kept => {
            let then = leave.then.clone();
            finish(app, then, ctx);
        }
        // It is on its way.
        (Step::Keeping, Stake::InDraft(None)) => {}
        // No place was chosen, or nothing could be written there.
        _ => leave.step = Step::Asking,
    }
}

fn finish(app: &mut App, then: Then, ctx: &Context) {
    app.leave = None;
    go(app, then, ctx);
    // Where nothing came of it, the case is still there, and its marks.
    let goes_on = app.loading.is_some() || app.work.is_some() || app.may_close;
    if let Some(opened) = app.opened.as_mut().filter(|_| !goes_on) {
        opened.is_given_up = false;
    }
}

fn go(app: &mut App, then: Then, ctx: &Context) {
    match then {
        Then::CloseWindow => {
            app.may_close = true;
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
        Then::CloseCase => app.show_case(None),
        Then::Open(paths) => open_now(app, paths, ctx),
        Then::OpenDraft(_) if app.loading.is_some() => app.say(text::BUSY, true),
        Then::OpenDraft(path) => {
            case_file::start(app, Request::OpenDraft(path, Consent::Plain), ctx);
        }
    }
}

//! Leaving a case: asked first where marks would be lost, done when they are safe.

use egui::{Context, ViewportCommand};

use super::case_file_tasks;
use crate::casefile::Consent;
use crate::ui::dialogs::DialogRequest;
use crate::ui::state::case_file_work::CaseFileRequest;
use crate::ui::state::leave::{AfterLeaving, Leave, LeaveAnswer, LeaveStep};
use crate::ui::state::overlay::PromptKind;
use crate::ui::state::unsaved_marks::UnsavedMarks;
use crate::ui::state::window::Window;
use crate::ui::text;

/// Does what leads away from the case, or asks first; whether it was done.
pub(crate) fn start(window: &mut Window, then: AfterLeaving, ctx: &Context) -> bool {
    // One question at a time.
    if window.leave.is_some() {
        return false;
    }
    window.keep_view_settings(ctx, true);
    // While evidence is loaded, what was shown before it was asked about already.
    let opened = window.opened.as_ref().filter(|_| window.loading.is_none());
    let step = match opened.map_or(UnsavedMarks::Nothing, UnsavedMarks::of) {
        UnsavedMarks::Nothing => {
            go(window, then, ctx);
            return true;
        }
        UnsavedMarks::OnTheWay => LeaveStep::Saving,
        _ => LeaveStep::Asking,
    };
    // A message about anything but the marks would be shown next to the question.
    window.notice = None;
    window.overlay = None;
    window.leave = Some(Leave { then, step });
    ctx.request_repaint();
    false
}

/// The window was asked to close.
pub(crate) fn close_window(window: &mut Window, ctx: &Context) {
    let is_asked = ctx.input(|input| input.viewport().close_requested());
    if !is_asked || window.may_close || start(window, AfterLeaving::CloseWindow, ctx) {
        return;
    }
    ctx.send_viewport_cmd(ViewportCommand::CancelClose);
    // The question has to be seen.
    ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
    ctx.send_viewport_cmd(ViewportCommand::Focus);
}

/// Takes the answer.
pub(crate) fn answer(
    window: &mut Window,
    answer: LeaveAnswer,
    ctx: &Context,
    frame: &eframe::Frame,
) {
    let Some(leave) = &mut window.leave else {
        return;
    };
    match answer {
        LeaveAnswer::Cancel => window.leave = None,
        LeaveAnswer::Keep => leave.step = LeaveStep::Keeping,
        LeaveAnswer::Discard => {
            let then = leave.then.clone();
            if let Some(opened) = &mut window.opened {
                opened.discards_marks = true;
            }
            finish(window, then, ctx);
        }
        LeaveAnswer::Save => {
            leave.step = LeaveStep::Saving;
            window.notice = None;
            if window.has_dialogs {
                window.open_dialog(DialogRequest::CaseFile, ctx, frame);
            } else {
                // The path is typed instead.
                window.ask(PromptKind::CasePath);
            }
        }
    }
}

/// Goes on when the marks are safe; asks again when they could not be made so.
pub(crate) fn poll(window: &mut Window, ctx: &Context) {
    let is_choosing = window.dialog.is_some() || window.overlay.is_some() || window.work.is_some();
    let Some(leave) = window.leave.as_mut().filter(|_| !is_choosing) else {
        return;
    };
    let Some(opened) = &window.opened else {
        window.leave = None;
        return;
    };
    let unsaved = UnsavedMarks::of(opened);
    let is_kept = opened
        .file
        .as_ref()
        .is_some_and(|file| file.is_draft() && file.is_saved() && leave.step == LeaveStep::Keeping);
    match (leave.step, unsaved) {
        (LeaveStep::Asking, _) | (LeaveStep::Saving, UnsavedMarks::OnTheWay) => {}
        (LeaveStep::Saving, UnsavedMarks::Nothing) => {
            let then = leave.then.clone();
            finish(window, then, ctx);
        }
        (LeaveStep::Keeping, _) if is_kept => {
            let then = leave.then.clone();
            finish(window, then, ctx);
        }
        // It is being written.
        (LeaveStep::Keeping, UnsavedMarks::InDraft(None)) => {}
        // No place was chosen, or nothing could be written there.
        _ => leave.step = LeaveStep::Asking,
    }
}

fn finish(window: &mut Window, then: AfterLeaving, ctx: &Context) {
    window.leave = None;
    go(window, then, ctx);
    // Where nothing came of it, the case is still there, and its marks.
    let goes_on = window.loading.is_some() || window.work.is_some() || window.may_close;
    if let Some(opened) = window.opened.as_mut().filter(|_| !goes_on) {
        opened.discards_marks = false;
    }
}

fn go(window: &mut Window, then: AfterLeaving, ctx: &Context) {
    match then {
        AfterLeaving::CloseWindow => {
            window.may_close = true;
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
        AfterLeaving::CloseCase => window.show_case(None),
        AfterLeaving::Open(paths) => case_file_tasks::open_paths(window, paths, ctx),
        AfterLeaving::OpenDraft(_) if window.loading.is_some() => {
            window.show_notice(text::BUSY, true);
        }
        AfterLeaving::OpenDraft(path) => {
            case_file_tasks::start(
                window,
                CaseFileRequest::OpenDraft(path, Consent::Plain),
                ctx,
            );
        }
    }
}

//! Drafts as they are offered: on the start page, and over the evidence that they are about.

use egui::{Label, RichText, Ui};

use crate::casefile::drafts::Draft;
use crate::ui::commands::case_file::CaseFileCommand;
use crate::ui::commands::command::Command;
use crate::ui::state::window::Window;
use crate::ui::text;

/// More drafts of one evidence than these are offered on the start page only.
const MAX_OFFERED: usize = 3;
const LIST_HEIGHT: f32 = 260.0;

/// The list of the start page.
pub(super) fn list(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let drafts = &window.drafts;
    if let Some(problem) = &drafts.problem {
        ui.colored_label(ui.visuals().error_fg_color, text::drafts_unread(problem));
    }
    if drafts.found.is_empty() {
        return;
    }
    ui.strong(text::DRAFTS);
    let area = egui::ScrollArea::vertical()
        .max_height(LIST_HEIGHT)
        // The row around the page does not report how much height is free.
        .min_scrolled_height(LIST_HEIGHT);
    area.auto_shrink([false, true]).show(ui, |ui| {
        for draft in &drafts.found {
            entry(window, draft, ui, out);
        }
    });
    ui.add_space(20.0);
}

fn entry(window: &Window, draft: &Draft, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.add(Label::new(text::evidence_of(draft)).truncate());
    let about = RichText::new(text::about_draft(draft, &window.prefs.zone));
    let is_readable = draft.summary.is_ok();
    let about = if is_readable {
        about.weak()
    } else {
        about.color(ui.visuals().error_fg_color)
    };
    ui.label(about);
    ui.horizontal(|ui| {
        if is_readable && ui.button(text::OPEN_DRAFT).clicked() {
            out.push(Command::CaseFile(CaseFileCommand::OpenDraft(
                draft.path.clone(),
            )));
        }
        if ui.button(text::DISCARD_DRAFT).clicked() {
            out.push(Command::CaseFile(CaseFileCommand::AskDiscardDraft(Some(
                draft.clone(),
            ))));
        }
    });
    ui.add_space(8.0);
}

/// Over the evidence that drafts are about.
pub(super) fn offer(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    for draft in window.drafts.offered().take(MAX_OFFERED) {
        let words = text::draft_of_this(draft, &window.prefs.zone);
        ui.colored_label(ui.visuals().warn_fg_color, RichText::new(words));
        ui.horizontal_wrapped(|ui| {
            if ui.button(text::USE_DRAFT).clicked() {
                out.push(Command::CaseFile(CaseFileCommand::UseDraft(
                    draft.path.clone(),
                )));
            }
            if ui.button(text::NOT_NOW).clicked() {
                out.push(Command::CaseFile(CaseFileCommand::PutDraftsOff));
            }
            if ui.button(text::DISCARD_DRAFT).clicked() {
                out.push(Command::CaseFile(CaseFileCommand::AskDiscardDraft(Some(
                    draft.clone(),
                ))));
            }
        });
    }
}

//! The questions before marks are left behind, a draft is discarded, or paths are accessed that the
//! examiner has not given.

use egui::{Align, Align2, Button, Frame, Id, Layout, Modal, RichText, ScrollArea, Ui, vec2};

use crate::analysis::sentence::printable;
use crate::ui::commands::case_file::CaseFileCommand;
use crate::ui::commands::command::Command;
use crate::ui::commands::evidence::EvidenceCommand;
use crate::ui::state::leave::{LeaveAnswer, LeaveStep};
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::path_question::PathQuestion;
use crate::ui::state::unsaved_marks::UnsavedMarks;
use crate::ui::state::window::Window;
use crate::ui::{text, theme};

const WIDTH: f32 = 560.0;
const MARGIN: f32 = 16.0;
/// The height of a list of paths before it scrolls.
const MAX_HEIGHT: f32 = 160.0;
/// Below the bar at the top, as every question.
const TOP: f32 = 90.0;

/// Draws the question that waits for an answer.
pub(super) fn show(window: &Window, ui: &Ui, out: &mut Vec<Command>) {
    // While a place is chosen, that is the question.
    let is_choosing = window.overlay.is_some() || window.dialog.is_some();
    if let (Some(leave), Some(opened)) = (&window.leave, &window.opened)
        && !is_choosing
    {
        let is_asking = leave.step == LeaveStep::Asking;
        if ask(ui, |ui| marks(window, opened, is_asking, ui, out)) {
            out.push(Command::CaseFile(CaseFileCommand::Leave(
                LeaveAnswer::Cancel,
            )));
        }
    } else if let Some(question) = &window.path_question
        && !is_choosing
    {
        if ask(ui, |ui| paths(question, ui, out)) {
            out.push(Command::Evidence(EvidenceCommand::AnswerPaths(false)));
        }
    } else if window.drafts.to_discard.is_some() && ask(ui, |ui| draft(window, ui, out)) {
        out.push(Command::CaseFile(CaseFileCommand::AskDiscardDraft(None)));
    }
}

/// Draws a question over everything; returns whether it was dismissed.
fn ask(ui: &Ui, content: impl FnOnce(&mut Ui)) -> bool {
    let id = Id::unique("question");
    let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, TOP));
    let frame = Frame::popup(ui.style()).inner_margin(MARGIN);
    let modal = Modal::new(id).area(area).frame(frame);
    let modal = modal.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        content(ui);
    });
    modal.should_close()
}

/// What becomes of the marks.
fn marks(
    window: &Window,
    opened: &OpenedCase,
    is_asking: bool,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let unsaved = UnsavedMarks::of(opened);
    ui.heading(text::LEAVE_TITLE);
    ui.add_space(theme::GAP);
    ui.label(printable(&unsaved.in_words(opened.count())));
    if let Some(notice) = window.notice.as_ref().filter(|notice| notice.is_error) {
        ui.colored_label(ui.visuals().error_fg_color, printable(&notice.text));
    }
    if !is_asking {
        ui.label(text::KEEPING);
    }
    ui.add_space(theme::GAP);
    let keep = matches!(unsaved, UnsavedMarks::InDraft(_))
        .then_some((text::LEAVE_KEEP, LeaveAnswer::Keep));
    let others = [
        keep,
        Some((text::LEAVE_DISCARD, LeaveAnswer::Discard)),
        Some((text::CANCEL, LeaveAnswer::Cancel)),
    ];
    // From the right: the first is the one that Enter answers.
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if primary(ui, text::LEAVE_SAVE, is_asking) {
            out.push(Command::CaseFile(CaseFileCommand::Leave(LeaveAnswer::Save)));
        }
        for (label, answer) in others.into_iter().flatten() {
            let can_answer = is_asking || answer == LeaveAnswer::Cancel;
            if ui.add_enabled(can_answer, Button::new(label)).clicked() {
                out.push(Command::CaseFile(CaseFileCommand::Leave(answer)));
            }
        }
    });
}

/// The question whether paths may be accessed.
fn paths(question: &PathQuestion, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.heading(text::PATHS_TITLE);
    ui.add_space(theme::GAP);
    let list = ScrollArea::vertical().max_height(MAX_HEIGHT);
    list.show(ui, |ui| {
        for path in &question.paths {
            ui.strong(printable(&path.display().to_string()));
        }
    });
    ui.add_space(theme::GAP);
    ui.label(text::PATHS_WHY);
    ui.add_space(theme::GAP);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        // What leads to another machine is not what Enter answers.
        if primary(ui, text::CANCEL, true) {
            out.push(Command::Evidence(EvidenceCommand::AnswerPaths(false)));
        }
        if ui.button(text::PATHS_OPEN).clicked() {
            out.push(Command::Evidence(EvidenceCommand::AnswerPaths(true)));
        }
    });
}

/// Whether a draft goes for good.
fn draft(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let Some(draft) = &window.drafts.to_discard else {
        return;
    };
    ui.heading(text::DISCARD_TITLE);
    ui.add_space(theme::GAP);
    ui.label(text::evidence_of(draft));
    ui.label(text::about_draft(draft, &window.prefs.zone));
    ui.label(text::DISCARD_LOSES);
    ui.add_space(theme::GAP);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        // What cannot be taken back is not what Enter answers.
        if primary(ui, text::CANCEL, true) {
            out.push(Command::CaseFile(CaseFileCommand::AskDiscardDraft(None)));
        }
        if ui.button(text::LEAVE_DISCARD).clicked() {
            out.push(Command::CaseFile(CaseFileCommand::DiscardDraft(
                draft.path.clone(),
            )));
        }
    });
}

/// The button that has the keyboard at first.
fn primary(ui: &mut Ui, label: &str, is_enabled: bool) -> bool {
    let fill = ui.visuals().selection.bg_fill;
    let button = Button::new(RichText::new(label).strong()).fill(fill);
    let response = ui.add_enabled(is_enabled, button);
    if is_enabled && ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    response.clicked()
}

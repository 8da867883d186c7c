//! The head of a session: how much attention it asks for, its kind, what can be done with it, and its sentence.

use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Label, RichText, Ui};

use super::button::{button, icon_button};
use super::page::Page;
use crate::domain::session::Outcome;
use crate::tables::route::{Route, SessionTab};
use crate::ui::commands::command::Command;
use crate::ui::commands::go::GoCommand;
use crate::ui::state::overlay::{OverlayCommand, PromptKind};
use crate::ui::theme::{self, fonts, icons, signs};
use crate::ui::widgets::parts::icon;
use crate::ui::{text, theme::tokens::Tokens};

/// Draws the head.
pub(crate) fn head(page: &Page<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    let tokens = theme::tokens(ui);
    let id = ui.scope_id().with("widths of the head");
    let room = ui.available_width();
    // What stands at the right is drawn last, so that Tab goes from left to right: its width is that of the last
    // frame.
    let (left, right): (f32, f32) = ui.data(|data| data.get_temp(id)).unwrap_or((260.0, 320.0));
    let is_one_row = left + right + theme::GAP * 3.0 <= room;
    let widths = if is_one_row {
        ui.horizontal(|ui| {
            let left = ui.horizontal(|ui| what(page, tokens, ui)).response.rect;
            let spaces = 2.0 * ui.spacing().item_spacing.x;
            ui.add_space((room - left.width() - right - spaces).max(0.0));
            let right = ui.horizontal(|ui| buttons(page, ui, out)).response.rect;
            (left.width(), right.width())
        })
        .inner
    } else {
        let above = ui.horizontal_wrapped(|ui| what(page, tokens, ui)).response;
        let below = ui.horizontal_wrapped(|ui| buttons(page, ui, out)).response;
        // Wrapped rows are no wider than there is room: what they would need stays as it was known.
        let is_whole = |rect: egui::Rect| rect.height() < 1.5 * theme::CLICK_HEIGHT;
        let known =
            |rect: egui::Rect, known: f32| if is_whole(rect) { rect.width() } else { known };
        (known(above.rect, left), known(below.rect, right))
    };
    ui.data_mut(|data| data.insert_temp(id, widths));
}

/// How much attention it asks for, its kind, and its outcome where it is not that somebody came in.
fn what(page: &Page<'_>, tokens: &Tokens, ui: &mut Ui) {
    if let Some(outlier) = page.outlier() {
        let sign = signs::level(tokens, outlier.level);
        ui.label(icon::text(sign, 15.0));
        let word = fonts::name(signs::level_word(outlier.level)).color(sign.color);
        ui.label(word);
        ui.add_space(4.0);
    }
    let session = page.session;
    ui.label(icon::text(signs::kind(tokens, session.kind), 15.0));
    let kind = signs::kind_word(session.kind);
    let words = match (&session.detail, session.reconnect) {
        (Some(detail), _) => {
            format!("{kind}, {}", crate::analysis::sentence::printable(detail))
        }
        (None, true) => format!("{kind}, reconnect"),
        (None, false) => kind.to_owned(),
    };
    let words = ui.label(RichText::new(words).color(tokens.second));
    words.on_hover_text(session.kind.as_str());
    if session.outcome != Outcome::Success {
        ui.add_space(4.0);
        ui.label(icon::text(signs::outcome(tokens, session.outcome), 15.0));
        let word = match session.outcome {
            Outcome::Failed => "Failed",
            Outcome::Refused => "Refused",
            Outcome::Aborted => "No desktop",
            Outcome::Unknown | Outcome::Success => "Outcome unknown",
        };
        ui.label(RichText::new(word).color(tokens.second));
    }
}

fn buttons(page: &Page<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    let siblings = page.stop.siblings.as_ref();
    if let Some(siblings) = siblings.filter(|siblings| siblings.place().1 > 1) {
        let (place, all) = siblings.place();
        let can = |by: isize| siblings.step(by).is_some();
        if icon_button(ui, icons::CARET_LEFT, can(-1), text::PREVIOUS).clicked() {
            out.push(Command::Go(GoCommand::Step(-1)));
        }
        let words = RichText::new(format!("{place} of {all}"));
        ui.label(words.color(theme::tokens(ui).second));
        if icon_button(ui, icons::CARET_RIGHT, can(1), text::NEXT).clicked() {
            out.push(Command::Go(GoCommand::Step(1)));
        }
    }
    if let Some(story) = page.story
        && button(ui, icons::COPY_SIMPLE, text::COPY_SENTENCE).clicked()
    {
        ui.ctx().copy_text(story.copied.clone());
    }
    let mark = button(ui, icons::TAG, text::MARK_SESSION);
    if mark.on_hover_text("Tag this session (T)").clicked() {
        out.push(Command::Overlay(OverlayCommand::Ask(PromptKind::Tag)));
    }
    if page.is_pane {
        let open = button(ui, icons::CORNERS_OUT, text::OPEN_SESSION);
        if open.on_hover_text("Open its page (Enter)").clicked() {
            let route = Route::Session(page.index, SessionTab::Summary);
            out.push(Command::Go(GoCommand::Down(route)));
        }
    }
}

/// The sentence of the session: what the eye should find is heavier.
pub(crate) fn sentence(page: &Page<'_>, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    let Some(story) = page.story else {
        ui.label(text::WORKING);
        return;
    };
    let mut job = LayoutJob::default();
    for part in &story.sentence {
        let font = if part.is_name {
            fonts::semibold(16.0)
        } else {
            FontId::proportional(16.0)
        };
        let mut format = TextFormat::simple(font, tokens.text);
        format.line_height = Some(24.0);
        job.append(&part.text, 0.0, format);
    }
    ui.add(Label::new(job).wrap().selectable(true));
}

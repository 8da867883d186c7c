//! The row at the cursor in words, at the foot of a list. Its height never changes.

use egui::{Align, CornerRadius, Frame, Label, Layout, Margin, Panel, RichText, Stroke, Ui};

use crate::analysis::sentence::{printable, summary};
use crate::tables::cell::CellValue;
use crate::tables::question::Answer;
use crate::tables::wording::{counted, thousands};
use crate::ui::actions::named;
use crate::ui::commands::command::Command;
use crate::ui::commands::table::TableCommand;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::overlay::{OverlayCommand, PromptKind};
use crate::ui::state::prefs::Preferences;
use crate::ui::text;
use crate::ui::theme::{self, fonts, icons, signs};
use crate::ui::widgets::parts::button::{primary, with_words};
use crate::ui::widgets::parts::icon;

/// Height of the card with its margin.
const HEIGHT: f32 = 62.0;
/// The window must be so high for it.
const LEAST_WINDOW: f32 = 600.0;
/// Room for the buttons at the right.
const BUTTONS_WIDTH: f32 = 250.0;

/// Draws the card below the table.
pub(super) fn show(
    opened: &OpenedCase,
    prefs: &Preferences,
    answer: &Answer,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    if ui.ctx().content_rect().height() < LEAST_WINDOW || !answer.question.route.is_list() {
        return;
    }
    Panel::bottom("row in words")
        .frame(Frame::new())
        .show_separator_line(false)
        .exact_size(HEIGHT)
        .show(ui, |ui| {
            let tokens = theme::tokens(ui);
            ui.add_space(6.0);
            Frame::new()
                .fill(tokens.card)
                .stroke(Stroke::new(1.0, tokens.line))
                .corner_radius(CornerRadius::same(theme::CARD_RADIUS))
                .inner_margin(Margin::symmetric(14, 6))
                .show(ui, |ui| {
                    ui.set_height(HEIGHT - 22.0);
                    ui.set_width(ui.available_width());
                    content(opened, prefs, answer, ui, out);
                });
        });
}

fn content(
    opened: &OpenedCase,
    prefs: &Preferences,
    answer: &Answer,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let tokens = theme::tokens(ui);
    let Some((_, row)) = opened.row_at_cursor() else {
        ui.horizontal_centered(|ui| {
            ui.label(RichText::new(text::PICK_ROW).color(tokens.third));
        });
        return;
    };
    let sessions = answer.rows.sessions(row);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        if !sessions.is_empty() {
            let mark = with_words(ui, icons::TAG, text::MARK_BUTTON, true);
            if mark.on_hover_text(named::TAG.keys_in_words()).clicked() {
                out.push(Command::Overlay(OverlayCommand::Ask(PromptKind::Tag)));
            }
            let words = match &*sessions {
                [_] => text::OPEN_THE_ROW.to_owned(),
                several => format!(
                    "Open {}",
                    counted(several.len() as u64, "session", "sessions")
                ),
            };
            if primary(ui, &words, true)
                .on_hover_text(text::ENTER_KEY)
                .clicked()
            {
                out.push(Command::Table(TableCommand::OpenCursor));
            }
        }
        let width = (ui.available_width() - 8.0).max(BUTTONS_WIDTH);
        ui.allocate_ui_with_layout(
            egui::vec2(width, ui.available_height()),
            Layout::left_to_right(Align::Center),
            |ui| {
                if let Some(level) = answer.rows.level(row) {
                    ui.label(icon::text(signs::level(tokens, level), 18.0));
                }
                let words = sentence(opened, prefs, answer, row, &sessions);
                let label = RichText::new(printable(&words)).font(fonts::body());
                ui.add(Label::new(label).wrap())
                    .on_hover_text(printable(&words));
            },
        );
    });
}

/// A session as its summary; rows of several by their name and counts.
fn sentence(
    opened: &OpenedCase,
    prefs: &Preferences,
    answer: &Answer,
    row: u32,
    sessions: &[u32],
) -> String {
    let case = &opened.loaded.case;
    if let [only] = sessions
        && let Some(session) = case.sessions.get(*only as usize)
    {
        return summary(case, session, &prefs.zone);
    }
    // The counts stand in the row already: a row may represent a million sessions.
    let count = |id: &str| {
        let headers = answer.rows.headers();
        let column = headers.iter().position(|header| header.id == id)?;
        match answer.rows.cell(row, column) {
            CellValue::Number(count) => Some(count),
            _ => None,
        }
    };
    let [came_in, failed] = ["successes", "failures"].map(|id| count(id).unwrap_or(0));
    let others = count("sessions").map_or(0, |all| all.saturating_sub(came_in + failed));
    let counts = [
        (came_in, "came in"),
        (failed, "failed"),
        (others, "with another result"),
    ]
    .map(|(count, what)| (count > 0).then(|| format!("{} {what}", thousands(count))));
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    let name = answer.rows.row_name(row);
    if counts.is_empty() {
        name
    } else {
        format!("{name}: {}.", counts.join(", "))
    }
}

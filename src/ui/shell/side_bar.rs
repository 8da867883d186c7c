//! The views, at the left, in the order of the questions: who, when and where to, proof, and what Windows counts. In
//! narrow windows only their icons.

use egui::{Align2, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::analysis::filter::Scope;
use crate::tables::route::Route;
use crate::tables::wording::thousands;
use crate::ui::actions::{keys_of, named};
use crate::ui::commands::command::Command;
use crate::ui::commands::go::GoCommand;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::overlay::{OverlayCommand, PromptKind};
use crate::ui::theme::{self, fonts, icons};
use crate::ui::widgets::parts::icon;
use crate::ui::{text, theme::BUTTON_RADIUS};

/// Width with words.
pub(super) const WIDTH: f32 = 196.0;
/// Width with icons only.
pub(super) const RAIL_WIDTH: f32 = 48.0;
/// From this width of the window on, in points, it has words where the user chose nothing.
pub(super) const WORDS_FROM: f32 = 1_400.0;
/// Height of an entry.
const ENTRY_HEIGHT: f32 = 28.0;

/// An entry.
struct Entry {
    icon: char,
    label: &'static str,
    route: Route,
    /// What stands at its right: how many rows it has.
    count: Option<u64>,
    /// A fact that is to be seen, such as `2 cleared`.
    badge: Option<String>,
}

impl Entry {
    fn new(icon: char, label: &'static str, route: Route) -> Self {
        Self {
            icon,
            label,
            route,
            count: None,
            badge: None,
        }
    }

    fn count(mut self, count: usize) -> Self {
        self.count = Some(count as u64);
        self
    }
}

/// Draws the list.
pub(super) fn show(opened: &OpenedCase, is_rail: bool, ui: &mut Ui, out: &mut Vec<Command>) {
    let room = ui.available_height() - ENTRY_HEIGHT - 20.0;
    ScrollArea::vertical()
        .max_height(room.max(60.0))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (title, entries) in groups(opened) {
                heading(ui, title, is_rail);
                for entry in entries {
                    one(opened, &entry, is_rail, ui, out);
                }
            }
        });
    let ask = text::ASK_PRESENCE_BUTTON;
    let response = row(ui, (icons::SEAL_QUESTION, ask), is_rail, false, true);
    if response
        .on_hover_text(named::PRESENCE.keys_in_words())
        .clicked()
    {
        out.push(Command::Overlay(OverlayCommand::Ask(PromptKind::Presence)));
    }
}

/// The entries by their questions.
fn groups(opened: &OpenedCase) -> [(&'static str, Vec<Entry>); 4] {
    let loaded = &opened.loaded;
    let case = &loaded.case;
    let shown = case.sessions.len() - loaded.session_index.hidden();
    let cleared = loaded.cleared_logs.len() as u64;
    let mut evidence = Entry::new(icons::HARD_DRIVES, text::EVIDENCE, Route::Evidence);
    if cleared > 0 {
        evidence.badge = Some(format!("{} cleared", thousands(cleared)));
    } else {
        evidence = evidence.count(case.files.len());
    }
    let mut problems = Entry::new(icons::WARNING_CIRCLE, text::PROBLEMS, Route::Problems);
    if case.problems.is_empty() {
        problems = problems.count(case.notices.len());
    } else {
        problems.badge = Some(thousands((case.problems.len() + case.notices.len()) as u64));
    }
    [
        (
            "Who",
            vec![
                Entry::new(icons::USERS, text::USERS, Route::Users),
                Entry::new(
                    icons::IDENTIFICATION_CARD,
                    text::USER_PLACES,
                    Route::UserPlaces(Scope::default()),
                ),
                Entry::new(
                    icons::GLOBE_HEMISPHERE_WEST,
                    text::RANGES,
                    Route::Ranges(Scope::default()),
                ),
            ],
        ),
        (
            "When and where to",
            vec![
                Entry::new(
                    icons::LIST_BULLETS,
                    text::SESSIONS,
                    Route::Sessions(Scope::default()),
                )
                .count(shown),
                Entry::new(icons::APP_WINDOW, text::ACTIVITY, Route::Activity)
                    .count(case.activities.len()),
            ],
        ),
        (
            "Proof",
            vec![
                Entry::new(icons::DESKTOP_TOWER, text::HOSTS, Route::Hosts).count(case.hosts.len()),
                evidence,
                problems,
            ],
        ),
        (
            "As Windows counts",
            vec![
                Entry::new(icons::KEY, text::LOGON_SESSIONS, Route::LogonSessions)
                    .count(case.logon_sessions.len()),
                Entry::new(icons::MONITOR, text::LOCAL_SESSIONS, Route::LocalSessions)
                    .count(case.local_sessions.len()),
            ],
        ),
    ]
}

/// The heading of a group, or a line between icons.
fn heading(ui: &mut Ui, title: &str, is_rail: bool) {
    let tokens = theme::tokens(ui);
    if is_rail {
        ui.add_space(4.0);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
        ui.painter()
            .rect_filled(rect.shrink2(vec2(4.0, 0.0)), 0.0, tokens.line);
        ui.add_space(4.0);
    } else {
        ui.add_space(8.0);
        let text = egui::RichText::new(title).font(fonts::caption());
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            ui.label(text.color(tokens.third));
        });
    }
}

fn one(opened: &OpenedCase, entry: &Entry, is_rail: bool, ui: &mut Ui, out: &mut Vec<Command>) {
    let top = opened.history.path().first().map(|stop| &stop.route);
    let is_here = top == Some(&entry.route);
    let response = row(ui, (entry.icon, entry.label), is_rail, is_here, false);
    let tokens = theme::tokens(ui);
    let rect = response.rect;
    match (&entry.badge, entry.count) {
        (Some(_), _) if is_rail => {
            let center = pos2(rect.right() - 8.0, rect.top() + 7.0);
            ui.painter().circle_filled(center, 3.5, tokens.worth_a_look);
        }
        (Some(badge), _) => {
            let font = fonts::caption();
            let text = badge.clone();
            let galley =
                ui.fonts_mut(|fonts| fonts.layout_no_wrap(text, font, tokens.worth_a_look));
            let size = galley.size() + vec2(12.0, 3.0);
            let place =
                Align2::RIGHT_CENTER.align_size_within_rect(size, rect.shrink2(vec2(6.0, 0.0)));
            ui.painter()
                .rect_filled(place, 8.0, tokens.worth_a_look_ground);
            let at = place.center() - galley.size() / 2.0;
            ui.painter().galley(at, galley, tokens.worth_a_look);
        }
        (None, Some(count)) if !is_rail => {
            let place = pos2(rect.right() - 8.0, rect.center().y);
            let font = fonts::caption();
            ui.painter().text(
                place,
                Align2::RIGHT_CENTER,
                thousands(count),
                font,
                tokens.third,
            );
        }
        (None, _) => {}
    }
    let keys = keys_of(entry.label);
    let hint = match (&entry.badge, is_rail) {
        (Some(badge), true) => format!("{}: {badge} ({keys})", entry.label),
        (None, true) => format!("{} ({keys})", entry.label),
        (_, false) => keys,
    };
    if response.on_hover_text(hint).clicked() {
        out.push(Command::Go(GoCommand::To(entry.route.clone())));
    }
}

/// One line that can be clicked: an icon, and its words where there is room.
fn row(
    ui: &mut Ui,
    (sign, label): (char, &str),
    is_rail: bool,
    is_here: bool,
    has_frame: bool,
) -> Response {
    let tokens = theme::tokens(ui);
    let size = vec2(ui.available_width(), ENTRY_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_here, label));
    let fill = match (is_here, response.hovered()) {
        (true, _) => Some(tokens.selection),
        (false, true) => Some(tokens.raised),
        (false, false) => None,
    };
    if let Some(fill) = fill {
        ui.painter()
            .rect_filled(rect, f32::from(BUTTON_RADIUS), fill);
    }
    if is_here {
        let bar =
            egui::Rect::from_min_size(rect.min + vec2(0.0, 6.0), vec2(3.0, rect.height() - 12.0));
        ui.painter().rect_filled(bar, 2.0, tokens.accent);
    }
    if has_frame || response.has_focus() {
        let color = if response.has_focus() {
            tokens.accent
        } else {
            tokens.strong_line
        };
        let stroke = egui::Stroke::new(if response.has_focus() { 2.0 } else { 1.0 }, color);
        let kind = egui::StrokeKind::Inside;
        ui.painter()
            .rect_stroke(rect, f32::from(BUTTON_RADIUS), stroke, kind);
    }
    let color = if is_here { tokens.text } else { tokens.second };
    if is_rail {
        icon::paint_plain(ui, rect.center(), sign, 17.0, color);
        return response;
    }
    icon::paint_plain(
        ui,
        pos2(rect.left() + 17.0, rect.center().y),
        sign,
        16.0,
        color,
    );
    let font = if is_here {
        fonts::medium(13.0)
    } else {
        fonts::body()
    };
    let place = pos2(rect.left() + 34.0, rect.center().y);
    ui.painter()
        .text(place, Align2::LEFT_CENTER, label, font, color);
    response
}

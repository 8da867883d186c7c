//! What happened in a session, line by line, with the sessions that it led to indented behind a rail.

use egui::{Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::button::link;
use super::page::Page;
use crate::analysis::story::{Happened, Story, What};
use crate::domain::activity::ActivityKind;
use crate::domain::time::DisplayZone;
use crate::tables::route::{Route, SessionTab};
use crate::ui::commands::command::Command;
use crate::ui::commands::go::GoCommand;
use crate::ui::text;
use crate::ui::theme::tokens::Tokens;
use crate::ui::theme::{self, CARD_RADIUS, fonts, icons, signs};
use crate::ui::widgets::parts::cut::{Cut, fit};
use crate::ui::widgets::parts::icon;

/// Height of a line.
const ROW: f32 = 26.0;
/// How far lines of onward sessions are indented.
const INDENT: f32 = 26.0;
/// From here on there is room for what is said about a line.
const WIDE: f32 = 480.0;
/// Where the switch for onward sessions is kept.
const SWITCH: &str = "with onward sessions";

/// Draws the lines.
pub(crate) fn happened(page: &Page<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    let Some(story) = page.story else {
        return;
    };
    let with_onward = is_on(ui);
    let rows: Vec<&Happened> = story
        .happened
        .iter()
        .filter(|row| with_onward || !row.is_onward)
        .collect();
    let tokens = theme::tokens(ui);
    let frame = egui::Frame::new()
        .fill(tokens.card)
        .stroke(Stroke::new(tokens.frame().max(1.0), tokens.line))
        .corner_radius(CARD_RADIUS);
    frame.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let pattern = time_pattern(&rows, &page.prefs.zone);
        for (place, row) in rows.iter().enumerate() {
            let response = line(ui, row, (&page.prefs.zone, pattern), place > 0, tokens);
            if response.clicked() {
                out.push(lead(row));
            }
        }
    });
    let told = story.happened.iter().filter(|row| !row.is_onward);
    let told = told.filter(|row| matches!(row.what, What::Did(_))).count();
    if told < story.activities {
        let words = text::all_activities(story.activities);
        if link(ui, &words).clicked() {
            out.push(Command::Go(GoCommand::Tab(SessionTab::Activity)));
        }
    }
}

/// Where a line leads.
fn lead(row: &Happened) -> Command {
    Command::Go(match row.leads_to {
        Some(session) => GoCommand::Down(Route::Session(session, SessionTab::Summary)),
        None => GoCommand::Tab(SessionTab::Activity),
    })
}

/// The switch for onward sessions. It stands only where there are any.
pub(super) fn switch(story: &Story, ui: &mut Ui) {
    let mut is_on = is_on(ui);
    if story.happened.iter().any(|row| row.is_onward)
        && ui.checkbox(&mut is_on, text::WITH_ONWARD).changed()
    {
        ui.data_mut(|data| data.insert_temp(egui::Id::unique(SWITCH), is_on));
    }
}

/// Whether onward sessions are told as well.
fn is_on(ui: &Ui) -> bool {
    let id = egui::Id::unique(SWITCH);
    ui.data(|data| data.get_temp(id)).unwrap_or(true)
}

/// Times of one day need no date.
fn time_pattern(rows: &[&Happened], zone: &DisplayZone) -> &'static str {
    let mut days = rows
        .iter()
        .filter_map(|row| Some(zone.format(row.time?, "%Y-%m-%d")));
    let first = days.next();
    if days.all(|day| Some(day) == first) {
        "%H:%M:%S"
    } else {
        "%-d %b %H:%M:%S"
    }
}

fn line(
    ui: &mut Ui,
    row: &Happened,
    (zone, pattern): (&DisplayZone, &str),
    has_rule: bool,
    tokens: &'static Tokens,
) -> Response {
    let leads = row.leads_to.is_some() || matches!(row.what, What::Did(_));
    let sense = if leads {
        Sense::click()
    } else {
        Sense::hover()
    };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), sense);
    if leads && response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hovered);
    }
    if response.has_focus() {
        let stroke = Stroke::new(2.0, tokens.accent);
        let kind = egui::StrokeKind::Inside;
        ui.painter().rect_stroke(rect, 2.0, stroke, kind);
    }
    if has_rule {
        let stroke = Stroke::new(1.0, tokens.line);
        ui.painter().hline(rect.x_range(), rect.top(), stroke);
    }
    let time = row
        .time
        .map_or_else(|| "–".to_owned(), |time| zone.format(time, pattern));
    let time_width = if pattern.len() > 8 { 112.0 } else { 66.0 };
    let at = pos2(rect.left() + 12.0, rect.top() + 5.0);
    let (galley, _) = fit(
        ui,
        &time,
        (fonts::body(), tokens.second),
        time_width,
        Cut::End,
    );
    ui.painter().galley(at, galley, tokens.second);
    let mut left = at.x + time_width + 4.0;
    if row.is_onward {
        let rail = Stroke::new(2.0, tokens.families[1]);
        ui.painter().vline(left + 7.0, rect.y_range(), rail);
        left += INDENT;
    }
    let sign = row.level.map(|level| signs::level(tokens, level));
    let color = sign.map_or(tokens.second, |sign| sign.color);
    let center = pos2(left + 7.0, rect.center().y);
    icon::paint_plain(ui, center, row_icon(row.what), 15.0, color);
    let words = rect.with_min_x(left + 24.0).with_max_x(rect.right() - 30.0);
    let is_cut = texts(ui, words, row, tokens);
    let end = pos2(rect.right() - 16.0, rect.center().y);
    match (sign, row.leads_to) {
        (Some(sign), _) => icon::paint(ui, end, sign, 15.0),
        (None, Some(_)) => icon::paint_plain(ui, end, icons::CARET_RIGHT, 14.0, tokens.accent),
        (None, None) => {}
    }
    let name = name(row, &time);
    let role = if leads { Role::Link } else { Role::Label };
    response.widget_info(|| WidgetInfo::labeled(role, true, &name));
    let response = if leads {
        response.on_hover_cursor(egui::CursorIcon::PointingHand)
    } else {
        response
    };
    if !is_cut && row.time.is_none() {
        return response;
    }
    response.on_hover_ui(|ui| {
        ui.label(&row.text);
        if !row.more.is_empty() {
            ui.label(&row.more);
        }
        if let Some(time) = row.time {
            ui.monospace(time.to_string());
        }
    })
}

/// The words of a line, and what is said about them where there is room; whether anything was cut.
fn texts(ui: &Ui, rect: Rect, row: &Happened, tokens: &Tokens) -> bool {
    let has_more = !row.more.is_empty() && rect.width() >= WIDE - 120.0;
    let room = if has_more {
        rect.width() * 0.46
    } else {
        rect.width()
    };
    let font = if row.level.is_some() || row.leads_to.is_some() {
        fonts::medium(13.0)
    } else {
        fonts::body()
    };
    let (galley, is_cut) = fit(ui, &row.text, (font, tokens.text), room - 8.0, Cut::Middle);
    let y = rect.center().y - galley.size().y / 2.0;
    ui.painter()
        .galley(pos2(rect.left(), y), galley, tokens.text);
    if !has_more {
        return is_cut;
    }
    let font = if row.is_quoted {
        egui::FontId::monospace(12.0)
    } else {
        fonts::body()
    };
    let style = (font, tokens.third);
    let (galley, more_cut) = fit(ui, &row.more, style, rect.width() - room, Cut::Middle);
    let y = rect.center().y - galley.size().y / 2.0;
    let at = pos2(rect.left() + room, y);
    ui.painter().galley(at, galley, tokens.third);
    is_cut || more_cut
}

/// A line as a screen reader says it.
fn name(row: &Happened, time: &str) -> String {
    let more = if row.more.is_empty() {
        String::new()
    } else {
        format!(", {}", row.more)
    };
    let level = row.level.map_or_else(String::new, |level| {
        format!(", {}", signs::level_word(level))
    });
    let opens = match row.leads_to {
        Some(_) => format!(". {}", text::OPEN_THAT_SESSION),
        None => String::new(),
    };
    format!("{time} {}{more}{level}{opens}", row.text)
}

/// The icon of a line.
fn row_icon(what: What) -> char {
    let kind = match what {
        What::CameIn => return icons::SIGN_IN,
        What::TookUp => return icons::MONITOR,
        What::Refused => return icons::PROHIBIT,
        What::Left => return icons::SIGN_OUT,
        What::Did(kind) => kind,
    };
    match kind {
        ActivityKind::ProgramStarted => icons::APP_WINDOW,
        ActivityKind::DocumentOpened => icons::FILE_TEXT,
        ActivityKind::FolderOpened => icons::FOLDER_OPEN,
        ActivityKind::FileCreated | ActivityKind::FileAccessed => icons::FILE,
        ActivityKind::FileDeleted => icons::TRASH,
        ActivityKind::ShareOpened => icons::SHARE_NETWORK,
        ActivityKind::ServiceInstalled | ActivityKind::ServiceChanged => icons::GEAR_SIX,
        ActivityKind::TaskCreated
        | ActivityKind::TaskChanged
        | ActivityKind::TaskDeleted
        | ActivityKind::TaskRun => icons::TIMER,
        ActivityKind::AccountChanged => icons::USER_GEAR,
        ActivityKind::ScriptRun => icons::TERMINAL_WINDOW,
        ActivityKind::ConnectionMade => icons::ARROW_SQUARE_OUT,
        ActivityKind::Download => icons::DOWNLOAD_SIMPLE,
        ActivityKind::ProtectionChanged => icons::SHIELD,
        ActivityKind::MalwareFound => icons::WARNING_CIRCLE,
        ActivityKind::DeviceAttached => icons::PLUG,
        ActivityKind::RegistryChanged => icons::DATABASE,
        ActivityKind::NameLookedUp => icons::MAGNIFYING_GLASS,
        ActivityKind::LogCleared => icons::ERASER,
        ActivityKind::Presence => icons::CLOCK,
    }
}

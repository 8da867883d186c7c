//! The first records that made a session, as a short table below its story.

use std::collections::BTreeSet;

use egui::text::{LayoutJob, TextFormat};
use egui::{Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::button::link;
use super::page::Page;
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::domain::session::Source;
use crate::tables::route::SessionTab;
use crate::tables::wording::{sentence_case, short_join, short_log};
use crate::ui::commands::command::Command;
use crate::ui::commands::go::GoCommand;
use crate::ui::text;
use crate::ui::theme::tokens::Tokens;
use crate::ui::theme::{self, fonts};
use crate::ui::widgets::parts::cut::{Cut, fit};

/// So many records are shown.
const SHOWN: usize = 5;
/// Height of a line.
const ROW: f32 = 25.0;

/// The columns: header, width in points, and from which width of the table on it is there. The one without a width
/// takes what is left.
const COLUMNS: [(&str, f32, f32); 6] = [
    ("Time", 96.0, 0.0),
    ("Role", 104.0, 420.0),
    ("What it says", 0.0, 0.0),
    ("Log", 170.0, 760.0),
    ("Event", 52.0, 320.0),
    ("Why it belongs here", 172.0, 600.0),
];

/// Draws the first records.
pub(crate) fn first_sources(page: &Page<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    let (case, sources) = (page.case(), &page.session.sources);
    if sources.is_empty() {
        return;
    }
    let tokens = theme::tokens(ui);
    let records = sources
        .iter()
        .filter_map(|source| case.record(source.event));
    let logs: BTreeSet<&str> = records.map(|record| &*record.channel).collect();
    let shown = sources.len().min(SHOWN);
    ui.horizontal_wrapped(|ui| {
        let mut title = LayoutJob::default();
        let heading = TextFormat::simple(fonts::semibold(14.0), tokens.text);
        title.append(text::SOURCES, 0.0, heading);
        let words = text::first_sources(sources.len(), logs.len(), shown);
        let small = TextFormat::simple(fonts::label(), tokens.third);
        title.append(&words, 8.0, small);
        ui.label(title);
        let all = text::all_sources(sources.len());
        if link(ui, &all).clicked() {
            out.push(Command::Go(GoCommand::Tab(SessionTab::Sources)));
        }
    });
    ui.spacing_mut().item_spacing.y = 0.0;
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(vec2(width, 22.0), Sense::hover());
    for (number, place) in places(rect) {
        let title = COLUMNS.get(number).map_or("", |column| column.0);
        cell(ui, place, title, (fonts::caption(), tokens.third), false);
    }
    let line = Stroke::new(1.0, tokens.strong_line);
    ui.painter().hline(rect.x_range(), rect.bottom(), line);
    for source in sources.iter().take(SHOWN) {
        row(page, source, ui, tokens, out);
    }
}

/// Where the columns lie that have room.
fn places(rect: Rect) -> Vec<(usize, Rect)> {
    let fits = |column: &(&str, f32, f32)| rect.width() >= column.2;
    let used: f32 = COLUMNS
        .iter()
        .filter(|column| fits(column))
        .map(|column| column.1)
        .sum();
    let rest = (rect.width() - used - 8.0).max(60.0);
    let mut left = rect.left() + 8.0;
    let mut found = Vec::new();
    for (number, column) in COLUMNS.iter().enumerate() {
        if !fits(column) {
            continue;
        }
        let width = if column.1 > 0.0 { column.1 } else { rest };
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(width - 8.0, rect.height()));
        found.push((number, place));
        left += width;
    }
    found
}

fn row(
    page: &Page<'_>,
    source: &Source,
    ui: &mut Ui,
    tokens: &'static Tokens,
    out: &mut Vec<Command>,
) {
    let Some(record) = page.case().record(source.event) else {
        return;
    };
    let time = page.prefs.zone.format(record.time, "%H:%M:%S%.3f");
    let says = Case::record_says(record).unwrap_or("–");
    let why = short_join(&source.join);
    let rule = source.rule.as_str();
    let texts = [
        time,
        sentence_case(source.role.as_str()),
        says.to_owned(),
        printable(short_log(&record.channel)),
        record.event_id.to_string(),
        format!("{rule}  {}", printable(&why)),
    ];
    let size = vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0.0, tokens.hovered);
    }
    let line = Stroke::new(1.0, tokens.line);
    ui.painter().hline(rect.x_range(), rect.bottom(), line);
    for (number, place) in places(rect) {
        let text = texts.get(number).map_or("", String::as_str);
        let color = if number == 0 || number == 2 {
            tokens.text
        } else {
            tokens.second
        };
        cell(ui, place, text, (fonts::body(), color), number == 4);
    }
    let name = texts.join(", ");
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &name));
    let response = response.on_hover_ui(|ui| {
        ui.label(says);
        ui.label(printable(&record.channel));
        ui.label(Case::rule_statement(rule));
        ui.monospace(format!("{}, record {}", record.time, record.record_id));
    });
    if response.clicked() {
        out.push(Command::Go(GoCommand::Tab(SessionTab::Sources)));
    }
}

fn cell(
    ui: &Ui,
    place: Rect,
    text: &str,
    (font, color): (egui::FontId, egui::Color32),
    is_right: bool,
) {
    let (galley, _) = fit(ui, text, (font, color), place.width(), Cut::End);
    let left = if is_right {
        place.right() - galley.size().x
    } else {
        place.left()
    };
    let at = pos2(left, place.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
}

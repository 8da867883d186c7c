//! What the colours, forms and signs of the timeline mean: an icon and a word for what is in it.

use egui::epaint::Mesh;
use egui::{Color32, Rangef, Rect, Sense, Shape, Ui, pos2, vec2};

use super::state::{Timeline, TimelineInput, TimelineMode};
use crate::domain::session::Kind;
use crate::ui::theme::signs::{self, Family};
use crate::ui::theme::{self, fonts, icons, tokens::Tokens};
use crate::ui::widgets::parts::{chart, icon};

/// Room for a sign.
const SIGN: f32 = 18.0;

/// Space between entries.
const GAP: f32 = 12.0;

/// One entry.
#[derive(Clone)]
pub(super) struct LegendEntry {
    sign: LegendSign,
    color: Color32,
    word: String,
}

/// What stands before the word.
#[derive(Clone, Copy)]
enum LegendSign {
    Icon(char),
    /// Columns of failures.
    Columns,
    /// The triangle of a cleared log.
    Triangle,
    /// A full bar.
    Bar,
    /// A hatched bar.
    Hatch,
    /// Nothing: the word says it.
    None,
}

impl LegendEntry {
    fn new(sign: LegendSign, color: Color32, word: impl Into<String>) -> Self {
        Self {
            sign,
            color,
            word: word.into(),
        }
    }

    /// How much room it needs.
    pub(super) fn width(&self, ui: &Ui) -> f32 {
        text_width(ui, &self.word) + SIGN + GAP
    }
}

/// What is in the timeline.
pub(super) fn entries(ui: &Ui, timeline: &Timeline, input: &TimelineInput) -> Vec<LegendEntry> {
    let tokens = theme::tokens(ui);
    match timeline.shows {
        TimelineMode::Lanes => of_lanes(tokens, timeline),
        TimelineMode::Week => {
            let zone = format!("Begin of sessions, {}", input.zone.label());
            vec![
                LegendEntry::new(LegendSign::None, tokens.third, zone),
                LegendEntry::new(LegendSign::Bar, tokens.came_in, "Sessions"),
                LegendEntry::new(LegendSign::Hatch, tokens.failed, "× failed"),
            ]
        }
        TimelineMode::Coverage => vec![
            LegendEntry::new(LegendSign::Bar, tokens.came_in, "Records"),
            LegendEntry::new(LegendSign::Hatch, tokens.third, "Lost"),
            LegendEntry::new(LegendSign::Triangle, tokens.look_first, "Cleared"),
            LegendEntry::new(
                LegendSign::Icon(icons::WARNING_DIAMOND),
                tokens.worth_a_look,
                "Clock set",
            ),
        ],
    }
}

fn of_lanes(tokens: &Tokens, timeline: &Timeline) -> Vec<LegendEntry> {
    let drawing = timeline.drawing();
    let family = |family: &Family| {
        let kind = Kind::ALL
            .iter()
            .copied()
            .find(|kind| Family::of(*kind) == *family);
        let sign = kind.map_or(LegendSign::None, |kind| {
            LegendSign::Icon(signs::kind(tokens, kind).icon)
        });
        LegendEntry::new(sign, family.color(tokens), family.word())
    };
    let mut entries: Vec<LegendEntry> = drawing.families.iter().map(family).collect();
    if drawing.has_refusals {
        entries.push(LegendEntry::new(
            LegendSign::Columns,
            tokens.failed,
            "Failures",
        ));
    }
    if !drawing.cleared.is_empty() {
        entries.push(LegendEntry::new(
            LegendSign::Triangle,
            tokens.look_first,
            "Log cleared",
        ));
    }
    entries
}

/// Draws entries from the right.
pub(super) fn show(ui: &mut Ui, entries: &[LegendEntry]) {
    let tokens = theme::tokens(ui);
    ui.spacing_mut().item_spacing.x = 0.0;
    ui.add_space(4.0);
    for entry in entries.iter().rev() {
        let size = vec2(entry.width(ui), 20.0);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        let sign = Rect::from_min_size(rect.min, vec2(14.0, rect.height()));
        paint_sign(ui, sign, entry);
        let place = rect.left_center() + vec2(SIGN, 0.0);
        let font = fonts::label();
        let color = tokens.second;
        let text = entry.word.clone();
        let galley = ui.fonts_mut(|fonts| fonts.layout_no_wrap(text, font, color));
        ui.painter()
            .galley(place - vec2(0.0, galley.size().y / 2.0), galley, color);
        let word = entry.word.clone();
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &word));
    }
}

fn paint_sign(ui: &Ui, rect: Rect, entry: &LegendEntry) {
    let (center, color) = (rect.center(), entry.color);
    let bar = Rect::from_center_size(center, vec2(14.0, 8.0));
    let mut mesh = Mesh::default();
    match entry.sign {
        LegendSign::Icon(sign) => icon::paint_plain(ui, center, sign, 14.0, color),
        LegendSign::Columns => {
            for (n, height) in [5.0, 10.0, 7.0, 11.0].into_iter().enumerate() {
                let left = rect.left() + 3.0 * n as f32;
                let bottom = center.y + 5.5;
                let x = Rangef::new(left, left + 2.0);
                let y = Rangef::new(bottom - height, bottom);
                mesh.add_colored_rect(Rect::from_x_y_ranges(x, y), color);
            }
        }
        LegendSign::Triangle => {
            let top = center.y - 4.0;
            for corner in [
                (center.x - 5.0, top),
                (center.x + 5.0, top),
                (center.x, top + 8.0),
            ] {
                mesh.colored_vertex(pos2(corner.0, corner.1), color);
            }
            mesh.add_triangle(0, 1, 2);
        }
        LegendSign::Bar => mesh.add_colored_rect(bar, color),
        LegendSign::Hatch => {
            ui.painter().add(chart::hatch(bar, color));
        }
        LegendSign::None => {}
    }
    ui.painter().add(Shape::mesh(mesh));
}

/// The width of a text of the line.
pub(super) fn text_width(ui: &Ui, text: &str) -> f32 {
    let color = Color32::WHITE;
    let text = text.to_owned();
    ui.fonts_mut(|fonts| fonts.layout_no_wrap(text, fonts::medium(12.0), color))
        .size()
        .x
}

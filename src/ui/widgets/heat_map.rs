//! A week of days and hours. All of it is in view whatever the height: cells shrink, and labels become fewer. Each cell
//! that is large enough has its number written in it; a stronger ground only helps the eye to find it. Failures have
//! a hatch, and a sign before their number.

use egui::{Align2, Color32, Rect, Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::parts::chart;
use crate::analysis::week_counts::{DAYS, HOURS, HourCounts, WeekCounts, day_name};
use crate::tables::wording::thousands;
use crate::ui::theme::tokens::Tokens;
use crate::ui::theme::{self, fonts};

/// Room for the names of the days.
const NAMES: f32 = 44.0;

/// Room for the hours.
const HEADER: f32 = 18.0;

/// A cell of this size has room for two short numbers, side by side or in two lines; a smaller one for one number; one
/// that is smaller still for none.
const WIDE: Vec2 = vec2(62.0, 15.0);
const TALL: Vec2 = vec2(30.0, 27.0);
const SINGLE: Vec2 = vec2(24.0, 13.0);

/// Labels of hours and of days are not closer than this.
const HOUR_LABEL: f32 = 20.0;
const DAY_LABEL: f32 = 12.0;

/// No cell is higher: a week of large squares tells no more.
const HIGHEST: f32 = 44.0;

/// The ground of the weakest cell that has anything, and of the strongest: the empty ones have none.
const WEAKEST: f32 = 0.14;
const STRONGEST: f32 = 0.95;

/// From this strength of the ground on, numbers are dark on it.
const DARK_FROM: f32 = 0.5;

/// What a view shows.
pub struct HeatMap<'a> {
    /// The counts.
    pub heat: &'a WeekCounts,
    /// Whether a click on a cell means anything.
    pub is_enabled: bool,
}

impl HeatMap<'_> {
    /// Fills the available space; the cell that was clicked, as day and hour.
    pub fn show(self, ui: &mut Ui) -> Option<(usize, usize)> {
        let rect = ui.available_rect_before_wrap();
        ui.allocate_rect(rect, Sense::hover());
        let room = (rect.size() - vec2(NAMES, HEADER + 4.0)).max(Vec2::splat(24.0));
        let size = room / vec2(HOURS as f32, DAYS as f32);
        let size = vec2(size.x, size.y.min(HIGHEST));
        Self::heads(ui, rect, size);
        self.cells(ui, rect, size)
    }

    /// The hours above and the days at the left, as many as have room.
    fn heads(ui: &Ui, rect: Rect, size: Vec2) {
        let color = theme::tokens(ui).third;
        let every = |label: f32, cell: f32, steps: &[usize]| {
            let fits = steps.iter().find(|step| **step as f32 * cell >= label);
            fits.copied().unwrap_or(12)
        };
        for hour in (0..HOURS).step_by(every(HOUR_LABEL, size.x, &[1, 2, 3, 6])) {
            let x = rect.left() + NAMES + (hour as f32 + 0.5) * size.x;
            let place = pos2(x, rect.top() + HEADER / 2.0);
            let text = format!("{hour:02}");
            ui.painter()
                .text(place, Align2::CENTER_CENTER, text, fonts::caption(), color);
        }
        for day in (0..DAYS).step_by(every(DAY_LABEL, size.y, &[1, 2, 3])) {
            let y = rect.top() + HEADER + (day as f32 + 0.5) * size.y;
            let place = pos2(rect.left(), y);
            let name = day_name(day);
            ui.painter()
                .text(place, Align2::LEFT_CENTER, name, fonts::caption(), color);
        }
    }

    fn cells(&self, ui: &mut Ui, rect: Rect, size: Vec2) -> Option<(usize, usize)> {
        let most = self.heat.most();
        let first = rect.min + vec2(NAMES, HEADER);
        let mut clicked = None;
        for day in 0..DAYS {
            for hour in 0..HOURS {
                let min = first + size * vec2(hour as f32, day as f32);
                let gap = if size.y < SINGLE.y { 0.5 } else { 1.0 };
                let place = Rect::from_min_size(min, size).shrink(gap);
                let cell = self.heat.cell(day, hour);
                if self.cell(ui, place, (day, hour), (cell, most)) {
                    clicked = Some((day, hour));
                }
            }
        }
        clicked
    }

    /// One cell; whether it was clicked.
    fn cell(
        &self,
        ui: &mut Ui,
        rect: Rect,
        at: (usize, usize),
        (cell, most): (HourCounts, u64),
    ) -> bool {
        let can_click = self.is_enabled && cell.all() > 0;
        // The keyboard goes only where there is something to press.
        let sense = if can_click {
            Sense::click()
        } else {
            Sense::hover()
        };
        let response = ui.interact(rect, ui.scope_id().with(("hour", at)), sense);
        let said = said(at, cell);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, can_click, &said));
        let tokens = theme::tokens(ui);
        paint_ground(ui, rect, (cell, most), tokens);
        if can_click && (response.hovered() || response.has_focus()) {
            let stroke = ui.visuals().selection.stroke;
            ui.painter()
                .rect_stroke(rect, 2.0, stroke, StrokeKind::Inside);
        }
        paint_number(ui, rect, (cell, most), tokens);
        response.on_hover_text(said).clicked()
    }
}

/// The ground of a cell: sessions as a fill, failures as a hatch over the part of it that they are.
fn paint_ground(ui: &Ui, rect: Rect, (cell, most): (HourCounts, u64), tokens: &Tokens) {
    let painter = ui.painter();
    if cell.all() == 0 {
        painter.rect_filled(rect, 2.0, tokens.panel);
        return;
    }
    let strength = strength(cell.all(), most);
    painter.rect_filled(rect, 2.0, mixed(tokens.ground, tokens.came_in, strength));
    if cell.refusals == 0 {
        return;
    }
    let share = cell.refusals as f32 / cell.all() as f32;
    let width = (rect.width() * share).max(6.0).min(rect.width());
    let part = rect.with_min_x(rect.right() - width);
    painter.rect_filled(
        part,
        2.0,
        mixed(tokens.ground, tokens.failed, strength * 0.6),
    );
    painter.add(chart::hatch(
        part,
        mixed(tokens.ground, tokens.failed, strength.max(0.4)),
    ));
}

/// The number of a cell where it has room.
fn paint_number(ui: &Ui, rect: Rect, (cell, most): (HourCounts, u64), tokens: &Tokens) {
    let has_room = |least: Vec2| rect.width() + 2.0 >= least.x && rect.height() + 2.0 >= least.y;
    let text = if has_room(WIDE) {
        written(cell, "  ")
    } else if has_room(TALL) {
        written(cell, "\n")
    } else if has_room(SINGLE) {
        shortest(cell)
    } else {
        return;
    };
    let is_dark = cell.refusals == 0 && strength(cell.all(), most) >= DARK_FROM;
    let color = if is_dark { tokens.on_bar } else { tokens.text };
    let mut job = egui::text::LayoutJob::simple(text, fonts::caption(), color, f32::INFINITY);
    job.halign = egui::Align::Center;
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let top = rect.center().y - galley.size().y / 2.0;
    if cell.refusals > 0 {
        // Numbers must be read over the hatch.
        let words = galley.rect.translate(vec2(rect.center().x, top));
        let ground = tokens.ground.gamma_multiply(0.7);
        ui.painter()
            .rect_filled(words.expand2(vec2(2.0, 0.0)).intersect(rect), 2.0, ground);
    }
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    painter.galley(pos2(rect.center().x, top), galley, color);
}

/// How strong the ground of a count is. Differences of few and of many are both seen: brute force would leave all
/// else without ground.
fn strength(count: u64, most: u64) -> f32 {
    let part = (count as f32).ln_1p() / (most.max(1) as f32).ln_1p();
    WEAKEST + (STRONGEST - WEAKEST) * part
}

/// One colour over another.
fn mixed(ground: Color32, color: Color32, strength: f32) -> Color32 {
    ground.lerp_to_gamma(color, strength)
}

/// The text of a cell for the pointer and for screen readers.
fn said((day, hour): (usize, usize), cell: HourCounts) -> String {
    let counted = |count: u64, one: &str| {
        let ending = if count == 1 { "" } else { "s" };
        format!("{} {one}{ending}", thousands(count))
    };
    let sessions = counted(cell.sessions, "session");
    let name = day_name(day);
    if cell.refusals == 0 {
        format!("{name} {hour:02}:00, {sessions}")
    } else {
        let refusals = counted(cell.refusals, "refusal");
        format!("{name} {hour:02}:00, {sessions}, {refusals}")
    }
}

/// The text of a cell: sessions, and after them refusals with their sign.
fn written(cell: HourCounts, between: &str) -> String {
    match (cell.sessions, cell.refusals) {
        (0, 0) => String::new(),
        (sessions, 0) => entry(sessions),
        (0, refusals) => format!("×{}", entry(refusals)),
        (sessions, refusals) => {
            format!("{}{between}×{}", entry(sessions), entry(refusals))
        }
    }
}

/// One number: that of all, with the sign where any was refused.
fn shortest(cell: HourCounts) -> String {
    match (cell.sessions, cell.refusals) {
        (0, 0) => String::new(),
        (sessions, 0) => entry(sessions),
        (sessions, refusals) => format!("×{}", entry(sessions + refusals)),
    }
}

/// A number in at most four letters, rounded down.
fn entry(count: u64) -> String {
    match count {
        0..=9999 => count.to_string(),
        10_000..=999_999 => format!("{}k", count / 1000),
        _ => format!("{}M", count / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_refusals_have_a_sign() {
        let cell = |sessions, refusals| HourCounts { sessions, refusals };
        assert_eq!(written(cell(0, 0), "\n"), "");
        assert_eq!(written(cell(12, 0), "\n"), "12");
        assert_eq!(written(cell(0, 95_400), "\n"), "×95k");
        assert_eq!(written(cell(9999, 2_500_000), "\n"), "9999\n×2M");
        assert_eq!(
            said((5, 3), cell(1200, 1)),
            "Sat 03:00, 1,200 sessions, 1 refusal"
        );
        assert_eq!(said((0, 0), cell(1, 0)), "Mon 00:00, 1 session");
    }

    #[test]
    fn more_is_stronger() {
        let of = |count| strength(count, 1000);
        assert!(of(1) < of(10) && of(10) < of(1000));
        assert!((of(1000) - STRONGEST).abs() < 1e-6);
    }
}

//! A week of days and hours. Each cell has its number written in it; a stronger ground only helps
//! the eye to find it.

use egui::{
    Align, Align2, Color32, FontId, Rect, Role, ScrollArea, Sense, StrokeKind, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use crate::analysis::week_counts::{DAYS, HOURS, HourCounts, WeekCounts, day_name};
use crate::tables::wording::thousands;

/// Room for the names of the days.
const NAMES: f32 = 44.0;

/// Room for the hours.
const HEADER: f32 = 16.0;

/// A cell has room for two short numbers, side by side or, in narrow ones, in two lines.
const WIDE: Vec2 = vec2(62.0, 18.0);
const NARROW: Vec2 = vec2(36.0, 25.0);

/// Size of the letters.
const LETTERS: f32 = 10.5;

/// The ground of the weakest cell that has anything: the empty ones have none.
const WEAKEST: f32 = 0.15;

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
        let mut clicked = None;
        ScrollArea::both()
            .id_salt("week")
            .auto_shrink(false)
            .show_viewport(ui, |ui, viewport| {
                let room = viewport.size() - vec2(NAMES, HEADER);
                let size = room / vec2(HOURS as f32, DAYS as f32);
                let least = if size.x >= WIDE.x { WIDE } else { NARROW };
                let size = size.max(least);
                let whole = size * vec2(HOURS as f32, DAYS as f32) + vec2(NAMES, HEADER);
                let (rect, _) = ui.allocate_exact_size(whole, Sense::hover());
                Self::heads(ui, rect, size);
                clicked = self.cells(ui, rect, size);
            });
        clicked
    }

    /// The hours above and the days at the left.
    fn heads(ui: &Ui, rect: Rect, size: Vec2) {
        let (font, color) = (
            FontId::proportional(LETTERS),
            ui.visuals().weak_text_color(),
        );
        for hour in 0..HOURS {
            let x = rect.left() + NAMES + (hour as f32 + 0.5) * size.x;
            let place = pos2(x, rect.top() + HEADER / 2.0);
            let text = format!("{hour:02}");
            ui.painter()
                .text(place, Align2::CENTER_CENTER, text, font.clone(), color);
        }
        for day in 0..DAYS {
            let y = rect.top() + HEADER + (day as f32 + 0.5) * size.y;
            let place = pos2(rect.left() + 6.0, y);
            let name = day_name(day);
            ui.painter()
                .text(place, Align2::LEFT_CENTER, name, font.clone(), color);
        }
    }

    fn cells(&self, ui: &mut Ui, rect: Rect, size: Vec2) -> Option<(usize, usize)> {
        let most = self.heat.most();
        let first = rect.min + vec2(NAMES, HEADER);
        let mut clicked = None;
        for day in 0..DAYS {
            for hour in 0..HOURS {
                let min = first + size * vec2(hour as f32, day as f32);
                let place = Rect::from_min_size(min, size).shrink(0.5);
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
        if response.gained_focus() {
            ui.scroll_to_rect(rect, None);
        }
        let visuals = ui.visuals();
        let ground = if cell.all() == 0 {
            visuals.faint_bg_color
        } else {
            ground(visuals.selection.bg_fill, cell.all(), most)
        };
        ui.painter().rect_filled(rect, 2.0, ground);
        if can_click && (response.hovered() || response.has_focus()) {
            let stroke = visuals.selection.stroke;
            ui.painter()
                .rect_stroke(rect, 2.0, stroke, StrokeKind::Inside);
        }
        let mut job = egui::text::LayoutJob {
            halign: Align::Center,
            ..egui::text::LayoutJob::default()
        };
        let font = FontId::proportional(LETTERS);
        let format = egui::TextFormat::simple(font, visuals.text_color());
        let between = if rect.width() + 1.0 >= WIDE.x {
            "  "
        } else {
            "\n"
        };
        job.append(&written(cell, between), 0.0, format);
        let galley = ui.painter().layout_job(job);
        let top = rect.center().y - galley.size().y / 2.0;
        let color = visuals.text_color();
        let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
        painter.galley(pos2(rect.center().x, top), galley, color);
        response.on_hover_text(said).clicked()
    }
}

/// Differences of few and of many are both seen: brute force would leave all else without ground.
fn ground(color: Color32, count: u64, most: u64) -> Color32 {
    let part = (count as f32).ln_1p() / (most.max(1) as f32).ln_1p();
    color.gamma_multiply(WEAKEST + (1.0 - WEAKEST) * part)
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
        let of = |count| ground(Color32::from_rgb(38, 79, 120), count, 1000).a();
        assert!(of(1) < of(10) && of(10) < of(1000));
        assert_eq!(of(1000), 255);
    }
}

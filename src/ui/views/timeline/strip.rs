//! The strip that shows the whole case below the lanes, and the button that shows everything.

use egui::{Align2, Rangef, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::state::{ABOVE_STRIP, STRIP_HEIGHT, Timeline, TimelineInput};
use crate::ui::theme::{self, fonts, icons};
use crate::ui::widgets::lane_plot::gutter_width;
use crate::ui::widgets::overview_strip::{OverviewStrip, StripAction};
use crate::ui::widgets::parts::icon;

/// The name of the strip.
const WHOLE_CASE: &str = "Whole case";

/// The button that shows everything.
const SHOW_ALL: &str = "Show everything";
const SHOW_ALL_HINT: &str = "Show everything (Home, or double-click here)";

/// Room for the words at the left of the strip where there are no lanes.
const ALONE: f32 = 140.0;

impl Timeline {
    /// Shows the strip in the available space; `caret` opens or closes the lanes where they are folded away.
    pub(super) fn strip_ui(
        &mut self,
        ui: &mut Ui,
        input: &TimelineInput,
        caret: Option<&mut bool>,
    ) {
        let room = ui.available_rect_before_wrap();
        let rect = Rect::from_min_size(room.min, vec2(room.width(), STRIP_HEIGHT));
        ui.allocate_rect(rect, Sense::hover());
        let strip = rect.with_min_y(rect.top() + ABOVE_STRIP);
        // Without lanes above, the words need less room.
        let is_alone = caret.is_some();
        let gutter = if is_alone { ALONE } else { f32::INFINITY };
        let split = rect.left() + gutter_width(rect.width()).min(gutter);
        self.names(ui, strip.with_max_x(split), caret);
        let drawn = self.memory.borrow().x();
        let drawn = drawn.filter(|x| !is_alone && x.max <= rect.right() + 1.0);
        let view = self.shown(input.loaded);
        let action = OverviewStrip {
            overview: self.strip.overview(),
            view,
            zone: input.zone,
            with_year: !input.loaded.one_year(input.zone),
            x: drawn.unwrap_or(Rangef::new(split, rect.right())),
        }
        .show(ui, strip);
        match action {
            Some(StripAction::Show(range)) => self.window.view = Some(range),
            Some(StripAction::ShowAll) => self.window.view = None,
            None => return,
        }
        ui.request_repaint();
    }

    /// What stands at the left of the strip.
    fn names(&mut self, ui: &mut Ui, rect: Rect, caret: Option<&mut bool>) {
        let tokens = theme::tokens(ui);
        let y = rect.top() + 11.0;
        if let Some(is_open) = caret {
            let (sign, said) = if *is_open {
                (icons::CARET_DOWN, "Close the lanes")
            } else {
                (icons::CARET_RIGHT, "Open the lanes")
            };
            if button(ui, pos2(rect.left() + 7.0, y), sign, (said, said)) {
                *is_open = !*is_open;
            }
        }
        let place = pos2(rect.left() + 24.0, y);
        let color = tokens.second;
        let text = ui.painter().text(
            place,
            Align2::LEFT_CENTER,
            WHOLE_CASE,
            fonts::label(),
            color,
        );
        if self.window.view.is_some() {
            let center = pos2(text.right() + 18.0, y);
            if button(ui, center, icons::CORNERS_OUT, (SHOW_ALL, SHOW_ALL_HINT)) {
                self.window.view = None;
                ui.request_repaint();
            }
        }
    }
}

/// A small button with an icon; whether it was clicked.
fn button(ui: &mut Ui, center: egui::Pos2, sign: char, (said, hint): (&str, &str)) -> bool {
    let tokens = theme::tokens(ui);
    let rect = Rect::from_center_size(center, vec2(24.0, 24.0));
    let response = ui.interact(rect, ui.scope_id().with(said), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, said));
    let is_lit = response.hovered() || response.has_focus();
    if is_lit {
        ui.painter()
            .rect_filled(rect, theme::BUTTON_RADIUS, tokens.raised);
    }
    let color = if is_lit { tokens.text } else { tokens.second };
    icon::paint_plain(ui, center, sign, 14.0, color);
    response.on_hover_text(hint).clicked()
}

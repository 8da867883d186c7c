//! Icons, painted or as text.

use egui::{Align2, Color32, Pos2, RichText, Ui, vec2};

use crate::ui::theme::fonts;
use crate::ui::theme::signs::Sign;

/// Paints an icon with its middle at a point.
pub fn paint(ui: &Ui, center: Pos2, sign: Sign, size: f32) {
    let font = if sign.is_filled {
        fonts::filled(size)
    } else {
        fonts::outlined(size)
    };
    // In a text an icon is moved down to the middle of the letters; here its own middle counts.
    let center = center - vec2(0.0, fonts::ICON_SHIFT * size);
    ui.painter()
        .text(center, Align2::CENTER_CENTER, sign.icon, font, sign.color);
}

/// Paints an outlined icon with its middle at a point.
pub fn paint_plain(ui: &Ui, center: Pos2, icon: char, size: f32, color: Color32) {
    let sign = Sign {
        icon,
        is_filled: false,
        color,
    };
    paint(ui, center, sign, size);
}

/// An icon as a text, for labels and buttons.
pub fn text(sign: Sign, size: f32) -> RichText {
    let text = RichText::new(sign.icon).color(sign.color);
    if sign.is_filled {
        text.font(fonts::filled(size))
    } else {
        text.font(fonts::outlined(size))
    }
}

//! The menu of the zone in which times are shown.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Button, PopupCloseBehavior, RichText, TextEdit, Ui};

use crate::domain::time::DisplayZone;
use crate::ui::commands::command::Command;
use crate::ui::commands::view::ViewCommand;
use crate::ui::state::window::Window;
use crate::ui::text;
use crate::ui::theme::icons;
use crate::ui::widgets::parts::button::quiet;
use crate::ui::widgets::parts::chip::with_icon;

/// Draws the button and, when it was clicked, the menu.
pub(super) fn show(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let words = with_icon(ui, icons::CLOCK, window.prefs.zone.short_label());
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let menu = MenuButton::from_button(quiet(words))
        .config(config)
        .ui(ui, |ui| {
            for (label, zone) in [
                ("UTC".to_owned(), DisplayZone::Utc),
                (text::this_machine(), DisplayZone::ThisMachine),
            ] {
                if ui
                    .selectable_label(window.prefs.zone == zone, label)
                    .clicked()
                {
                    out.push(Command::View(ViewCommand::Zone(zone)));
                    ui.close();
                }
            }
            ui.separator();
            let label = ui.label(RichText::new(text::ZONE_TEXT));
            let mut typed = window.zone_text.clone();
            let edit = TextEdit::singleline(&mut typed)
                .hint_text(text::ZONE_HINT)
                .desired_width(170.0);
            let response = ui.add(edit).labelled_by(label.id);
            if response.changed() {
                out.push(Command::View(ViewCommand::ZoneText(typed.clone())));
            }
            let zone = DisplayZone::parse(&typed);
            let entered =
                response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
            let clicked = ui
                .add_enabled(zone.is_some(), Button::new(text::SET))
                .clicked();
            if zone.is_none() && !typed.trim().is_empty() {
                ui.colored_label(ui.visuals().error_fg_color, text::BAD_ZONE);
            }
            if let Some(zone) = zone.filter(|_| clicked || entered) {
                out.push(Command::View(ViewCommand::Zone(zone)));
                ui.close();
            }
        });
    let name = format!("{}: {}", text::ZONE, window.prefs.zone.label());
    menu.0
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    menu.0.on_hover_text(name);
}

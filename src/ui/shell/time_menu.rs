//! The time window of the filter: as a chip where there is one, and the two boxes that set it.

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{Grid, PopupCloseBehavior, Response, Role, TextEdit, Ui, WidgetInfo};

use crate::domain::time::DisplayZone;
use crate::ui::commands::command::Command;
use crate::ui::commands::filter::FilterCommand;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::text;
use crate::ui::theme::{self, icons};
use crate::ui::widgets::parts::button::{icon_button, quiet};
use crate::ui::widgets::parts::chip::with_icon;

/// Width of the menu, in points.
const MENU_WIDTH: f32 = 270.0;

/// Draws the button, its menu, and the cross that removes the window.
pub(super) fn show(
    opened: &OpenedCase,
    prefs: &Preferences,
    has_words: bool,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let filter = &opened.filter;
    let range = in_words(&filter.from, &filter.to);
    let words = match (&range, has_words) {
        (Some(range), _) => range.clone(),
        (None, true) => text::TIME.to_owned(),
        (None, false) => String::new(),
    };
    let label = with_icon(ui, icons::CALENDAR_BLANK, words);
    let button = if range.is_some() {
        egui::Button::new(label).fill(theme::tokens(ui).raised)
    } else {
        quiet(label)
    };
    let config = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let (button, _) = MenuButton::from_button(button)
        .config(config)
        .ui(ui, |ui| boxes(opened, &prefs.zone, ui, out));
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, text::TIME));
    if range.is_some() && icon_button(ui, icons::X, (text::CLEAR_TIME, ""), true).clicked() {
        out.push(Command::Filter(FilterCommand::Range(None)));
    }
}

/// `from … to …`; `None` without a window.
fn in_words(from: &str, to: &str) -> Option<String> {
    match (from.trim(), to.trim()) {
        ("", "") => None,
        (from, "") => Some(format!("from {from}")),
        ("", to) => Some(format!("to {to}")),
        (from, to) => Some(format!("{from} – {to}")),
    }
}

fn boxes(opened: &OpenedCase, zone: &DisplayZone, ui: &mut Ui, out: &mut Vec<Command>) {
    let filter = &opened.filter;
    let example = opened.example_time(zone);
    ui.set_min_width(MENU_WIDTH);
    Grid::new("time window").num_columns(2).show(ui, |ui| {
        for (label, typed, is_end) in [
            (text::FROM, &filter.from, false),
            (text::TO, &filter.to, true),
        ] {
            let (response, text) = moment(ui, label, typed, (zone, &example));
            ui.end_row();
            if response.changed() {
                out.push(Command::Filter(FilterCommand::Time { is_end, text }));
            }
        }
    });
    ui.weak(format!("{} {}", text::TIME_IN, zone.label()));
}

/// A box for a moment; its text is red while it cannot be read.
pub(super) fn moment(
    ui: &mut Ui,
    label: &str,
    typed: &str,
    (zone, example): (&DisplayZone, &str),
) -> (Response, String) {
    let name = ui.label(label);
    let mut text = typed.to_owned();
    let is_bad = !typed.trim().is_empty() && zone.parse_moment(typed).is_none();
    // "such as": an example alone looks like a value.
    let mut edit = TextEdit::singleline(&mut text)
        .hint_text(text::such_as(example))
        .desired_width(200.0);
    if is_bad {
        edit = edit.text_color(ui.visuals().error_fg_color);
    }
    let response = ui.add(edit).labelled_by(name.id);
    (response.on_hover_text(zone.label()), text)
}

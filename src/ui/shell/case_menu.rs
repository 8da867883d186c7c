//! The menu of the case: open evidence or a case file, what was opened lately, save, close.

use egui::containers::menu::MenuButton;
use egui::{Button, Role, Ui, WidgetInfo};

use crate::analysis::sentence::printable;
use crate::ui::actions::named;
use crate::ui::commands::case_file::CaseFileCommand;
use crate::ui::commands::command::Command;
use crate::ui::commands::evidence::EvidenceCommand;
use crate::ui::dialogs::DialogRequest;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::window::Window;
use crate::ui::text;
use crate::ui::theme::icons;
use crate::ui::widgets::parts::chip::with_icon;

/// So many recent places are in the menu.
const RECENT: usize = 8;
/// A name of a case is no longer than this.
const LONGEST_NAME: usize = 24;

/// Draws the button and, when it was clicked, the menu.
pub(super) fn show(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    let name = window.opened.as_ref().and_then(OpenedCase::name);
    let shown = name.map_or_else(|| text::OPEN.to_owned(), |name| short(&printable(&name)));
    let words = with_icon(
        ui,
        icons::FOLDER_OPEN,
        format!("{shown}  {}", icons::CARET_DOWN),
    );
    ui.add_enabled_ui(window.loading.is_none(), |ui| {
        let (button, _) =
            MenuButton::from_button(Button::new(words)).ui(ui, |ui| menu(window, ui, out));
        button.widget_info(|| WidgetInfo::labeled(Role::Button, true, text::OPEN));
    });
}

fn menu(window: &Window, ui: &mut Ui, out: &mut Vec<Command>) {
    ui.set_min_width(240.0);
    let mut entry = |ui: &mut Ui, icon: char, label: &str, keys: String, command: Command| {
        let words = with_icon(ui, icon, label);
        let response = ui.add(
            Button::new(words)
                .right_text(keys)
                .frame_when_inactive(false),
        );
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, label));
        if response.clicked() {
            out.push(command);
            ui.close();
        }
    };
    for (icon, label, ask) in [
        (icons::FOLDER_OPEN, text::OPEN_FOLDER, DialogRequest::Folder),
        (icons::FILE, text::OPEN_FILES, DialogRequest::Files),
        (
            icons::FLOPPY_DISK,
            text::OPEN_CASE_FILE,
            DialogRequest::OpenCaseFile,
        ),
    ] {
        entry(ui, icon, label, String::new(), Command::Dialog(ask));
    }
    if window.opened.is_some() {
        ui.separator();
        let keys = named::SAVE_CASE.keys_in_words();
        let save = Command::CaseFile(CaseFileCommand::Save);
        entry(ui, icons::FLOPPY_DISK, text::SAVE_IN_MENU, keys, save);
        let close = Command::Evidence(EvidenceCommand::Close);
        entry(ui, icons::X, text::CLOSE, String::new(), close);
    }
    if !window.prefs.recent.is_empty() {
        ui.separator();
        ui.weak(text::RECENT);
        for path in window.prefs.recent.iter().take(RECENT) {
            let shown = printable(&path.display().to_string());
            let command = Command::Evidence(EvidenceCommand::OpenRecent(path.clone()));
            entry(
                ui,
                icons::CLOCK_COUNTER_CLOCKWISE,
                &shown,
                String::new(),
                command,
            );
        }
    }
}

/// A name without its end where it is long.
fn short(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let start: String = name.chars().take(LONGEST_NAME - 1).collect();
    format!("{start}…")
}

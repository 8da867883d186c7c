//! What the view leaves out, by reason, with one click to show each.

use egui::containers::menu::MenuButton;
use egui::{Button, RichText, Role, Stroke, Ui, WidgetInfo};

use crate::domain::session::Hidden;
use crate::tables::wording::{counted, thousands};
use crate::ui::commands::command::Command;
use crate::ui::commands::filter::FilterCommand;
use crate::ui::commands::view::ViewCommand;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::theme::{self, fonts, icons};
use crate::ui::{actions::named, text};

/// Draws the chip; nothing where nothing is left out.
pub(super) fn show(
    opened: &OpenedCase,
    prefs: &Preferences,
    has_words: bool,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let Some(answer) = opened.answer() else {
        return;
    };
    let hidden = answer.hidden.all();
    let muted = opened.marked.values().filter(|mark| mark.is_muted).count() as u64;
    if prefs.show_hidden {
        shown_button(opened, has_words, ui, out);
        return;
    }
    if hidden + muted == 0 {
        return;
    }
    let words = [
        (hidden > 0).then(|| {
            counted(
                hidden,
                "background session hidden",
                "background sessions hidden",
            )
        }),
        (muted > 0).then(|| format!("{} muted", thousands(muted))),
    ];
    let words: Vec<String> = words.into_iter().flatten().collect();
    let words = words.join(", ");
    let shown = if has_words {
        words.clone()
    } else {
        thousands(hidden + muted)
    };
    let (button, _) = MenuButton::from_button(chip(ui, icons::EYE_SLASH, &shown)).ui(ui, |ui| {
        ui.set_min_width(320.0);
        for (reason, count) in answer.hidden.by_reason().filter(|(_, count)| *count > 0) {
            let (why, term) = reason_words(reason);
            if entry(ui, why, thousands(count)) {
                out.push(add_term(opened, term));
                ui.close();
            }
        }
        if muted > 0 && entry(ui, text::HIDDEN_MUTED, thousands(muted)) {
            out.push(add_term(opened, "is:muted"));
            ui.close();
        }
        ui.separator();
        let keys = named::SHOW_HIDDEN.keys_in_words();
        if entry(ui, text::SHOW_ALL_HIDDEN, keys) {
            out.push(Command::View(ViewCommand::ShowHidden(true)));
            ui.close();
        }
    });
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    button.on_hover_text(text::SHOW_HIDDEN_HINT);
}

/// While everything is shown: the way back.
fn shown_button(opened: &OpenedCase, has_words: bool, ui: &mut Ui, out: &mut Vec<Command>) {
    let hidden = opened.loaded.session_index.hidden() as u64;
    let words = counted(
        hidden,
        "background session shown",
        "background sessions shown",
    );
    let shown = if has_words {
        words.clone()
    } else {
        thousands(hidden)
    };
    let response = ui.add(chip(ui, icons::EYE, &shown));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    let hint = format!(
        "{} ({})",
        text::HIDE_AGAIN,
        named::SHOW_HIDDEN.keys_in_words()
    );
    if response.on_hover_text(hint).clicked() {
        out.push(Command::View(ViewCommand::ShowHidden(false)));
    }
}

fn chip(ui: &Ui, icon: char, words: &str) -> Button<'static> {
    let tokens = theme::tokens(ui);
    let text = RichText::new(format!("{icon}  {words}"))
        .font(fonts::label())
        .color(tokens.second);
    Button::new(text)
        .fill(tokens.panel)
        .stroke(Stroke::new(1.0, tokens.strong_line))
}

/// One entry of the menu with what stands at its right; whether it was clicked.
fn entry(ui: &mut Ui, words: &str, right: String) -> bool {
    let button = Button::new(words).right_text(right);
    let response = ui.add(button.frame_when_inactive(false));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    response.clicked()
}

/// The reason in words, and the term of the filter that shows these sessions.
fn reason_words(reason: Hidden) -> (&'static str, &'static str) {
    match reason {
        Hidden::Kind => (text::HIDDEN_KIND, "is:background-kind"),
        Hidden::Account => (text::HIDDEN_ACCOUNT, "is:background-account"),
        Hidden::Remains => (text::HIDDEN_REMAINS, "is:remains"),
    }
}

fn add_term(opened: &OpenedCase, term: &str) -> Command {
    let text = format!("{} {term}", opened.filter.text.trim());
    Command::Filter(FilterCommand::Use(text.trim().to_owned()))
}

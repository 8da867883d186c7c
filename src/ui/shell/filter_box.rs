//! The box of the filter language: what is not understood is marked in place, and what could come
//! next is offered below.

use egui::text::LayoutJob;
use egui::{FontSelection, Key, Modifiers, Popup, Stroke, TextEdit, TextFormat, Ui};

use crate::analysis::query::Query;
use crate::analysis::query::complete::{Completions, offers};
use crate::analysis::sentence::printable;
use crate::ui::commands::command::Command;
use crate::ui::commands::filter::FilterCommand;
use crate::ui::state::filter_form::{box_id, cursor_to_end};
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::text;

const WIDTH: f32 = 430.0;

/// Draws the box.
pub(super) fn show(
    opened: &OpenedCase,
    prefs: &Preferences,
    is_enabled: bool,
    ui: &mut Ui,
    out: &mut Vec<Command>,
) {
    let label = ui.label(text::FILTER);
    let id = box_id();
    let query = Query::parse(&opened.filter.text, &prefs.zone);
    let mut typed = opened.filter.text.clone();
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let offers = if has_focus {
        offered(opened, id, ui)
    } else {
        Completions::default()
    };
    let marked = marked(ui, id, offers.all.len());
    // These keys belong to the offers while there are any, else to the text and the window.
    let accepts = !offers.all.is_empty() && ui.input_mut(|input| take(input, marked));
    if accepts {
        accept(&offers, marked.unwrap_or(0), id, &mut typed, ui);
        out.push(Command::Filter(FilterCommand::Text(typed.clone())));
    }
    let mut layouter = |ui: &Ui, text: &dyn egui::TextBuffer, _: f32| {
        let job = coloured(ui, text.as_str(), &prefs.zone);
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let edit = TextEdit::singleline(&mut typed)
        .id(id)
        .hint_text(text::FILTER_HINT)
        .desired_width(WIDTH)
        .lock_focus(!offers.all.is_empty())
        .layouter(&mut layouter);
    let response = ui.add_enabled(is_enabled, edit).labelled_by(label.id);
    if response.changed() {
        out.push(Command::Filter(FilterCommand::Text(typed)));
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        out.push(Command::Filter(FilterCommand::Leave));
    }
    if opened.filter.wants_focus {
        response.request_focus();
    }
    let has_more = !offers.all.is_empty() || !query.faults.is_empty();
    Popup::from_response(&response)
        .open(has_focus && has_more)
        .width(WIDTH)
        .show(|ui| {
            for fault in &query.faults {
                let words = format!("{}: {}", text::FILTER_FAULT, printable(&fault.message));
                ui.colored_label(ui.visuals().error_fg_color, words);
            }
            for (place, offer) in offers.all.iter().enumerate() {
                let is_marked = marked == Some(place);
                let button = egui::Button::selectable(is_marked, printable(&offer.text))
                    .right_text(printable(&offer.note))
                    .min_size(egui::vec2(WIDTH - 16.0, 0.0));
                if ui.add(button).clicked() {
                    let mut typed = opened.filter.text.clone();
                    accept(&offers, place, id, &mut typed, ui);
                    out.push(Command::Filter(FilterCommand::Text(typed)));
                    ui.memory_mut(|memory| memory.request_focus(id));
                }
            }
            if !offers.all.is_empty() {
                ui.weak(text::OFFER_KEYS);
            }
        });
}

/// What could be typed at the cursor.
fn offered(opened: &OpenedCase, id: egui::Id, ui: &Ui) -> Completions {
    let text = &opened.filter.text;
    let cursor = TextEdit::load_state(ui.ctx(), id)
        .and_then(|state| state.cursor.char_range())
        .map_or(usize::MAX, |range| range.primary.index.into());
    let bytes = text
        .char_indices()
        .nth(cursor)
        .map_or(text.len(), |(at, _)| at);
    offers(text, bytes, &opened.loaded.known, &opened.tags)
}

/// Which offer is marked; the arrows move the mark while there are offers.
fn marked(ui: &Ui, id: egui::Id, count: usize) -> Option<usize> {
    let id = id.with("offer");
    let mut at: Option<usize> = ui.data(|data| data.get_temp(id)).flatten();
    if count == 0 {
        at = None;
    } else {
        let (down, up) = ui.input_mut(|input| {
            let mut took = |key| input.consume_key(Modifiers::NONE, key);
            (took(Key::ArrowDown), took(Key::ArrowUp))
        });
        if down {
            at = Some(at.map_or(0, |at| (at + 1).min(count - 1)));
        }
        if up {
            at = at.and_then(|at| at.checked_sub(1));
        }
        at = at.filter(|at| *at < count);
    }
    ui.data_mut(|data| data.insert_temp(id, at));
    at
}

/// Tab takes the first offer or the marked one, Enter only one that is marked.
fn take(input: &mut egui::InputState, marked: Option<usize>) -> bool {
    input.consume_key(Modifiers::NONE, Key::Tab)
        || (marked.is_some() && input.consume_key(Modifiers::NONE, Key::Enter))
}

/// Puts an offer into the text, and the cursor behind it.
fn accept(offers: &Completions, place: usize, id: egui::Id, typed: &mut String, ui: &Ui) {
    let Some(offer) = offers.all.get(place) else {
        return;
    };
    if typed.get(offers.replace.clone()).is_none() {
        return;
    }
    // A value is done: the next word may follow. A field waits for its value.
    let blank = if offer.text.ends_with(':') { "" } else { " " };
    typed.replace_range(offers.replace.clone(), &format!("{}{blank}", offer.text));
    let end = offers.replace.start + offer.text.len() + blank.len();
    cursor_to_end(ui.ctx(), typed.get(..end).unwrap_or(typed));
    ui.data_mut(|data| data.insert_temp::<Option<usize>>(id.with("offer"), None));
}

/// The text with what is not understood in another colour and underlined.
fn coloured(ui: &Ui, text: &str, zone: &crate::domain::time::DisplayZone) -> LayoutJob {
    let plain = TextFormat {
        font_id: FontSelection::Default.resolve(ui.style()),
        color: ui.visuals().text_color(),
        ..TextFormat::default()
    };
    let wrong = TextFormat {
        color: ui.visuals().error_fg_color,
        underline: Stroke::new(1.0, ui.visuals().error_fg_color),
        ..plain.clone()
    };
    let mut job = LayoutJob::default();
    let mut at = 0;
    for fault in Query::parse(text, zone).faults {
        let before = text.get(at..fault.span.start).unwrap_or_default();
        let part = text.get(fault.span.clone()).unwrap_or_default();
        job.append(before, 0.0, plain.clone());
        job.append(part, 0.0, wrong.clone());
        at = fault.span.end;
    }
    job.append(text.get(at..).unwrap_or_default(), 0.0, plain);
    job.wrap.max_rows = 1;
    job.wrap.max_width = f32::INFINITY;
    job
}

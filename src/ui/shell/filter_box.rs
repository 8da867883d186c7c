//! The box of the filter language: what is not understood is marked in place, and what could come
//! next is offered below.

use egui::text::LayoutJob;
use egui::{
    FontSelection, Key, Modifiers, Popup, Role, Stroke, TextEdit, TextFormat, Ui, WidgetInfo,
};

use crate::analysis::query::Query;
use crate::analysis::query::complete::{Completions, offers};
use crate::analysis::sentence::printable;
use crate::ui::commands::command::Command;
use crate::ui::commands::filter::FilterCommand;
use crate::ui::state::filter_form::{box_id, cursor_to_end};
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;
use crate::ui::{text, theme};

const WIDTH: f32 = 430.0;

/// Draws the box.
pub(super) fn show(opened: &OpenedCase, prefs: &Preferences, ui: &mut Ui, out: &mut Vec<Command>) {
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
        .frame(egui::Frame::NONE)
        .desired_width(f32::INFINITY)
        .align(egui::Align2::LEFT_CENTER)
        .min_size(egui::vec2(0.0, 28.0))
        .margin(egui::Margin::symmetric(2, 5))
        .lock_focus(!offers.all.is_empty())
        .layouter(&mut layouter);
    let response = ui.add(edit);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::TextInput, true, text::FILTER);
        info.current_text_value = Some(opened.filter.text.clone());
        info
    });
    if response.has_focus() {
        focus_line(ui, response.rect);
    }
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

/// A line below the box while it has the keyboard.
fn focus_line(ui: &Ui, place: egui::Rect) {
    let stroke = Stroke::new(2.0, theme::tokens(ui).accent);
    ui.painter()
        .hline(place.x_range(), place.bottom() + 1.0, stroke);
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

/// The text: terms with a field stand on a ground of their own, what is not understood is underlined.
fn coloured(ui: &Ui, text: &str, zone: &crate::domain::time::DisplayZone) -> LayoutJob {
    let plain = TextFormat {
        font_id: FontSelection::Default.resolve(ui.style()),
        color: ui.visuals().text_color(),
        ..TextFormat::default()
    };
    let tokens = theme::tokens(ui);
    let wrong = TextFormat {
        color: tokens.worth_a_look,
        underline: Stroke::new(1.0, tokens.worth_a_look),
        ..plain.clone()
    };
    let term = TextFormat {
        background: tokens.raised,
        ..plain.clone()
    };
    let mut job = LayoutJob::default();
    let mut at = 0;
    for fault in Query::parse(text, zone).faults {
        let before = text.get(at..fault.span.start).unwrap_or_default();
        let part = text.get(fault.span.clone()).unwrap_or_default();
        append_terms(&mut job, before, &plain, &term);
        job.append(part, 0.0, wrong.clone());
        at = fault.span.end;
    }
    append_terms(&mut job, text.get(at..).unwrap_or_default(), &plain, &term);
    job.wrap.max_rows = 1;
    job.wrap.max_width = f32::INFINITY;
    job
}

/// Words of the filter, those with a field on their own ground. Blanks inside quotes separate nothing.
fn append_terms(job: &mut LayoutJob, text: &str, plain: &TextFormat, term: &TextFormat) {
    let (mut start, mut is_quoted) = (0, false);
    let mut append = |part: &str| {
        let format = if part.contains(':') { term } else { plain };
        job.append(part, 0.0, format.clone());
    };
    for (at, letter) in text.char_indices() {
        is_quoted ^= letter == '"';
        if letter == ' ' && !is_quoted {
            append(text.get(start..at).unwrap_or_default());
            append(" ");
            start = at + 1;
        }
    }
    append(text.get(start..).unwrap_or_default());
}

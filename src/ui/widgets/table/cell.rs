//! How one cell of a table is drawn: its text cut to fit, its icon, its chart.

use egui::{
    Align2, Color32, FontId, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2,
    vec2,
};

use super::types::TableView;
use crate::analysis::sentence::printable;
use crate::analysis::session_index::time_parts::PARTS;
use crate::domain::address::{AddressClass, class_of};
use crate::domain::session::{Kind, Outcome};
use crate::domain::time::Timestamp;
use crate::tables::cell::CellValue;
use crate::tables::column::{Header, Look};
use crate::tables::wording::{sentence_case, short_log, thousands};
use crate::ui::theme::signs::{self, Sign};
use crate::ui::theme::tokens::Tokens;
use crate::ui::theme::{fonts, icons};
use crate::ui::widgets::parts::cut::{Cut, fit};
use crate::ui::widgets::parts::{chart, icon};

/// Size of an icon before a text.
const ICON: f32 = 15.0;
/// From the left edge of an icon to the text.
const ICON_WIDTH: f32 = 20.0;
/// Height of a bar that shows a share.
const BAR_HEIGHT: f32 = 10.0;
/// Height of a chart over time.
const TREND_HEIGHT: f32 = 18.0;
/// So many reasons of a finding are shown; the others are in the tooltip.
const REASONS: usize = 2;
/// What stands where a value is not known.
const UNKNOWN: &str = "–";

/// The text of a cell and how it is drawn.
struct Words {
    text: String,
    icon: Option<Sign>,
    color: Color32,
    font: FontId,
    cut: Cut,
}

impl TableView<'_> {
    /// Draws a cell into `rect`, the room between its paddings.
    pub(super) fn cell(
        &self,
        ui: &mut Ui,
        rect: Rect,
        (row, column): (u32, usize),
        tokens: &'static Tokens,
    ) {
        let value = self.rows.cell(row, column);
        let Some(header) = self.rows.headers().get(column) else {
            return;
        };
        match &value {
            CellValue::Split { others, failures } => {
                let largest = self.rows.largest(column);
                let bar = Rect::from_center_size(rect.center(), vec2(rect.width(), BAR_HEIGHT));
                chart::split(ui.painter(), bar, (*others, *failures), largest, tokens);
            }
            CellValue::Trend(trend) => {
                let largest = self.rows.largest(column);
                let height = TREND_HEIGHT.min(rect.height() - 6.0);
                let place = Rect::from_center_size(rect.center(), vec2(rect.width(), height));
                let parts = if self.parts == 0 { PARTS } else { self.parts };
                chart::trend(ui.painter(), place, trend, (parts, largest), tokens);
            }
            CellValue::Kinds(kinds) => kind_icons(ui, rect, kinds, tokens),
            CellValue::Why(rule, _) => {
                let width = framed(ui, rect, rule.as_str(), tokens);
                let words = self.words(&value, header, (row, column), tokens);
                self.text(
                    ui,
                    rect.with_min_x(rect.left() + width),
                    &words,
                    false,
                    &value,
                );
            }
            value => {
                let words = self.words(value, header, (row, column), tokens);
                self.text(ui, rect, &words, header.look == Look::Figure, value);
            }
        }
    }

    /// A text, with its icon, at the left or the right of the cell.
    fn text(&self, ui: &mut Ui, rect: Rect, words: &Words, is_right: bool, value: &CellValue) {
        let mut rect = rect;
        if let Some(sign) = words.icon {
            let center = pos2(rect.left() + ICON / 2.0, rect.center().y);
            icon::paint(ui, center, sign, ICON);
            rect.min.x += ICON_WIDTH;
        }
        if words.text.is_empty() {
            return;
        }
        let font = (words.font.clone(), words.color);
        let (mut galley, is_cut) = fit(ui, &words.text, font.clone(), rect.width(), words.cut);
        // Of a user the account tells more than the domain.
        if let Some((_, account)) = words.text.split_once('\\').filter(|_| is_cut) {
            (galley, _) = fit(ui, &format!("…\\{account}"), font, rect.width(), words.cut);
        }
        let align = if is_right {
            Align2::RIGHT_CENTER
        } else {
            Align2::LEFT_CENTER
        };
        let place = align.align_size_within_rect(galley.size(), rect);
        ui.painter().galley(place.min, galley, words.color);
        let response = ui.interact(rect, ui.next_auto_id(), Sense::hover());
        ui.skip_ahead_auto_ids(1);
        let whole = value.display(self.zone);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &whole));
        hint(response, value, words, is_cut, whole);
    }

    fn words(
        &self,
        value: &CellValue,
        header: &Header,
        (row, column): (u32, usize),
        tokens: &Tokens,
    ) -> Words {
        let is_telling = self.rows.level(row).is_some();
        let body = fonts::body();
        let plain = |text: String, color: Color32| Words {
            text,
            icon: None,
            color,
            font: body.clone(),
            cut: if header.look == Look::Text {
                Cut::End
            } else {
                Cut::Middle
            },
        };
        let shown = value.display(self.zone);
        let sign = |icon, color| {
            Some(Sign {
                icon,
                is_filled: false,
                color,
            })
        };
        match (value, header.look) {
            (CellValue::Zero, _) => plain("0".to_owned(), tokens.faint),
            (CellValue::Absent, Look::User) => Words {
                icon: sign(icons::QUESTION, tokens.third),
                ..plain(UNKNOWN.to_owned(), tokens.faint)
            },
            (CellValue::Absent, Look::Place) => plain(UNKNOWN.to_owned(), tokens.faint),
            (CellValue::Absent, _) if header.is_time => plain(UNKNOWN.to_owned(), tokens.faint),
            (CellValue::Outcome(outcome), _) => Words {
                icon: Some(signs::outcome(tokens, *outcome)),
                ..plain(self.result(row, *outcome), tokens.text)
            },
            (CellValue::Mark(_, text), _) => plain(headline(text), tokens.text),
            (CellValue::Kind(kind, words), _) => Words {
                icon: Some(signs::kind(tokens, *kind)),
                ..plain(kind_words(*kind, words), tokens.second)
            },
            (CellValue::Time(time), _) => plain(self.time(*time), tokens.second),
            (CellValue::Precise(time), _) => {
                let part = self.zone.format(*time, "%.3f");
                plain(format!("{}{part}", self.time(*time)), tokens.second)
            }
            (CellValue::Why(_, words), _) => plain(printable(words), tokens.second),
            (_, Look::Log) => plain(short_log(&shown).to_owned(), tokens.second),
            (_, Look::User) => Words {
                icon: sign(self.user_icon((row, column), &shown), tokens.third),
                font: if is_telling {
                    fonts::semibold(13.0)
                } else {
                    body.clone()
                },
                ..plain(shown, tokens.text)
            },
            (_, Look::Place) => Words {
                icon: sign(place_icon(value, &shown), tokens.third),
                font: if is_telling {
                    fonts::medium(13.0)
                } else {
                    body.clone()
                },
                ..plain(shown, tokens.text)
            },
            (_, Look::Host) => plain(short_hosts(&shown), tokens.second),
            (_, Look::Figure) => plain(shown, tokens.text),
            (CellValue::Absent, _) => plain(String::new(), tokens.text),
            _ if header.grows => plain(shown, tokens.text),
            _ => plain(shown, tokens.second),
        }
    }

    /// A result in words, and how often in a row of several attempts.
    fn result(&self, row: u32, outcome: Outcome) -> String {
        let word = outcome_word(outcome);
        match self.rows.members(row) {
            Some(members) => format!("{word} × {}", thousands(members.len() as u64)),
            None => word.to_owned(),
        }
    }

    /// The icon of a user, or of several names in one row.
    fn user_icon(&self, (row, column): (u32, usize), shown: &str) -> char {
        if self.rows.is_value(row, column) {
            signs::user(shown)
        } else {
            icons::USERS
        }
    }

    /// A time without its year where the whole case has only one.
    fn time(&self, time: Timestamp) -> String {
        let pattern = if self.one_year {
            "%-d %b %H:%M:%S"
        } else {
            "%-d %b %Y %H:%M:%S"
        };
        self.zone.format(time, pattern)
    }
}

/// A short text in a frame at the left of a cell; the room that it takes.
fn framed(ui: &Ui, rect: Rect, text: &str, tokens: &Tokens) -> f32 {
    let galley = ui
        .fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), fonts::caption(), tokens.second));
    let size = vec2(galley.size().x + 8.0, 16.0);
    let frame = Rect::from_min_size(pos2(rect.left(), rect.center().y - 8.0), size);
    let stroke = Stroke::new(1.0, tokens.strong_line);
    ui.painter()
        .rect_stroke(frame, 3.0, stroke, StrokeKind::Inside);
    let place = frame.center() - galley.size() / 2.0;
    ui.painter().galley(place, galley, tokens.second);
    size.x + 6.0
}

/// The whole text where it was cut or shortened, the exact value of a time.
fn hint(response: Response, value: &CellValue, words: &Words, is_cut: bool, whole: String) {
    let exact = value.hint();
    if exact.is_none() && !is_cut && (whole == words.text || whole.is_empty()) {
        return;
    }
    response.on_hover_ui(|ui| {
        let is_list = matches!(value, CellValue::Mark(..));
        if is_list {
            for reason in whole.trim_start_matches("! ").split("; ") {
                ui.label(format!("• {reason}"));
            }
        } else if !whole.is_empty() {
            ui.label(whole);
        }
        if let Some(exact) = exact {
            ui.monospace(exact);
        }
    });
}

/// The icons of kinds beside each other.
fn kind_icons(ui: &mut Ui, rect: Rect, kinds: &[Kind], tokens: &Tokens) {
    let mut shown: Vec<Sign> = kinds
        .iter()
        .map(|&kind| signs::kind(tokens, kind))
        .collect();
    shown.dedup();
    let fitting = ((rect.width() / ICON_WIDTH) as usize).max(1);
    for (place, sign) in shown.into_iter().take(fitting).enumerate() {
        let x = rect.left() + ICON / 2.0 + place as f32 * ICON_WIDTH;
        icon::paint(ui, pos2(x, rect.center().y), sign, ICON);
    }
    let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let words = words.join(", ");
    let response = ui.interact(rect, ui.next_auto_id(), Sense::hover());
    ui.skip_ahead_auto_ids(1);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    response.on_hover_text(words);
}

/// The strongest reasons of a finding, beginning with a capital letter.
fn headline(sentence: &str) -> String {
    let sentence = printable(sentence);
    let mut reasons: Vec<&str> = sentence.split("; ").collect();
    reasons.truncate(REASONS);
    sentence_case(&reasons.join("; "))
}

/// What the screen calls an outcome.
fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Success => "Came in",
        Outcome::Failed => "Failed",
        Outcome::Refused => "Refused",
        Outcome::Aborted => "No desktop",
        Outcome::Unknown => "Unknown",
    }
}

/// A kind in people's words; a reconnect by that word alone, as its icon says the rest.
fn kind_words(kind: Kind, words: &str) -> String {
    match words.split_once(", ") {
        Some((_, "reconnect")) => "Reconnect".to_owned(),
        Some((_, detail)) => format!("{}, {detail}", signs::kind_word(kind)),
        None => signs::kind_word(kind).to_owned(),
    }
}

/// Hosts by the first part of their names.
fn short_hosts(names: &str) -> String {
    let short = |name: &str| {
        let is_address = name.parse::<std::net::IpAddr>().is_ok();
        let end = name.find('.').filter(|_| !is_address);
        let end = end.filter(|&end| end > 0).unwrap_or(name.len());
        name.get(..end).unwrap_or(name).to_owned()
    };
    let names: Vec<String> = names.split(", ").map(short).collect();
    names.join(", ")
}

/// The icon of a place.
fn place_icon(value: &CellValue, shown: &str) -> char {
    match value {
        CellValue::Address(ip) | CellValue::Network(ip, _) => signs::address(Some(class_of(*ip))),
        _ if shown == "console" => signs::address(Some(AddressClass::Console)),
        _ => signs::address(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_shown_by_their_short_names() {
        assert_eq!(
            short_hosts("GATE01.larkfield.example, FS01"),
            "GATE01, FS01"
        );
        assert_eq!(short_hosts("10.1.2.3"), "10.1.2.3");
        assert_eq!(short_hosts(".x"), ".x");
    }

    #[test]
    fn a_finding_shows_its_strongest_reasons() {
        assert_eq!(headline("came in; public; new"), "Came in; public");
    }
}

//! The path of a session as a row of cards: where it came from, itself, and where it went on to.

use egui::{
    Align2, Color32, CornerRadius, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
};
use egui::{RichText, pos2, vec2};

use super::page::Page;
use crate::analysis::group_keys::PlaceKey;
use crate::analysis::sentence::printable;
use crate::analysis::story::{Onward, Story};
use crate::domain::session::Session;
use crate::domain::time::DisplayZone;
use crate::tables::route::{Route, SessionTab};
use crate::ui::commands::command::Command;
use crate::ui::commands::go::{Aspect, GoCommand};
use crate::ui::text;
use crate::ui::theme::{self, CARD_RADIUS, fonts, icons, signs};
use crate::ui::widgets::parts::cut::{Cut, fit};
use crate::ui::widgets::parts::icon;

/// Height of a card.
const HEIGHT: f32 = 48.0;
/// A card is no wider than this.
const WIDEST: f32 = 250.0;
/// Room beside the text of a card.
const BESIDE: f32 = 50.0;
/// So many places that a session went on to have cards.
const MOST: usize = 3;

/// One card.
struct Card {
    icon: char,
    icon_color: Color32,
    frame: Color32,
    fill: Color32,
    first: String,
    second: String,
    hint: &'static str,
}

/// Draws the path.
pub(crate) fn path(page: &Page<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    let Some(story) = page.story else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        if let Some(from) = story.came_from {
            if session_card(page, from, ui).clicked() {
                open(from, out);
            }
            arrow(ui);
        } else if let Some(card) = from(page, ui) {
            if draw(ui, &card).clicked() {
                out.push(Command::Go(GoCommand::AllOf(Aspect::Place, page.index)));
            }
            arrow(ui);
        }
        let tokens = theme::tokens(ui);
        let here = Card {
            icon: icons::DESKTOP_TOWER,
            icon_color: tokens.accent,
            frame: tokens.accent,
            fill: tokens.selection,
            first: format!("{}, {}", printable(&story.strip.host), text::THIS_SESSION),
            second: times(page.session, &page.prefs.zone),
            hint: "All sessions on this host",
        };
        if draw(ui, &here).clicked() {
            out.push(Command::Go(GoCommand::AllOf(Aspect::Host, page.index)));
        }
        onward(page, story, ui, out);
    });
}

/// Where it went on to.
fn onward(page: &Page<'_>, story: &Story, ui: &mut Ui, out: &mut Vec<Command>) {
    for onward in story.onward.iter().take(MOST) {
        arrow(ui);
        if onward_card(page, onward, ui).clicked() {
            match onward.session {
                Some(session) => open(session, out),
                None => out.push(Command::Go(GoCommand::Tab(SessionTab::Activity))),
            }
        }
    }
    let color = theme::tokens(ui).third;
    let weak = |words: String| fonts::small(words).color(color);
    let more = story.onward.len().saturating_sub(MOST);
    if more > 0 {
        ui.label(weak(format!("and {more} more")));
    } else {
        ui.add_space(4.0);
        // As a whole on the next row where this one has no room for it.
        let words = weak(text::NOTHING_FURTHER.to_owned());
        ui.add(egui::Label::new(words).extend());
    }
}

fn open(session: u32, out: &mut Vec<Command>) {
    let route = Route::Session(session, SessionTab::Summary);
    out.push(Command::Go(GoCommand::Down(route)));
}

fn arrow(ui: &mut Ui) {
    let color = theme::tokens(ui).third;
    let arrow = RichText::new(icons::ARROW_RIGHT).font(fonts::outlined(16.0));
    ui.label(arrow.color(color));
}

/// The place that it came from; `None` where the way in has none.
fn from(page: &Page<'_>, ui: &Ui) -> Option<Card> {
    let (session, tokens) = (page.session, theme::tokens(ui));
    let (first, class) = match PlaceKey::of(session) {
        PlaceKey::Ip(ip) => (ip.to_string(), Some(session.source_class)),
        PlaceKey::NoAddress if session.kind.has_no_address() => return None,
        PlaceKey::NoAddress => ("Unknown address".to_owned(), None),
        other => (other.label(), Some(session.source_class)),
    };
    let client = session.client_name.as_deref();
    let client = client.or(session.source_host.as_deref()).map(printable);
    let class_word = session
        .source_ip
        .map(|_| session.source_class.as_str().to_owned());
    let second: Vec<String> = client.into_iter().chain(class_word).collect();
    let level = page
        .outlier()
        .map(|outlier| signs::level(tokens, outlier.level).color);
    Some(Card {
        icon: signs::address(class),
        icon_color: level.unwrap_or(tokens.second),
        frame: level.unwrap_or(tokens.strong_line),
        fill: tokens.card,
        first,
        second: second.join(", "),
        hint: "All sessions from this address",
    })
}

/// Another session of the case.
fn session_card(page: &Page<'_>, index: u32, ui: &mut Ui) -> Response {
    let tokens = theme::tokens(ui);
    let case = page.case();
    let session = case.sessions.get(index as usize);
    let user = session.and_then(|session| session.user.as_deref());
    let user = user.map_or_else(String::new, |user| format!(", {}", printable(user)));
    let card = Card {
        icon: icons::DESKTOP_TOWER,
        icon_color: tokens.second,
        frame: tokens.strong_line,
        fill: tokens.card,
        first: format!("{}{user}", printable(&Story::host(case, index))),
        second: session.map_or_else(String::new, |session| times(session, &page.prefs.zone)),
        hint: "Open the session that led here",
    };
    draw(ui, &card)
}

fn onward_card(page: &Page<'_>, onward: &Onward, ui: &mut Ui) -> Response {
    let (case, tokens) = (page.case(), theme::tokens(ui));
    let session = onward.session.and_then(|at| case.sessions.get(at as usize));
    let second = match session {
        Some(session) => times(session, &page.prefs.zone),
        None => "no session of it in the evidence".to_owned(),
    };
    let is_cleared = page.story.is_some_and(|story| {
        let row = story.strip.onward.as_ref();
        row.is_some_and(|row| Some(row.session) == onward.session && !row.clearings.is_empty())
    });
    let color = if is_cleared {
        tokens.look_first
    } else {
        tokens.second
    };
    let card = Card {
        icon: icons::DESKTOP_TOWER,
        icon_color: color,
        frame: if is_cleared {
            color
        } else {
            tokens.strong_line
        },
        fill: tokens.card,
        first: printable(&onward.host),
        second: if is_cleared {
            format!("{second}, logs cleared")
        } else {
            second
        },
        hint: if session.is_some() {
            "Open the session there"
        } else {
            "The case has no session of that host that fits: show the activities"
        },
    };
    draw(ui, &card)
}

/// From when to when.
fn times(session: &Session, zone: &DisplayZone) -> String {
    let time = |time| zone.format(time, "%H:%M:%S");
    match (session.begin, session.end) {
        (Some(begin), Some(end)) if time(begin) == time(end) => time(begin),
        (Some(begin), Some(end)) => format!("{} to {}", time(begin), time(end)),
        (Some(begin), None) => format!("from {}", time(begin)),
        (None, Some(end)) => format!("until {}", time(end)),
        (None, None) => "times not known".to_owned(),
    }
}

fn draw(ui: &mut Ui, card: &Card) -> Response {
    let tokens = theme::tokens(ui);
    let room = (ui.max_rect().width() - BESIDE).clamp(40.0, WIDEST - BESIDE);
    let name = (fonts::semibold(13.0), tokens.text);
    let (first, first_cut) = fit(ui, &card.first, name, room, Cut::Middle);
    let small = (fonts::label(), tokens.third);
    let (second, second_cut) = fit(ui, &card.second, small, room, Cut::Middle);
    let width = first.size().x.max(second.size().x) + BESIDE;
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::click());
    let (frame, width) = if response.has_focus() {
        (tokens.accent, 2.5)
    } else {
        (card.frame, tokens.frame().max(1.0))
    };
    let fill = if response.hovered() {
        tokens.pressed
    } else {
        card.fill
    };
    let radius = CornerRadius::same(CARD_RADIUS);
    let stroke = Stroke::new(width, frame);
    ui.painter()
        .rect(rect, radius, fill, stroke, StrokeKind::Inside);
    let center = pos2(rect.left() + 22.0, rect.center().y);
    icon::paint_plain(ui, center, card.icon, 18.0, card.icon_color);
    let at = pos2(rect.left() + 40.0, rect.top() + 6.0);
    ui.painter().galley(at, first, tokens.text);
    let at = Align2::LEFT_TOP.anchor_size(pos2(at.x, rect.top() + 25.0), second.size());
    ui.painter().galley(at.min, second, tokens.third);
    let name = format!("{}, {}", card.first, card.second);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let hint = if first_cut || second_cut {
        format!("{name}\n{}", card.hint)
    } else {
        card.hint.to_owned()
    };
    response.on_hover_text(hint)
}

//! The key facts of a session, how sure they are, why it is marked, and the examiner's own marks.

use egui::{Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::facts_more::more;
use super::page::Page;
use crate::analysis::group_keys::{PlaceKey, user_label};
use crate::analysis::sentence::{certainty_word, printable};
use crate::domain::ground::Ground;
use crate::domain::session::{Confidence, EndKind, Precision};
use crate::domain::status::failure_reason;
use crate::domain::time::Timestamp;
use crate::tables::wording::sentence_case;
use crate::ui::commands::command::Command;
use crate::ui::text;
use crate::ui::theme::signs::Sign;
use crate::ui::theme::tokens::Tokens;
use crate::ui::theme::{self, fonts, icons, signs};
use crate::ui::widgets::parts::cut::{Cut, fit};
use crate::ui::widgets::parts::{chip, icon};

/// Facts and marks stand side by side where there is so much room.
const TWO_COLUMNS: f32 = 560.0;
/// Height of a fact.
const ROW: f32 = 25.0;
/// Height of the line that says why a fact is not sure.
const REASON: f32 = 16.0;
/// Room for the name of a fact.
const NAME: f32 = 64.0;
/// Room for the bars of certainty.
const SURE: f32 = 24.0;

/// One fact.
struct Fact {
    name: &'static str,
    icon: Option<char>,
    value: Option<String>,
    exact: Option<String>,
    sure: Option<(Confidence, Ground)>,
}

/// Draws the facts; side by side where there is room.
pub(crate) fn facts(page: &Page<'_>, ui: &mut Ui, out: &mut Vec<Command>) {
    if ui.available_width() < TWO_COLUMNS {
        sure(page, ui);
        ui.separator();
        judged(page, ui);
    } else {
        ui.columns(2, |columns| {
            if let [left, right] = columns {
                sure(page, left);
                judged(page, right);
            }
        });
    }
    more(page, ui, out);
}

/// What is known, and how surely.
fn sure(page: &Page<'_>, ui: &mut Ui) {
    ui.label(fonts::section(text::KEY_FACTS));
    for fact in key_facts(page) {
        row(ui, &fact);
    }
    ui.horizontal(legend);
}

/// Why it is marked, by the program and by the examiner.
fn judged(page: &Page<'_>, ui: &mut Ui) {
    if page.outlier().is_some() {
        why(page, ui);
        ui.add_space(theme::GAP);
    }
    marks(page, ui);
}

fn key_facts(page: &Page<'_>) -> Vec<Fact> {
    let session = page.session;
    let fact = |name, value: Option<String>| Fact {
        name,
        icon: None,
        value,
        exact: None,
        sure: None,
    };
    let (grounds, zone) = (&session.grounds, &page.prefs.zone);
    let moment =
        |time: Option<Timestamp>| time.map(|time| zone.format(time, "%-d %b %Y, %H:%M:%S"));
    let exact = |time: Option<Timestamp>| time.map(|time| time.to_string());
    let user = session
        .user
        .as_ref()
        .map(|_| printable(&user_label(session)));
    let mut facts = vec![
        Fact {
            icon: user.as_deref().map(signs::user),
            sure: Some((session.confidence_user, grounds.user)),
            ..fact("User", user)
        },
        Fact {
            icon: Some(signs::address(
                session.source_ip.map(|_| session.source_class),
            ))
            .filter(|_| session.source_ip.is_some()),
            sure: Some((session.confidence_source, grounds.source)),
            ..fact("Source", source(page))
        },
    ];
    let client = session.client_name.as_deref();
    let client = client.or(session.source_host.as_deref()).map(printable);
    facts.extend(client.map(|client| fact("Client", Some(client))));
    let gateway = session.via_gateway.as_deref().map(printable);
    facts.extend(gateway.map(|client| fact("Behind it", Some(client))));
    facts.push(fact(
        "Host",
        Some(printable(page.case().host_name(session.host))),
    ));
    facts.push(Fact {
        exact: exact(session.begin),
        sure: Some((session.confidence_begin, grounds.begin)),
        ..fact("Begin", moment(session.begin))
    });
    let is_refused = session.end_kind == EndKind::Failed;
    if !is_refused {
        let is_limit = session.end_precision == Some(Precision::Bound);
        let limit = if is_limit { ", a limit" } else { "" };
        let end = moment(session.end).map(|end| format!("{end}{limit}"));
        facts.push(Fact {
            exact: exact(session.end),
            sure: Some((session.confidence_end, grounds.end)),
            ..fact("End", end)
        });
        let by = match (session.end_kind, session.end_detail) {
            (kind, Some(detail)) => format!("{kind}, {detail}"),
            (EndKind::Unknown, None) => text::NOT_KNOWN.to_owned(),
            (EndKind::Open, None) => "the evidence ends first".to_owned(),
            (kind, None) => kind.to_string(),
        };
        facts.push(fact("Ended by", Some(by)));
    }
    if let Some(code) = session.failure_code {
        let reason = failure_reason(code).map_or_else(|| format!("{code:#010X}"), str::to_owned);
        facts.push(fact("Refused", Some(reason)));
    }
    let rights = session.elevated.map(|elevated| {
        let rights = if elevated { "elevated" } else { "not elevated" };
        rights.to_owned()
    });
    facts.extend(rights.map(|rights| fact("Rights", Some(rights))));
    let by = session.auth_package.as_deref().map(printable);
    facts.extend(by.map(|by| fact("Logon by", Some(by))));
    facts
}

/// `192.0.2.146 : 61022`.
fn source(page: &Page<'_>) -> Option<String> {
    let session = page.session;
    match PlaceKey::of(session) {
        PlaceKey::Ip(ip) => Some(match session.source_port {
            Some(port) => format!("{ip} : {port}"),
            None => ip.to_string(),
        }),
        PlaceKey::NoAddress => None,
        other => Some(other.label()),
    }
}

fn row(ui: &mut Ui, fact: &Fact) {
    let tokens = theme::tokens(ui);
    let is_sure = |(confidence, _): &(Confidence, Ground)| *confidence == Confidence::High;
    let doubt = fact.sure.filter(|sure| !is_sure(sure));
    let height = if doubt.is_some() { ROW + REASON } else { ROW };
    let size = vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let line = rect.with_max_y(rect.top() + ROW);
    let painter = ui.painter();
    let middle = |galley: &egui::Galley| line.center().y - galley.size().y / 2.0;
    let (name, _) = fit(ui, fact.name, (fonts::body(), tokens.third), NAME, Cut::End);
    painter.galley(pos2(rect.left(), middle(&name)), name, tokens.third);
    let mut left = rect.left() + NAME;
    if let Some(sign) = fact.icon {
        let center = pos2(left + 7.0, line.center().y);
        icon::paint_plain(ui, center, sign, 14.0, tokens.third);
        left += 19.0;
    }
    let sure_room = if fact.sure.is_some() { SURE } else { 0.0 };
    let room = rect.right() - left - sure_room;
    let (value, color) = match &fact.value {
        Some(value) => (value.as_str(), tokens.text),
        None => (text::NOT_KNOWN, tokens.third),
    };
    let (galley, is_cut) = fit(ui, value, (fonts::body(), color), room, Cut::Middle);
    painter.galley(pos2(left, middle(&galley)), galley, color);
    let mut spoken = format!("{}: {value}", fact.name);
    let reason = fact.sure.map(|(confidence, ground)| {
        let at = pos2(rect.right() - SURE + 6.0, line.center().y);
        bars(ui, at, confidence, tokens);
        let word = certainty_word(confidence);
        spoken = format!("{spoken}, {word}");
        format!("{word}: {ground}")
    });
    if let Some(reason) = reason.as_ref().filter(|_| doubt.is_some()) {
        let at = pos2(rect.left() + NAME, line.bottom() - 2.0);
        let style = (fonts::caption(), tokens.third);
        let (galley, _) = fit(ui, reason, style, rect.width() - NAME, Cut::End);
        painter.galley(at, galley, tokens.third);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    if is_cut || reason.is_some() || fact.exact.is_some() {
        response.on_hover_ui(|ui| {
            ui.label(value);
            if let Some(reason) = reason {
                ui.label(sentence_case(&reason));
            }
            if let Some(exact) = &fact.exact {
                ui.monospace(exact);
            }
        });
    }
}

/// What full bars mean.
fn legend(ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(22.0, REASON), Sense::hover());
    let at = pos2(rect.left(), rect.center().y);
    bars(ui, at, Confidence::High, tokens);
    let words = certainty_word(Confidence::High);
    ui.label(fonts::small(words).color(tokens.third));
}

/// Three small bars: as many are full as the statement is sure.
fn bars(ui: &Ui, at: egui::Pos2, confidence: Confidence, tokens: &Tokens) {
    let full = match confidence {
        Confidence::High => 3,
        Confidence::Medium => 2,
        Confidence::Low => 1,
    };
    let color = if confidence == Confidence::Low {
        tokens.worth_a_look
    } else {
        tokens.came_in
    };
    for bar in 0_u8..3 {
        let left = at.x + f32::from(bar) * 6.0;
        let rect = Rect::from_min_size(pos2(left, at.y - 5.0), vec2(4.0, 10.0));
        if bar < full {
            ui.painter().rect_filled(rect, 1.0, color);
        } else {
            let stroke = egui::Stroke::new(1.0, tokens.strong_line);
            let kind = egui::StrokeKind::Inside;
            ui.painter().rect_stroke(rect, 1.0, stroke, kind);
        }
    }
}

/// Why it is marked. The reasons are about the user at this place, over the whole case, and say so.
fn why(page: &Page<'_>, ui: &mut Ui) {
    let Some(outlier) = page.outlier() else {
        return;
    };
    let tokens = theme::tokens(ui);
    ui.label(fonts::section(text::WHY_MARKED));
    let user = page.session.user.as_deref().map(printable);
    let user = user.unwrap_or_else(|| "Sessions without a name".to_owned());
    let place = match PlaceKey::of(page.session) {
        PlaceKey::NoAddress => "an unknown address".to_owned(),
        other => other.label(),
    };
    let about = format!("{user} from {place}, over the whole case:");
    ui.label(fonts::small(about).color(tokens.third));
    for reason in &outlier.reasons {
        ui.horizontal_top(|ui| {
            let sign = reason.level.map(|level| signs::level(tokens, level));
            let sign = sign.unwrap_or(Sign {
                icon: icons::INFO,
                is_filled: false,
                color: tokens.note,
            });
            ui.label(icon::text(sign, 14.0));
            let words = sentence_case(&printable(&reason.text));
            ui.add(egui::Label::new(RichText::new(words).color(tokens.second)).wrap());
        });
    }
}

/// What the examiner noted.
fn marks(page: &Page<'_>, ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    ui.label(fonts::section(text::YOUR_MARKS));
    let Some(mark) = page.opened.marked.get(&page.index) else {
        ui.label(fonts::small(text::NO_MARKS).color(tokens.third));
        return;
    };
    ui.horizontal_wrapped(|ui| {
        for tag in &mark.tags {
            chip::chip(ui, Some(icons::TAG), &printable(tag));
        }
        if mark.is_bookmarked {
            chip::chip(ui, Some(icons::BOOKMARK_SIMPLE), text::BOOKMARKED);
        }
    });
    if mark.is_muted {
        ui.label(RichText::new(text::MUTED).color(tokens.second));
    }
    if !mark.comment.is_empty() {
        ui.add(egui::Label::new(printable(&mark.comment)).wrap());
    }
}

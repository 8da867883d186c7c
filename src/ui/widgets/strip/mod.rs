//! The strip of a session: its arrival in seconds beside its stay in hours, a tick for each record, and the session
//! that it led to on a row of its own.

mod axis;
mod bar;
mod wording;

use egui::{Align2, Color32, FontId, Id, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo};
use egui::{Margin, pos2, vec2};

use crate::analysis::sentence::printable;
use crate::analysis::story::strip::{OnwardRow, Part, StepKind, Strip};
use crate::domain::time::{DisplayZone, Timestamp};
use crate::ui::theme::signs::Family;
use crate::ui::theme::tokens::Tokens;
use crate::ui::theme::{self, CARD_RADIUS, fonts, icons};
use crate::ui::widgets::parts::cut::{Cut, fit};
use crate::ui::widgets::parts::icon;

/// Height of the words above the bar.
const HEAD: f32 = 30.0;
/// Height of a bar.
const BAR: f32 = 24.0;
/// Height of the ticks below a bar.
const TICKS: f32 = 10.0;
/// From the ticks to the bar of the session that this one led to.
const GAP: f32 = 12.0;
/// Height of the times.
const AXIS: f32 = 16.0;
/// Room for the break between two scales.
const BREAK: f32 = 18.0;
/// Width of the end.
const END: f32 = 28.0;
/// From here on hosts are named at the left.
const WIDE: f32 = 520.0;
/// Room for the name of a host.
const NAME: f32 = 80.0;
/// One time below the strip for each of so many points.
const ROOM_OF_TIME: f32 = 68.0;

/// Where the parts of a strip lie.
struct Places {
    /// The seconds of the arrival.
    arrival: Rect,
    /// The stay.
    stay: Rect,
    /// What comes after the end.
    end: Rect,
    /// Where the hosts are named; empty where there is no room.
    names: Rect,
}

/// Draws the strip; the session that was clicked, where it was the one that this one led to.
pub fn strip(ui: &mut Ui, strip: &Strip, zone: &DisplayZone) -> Option<u32> {
    let tokens = theme::tokens(ui);
    let frame = egui::Frame::new()
        .fill(tokens.card)
        .stroke(Stroke::new(tokens.frame().max(1.0), tokens.line))
        .corner_radius(CARD_RADIUS)
        .inner_margin(Margin::symmetric(12, 8));
    frame.show(ui, |ui| inside(ui, strip, zone, tokens)).inner
}

fn inside(ui: &mut Ui, strip: &Strip, zone: &DisplayZone, tokens: &'static Tokens) -> Option<u32> {
    let onward_height = strip.onward.as_ref().map_or(0.0, |_| GAP + BAR + TICKS);
    let axis = if strip.stay.is_some() { AXIS } else { 0.0 };
    let size = vec2(
        ui.available_width(),
        HEAD + BAR + TICKS + onward_height + axis,
    );
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let sentence = wording::sentence(strip, zone);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &sentence));
    response.on_hover_text(&sentence);
    let painter = Drawing {
        ui,
        strip,
        zone,
        tokens,
        places: places(rect, strip),
    };
    painter.arrival();
    painter.stay();
    painter.ticks();
    painter.axis(rect);
    painter.names();
    let places = painter.places;
    let row = strip.onward.as_ref()?;
    onward(ui, (strip, row), &places, zone, tokens)
}

/// Cuts the strip into its parts.
fn places(rect: Rect, strip: &Strip) -> Places {
    let top = rect.top() + HEAD;
    let name = if rect.width() >= WIDE { NAME } else { 0.0 };
    let part = |left: f32, right: f32| {
        Rect::from_min_max(pos2(left, top), pos2(right.max(left), top + BAR))
    };
    let left = rect.left() + name;
    let names = part(rect.left(), left);
    let width = rect.right() - left;
    let has_arrival = !strip.steps.is_empty();
    let Some(stay) = &strip.stay else {
        let arrival = part(left, rect.right().min(left + 420.0));
        let none = part(rect.right(), rect.right());
        return Places {
            arrival,
            stay: none,
            end: none,
            names,
        };
    };
    let seconds = if has_arrival {
        let steps = strip.steps.len() as f32;
        (width * 0.11 * steps).clamp(62.0 * steps, 84.0 * steps)
    } else {
        0.0
    };
    let gap = if has_arrival { BREAK } else { 0.0 };
    let end = if stay.ends_later { 0.0 } else { END };
    let begin = left + seconds + gap;
    Places {
        arrival: part(left, left + seconds),
        stay: part(begin, rect.right() - end - 2.0),
        end: part(rect.right() - end, rect.right()),
        names,
    }
}

/// What is drawn, and where.
struct Drawing<'a> {
    ui: &'a Ui,
    strip: &'a Strip,
    zone: &'a DisplayZone,
    tokens: &'static Tokens,
    places: Places,
}

impl Drawing<'_> {
    fn text(&self, at: egui::Pos2, align: Align2, text: &str, (font, color): (FontId, Color32)) {
        self.ui.painter().text(at, align, text, font, color);
    }

    /// A text cut to a width.
    fn cut(&self, at: egui::Pos2, text: &str, style: (FontId, Color32), width: f32) {
        let color = style.1;
        let (galley, _) = fit(self.ui, text, style, width.max(1.0), Cut::End);
        self.ui.painter().galley(at, galley, color);
    }

    /// The point of a moment.
    fn x(&self, time: Timestamp) -> Option<f32> {
        let (part, place) = self.strip.place(time)?;
        let rect = match part {
            Part::Arrival => self.places.arrival,
            Part::Stay => self.places.stay,
            Part::End => self.places.end,
        };
        Some(rect.left() + place as f32 * (rect.width() - 1.0))
    }

    /// The cells of the arrival, with the words above them.
    fn arrival(&self) {
        let (area, tokens) = (self.places.arrival, self.tokens);
        let count = self.strip.steps.len().max(1) as f32;
        let width = area.width() / count;
        let mut last = None;
        for (place, step) in self.strip.steps.iter().enumerate() {
            let left = area.left() + place as f32 * width;
            let cell = Rect::from_min_size(pos2(left, area.top()), vec2(width - 2.0, BAR));
            let is_refusal = matches!(step.what, StepKind::Refusal | StepKind::LastRefusal);
            let (fill, color) = if is_refusal {
                (tokens.failed.gamma_multiply(0.25), tokens.failed)
            } else {
                (tokens.pressed, tokens.second)
            };
            self.ui.painter().rect_filled(cell, 3.0, fill);
            if is_refusal {
                let shade = tokens.failed.gamma_multiply(0.6);
                let hatched = cell.with_min_x(cell.left() + 24.0);
                self.ui
                    .painter()
                    .add(crate::ui::widgets::parts::chart::hatch(hatched, shade));
            }
            let center = pos2(cell.left() + 13.0, cell.center().y);
            icon::paint_plain(self.ui, center, step_icon(step.what), 14.0, color);
            let top = area.top() - HEAD;
            self.cut(
                pos2(left, top),
                step.what.as_str(),
                (fonts::caption(), tokens.text),
                width - 3.0,
            );
            let time = wording::step_time(step.time, last, self.zone);
            last = Some(step.time);
            let below = pos2(left, top + 14.0);
            self.cut(below, &time, (fonts::caption(), tokens.third), width - 6.0);
        }
        if self.strip.stay.is_some() && !self.strip.steps.is_empty() {
            let center = pos2(area.right() + BREAK / 2.0 - 1.0, area.center().y);
            bar::break_sign(self.ui.painter(), center, BAR + 4.0, tokens);
        }
    }

    /// The bar of the stay, and the end.
    fn stay(&self) {
        let Some(stay) = &self.strip.stay else {
            return;
        };
        let (area, tokens, painter) = (self.places.stay, self.tokens, self.ui.painter());
        bar::bar(painter, area, self.strip.kind, tokens);
        for (is_open, is_right) in [(stay.begins_earlier, false), (stay.ends_later, true)] {
            if is_open {
                bar::open_edge(painter, area, is_right, tokens);
            }
        }
        let top = area.top() - HEAD;
        let caption = |color| (fonts::caption(), color);
        let is_inside = bar::holds_words(self.strip.kind);
        let room = area.width() - 70.0;
        let what = stay.words.split_once(", ").map_or("", |(what, _)| what);
        let above = if is_inside { what } else { &stay.words };
        self.cut(pos2(area.left(), top), above, caption(tokens.text), room);
        let from = self.zone.format(stay.from, "%H:%M:%S");
        let from = if stay.begins_earlier {
            format!("seen at {from}")
        } else {
            from
        };
        self.cut(
            pos2(area.left(), top + 14.0),
            &from,
            caption(tokens.third),
            room,
        );
        let right = self.places.end.right().max(area.right());
        let (word, time) = if stay.ends_later {
            ("Last seen", stay.to)
        } else {
            ("End", stay.to)
        };
        let time = self.zone.format(time, "%H:%M:%S");
        self.text(
            pos2(right, top),
            Align2::RIGHT_TOP,
            word,
            caption(tokens.text),
        );
        self.text(
            pos2(right, top + 14.0),
            Align2::RIGHT_TOP,
            &time,
            caption(tokens.third),
        );
        if !stay.ends_later {
            painter.rect_filled(self.places.end, 3.0, tokens.pressed);
            let center = self.places.end.center();
            icon::paint_plain(self.ui, center, icons::SIGN_OUT, 14.0, tokens.second);
        }
        let color = if is_inside {
            tokens.on_bar
        } else {
            tokens.text
        };
        for x in self.strip.deeds.iter().filter_map(|time| self.x(*time)) {
            let line = area.bottom() - 4.0..=area.bottom();
            painter.vline(x, line, Stroke::new(1.0, color));
        }
        for x in self.strip.clearings.iter().filter_map(|time| self.x(*time)) {
            bar::clearing(painter, x, area, tokens);
        }
        if is_inside {
            self.words(area, &stay.words);
        }
    }

    /// The words inside a bar, over the marks in it.
    fn words(&self, area: Rect, words: &str) {
        let tokens = self.tokens;
        let style = (fonts::medium(12.0), tokens.on_bar);
        let (galley, _) = fit(self.ui, words, style, area.width() - 18.0, Cut::End);
        let at = pos2(area.left() + 9.0, area.top() + 4.0);
        let ground = Rect::from_min_size(at, galley.size()).expand2(vec2(2.0, -1.0));
        let color = Family::of(self.strip.kind).color(tokens);
        let painter = self.ui.painter();
        painter.rect_filled(ground, 0.0, color);
        painter.galley(at, galley, tokens.on_bar);
    }

    /// A tick for each record.
    fn ticks(&self) {
        let top = self.places.arrival.bottom() + 3.0;
        let stroke = Stroke::new(1.0, self.tokens.second);
        for x in self.strip.ticks.iter().filter_map(|time| self.x(*time)) {
            let x = x.round() + 0.5;
            self.ui.painter().vline(x, top..=top + TICKS - 4.0, stroke);
        }
    }

    /// The times below, and how far the arrival is stretched.
    fn axis(&self, rect: Rect) {
        let Some(stay) = &self.strip.stay else {
            return;
        };
        let (tokens, y) = (self.tokens, rect.bottom() - AXIS);
        let line = Stroke::new(1.0, tokens.strong_line);
        let area = self.places.stay;
        self.ui.painter().hline(area.x_range(), y, line);
        let most = (area.width() / ROOM_OF_TIME) as usize;
        for (time, words) in axis::times((stay.from, stay.to), most, self.zone) {
            let Some(x) = self.x(time) else {
                continue;
            };
            self.ui.painter().vline(x, y..=y + 3.0, line);
            let style = (fonts::caption(), tokens.third);
            // A time at the edge would be cut off.
            if x - area.left() > 16.0 && area.right() - x > 16.0 {
                self.text(pos2(x, y + 3.0), Align2::CENTER_TOP, &words, style);
            }
        }
        if let Some(length) = self.strip.arrival_length()
            && self.places.arrival.width() > 60.0
        {
            let words = format!("{length}, stretched");
            let style = (fonts::caption(), tokens.third);
            let at = pos2(self.places.arrival.left(), y + 3.0);
            self.cut(at, &words, style, self.places.arrival.width());
        }
    }

    /// The host at the left.
    fn names(&self) {
        let names = self.places.names;
        if names.width() > 0.0 {
            let at = pos2(names.left(), names.center().y - 8.0);
            let style = (fonts::semibold(12.0), self.tokens.text);
            let host = printable(&self.strip.host);
            let (galley, _) = fit(self.ui, &host, style, NAME - 8.0, Cut::Middle);
            self.ui.painter().galley(at, galley, self.tokens.text);
        }
    }
}

/// The row of the session that this one led to; the session where it was clicked.
fn onward(
    ui: &mut Ui,
    (strip, row): (&Strip, &OnwardRow),
    places: &Places,
    zone: &DisplayZone,
    tokens: &'static Tokens,
) -> Option<u32> {
    let stay = strip.stay.as_ref()?;
    let top = places.stay.bottom() + TICKS + GAP;
    let area = places.stay.translate(vec2(0.0, top - places.stay.top()));
    let length = stay.to.since(stay.from).as_seconds().max(0.001);
    let x = |time: Timestamp| {
        let share = time.since(stay.from).as_seconds() / length;
        area.left() + (share as f32).clamp(0.0, 1.0) * area.width()
    };
    let (left, right) = (x(row.from), x(row.to));
    let right = right.max(left + 8.0).min(area.right().max(left + 8.0));
    let rect = Rect::from_min_max(pos2(left, area.top()), pos2(right, area.bottom()));
    let painter = ui.painter();
    let arrow = Stroke::new(1.0, tokens.second);
    painter.vline(left, places.stay.bottom() + 3.0..=area.top(), arrow);
    bar::outline(painter, rect, row.kind, tokens);
    if row.ends_later {
        bar::open_edge(painter, rect, true, tokens);
    }
    for time in &row.ticks {
        let top = rect.bottom() + 3.0;
        let stroke = Stroke::new(1.0, tokens.second);
        painter.vline(x(*time).round() + 0.5, top..=top + TICKS - 5.0, stroke);
    }
    for time in &row.clearings {
        bar::clearing(painter, x(*time), rect, tokens);
    }
    let words = wording::onward(row, zone);
    let short = wording::onward_label(row);
    let style = (fonts::label(), tokens.text);
    let (galley, is_cut) = fit(ui, &short, style, rect.width() - 12.0, Cut::End);
    if !is_cut {
        let place = rect.center() - galley.size() / 2.0;
        let ground = Rect::from_min_size(place, galley.size()).expand2(vec2(3.0, 0.0));
        ui.painter().rect_filled(ground, 2.0, tokens.lane);
        ui.painter().galley(place, galley, tokens.text);
    }
    if places.names.width() > 0.0 {
        let style = (fonts::semibold(12.0), tokens.text);
        let host = printable(&row.host);
        let (galley, _) = fit(ui, &host, style, NAME - 8.0, Cut::Middle);
        let at = pos2(places.names.left(), area.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, tokens.text);
    }
    let response = link(ui, rect, &words);
    response.clicked().then_some(row.session)
}

/// Something that can be clicked, with a name.
fn link(ui: &Ui, rect: Rect, words: &str) -> Response {
    let id: Id = ui.scope_id().with("onward session");
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    if response.has_focus() {
        let tokens = theme::tokens(ui);
        let stroke = Stroke::new(2.0, tokens.accent);
        let kind = egui::StrokeKind::Outside;
        ui.painter()
            .rect_stroke(rect.expand(2.0), 4.0, stroke, kind);
    }
    response.on_hover_text(words)
}

/// The icon of a step.
fn step_icon(step: StepKind) -> char {
    match step {
        StepKind::Connection => icons::PLUGS_CONNECTED,
        StepKind::Authentication => icons::KEY,
        StepKind::Desktop => icons::MONITOR,
        StepKind::Refusal | StepKind::LastRefusal => icons::PROHIBIT,
    }
}

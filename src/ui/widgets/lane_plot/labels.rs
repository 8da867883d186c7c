//! The texts in lanes: which session a bar is, how many failures a burst has. A text stands inside its bar where all of it
//! fits, else beside it where nothing else is, else nowhere: half a word tells nothing.

use std::sync::Arc;

use egui::{Color32, Galley, Ui};

use super::drawn::{DrawnLane, LabelColor, LaneLabel};
use crate::analysis::lanes::merge::{DrawnBar, PlotView};
use crate::analysis::lanes::{EdgeCertainty, Lane, LaneKey};
use crate::analysis::sentence::printable;
use crate::case::Case;
use crate::domain::session::Session;
use crate::domain::time::Span;
use crate::tables::wording::counted;
use crate::ui::theme::fonts;
use crate::ui::theme::signs::{BarForm, Family};
use crate::ui::theme::tokens::Tokens;

/// Space at both ends of a text inside a bar.
const INSIDE: f32 = 5.0;

/// Space between a bar and the text beside it, and between that and what comes next.
const BESIDE: f32 = 6.0;

/// Half the width of the mark of a cleared log.
const MARK: f32 = 5.0;

/// In less room than this no text is tried.
const LEAST: f32 = 22.0;

/// A burst of fewer failures has no text.
const LEAST_FAILURES: usize = 5;

/// No lane has more texts.
const MOST: usize = 60;

/// Size of the letters where lanes are close, and where they are not.
const SMALL: f32 = 10.0;
const LARGE: f32 = 11.0;
/// Bars from this height on have the larger letters.
const LARGE_FROM: f32 = 14.0;

impl LaneLabel {
    /// The text, ready to be painted, and its colour.
    pub(super) fn galley(&self, ui: &Ui, tokens: &Tokens) -> (Arc<Galley>, Color32) {
        let color = match self.color {
            LabelColor::OnBar => tokens.on_bar,
            LabelColor::InBar => tokens.text,
            LabelColor::Beside => tokens.second,
        };
        let font = fonts::medium(self.size);
        let text = self.text.clone();
        let galley = ui.fonts_mut(|fonts| fonts.layout_no_wrap(text, font, color));
        (galley, color)
    }
}

/// Finds the texts of a lane.
pub(super) struct Labels<'a> {
    /// Measures texts.
    pub ui: &'a Ui,
    /// The case, for names of hosts.
    pub case: &'a Case,
    /// Time against points.
    pub view: PlotView,
    /// Height of the bars.
    pub height: f32,
}

impl Labels<'_> {
    /// The texts of a lane.
    pub(super) fn of(&self, lane: &Lane, drawn: &DrawnLane) -> Vec<LaneLabel> {
        let mut labels = Vec::new();
        let lefts = lefts(drawn);
        // In rows below each other there is no height for a text.
        if drawn.stays.len() <= 1 {
            let bars = drawn.stays.iter().flatten();
            let row = lane.stays.first();
            for bar in bars.take(10 * MOST) {
                if labels.len() >= MOST {
                    break;
                }
                let session = row.and_then(|row| bar.session(row));
                let session = session.and_then(|n| self.case.sessions.get(n as usize));
                let label = self.bar(lane, bar, session, (drawn, &lefts));
                push(&mut labels, label);
            }
            self.left_open(drawn, &lefts, &mut labels);
        }
        for run in lane.refusals.runs(&drawn.failures) {
            if run.count < LEAST_FAILURES || labels.len() >= MOST {
                continue;
            }
            let count = counted(run.count as u64, "failure", "failures");
            let span = Span::millis((run.seconds * 1_000.0) as i64);
            let texts = [format!("{count} in {span}"), count];
            push(&mut labels, self.beside(run.right, &lefts, &texts));
        }
        labels
    }

    fn bar(
        &self,
        lane: &Lane,
        bar: &DrawnBar,
        session: Option<&Session>,
        (drawn, lefts): (&DrawnLane, &[f32]),
    ) -> Option<LaneLabel> {
        let (left, right) = (bar.left.max(0.0), bar.right.min(self.view.pixels));
        let tails = &drawn.left_open;
        let next = tails.partition_point(|tail| tail.left < bar.right - 2.0);
        let next = tails.get(next);
        let has_tail = next.is_some_and(|tail| tail.left < bar.right + 2.0);
        let room = free_after(bar.right, lefts, self.view.pixels);
        if right - left < LEAST && (has_tail || room < 2.0 * LEAST) {
            return None;
        }
        let texts = match session {
            Some(session) => self.words(lane, session),
            None => vec![counted(bar.count() as u64, "session", "sessions")],
        };
        let form = Family::of(bar.kind).form();
        let holds_text = !matches!(form, BarForm::Half | BarForm::Line);
        if holds_text && right - left >= LEAST {
            // The triangle of a cleared log would hide letters.
            let marks = drawn.moments.iter();
            let hides = |x: &&f32| (left - MARK..left + 3.0 * LEAST).contains(*x);
            let start = marks.filter(hides).map(|x| x + MARK).fold(left, f32::max) + INSIDE;
            let width = right - start - INSIDE - edges(bar);
            if let Some(text) = texts.iter().find(|text| self.width(text) <= width) {
                let is_filled = bar.entered && form != BarForm::Outline;
                return Some(LaneLabel {
                    x: start,
                    width: self.width(text),
                    text: text.clone(),
                    size: self.size(),
                    color: if is_filled {
                        LabelColor::OnBar
                    } else {
                        LabelColor::InBar
                    },
                });
            }
        }
        if has_tail {
            return None;
        }
        self.beside(bar.right, lefts, &texts)
    }

    /// Behind a desktop that was still there when the evidence ended.
    fn left_open(&self, drawn: &DrawnLane, lefts: &[f32], labels: &mut Vec<LaneLabel>) {
        let open = drawn.left_open.iter();
        for tail in open
            .filter(|tail| tail.end_edge == EdgeCertainty::Open)
            .take(MOST)
        {
            let texts = ["desktop stays open".to_owned()];
            push(labels, self.beside(tail.right, lefts, &texts));
        }
    }

    /// What may stand for a session, the longest first: the host, or on the lane of a host the user, and how long.
    fn words(&self, lane: &Lane, session: &Session) -> Vec<String> {
        let host = self.case.host_name(session.host);
        let short = host.split('.').next().unwrap_or(host);
        let name = if matches!(lane.key, LaneKey::Host(_)) {
            session.user.as_deref().unwrap_or("(no name)")
        } else {
            short
        };
        let name = printable(name);
        match session.duration() {
            Some(duration) => vec![format!("{name}, {duration}"), name],
            None => vec![name],
        }
    }

    /// The first of some texts that fits beside something.
    fn beside(&self, right: f32, lefts: &[f32], texts: &[String]) -> Option<LaneLabel> {
        let room = free_after(right, lefts, self.view.pixels) - 2.0 * BESIDE;
        if room < LEAST || right < 0.0 {
            return None;
        }
        let text = texts.iter().find(|text| self.width(text) <= room)?;
        Some(LaneLabel {
            x: right + BESIDE,
            width: self.width(text),
            text: text.clone(),
            size: self.size(),
            color: LabelColor::Beside,
        })
    }

    fn size(&self) -> f32 {
        if self.height >= LARGE_FROM {
            LARGE
        } else {
            SMALL
        }
    }

    fn width(&self, text: &str) -> f32 {
        let font = fonts::medium(self.size());
        let color = Color32::WHITE;
        self.ui
            .fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), font, color))
            .size()
            .x
    }
}

/// Adds a text where none is.
fn push(labels: &mut Vec<LaneLabel>, label: Option<LaneLabel>) {
    let Some(label) = label else { return };
    let is_apart = |other: &LaneLabel| {
        label.x > other.x + other.width + BESIDE || other.x > label.x + label.width + BESIDE
    };
    if labels.iter().all(is_apart) {
        labels.push(label);
    }
}

/// The left edges of all that is drawn of a lane, from left to right.
fn lefts(drawn: &DrawnLane) -> Vec<f32> {
    let bars = drawn.stays.iter().flatten().chain(&drawn.left_open);
    let failures = drawn.failures.iter().map(|column| column.left);
    let moments = drawn.moments.iter().map(|x| x - 5.0);
    let mut lefts: Vec<f32> = bars
        .map(|bar| bar.left)
        .chain(failures)
        .chain(moments)
        .collect();
    lefts.sort_by(f32::total_cmp);
    lefts
}

/// How much room there is to the right of a place.
fn free_after(right: f32, lefts: &[f32], width: f32) -> f32 {
    let next = lefts.partition_point(|left| *left < right);
    lefts.get(next).copied().unwrap_or(width).min(width) - right
}

/// The part of a bar that its unsure ends take.
fn edges(bar: &DrawnBar) -> f32 {
    let unsure = |edge| {
        if edge == EdgeCertainty::Known {
            0.0
        } else {
            14.0
        }
    };
    unsure(bar.start_edge) + unsure(bar.end_edge)
}

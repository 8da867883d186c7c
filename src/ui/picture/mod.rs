//! The timeline as a picture for a report: SVG text, from the lanes alone. Certainty is shown by
//! shape, as on the screen: a straight end is known, a hatched one inferred, an arrow continues.

mod coverage;
mod lane;
mod pen;
pub(super) mod png;
mod sheet;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use self::pen::Pen;
pub(super) use self::sheet::Sheet;
use self::sheet::{LANE, MAX_LANES, NAMES, TOKENS, WIDTH};
use super::text;
use super::theme::signs::Family;
use super::widgets::time_axis::{CLOSEST_LABEL, labelled_marks};
use crate::analysis::lanes::{BarRow, Lane, calendar};
use crate::domain::time::Timestamp;

/// Where the lanes begin: below head and axis.
const TOP: f32 = 102.0;

/// Room below the lanes.
const FOOT: f32 = 30.0;

impl Sheet<'_> {
    /// The picture.
    pub(super) fn svg(&self) -> String {
        let shown = self.lanes.get(..MAX_LANES).unwrap_or(self.lanes);
        let lanes = shown.len() as f32 * LANE;
        let reach = coverage::height(self.reach);
        let words = coverage::legend_height(self.reach);
        let (width, height) = (NAMES + WIDTH + 20.0, TOP + lanes + reach + words + FOOT);
        let mut pen = Pen::default();
        pen.raw(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" role=\"img\">\n"
        ));
        pen.rect((0.0, width), (0.0, height), TOKENS.ground, 1.0);
        self.head(&mut pen);
        self.axis(&mut pen, TOP + lanes + reach);
        for (index, lane) in shown.iter().enumerate() {
            self.lane(&mut pen, index, lane);
        }
        self.coverage(&mut pen, TOP + lanes);
        self.foot(&mut pen, shown.len(), TOP + lanes + reach + words);
        pen.raw("</svg>\n");
        pen.out
    }

    fn head(&self, pen: &mut Pen) {
        let time = |seconds| self.zone.short(Timestamp::from_unix_seconds(seconds));
        let (from, to) = (time(self.view.from), time(self.view.to));
        let (stays, refusals) = self
            .lanes
            .iter()
            .map(Lane::counts)
            .fold((0, 0), |(stays, refusals), (some, others)| {
                (stays + some, refusals + others)
            });
        let color = TOKENS.text;
        pen.text((10.0, 22.0), 15.0, color, self.about);
        let counted = format!(
            "{from} to {to} {}; {}, {} and {} in all",
            self.zone.label(),
            text::counted(self.lanes.len() as u64, "lane", "lanes"),
            text::counted(stays as u64, "session", "sessions"),
            text::counted(refusals as u64, "refusal", "refusals"),
        );
        pen.text((10.0, 42.0), 12.0, color, &counted);
        self.legend(pen);
    }

    /// The colours and forms that are in the picture, with their words.
    fn legend(&self, pen: &mut Pen) {
        let stays = self.lanes.iter().flat_map(|lane| &lane.stays);
        let kinds = stays.flat_map(BarRow::bars).map(|bar| bar.kind);
        let families: BTreeSet<Family> = kinds.map(Family::of).collect();
        let mut x = 10.0;
        let mut entry = |pen: &mut Pen, word: &str| {
            let at = x;
            pen.text((at + 20.0, 62.0), 11.0, TOKENS.text, word);
            x += 40.0 + 6.5 * word.chars().count() as f32;
            at
        };
        for family in families {
            let at = entry(pen, family.word());
            pen.sample(family, (at, at + 15.0), (52.0, 63.0), TOKENS);
        }
        let at = entry(pen, "Failures");
        for (n, top) in [58.0, 53.0, 56.0, 52.0].into_iter().enumerate() {
            let left = at + 4.0 * n as f32;
            pen.rect((left, left + 3.0), (top, 63.0), TOKENS.failed, 1.0);
        }
        if !self.moments.is_empty() {
            let at = entry(pen, "Log cleared");
            let corners = [(at + 2.0, 53.0), (at + 12.0, 53.0), (at + 7.0, 62.0)];
            pen.polygon(&corners, TOKENS.look_first);
        }
    }

    fn axis(&self, pen: &mut Pen, bottom: f32) {
        let view = self.view();
        for mark in labelled_marks(self.zone, &view, CLOSEST_LABEL) {
            let x = NAMES + view.x(mark.time);
            pen.rect((x, x + 1.0), (TOP - 6.0, bottom), TOKENS.line, 1.0);
            let label = calendar::label(self.zone, mark);
            pen.text((x + 2.0, TOP - 10.0), 11.0, TOKENS.second, &label);
        }
    }

    fn foot(&self, pen: &mut Pen, shown: usize, bottom: f32) {
        let mut words =
            "Straight end: known. Hatched: inferred. Arrow: goes on where the evidence \
             ends. Paler: not known to have led in. Dotted: a desktop left open; a bar across it: its end."
                .to_owned();
        let more = self.lanes.len() - shown;
        if more > 0 {
            let _ = write!(words, " {more} more lanes are left out.");
        }
        pen.text((10.0, bottom + 20.0), 11.0, TOKENS.third, &words);
    }
}

#[cfg(test)]
mod tests;

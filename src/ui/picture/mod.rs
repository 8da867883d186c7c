//! The timeline as a picture for a report: SVG text, from the lanes alone. Certainty is shown by
//! shape, as on the screen: a straight end is known, a hatched one inferred, an arrow continues.

mod coverage;
mod pen;
pub(super) mod png;
mod sheet;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use self::pen::{Pen, escaped};
pub(super) use self::sheet::Sheet;
use self::sheet::{MAX_LANES, NAMES, WIDTH, inside, shortened};
use super::text;
use super::widgets::lane_plot::{LANE_HEIGHT, band};
use crate::analysis::lanes::{BarRow, Lane, calendar};
use crate::analysis::sentence::printable;
use crate::domain::session::Kind;
use crate::domain::time::Timestamp;

/// Where the lanes begin: below head and axis.
const TOP: f32 = 102.0;

/// Room below the lanes.
const FOOT: f32 = 30.0;

/// Marks of the axis are not closer; their labels need more.
const CLOSEST: f64 = 14.0;
const CLOSEST_LABEL: f32 = 60.0;

impl Sheet<'_> {
    /// The picture.
    pub(super) fn svg(&self) -> String {
        let shown = self.lanes.get(..MAX_LANES).unwrap_or(self.lanes);
        let lanes = shown.len() as f32 * LANE_HEIGHT;
        let reach = coverage::height(self.reach);
        let words = coverage::legend_height(self.reach);
        let (width, height) = (NAMES + WIDTH + 20.0, TOP + lanes + reach + words + FOOT);
        let mut pen = Pen::default();
        pen.raw(&format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" role=\"img\">\n"
        ));
        let ground = self.visuals.panel_fill;
        pen.rect((0.0, width), (0.0, height), ground, 1.0);
        self.head(&mut pen);
        self.axis(&mut pen, TOP + lanes + reach);
        for (index, lane) in shown.iter().enumerate() {
            self.lane(&mut pen, index, lane);
        }
        self.moments(&mut pen, TOP + lanes);
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
        let color = self.visuals.text_color();
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

    /// The colours that are in the picture, with their words.
    fn legend(&self, pen: &mut Pen) {
        let stays = self.lanes.iter().flat_map(|lane| &lane.stays);
        let kinds: BTreeSet<Kind> = stays.flat_map(BarRow::bars).map(|bar| bar.kind).collect();
        let stays = kinds
            .into_iter()
            .map(|kind| ((self.palette.stay)(self.visuals, kind), kind.as_str()));
        let refusal = ((self.palette.refusal)(self.visuals), "refused");
        let mut x = 10.0;
        for (color, word) in stays.chain([refusal]) {
            pen.rect((x, x + 10.0), (52.0, 62.0), color, 1.0);
            let place = (x + 14.0, 61.0);
            pen.text(place, 11.0, self.visuals.text_color(), word);
            x += 34.0 + 7.0 * word.len() as f32;
        }
    }

    fn axis(&self, pen: &mut Pen, bottom: f32) {
        let view = self.view();
        let closest = self.view.seconds() / f64::from(WIDTH) * CLOSEST;
        let color = self.visuals.text_color();
        let grid = (self.palette.grid)(self.visuals);
        let mut labels: Vec<f32> = Vec::new();
        let mut marks = calendar::marks(self.zone, view.from, view.to, closest);
        // Where there is no room for all labels, days have theirs before hours.
        marks.sort_by(|a, b| b.step.seconds().total_cmp(&a.step.seconds()));
        let coarse = marks.iter().map(|mark| mark.step.seconds());
        let coarsest = coarse.fold(0.0, f64::max);
        for mark in marks {
            let x = NAMES + view.x(mark.time);
            let strength = if mark.step.seconds() < coarsest {
                0.35
            } else {
                0.8
            };
            pen.rect((x, x + 1.0), (TOP - 6.0, bottom), grid, strength);
            if labels
                .iter()
                .all(|other| (x - other).abs() >= CLOSEST_LABEL)
            {
                labels.push(x);
                let label = calendar::label(self.zone, mark);
                pen.text((x + 2.0, TOP - 10.0), 11.0, color, &label);
            }
        }
    }

    fn lane(&self, pen: &mut Pen, index: usize, lane: &Lane) {
        let top = TOP + index as f32 * LANE_HEIGHT;
        if index % 2 == 1 {
            let color = self.visuals.text_color();
            let all = (0.0, NAMES + WIDTH);
            pen.rect(all, (top, top + LANE_HEIGHT), color, 0.04);
        }
        let color = self.visuals.text_color();
        let name = shortened(&printable(&lane.label));
        pen.text((10.0, top + 19.0), 12.0, color, &name);
        let view = self.view();
        for (row, bars) in lane.rows().enumerate() {
            let y = band(lane, row, top);
            for drawn in bars.drawn(&view, &[]) {
                if row < lane.stays.len() {
                    let color = (self.palette.stay)(self.visuals, drawn.kind);
                    pen.bar(&drawn, inside(drawn.left, drawn.right), y, color);
                } else {
                    let color = (self.palette.refusal)(self.visuals);
                    let x = inside(drawn.left, drawn.right);
                    pen.rect(x, (y.min, y.max), color, 1.0);
                }
            }
        }
    }

    fn moments(&self, pen: &mut Pen, bottom: f32) {
        let view = self.view();
        let color = self.visuals.warn_fg_color;
        let shown = (view.from)..=(view.to);
        for moment in self.moments.iter().filter(|it| shown.contains(&it.time)) {
            let x = NAMES + view.x(moment.time);
            let time = Timestamp::from_unix_seconds(moment.time);
            let title = format!("{} {}", self.zone.short(time), moment.text);
            pen.raw(&format!("<g><title>{}</title>", escaped(&title)));
            pen.rect((x, x + 1.5), (TOP - 6.0, bottom), color, 1.0);
            let points = [(x, TOP - 6.0), (x, TOP + 4.0), (x + 6.0, TOP - 1.0)];
            pen.polygon(&points, color);
            pen.raw("</g>\n");
        }
    }

    fn foot(&self, pen: &mut Pen, shown: usize, bottom: f32) {
        let mut words =
            "Straight end: known. Hatched: inferred. Arrow: goes on where the evidence \
             ends. Paler: not known to have led in. Low ticks: refused. Flag: log cleared."
                .to_owned();
        let more = self.lanes.len() - shown;
        if more > 0 {
            let _ = write!(words, " {more} more lanes are left out.");
        }
        let color = self.visuals.weak_text_color();
        pen.text((10.0, bottom + 20.0), 11.0, color, &words);
    }
}

#[cfg(test)]
mod tests;

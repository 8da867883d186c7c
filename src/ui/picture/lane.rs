//! One lane of the picture.

use std::fmt::Write as _;

use super::TOP;
use super::pen::{Pen, escaped};
use super::sheet::{LANE, NAMES, Sheet, TOKENS, WIDTH, inside, shortened};
use crate::analysis::lanes::{EdgeCertainty, Lane};
use crate::analysis::sentence::printable;
use crate::domain::time::{Span, Timestamp};
use crate::tables::wording::counted;
use crate::ui::theme::signs::Family;
use crate::ui::widgets::lane_plot::{lane_band, row_band};

/// Over bars, failures take at most this part of a lane.
const SHARE_OVER_BARS: f32 = 0.5;

/// Failures are at least so high.
const LOWEST: f32 = 4.0;

/// A burst of fewer failures has no text.
const LEAST_FAILURES: usize = 5;

impl Sheet<'_> {
    /// The lane with this number.
    pub(super) fn lane(&self, pen: &mut Pen, index: usize, lane: &Lane) {
        let top = TOP + index as f32 * LANE;
        pen.rect(
            (0.0, NAMES + WIDTH),
            (top + LANE - 1.0, top + LANE),
            TOKENS.line,
            1.0,
        );
        let mut name = printable(&lane.name);
        if let Some(place) = &lane.place {
            let _ = write!(name, "  {}", printable(place));
        }
        pen.text((10.0, top + 16.0), 12.0, TOKENS.text, &shortened(&name));
        let (view, band) = (self.view(), lane_band(top, LANE));
        for tail in lane.left_open.drawn(&view, &[]) {
            let color = Family::of(tail.kind).color(TOKENS);
            let x = inside(tail.left, tail.right);
            pen.dots(x, band.center(), color);
            if tail.end_edge == EdgeCertainty::Known && tail.right <= WIDTH {
                let y = (band.center() - 5.0, band.center() + 5.0);
                pen.rect((x.1 - 1.0, x.1 + 1.0), y, color, 1.0);
            }
        }
        let mut rows: Vec<_> = lane.stays.iter().map(|row| row.drawn(&view, &[])).collect();
        while rows.last().is_some_and(Vec::is_empty) {
            rows.pop();
        }
        for (row, bars) in rows.iter().enumerate() {
            let y = row_band(band, row, rows.len());
            for drawn in bars {
                pen.bar(drawn, inside(drawn.left, drawn.right), y, TOKENS);
            }
        }
        self.failures(pen, lane, (band.min, band.max), rows.is_empty());
        self.moments(pen, lane, (band.min, band.max));
    }

    fn failures(&self, pen: &mut Pen, lane: &Lane, (top, bottom): (f32, f32), is_alone: bool) {
        let share = if is_alone { 1.0 } else { SHARE_OVER_BARS };
        let columns = lane.refusals.columns(&self.view(), &[]);
        for column in &columns {
            let height = ((bottom - top) * share * column.height()).max(LOWEST);
            let x = inside(column.left, column.right);
            pen.rect(x, (bottom - height, bottom), TOKENS.failed, 1.0);
        }
        if !is_alone {
            return;
        }
        let runs = lane.refusals.runs(&columns);
        for (n, run) in runs.iter().enumerate() {
            let next = runs.get(n + 1).map_or(WIDTH, |next| next.left);
            let count = counted(run.count as u64, "failure", "failures");
            let text = format!(
                "{count} in {}",
                Span::millis((run.seconds * 1_000.0) as i64)
            );
            let has_room = next - run.right > 6.5 * text.chars().count() as f32 + 12.0;
            if run.count >= LEAST_FAILURES && has_room {
                let place = (NAMES + run.right + 6.0, bottom - 4.0);
                pen.text(place, 11.0, TOKENS.second, &text);
            }
        }
    }

    /// The clearings of logs of the lane's hosts.
    fn moments(&self, pen: &mut Pen, lane: &Lane, (top, bottom): (f32, f32)) {
        let view = self.view();
        let shown = (view.from)..=(view.to);
        let moments = self.moments.iter().filter(|it| shown.contains(&it.time));
        for moment in moments.filter(|moment| lane.is_on_any(&moment.hosts)) {
            let x = NAMES + view.x(moment.time);
            let time = Timestamp::from_unix_seconds(moment.time);
            let title = format!("{} {}", self.zone.short(time), moment.text);
            pen.raw(&format!("<g><title>{}</title>", escaped(&title)));
            let color = TOKENS.look_first;
            pen.rect((x - 0.75, x + 0.75), (top - 2.0, bottom + 1.0), color, 1.0);
            let points = [(x - 5.0, top - 2.0), (x + 5.0, top - 2.0), (x, top + 5.0)];
            pen.polygon(&points, color);
            pen.raw("</g>\n");
        }
    }
}

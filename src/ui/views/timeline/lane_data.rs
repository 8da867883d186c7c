//! The lanes of the sessions in view as data, computed once for each list of sessions; in the background where there
//! are many.

use std::sync::Arc;

use egui::Context;

use crate::analysis::lanes::zoom::TimeRange;
use crate::analysis::lanes::{BarRow, Lane, LaneBy, LaneInput, lanes};
use crate::tables::loaded_case::{ClearedLog, LoadedCase};
use crate::ui::latest::{AT_ONCE, Latest};
use crate::ui::theme::signs::Family;
use crate::ui::widgets::lane_plot::PlotMoment;

/// What lanes are made of.
type Subject = (Arc<Vec<u32>>, LaneBy);

/// The lanes, and those that are being computed.
pub(super) struct LaneData {
    /// What is drawn.
    pub drawing: Drawing,
    /// How many drawings there were before this one.
    pub number: u64,
    /// What the newest drawing is made of, or is being made of.
    asked: Option<Subject>,
    coming: Latest<Drawing>,
}

/// The lanes with what belongs to them.
pub(super) struct Drawing {
    /// The lanes.
    pub lanes: Vec<Lane>,
    /// All of the time that they take up.
    pub fit: TimeRange,
    /// The families of kinds in them, as the legend lists them.
    pub families: Vec<Family>,
    /// Some attempts were refused.
    pub has_refusals: bool,
    /// The clearings of logs on their hosts, by time.
    pub cleared: Vec<PlotMoment>,
}

impl Default for Drawing {
    fn default() -> Self {
        Self {
            lanes: Vec::new(),
            fit: TimeRange::of(&[]),
            families: Vec::new(),
            has_refusals: false,
            cleared: Vec::new(),
        }
    }
}

impl Drawing {
    fn of(loaded: &LoadedCase, (sessions, by): &Subject) -> Self {
        let input = LaneInput {
            session_index: &loaded.session_index,
            hosts: &loaded.case.hosts,
            last_seen: &loaded.last_seen,
            local_sessions: &loaded.case.local_sessions,
            outliers: &loaded.outliers,
        };
        let lanes = lanes(input, sessions, *by);
        let bars = || {
            lanes
                .iter()
                .flat_map(|lane| &lane.stays)
                .flat_map(BarRow::bars)
        };
        let mut families = Vec::new();
        for bar in bars() {
            let family = Family::of(bar.kind);
            if !families.contains(&family) {
                families.push(family);
                if families.len() == Family::ALL.len() {
                    break;
                }
            }
        }
        families.sort();
        let of_lane =
            |cleared: &&ClearedLog| lanes.iter().any(|lane| lane.is_on_any(&cleared.hosts));
        let mut cleared: Vec<PlotMoment> = loaded
            .cleared_logs
            .iter()
            .filter(of_lane)
            .map(moment)
            .collect();
        cleared.sort_by(|a, b| a.time.total_cmp(&b.time));
        Self {
            fit: TimeRange::of(&lanes),
            families,
            has_refusals: lanes.iter().any(|lane| lane.counts().1 > 0),
            cleared,
            lanes,
        }
    }
}

fn moment(cleared: &ClearedLog) -> PlotMoment {
    PlotMoment {
        time: cleared.time.as_unix_seconds(),
        hosts: cleared.hosts.clone(),
        text: cleared.text.clone(),
    }
}

impl Default for LaneData {
    fn default() -> Self {
        Self {
            drawing: Drawing::default(),
            number: 0,
            asked: None,
            coming: Latest::new("lanes"),
        }
    }
}

impl LaneData {
    /// Whether lanes are being computed; those shown meanwhile are of what was in view before.
    pub(super) fn is_working(&self) -> bool {
        self.coming.is_busy()
    }

    fn show(&mut self, drawing: Drawing) {
        self.drawing = drawing;
        self.number += 1;
    }

    /// Asks for the lanes of these sessions, and takes what has come; whether other lanes are shown now.
    pub(super) fn update(
        &mut self,
        loaded: &Arc<LoadedCase>,
        sessions: &Arc<Vec<u32>>,
        by: LaneBy,
        ctx: &Context,
    ) -> bool {
        let before = self.number;
        match self.coming.poll() {
            Some(Ok(drawing)) => self.show(drawing),
            Some(Err(error)) => log::error!("{error}"),
            None => {}
        }
        let same = |(known, known_by): &Subject| Arc::ptr_eq(known, sessions) && *known_by == by;
        if self.asked.as_ref().is_some_and(same) {
            return self.number != before;
        }
        let subject = (Arc::clone(sessions), by);
        self.asked = Some(subject.clone());
        // Running work would finish later and be shown instead.
        if sessions.len() <= AT_ONCE && !self.coming.is_busy() {
            self.show(Drawing::of(loaded, &subject));
        } else {
            let (loaded, ctx) = (Arc::clone(loaded), ctx.clone());
            self.coming.ask(
                move || ctx.request_repaint(),
                move |_| Drawing::of(&loaded, &subject),
            );
        }
        self.number != before
    }
}

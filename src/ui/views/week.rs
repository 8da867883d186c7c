//! When in the week the sessions in view begin, in the place of the lanes.

use std::sync::Arc;

use egui::{Context, Ui};

use crate::analysis::week_counts::WeekCounts;
use crate::domain::time::DisplayZone;
use crate::tables::loaded_case::LoadedCase;
use crate::ui::latest::{AT_ONCE, Latest};
use crate::ui::widgets::heat_map::HeatMap;

/// What the view of a week keeps from frame to frame.
pub struct Week {
    heat: WeekCounts,
    asked: Option<Subject>,
    heats: Latest<Option<WeekCounts>>,
}

/// Which sessions, by the clock of which zone.
type Subject = (Arc<Vec<u32>>, DisplayZone);

impl Default for Week {
    fn default() -> Self {
        Self {
            heat: WeekCounts::default(),
            asked: None,
            heats: Latest::new("week"),
        }
    }
}

impl Week {
    /// How many sessions are not in it, because their begin is not known.
    pub fn unknown(&self) -> u64 {
        self.heat.without_begin.all()
    }

    /// Whether counts are being computed.
    pub fn is_working(&self) -> bool {
        self.heats.is_busy()
    }

    fn update(
        &mut self,
        loaded: &Arc<LoadedCase>,
        sessions: &Arc<Vec<u32>>,
        zone: &DisplayZone,
        ctx: &Context,
    ) {
        match self.heats.poll() {
            // Nothing comes of work that another request had stopped.
            Some(Ok(heat)) => self.heat = heat.unwrap_or_default(),
            Some(Err(error)) => log::error!("{error}"),
            None => {}
        }
        let same = |(known, by): &Subject| Arc::ptr_eq(known, sessions) && by == zone;
        if self.asked.as_ref().is_some_and(same) {
            return;
        }
        let (sessions, zone) = (Arc::clone(sessions), zone.clone());
        self.asked = Some((Arc::clone(&sessions), zone.clone()));
        if sessions.len() <= AT_ONCE && !self.heats.is_busy() {
            let heat = WeekCounts::of(&loaded.session_index, &sessions, &zone, &|| true);
            self.heat = heat.unwrap_or_default();
            return;
        }
        let (loaded, ctx) = (Arc::clone(loaded), ctx.clone());
        self.heats.ask(
            move || ctx.request_repaint(),
            move |cancel| {
                let go_on = || !cancel.is_cancelled();
                WeekCounts::of(&loaded.session_index, &sessions, &zone, &go_on)
            },
        );
    }

    /// Shows the week; the cell that was clicked, as day and hour.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        loaded: &Arc<LoadedCase>,
        sessions: &Arc<Vec<u32>>,
        (zone, is_enabled): (&DisplayZone, bool),
    ) -> Option<(usize, usize)> {
        self.update(loaded, sessions, zone, ui.ctx());
        let map = HeatMap {
            heat: &self.heat,
            is_enabled,
        };
        map.show(ui)
    }
}

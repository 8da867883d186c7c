//! The columns of the strip, counted once for each case; in the background where there are many sessions.

use std::sync::Arc;

use egui::Context;

use crate::analysis::lanes::overview::Overview;
use crate::tables::loaded_case::LoadedCase;
use crate::ui::latest::{AT_ONCE, Latest};

/// The columns of the strip, counted once for each case.
pub(super) struct Strip {
    overview: Overview,
    asked: Option<(Arc<LoadedCase>, bool)>,
    coming: Latest<Overview>,
}

impl Default for Strip {
    fn default() -> Self {
        Self {
            overview: Overview::default(),
            asked: None,
            coming: Latest::new("overview"),
        }
    }
}

impl Strip {
    /// The columns.
    pub(super) fn overview(&self) -> &Overview {
        &self.overview
    }

    /// Whether columns are being counted.
    pub(super) fn is_working(&self) -> bool {
        self.coming.is_busy()
    }

    /// Asks for the columns of a case, and takes what has come.
    pub(super) fn update(&mut self, loaded: &Arc<LoadedCase>, with_hidden: bool, ctx: &Context) {
        match self.coming.poll() {
            Some(Ok(overview)) => self.overview = overview,
            Some(Err(error)) => log::error!("{error}"),
            None => {}
        }
        let same = |(known, hidden): &(Arc<LoadedCase>, bool)| {
            Arc::ptr_eq(known, loaded) && *hidden == with_hidden
        };
        if self.asked.as_ref().is_some_and(same) {
            return;
        }
        self.asked = Some((Arc::clone(loaded), with_hidden));
        if loaded.session_index.rows().len() <= AT_ONCE && !self.coming.is_busy() {
            self.overview = Overview::of(&loaded.session_index, with_hidden);
            return;
        }
        let (loaded, ctx) = (Arc::clone(loaded), ctx.clone());
        self.coming.ask(
            move || ctx.request_repaint(),
            move |_| Overview::of(&loaded.session_index, with_hidden),
        );
    }
}

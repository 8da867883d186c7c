//! The story of the session that is shown. It looks at every activity of the case, so it is told once and kept,
//! and in the background where the case is large.

use std::sync::Arc;

use crate::analysis::story::Story;
use crate::domain::time::DisplayZone;
use crate::tables::loaded_case::LoadedCase;
use crate::ui::latest::{AT_ONCE, Latest};

/// Which session, and in which zone its times are.
type Key = (u32, DisplayZone);

/// The story of one session.
pub struct StoryCache {
    known: Option<(Key, Option<Story>)>,
    asked: Option<Key>,
    job: Latest<(Key, Option<Story>)>,
}

impl Default for StoryCache {
    fn default() -> Self {
        Self {
            known: None,
            asked: None,
            job: Latest::new("tell a session"),
        }
    }
}

impl StoryCache {
    /// The story of a session, where it is known already.
    pub fn of(&self, session: u32) -> Option<&Story> {
        let (_, story) = self.known.as_ref().filter(|(key, _)| key.0 == session)?;
        story.as_ref()
    }

    /// Has the story of the session that is shown told, unless it is known.
    pub fn refresh(
        &mut self,
        session: Option<u32>,
        (loaded, zone): (&Arc<LoadedCase>, &DisplayZone),
        ctx: &egui::Context,
    ) {
        match self.job.poll() {
            Some(Ok(told)) => self.known = Some(told),
            Some(Err(error)) => log::error!("{error}"),
            None => {}
        }
        let Some(session) = session else {
            return;
        };
        let key = (session, zone.clone());
        let is_known = self.known.as_ref().is_some_and(|(known, _)| *known == key);
        if is_known || self.asked.as_ref() == Some(&key) && self.job.is_busy() {
            return;
        }
        let case = &loaded.case;
        let tell = |loaded: &LoadedCase, key: Key| {
            let story = Story::of((&loaded.case, &loaded.session_index), key.0, &key.1);
            (key, story)
        };
        if case.sessions.len() <= AT_ONCE && case.activities.len() <= AT_ONCE {
            self.known = Some(tell(loaded, key));
            return;
        }
        self.asked = Some(key.clone());
        let (loaded, ctx) = (Arc::clone(loaded), ctx.clone());
        self.job
            .ask(move || ctx.request_repaint(), move |_| tell(&loaded, key));
    }
}

//! The story of one session: its sentence, where it came from and went on to, what happened in it, and the strip
//! that shows it. It takes a look at every activity of the case, so it is told once and kept.

mod happened;
mod onward;
pub mod strip;
mod words;

pub use happened::{Happened, What};
pub use onward::Onward;
use strip::Strip;

use super::activities::of_session;
use super::host_name::short_name;
use super::neighbours;
use super::sentence::{Deeds, Part, WentOn, certainty, parts, text};
use super::session_index::SessionIndex;
use crate::case::Case;
use crate::domain::activity::ActivityKind;
use crate::domain::time::DisplayZone;

/// A session as a story.
#[derive(Clone, Debug)]
pub struct Story {
    /// The sentence, in parts.
    pub sentence: Vec<Part>,
    /// The sentence as it is copied, with how certain it is.
    pub copied: String,
    /// The session from which somebody came here, by its index in the case.
    pub came_from: Option<u32>,
    /// Where it went on to, in order of time.
    pub onward: Vec<Onward>,
    /// What happened, in order of time: what tells most, where there is much.
    pub happened: Vec<Happened>,
    /// How many activities it has, those that only may belong to it among them, and those shortly before and after.
    pub activities: usize,
    /// What the strip shows.
    pub strip: Strip,
    /// How many sessions lie around it.
    pub neighbours: usize,
}

impl Story {
    /// Tells the story of a session; `None` where there is no such session.
    pub fn of(
        (case, session_index): (&Case, &SessionIndex),
        index: u32,
        zone: &DisplayZone,
    ) -> Option<Self> {
        let session = case.sessions.get(index as usize)?;
        let rows = of_session(case, index);
        let onward = onward::of(case, &rows);
        let deeds = Deeds {
            cleared: cleared(case, index),
            went_on: onward
                .iter()
                .map(|onward| WentOn {
                    host: onward.host.clone(),
                    cleared: onward.session.map_or(0, |session| cleared(case, session)),
                    is_seen: onward.session.is_some(),
                })
                .collect(),
        };
        let sentence = parts(case, session, zone, &deeds);
        Some(Self {
            copied: format!("{} {}", text(&sentence), certainty(session)),
            sentence,
            came_from: onward::came_from(case, index),
            happened: happened::of(case, index, &rows, &onward, zone),
            activities: rows.len(),
            strip: Strip::of(case, index, &onward),
            neighbours: neighbours::of(session_index, index).len(),
            onward,
        })
    }

    /// The host of a session as the page names it.
    pub fn host(case: &Case, index: u32) -> String {
        let session = case.sessions.get(index as usize);
        session.map_or_else(String::new, |session| {
            short_name(case, session.host).to_owned()
        })
    }
}

/// How many logs were cleared in a session.
fn cleared(case: &Case, session: u32) -> usize {
    let all = case.activities.iter();
    all.filter(|activity| {
        activity.session == Some(session) && activity.kind == ActivityKind::LogCleared
    })
    .count()
}

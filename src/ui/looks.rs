//! How a case is looked at: what the case file keeps of the preferences, so that the examiner finds the
//! case as it was left, on another machine too.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::prefs::{DetailPlace, Preferences};
use super::state::Opened;
use super::views::timeline::{Shows, Timeline};
use crate::analysis::lanes::LaneBy;
use crate::casefile::Change;
use crate::domain::time::DisplayZone;

/// Widths change with every frame while they are dragged: they are not written more often.
const PAUSE: Duration = Duration::from_secs(1);

/// No table has more columns, and there are not more tables: what a file says beyond that was not
/// written by Whence.
const MOST: usize = 64;

/// How a case is looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Looks {
    zone: DisplayZone,
    show_hidden: bool,
    show_timeline: bool,
    detail: DetailPlace,
    columns: BTreeMap<String, Vec<String>>,
    pinned: BTreeMap<String, usize>,
    widths: BTreeMap<String, Vec<f32>>,
    lanes: LaneBy,
    shows: Shows,
    coverage: bool,
}

/// What the case file has of them.
#[derive(Default)]
pub struct Kept {
    looks: Option<Looks>,
    written: Option<Instant>,
}

impl Kept {
    /// As a case file has them.
    pub fn of(looks: Looks) -> Self {
        Self {
            looks: Some(looks),
            written: None,
        }
    }

    /// What the case file has.
    pub fn looks(&self) -> Option<&Looks> {
        self.looks.as_ref()
    }
}

impl Default for Looks {
    /// As a case is looked at first.
    fn default() -> Self {
        Self::of(&Preferences::default(), &Timeline::default())
    }
}

impl Looks {
    /// Those of now.
    pub fn of(prefs: &Preferences, timeline: &Timeline) -> Self {
        Self {
            zone: prefs.zone.clone(),
            show_hidden: prefs.show_hidden,
            show_timeline: prefs.show_timeline,
            detail: prefs.detail,
            columns: prefs.columns.clone(),
            pinned: prefs.pinned.clone(),
            widths: prefs.widths.clone(),
            lanes: timeline.by,
            shows: timeline.shows,
            coverage: timeline.reaches,
        }
    }

    /// Reads what a case file has; `None` for what cannot be understood, or what Whence would not have
    /// written: a case file may come from anybody.
    pub fn read(text: &str) -> Option<Self> {
        let looks: Self = serde_json::from_str(text).ok()?;
        let tables = [looks.columns.len(), looks.pinned.len(), looks.widths.len()];
        let columns = looks.columns.values().map(Vec::len);
        let widths = looks.widths.values().map(Vec::len);
        let is_few = tables
            .into_iter()
            .chain(columns)
            .chain(widths)
            .all(|count| count <= MOST);
        let is_width = |width: &f32| (20.0..=4_000.0).contains(width);
        let has_widths = looks.widths.values().flatten().all(is_width);
        (looks.zone.is_valid() && is_few && has_widths).then_some(looks)
    }

    /// In which zone.
    pub fn zone(&self) -> &DisplayZone {
        &self.zone
    }

    /// Puts them into the preferences.
    pub fn restore(&self, prefs: &mut Preferences) {
        prefs.zone = self.zone.clone();
        prefs.show_hidden = self.show_hidden;
        prefs.show_timeline = self.show_timeline;
        prefs.detail = self.detail;
        prefs.columns.clone_from(&self.columns);
        prefs.pinned.clone_from(&self.pinned);
        prefs.widths.clone_from(&self.widths);
    }

    /// Shows what they show above the table.
    pub fn show_above(&self, timeline: &mut Timeline) {
        timeline.by = self.lanes;
        timeline.shows = self.shows;
        timeline.reaches = self.coverage;
    }
}

/// Sends the looks to the case file where they have changed; how long to wait where it is too early.
pub fn keep(opened: &mut Opened, prefs: &Preferences, is_last: bool) -> Option<Duration> {
    opened.file.as_ref()?;
    let now = Looks::of(prefs, &opened.timeline);
    if opened.looks.looks.as_ref() == Some(&now) {
        return None;
    }
    let since = opened
        .looks
        .written
        .map_or(PAUSE, |written| written.elapsed());
    if since < PAUSE && !is_last {
        return Some(PAUSE.saturating_sub(since));
    }
    // Names and numbers are always written as JSON without fault.
    let text = serde_json::to_string(&now).unwrap_or_default();
    opened.keep(vec![Change::Layout(text)]);
    opened.looks = Kept {
        looks: Some(now),
        written: Some(Instant::now()),
    };
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_whence_would_not_have_written_is_not_applied() {
        let mut looks = Looks::default();
        looks
            .columns
            .insert("users".to_owned(), vec!["User".to_owned()]);
        let text = serde_json::to_string(&looks).expect("JSON");
        assert_eq!(Looks::read(&text), Some(looks.clone()));
        for zone in [DisplayZone::Fixed(5_000), DisplayZone::Fixed(i32::MIN)] {
            let wrong = Looks {
                zone,
                ..looks.clone()
            };
            assert_eq!(
                Looks::read(&serde_json::to_string(&wrong).expect("JSON")),
                None
            );
        }
        let mut many = looks.clone();
        many.columns
            .insert("hosts".to_owned(), vec!["Host".to_owned(); MOST + 1]);
        assert_eq!(
            Looks::read(&serde_json::to_string(&many).expect("JSON")),
            None
        );
        looks.widths.insert("users".to_owned(), vec![1e30]);
        assert_eq!(
            Looks::read(&serde_json::to_string(&looks).expect("JSON")),
            None
        );
        assert_eq!(Looks::read("nonsense"), None);
    }
}

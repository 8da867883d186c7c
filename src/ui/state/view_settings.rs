//! How a case is shown: what the case file keeps of the preferences, so that the examiner finds the case as
//! it was left, on another machine too.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::prefs::{DetailPlace, Preferences};
use crate::analysis::lanes::LaneBy;
use crate::domain::time::DisplayZone;
use crate::ui::views::timeline::{Timeline, TimelineMode};

/// Widths change with every frame while they are dragged: they are not written more often.
const PAUSE: Duration = Duration::from_secs(1);

/// An upper limit on columns and on tables: a file with more was not
/// written by Whence.
const MOST: usize = 64;

/// How a case is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ViewSettings {
    zone: DisplayZone,
    show_hidden: bool,
    fold_attempts: bool,
    show_timeline: bool,
    detail: DetailPlace,
    columns: BTreeMap<String, Vec<String>>,
    pinned: BTreeMap<String, usize>,
    widths: BTreeMap<String, Vec<f32>>,
    lanes: LaneBy,
    shows: TimelineMode,
}

/// What the case file has of them.
#[derive(Default)]
pub struct SavedViewSettings {
    settings: Option<ViewSettings>,
    written: Option<Instant>,
}

impl SavedViewSettings {
    /// As a case file has them.
    pub fn of(settings: ViewSettings) -> Self {
        Self {
            settings: Some(settings),
            written: None,
        }
    }

    /// What the case file has.
    pub fn settings(&self) -> Option<&ViewSettings> {
        self.settings.as_ref()
    }

    /// What is to be done when the settings are these now; nothing where the case file has them.
    pub fn update(&mut self, now: ViewSettings, is_last: bool) -> Option<SettingsUpdate> {
        if self.settings.as_ref() == Some(&now) {
            return None;
        }
        let since = self.written.map_or(PAUSE, |written| written.elapsed());
        if since < PAUSE && !is_last {
            return Some(SettingsUpdate::Wait(PAUSE.saturating_sub(since)));
        }
        // Names and numbers are always written as JSON without fault.
        let text = serde_json::to_string(&now).unwrap_or_default();
        *self = Self {
            settings: Some(now),
            written: Some(Instant::now()),
        };
        Some(SettingsUpdate::Write(text))
    }
}

/// What is to be done about settings that have changed.
pub enum SettingsUpdate {
    /// This is to be written.
    Write(String),
    /// It is too early: they were written a moment ago.
    Wait(Duration),
}

impl Default for ViewSettings {
    /// As a case is shown at first.
    fn default() -> Self {
        Self::of(&Preferences::default(), &Timeline::default())
    }
}

impl ViewSettings {
    /// The current settings.
    pub fn of(prefs: &Preferences, timeline: &Timeline) -> Self {
        Self {
            zone: prefs.zone.clone(),
            show_hidden: prefs.show_hidden,
            fold_attempts: prefs.fold_attempts,
            show_timeline: prefs.show_timeline,
            detail: prefs.detail,
            columns: prefs.columns.clone(),
            pinned: prefs.pinned.clone(),
            widths: prefs.widths.clone(),
            lanes: timeline.by,
            shows: timeline.shows,
        }
    }

    /// Reads what a case file has; `None` for what cannot be understood, or what Whence would not have
    /// written: a case file may come from anybody.
    pub fn read(text: &str) -> Option<Self> {
        let settings: Self = serde_json::from_str(text).ok()?;
        let tables = [
            settings.columns.len(),
            settings.pinned.len(),
            settings.widths.len(),
        ];
        let columns = settings.columns.values().map(Vec::len);
        let widths = settings.widths.values().map(Vec::len);
        let is_few = tables
            .into_iter()
            .chain(columns)
            .chain(widths)
            .all(|count| count <= MOST);
        let is_width = |width: &f32| (20.0..=4_000.0).contains(width);
        let has_widths = settings.widths.values().flatten().all(is_width);
        (settings.zone.is_valid() && is_few && has_widths).then_some(settings)
    }

    /// In which zone.
    pub fn zone(&self) -> &DisplayZone {
        &self.zone
    }

    /// Puts them into the preferences.
    pub fn restore(&self, prefs: &mut Preferences) {
        prefs.zone = self.zone.clone();
        prefs.show_hidden = self.show_hidden;
        prefs.fold_attempts = self.fold_attempts;
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_whence_would_not_have_written_is_not_applied() {
        let mut settings = ViewSettings::default();
        settings
            .columns
            .insert("users".to_owned(), vec!["User".to_owned()]);
        let text = serde_json::to_string(&settings).expect("JSON");
        assert_eq!(ViewSettings::read(&text), Some(settings.clone()));
        for zone in [DisplayZone::Fixed(5_000), DisplayZone::Fixed(i32::MIN)] {
            let wrong = ViewSettings {
                zone,
                ..settings.clone()
            };
            assert_eq!(
                ViewSettings::read(&serde_json::to_string(&wrong).expect("JSON")),
                None
            );
        }
        let mut many = settings.clone();
        many.columns
            .insert("hosts".to_owned(), vec!["Host".to_owned(); MOST + 1]);
        assert_eq!(
            ViewSettings::read(&serde_json::to_string(&many).expect("JSON")),
            None
        );
        settings.widths.insert("users".to_owned(), vec![1e30]);
        assert_eq!(
            ViewSettings::read(&serde_json::to_string(&settings).expect("JSON")),
            None
        );
        assert_eq!(ViewSettings::read("nonsense"), None);
    }

    #[test]
    fn attempts_are_folded_as_the_case_file_says_and_otherwise_at_first() {
        let prefs = Preferences {
            fold_attempts: false,
            ..Preferences::default()
        };
        let settings = ViewSettings::of(&prefs, &Timeline::default());
        let mut restored = Preferences::default();
        assert!(restored.fold_attempts);
        settings.restore(&mut restored);
        assert!(!restored.fold_attempts);
        // As a file has it that was written before there was such a switch.
        let older = ViewSettings::read("{}").expect("settings");
        older.restore(&mut restored);
        assert!(restored.fold_attempts);
    }
}

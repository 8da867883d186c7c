//! What is kept between runs: preferences only, nothing from the evidence except
//! the list of opened paths, which can be switched off.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize, Serializer};

use crate::domain::time::DisplayZone;
use crate::tables::layout::{ColumnChange, ColumnLayout};
use crate::tables::question::Answer;
use crate::tables::rows::TableRows;
use crate::tables::tsv::chosen_columns;
use crate::ui::theme::{Appearance, Density};
use crate::ui::widgets::table::reserved_width;

/// The key under which the preferences are stored.
pub const KEY: &str = "whence";
const MAX_RECENT: usize = 12;
/// From this width of the window on, in points, details are at the right where the user chose nothing.
const DETAIL_FROM: f32 = 1_900.0;
/// From this width of the window on, in points, rows are comfortable where the user chose nothing.
const COMFORTABLE_FROM: f32 = 1_500.0;

/// Where the session at the cursor is shown in full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DetailPlace {
    /// At the right where the window is wide, else nowhere.
    #[default]
    ByWidth,
    /// Nowhere: Enter leads to it.
    Off,
    /// Below the table.
    Below,
    /// At its right.
    Right,
}

impl DetailPlace {
    /// Whether it is shown next to the table.
    pub fn is_shown(self) -> bool {
        matches!(self, Self::Below | Self::Right)
    }

    /// The next place.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::ByWidth | Self::Off => Self::Below,
            Self::Below => Self::Right,
            Self::Right => Self::Off,
        }
    }
}

/// The user's preferences.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "switches that do not depend on one another"
)]
pub struct Preferences {
    /// The zone of all times on screen.
    pub zone: DisplayZone,
    /// Dark, light or as the system.
    pub theme: egui::ThemePreference,
    /// Stronger contrast.
    pub contrast: bool,
    /// Reduced motion.
    pub still: bool,
    /// How large everything is drawn, 1 for normal.
    pub zoom: f32,
    /// How close rows and lanes are; by the width of the window where that is `None`.
    pub density: Option<Density>,
    /// Whether the side bar shows words; by the width of the window where that is `None`.
    pub side_bar: Option<bool>,
    /// Whether background accounts and kinds are shown.
    pub show_hidden: bool,
    /// Whether repeated attempts, and names that were only tried, are folded.
    pub fold_attempts: bool,
    /// Whether the timeline panel is open.
    pub show_timeline: bool,
    /// Where the session at the cursor is shown in full.
    pub detail: DetailPlace,
    /// Whether opened paths are remembered.
    pub keep_recent: bool,
    /// Paths opened lately, newest first.
    #[serde(serialize_with = "unicode_paths")]
    pub recent: Vec<PathBuf>,
    /// The titles of the columns that are shown, by table.
    pub columns: BTreeMap<String, Vec<String>>,
    /// How many of them stay in view, by table.
    pub pinned: BTreeMap<String, usize>,
    /// Column widths by table.
    pub widths: BTreeMap<String, Vec<f32>>,
    /// How wide or high the user made each panel, in points.
    pub panels: BTreeMap<String, f32>,
}

/// Leaves out paths that are not valid Unicode: they cannot be written down, and one of them would keep
/// all preferences from being saved.
fn unicode_paths<S: Serializer>(paths: &[PathBuf], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(paths.iter().filter_map(|path| path.to_str()))
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            zone: DisplayZone::Utc,
            theme: egui::ThemePreference::Dark,
            contrast: false,
            still: false,
            zoom: 1.0,
            density: None,
            side_bar: None,
            show_hidden: false,
            fold_attempts: true,
            show_timeline: true,
            detail: DetailPlace::default(),
            keep_recent: true,
            recent: Vec::new(),
            columns: BTreeMap::new(),
            pinned: BTreeMap::new(),
            widths: BTreeMap::new(),
            panels: BTreeMap::new(),
        }
    }
}

impl Preferences {
    /// The columns of a table that are shown in `room` points: as the user chose, else as many as fit.
    pub fn layout(&self, answer: &Answer, room: f32) -> ColumnLayout {
        let rows = &*answer.rows;
        if let Some(layout) = self.chosen_layout(rows) {
            return layout;
        }
        let headers = rows.headers();
        let widths = self.widths.get(rows.name());
        let widths = widths.filter(|widths| widths.len() == headers.len());
        let one_year = rows.one_year(&self.zone);
        let own = || {
            let own = headers.iter().map(|header| header.first_width(one_year));
            own.collect()
        };
        let widths = widths.cloned().unwrap_or_else(own);
        let room = room - reserved_width(rows);
        let grouped = answer.question.grouping.as_ref().map(|by| by.column);
        let is_used = |column| answer.sort.of(column).is_some() || grouped == Some(column);
        ColumnLayout::fitting(headers, &widths, (rows.has_marks(), &is_used), room)
    }

    /// The columns of a table that the user chose.
    fn chosen_layout(&self, rows: &dyn TableRows) -> Option<ColumnLayout> {
        let columns = chosen_columns(rows, self.columns.get(rows.name())?);
        let pinned = self.pinned.get(rows.name()).copied().unwrap_or(0);
        (!columns.is_empty()).then(|| ColumnLayout {
            pinned: pinned.min(columns.len().saturating_sub(1)),
            columns,
            left_out: 0,
        })
    }

    /// Where the session at the cursor is shown in full, in a window of this width.
    pub fn detail_at(&self, width: f32) -> DetailPlace {
        match self.detail {
            DetailPlace::ByWidth if width >= DETAIL_FROM => DetailPlace::Right,
            DetailPlace::ByWidth => DetailPlace::Off,
            chosen => chosen,
        }
    }

    /// How close rows and lanes are, in a window of this width: as the user chose.
    pub fn density_at(&self, width: f32) -> Density {
        let usual = if width < COMFORTABLE_FROM {
            Density::Compact
        } else {
            Density::Comfortable
        };
        self.density.unwrap_or(usual)
    }

    /// Shows other columns of a table.
    pub fn arrange(&mut self, rows: &dyn TableRows, change: ColumnChange) {
        let headers = rows.headers();
        let name = rows.name();
        if change == ColumnChange::Reset {
            self.columns.remove(name);
            self.pinned.remove(name);
            self.widths.remove(name);
            return;
        }
        let at_first = || ColumnLayout::at_first(headers, rows.has_marks());
        let before = self.chosen_layout(rows).unwrap_or_else(at_first);
        let shown = change.apply(before, headers.len());
        let title = |column: usize| headers.get(column).map(|header| header.title.to_owned());
        let titles = shown.columns.into_iter().filter_map(title).collect();
        self.columns.insert(name.to_owned(), titles);
        self.pinned.insert(name.to_owned(), shown.pinned);
    }

    /// How the window is to look.
    pub fn appearance(&self) -> Appearance {
        Appearance {
            theme: self.theme,
            contrast: self.contrast,
            still: self.still,
            zoom: self.zoom,
        }
    }

    /// How wide or high a panel is at first: as the user left it, else `size`.
    pub fn panel(&self, name: &str, size: f32) -> f32 {
        let known = self.panels.get(name).copied();
        known.filter(|known| known.is_finite()).unwrap_or(size)
    }

    /// Remembers that `path` was opened.
    pub fn remember(&mut self, path: &Path) {
        if self.keep_recent {
            self.recent.retain(|known| known != path);
            self.recent.insert(0, path.to_owned());
            self.recent.truncate(MAX_RECENT);
        }
    }

    /// Switches the memory of paths on or off; off forgets them.
    pub fn set_keep_recent(&mut self, keep: bool) {
        self.keep_recent = keep;
        if !keep {
            self.recent.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_paths_are_few_newest_first_and_can_be_switched_off() {
        let mut prefs = Preferences::default();
        for number in 0..20 {
            prefs.remember(Path::new(&format!("case-{number}")));
        }
        prefs.remember(Path::new("case-15"));
        assert_eq!(prefs.recent.len(), MAX_RECENT);
        assert_eq!(
            prefs.recent.first().map(PathBuf::as_path),
            Some(Path::new("case-15"))
        );
        prefs.set_keep_recent(false);
        prefs.remember(Path::new("case-1"));
        assert!(prefs.recent.is_empty());
    }

    #[derive(Default)]
    struct Store(BTreeMap<String, String>);

    impl eframe::Storage for Store {
        fn get_string(&self, key: &str) -> Option<String> {
            self.0.get(key).cloned()
        }

        fn set_string(&mut self, key: &str, value: String) {
            self.0.insert(key.to_owned(), value);
        }

        fn remove_string(&mut self, key: &str) {
            self.0.remove(key);
        }

        fn flush(&mut self) {}
    }

    /// A name as somebody else's file system may have it.
    fn broken_path() -> PathBuf {
        #[cfg(unix)]
        let name = std::os::unix::ffi::OsStringExt::from_vec(b"case-\xff".to_vec());
        #[cfg(windows)]
        let name = std::os::windows::ffi::OsStringExt::from_wide(&[0x63, 0xD800]);
        let name: std::ffi::OsString = name;
        name.into()
    }

    #[test]
    fn a_path_that_is_no_unicode_is_left_out_and_everything_else_is_kept() {
        let mut prefs = Preferences {
            show_hidden: true,
            ..Preferences::default()
        };
        for path in [Path::new("case-1"), &broken_path(), Path::new("case-é")] {
            prefs.remember(path);
        }
        assert_eq!(prefs.recent.len(), 3, "as long as the window is open");
        let mut store = Store::default();
        eframe::set_value(&mut store, KEY, &prefs);
        let kept: Preferences = eframe::get_value(&store, KEY).expect("the preferences");
        prefs.recent.remove(1);
        assert_eq!(kept, prefs);
    }
}

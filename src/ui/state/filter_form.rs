//! The filter as it is typed, and the box that it is typed into.

use egui::TextEdit;
use egui::text::{CCursor, CCursorRange};

use super::prefs::Preferences;
use crate::analysis::filter::Filter;
use crate::domain::time::{DisplayZone, Span, TICKS_PER_SECOND, Timestamp};

/// The filter as it is typed.
#[derive(Clone, Debug, Default)]
pub struct FilterForm {
    /// Words.
    pub text: String,
    /// Beginning of a range of dates.
    pub from: String,
    /// End of it.
    pub to: String,
    /// The filter box should get the keyboard focus.
    pub wants_focus: bool,
}

impl PartialEq for FilterForm {
    /// Whether both filter the same.
    fn eq(&self, other: &Self) -> bool {
        (&self.text, &self.from, &self.to) == (&other.text, &other.from, &other.to)
    }
}

impl FilterForm {
    /// Whether it filters anything.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.from.trim().is_empty() && self.to.trim().is_empty()
    }

    /// The beginning of the range, when it can be read.
    pub fn first_moment(&self, zone: &DisplayZone) -> Option<Timestamp> {
        zone.parse_moment(&self.from)
    }

    /// The end of the range. A date alone means the end of that day, and a time without a fraction
    /// the end of that second: the tables and a marked range of the timeline show no fractions.
    pub fn last_moment(&self, zone: &DisplayZone) -> Option<Timestamp> {
        let moment = zone.parse_moment(&self.to)?;
        let typed = self.to.trim();
        let rest = if typed.len() == "2020-09-19".len() {
            86_400 * TICKS_PER_SECOND - 1
        } else if typed.contains('.') {
            0
        } else {
            TICKS_PER_SECOND - 1
        };
        Some(moment.plus(Span(rest)))
    }

    /// The filter that it asks for, without scope.
    pub fn filter(&self, prefs: &Preferences) -> Filter {
        Filter {
            text: self.text.clone(),
            zone: prefs.zone.clone(),
            from: self.first_moment(&prefs.zone),
            to: self.last_moment(&prefs.zone),
            show_hidden: prefs.show_hidden,
            ..Filter::default()
        }
    }
}

/// The id of the filter box, with which it can get the keyboard focus before it is drawn.
pub fn box_id() -> egui::Id {
    egui::Id::unique("filter box")
}

/// Puts the text cursor of the filter box after this prefix of its text.
pub fn cursor_to_end(ctx: &egui::Context, text: &str) {
    let mut state = TextEdit::load_state(ctx, box_id()).unwrap_or_default();
    let at = CCursor::new(text.chars().count());
    state.cursor.set_char_range(Some(CCursorRange::one(at)));
    TextEdit::store_state(ctx, box_id(), state);
}

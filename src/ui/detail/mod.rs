//! One session in full: its tabs.

mod fields;
mod hex;
pub(super) mod local;
pub(super) mod record;
pub(super) mod sources;
pub(super) mod summary;

use super::text;
use crate::tables::route::SessionTab;

/// The content of a tab.
pub(super) fn tab_label(tab: SessionTab) -> &'static str {
    match tab {
        SessionTab::Summary => text::SUMMARY,
        SessionTab::Sources => text::SOURCES,
        SessionTab::Logons => text::LOGONS,
        SessionTab::Local => text::LOCAL,
        SessionTab::Activity => text::ACTIVITY,
        SessionTab::Neighbours => text::NEIGHBOURS,
    }
}

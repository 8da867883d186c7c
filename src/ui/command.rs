//! Everything that a user can do. Views send commands; `apply` is the only one that obeys them.

use std::path::PathBuf;

use super::detail::Tab;
use super::dialogs::Ask;
use super::route::Route;
use super::widgets::table::Action;
use crate::domain::time::{DisplayZone, Timestamp};

/// One thing that the user asks for.
#[derive(Clone, Debug)]
pub enum Command {
    /// Show a file dialog.
    Dialog(Ask),
    /// Load evidence.
    Open(Vec<PathBuf>),
    /// The text of the path box.
    PathText(String),
    /// Stop loading.
    CancelLoad,
    /// Back to the start page.
    Close,
    /// Switch the memory of opened paths on or off.
    KeepRecent(bool),
    /// Forget the opened paths.
    ForgetRecent,

    /// Begin a new path at a view.
    Go(Route),
    /// One level down.
    Down(Route),
    /// Up so that this many levels remain.
    UpTo(usize),
    /// One level up.
    Up,
    /// Back in history.
    Back,
    /// Forward in history.
    Forward,
    /// The next session of the list that this one was opened from, or the one before.
    Step(isize),
    /// Another tab of a session.
    Tab(Tab),
    /// The next tab, or the one before.
    StepTab(isize),

    /// In the table of the current view.
    Table(Action),
    /// Move the cursor of the table by this many rows.
    Move {
        /// Rows down, or up when negative.
        by: isize,
        /// Extend the selection.
        extend: bool,
    },
    /// Select all rows.
    SelectAll,
    /// Go down from the row at the cursor.
    OpenCursor,
    /// Copy the selected rows.
    Copy,

    /// The text of the filter box.
    FilterText(String),
    /// The text of the box where a date range begins, or ends.
    FilterTime {
        /// The end of the range, not its beginning.
        is_end: bool,
        /// What was typed.
        text: String,
    },
    /// A range of moments marked in the timeline, or the mark taken away.
    FilterRange(Option<(Timestamp, Timestamp)>),
    /// Select the row that stands for a session.
    SelectSession(u32),
    /// No filter.
    ClearFilter,
    /// Put the keyboard into the filter box.
    FocusFilter,
    /// The text of the box that asks who was on a host.
    AtText(String),
    /// The host that it asks for; all when `None`.
    AtHost(Option<crate::domain::session::HostIndex>),
    /// Who was there?
    AskAt,

    /// The zone of times.
    Zone(DisplayZone),
    /// The text of the zone box.
    ZoneText(String),
    /// Show background accounts and kinds.
    ShowHidden(bool),
    /// Show the timeline.
    ShowTimeline(bool),
    /// Dark or light.
    Theme(egui::ThemePreference),

    /// Open the export window.
    Export,
    /// Change the export window.
    ExportForm(super::export_form::Change),
    /// Write the export.
    WriteExport,
    /// Close the export window.
    CloseExport,
    /// Take a message away.
    Dismiss,
    /// Show or hide the list of keys.
    ShowKeys(bool),
}

//! Everything that a user can do. Views send commands; `apply` is the only one that obeys them.

use std::path::PathBuf;

use super::dialogs::Ask;
use super::leave::Answer;
use super::overlay::Change;
use super::prefs::DetailPlace;
use super::widgets::table::{Action, Arrange};
use crate::analysis::lanes::LaneBy;
use crate::casefile::drafts::Draft;
use crate::domain::time::{DisplayZone, Span, Timestamp};
use crate::tables::route::{Route, SessionTab};
use crate::tables::sorting::Sort;

/// What sessions can have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// The user.
    User,
    /// The address.
    Place,
    /// The range of the address.
    Range,
    /// The host.
    Host,
}

/// What is done to the marks of sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkChange {
    /// Add these tags, with commas between them.
    Tag(String),
    /// Take these away.
    Untag(String),
    /// Another comment.
    Comment(String),
    /// Bookmark, or take the bookmark away.
    Bookmark,
    /// Mute, or show again.
    Mute,
}

/// What stands above the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Above {
    /// Lanes.
    Lanes(LaneBy),
    /// Days of the week and hours.
    Week,
    /// How far the evidence reaches, below the lanes or not.
    Reach,
}

/// Where a session begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Its begin.
    Begin,
    /// Its end.
    End,
}

/// One thing that the user asks for.
#[derive(Clone, Debug)]
pub enum Command {
    /// Show a file dialog.
    Dialog(Ask),
    /// Load evidence.
    Open(Vec<PathBuf>),
    /// Open what was opened once.
    OpenRecent(PathBuf),
    /// Whether paths may be looked at that the examiner was asked about.
    AnswerPaths(bool),
    /// The text of the path box.
    PathText(String),
    /// Stop loading.
    CancelLoad,
    /// Back to the start page.
    Close,
    /// What becomes of marks that no case file keeps.
    Leave(Answer),
    /// Open a draft, and the evidence that it is about.
    OpenDraft(PathBuf),
    /// Take the marks of a draft over into the case that is shown.
    UseDraft(PathBuf),
    /// Ask whether a draft is to be discarded, or no longer.
    AskDiscardDraft(Option<Draft>),
    /// Remove a draft for good.
    DiscardDraft(PathBuf),
    /// The drafts of this evidence are not offered any more until it is opened again.
    PutDraftsOff,
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
    /// Begin a new path at a view that is sorted so.
    GoSorted(Route, Sort),
    /// All sessions that have something in common with one.
    AllOf(Aspect, u32),
    /// All sessions that ran while one did.
    Overlapping(u32),
    /// What happened so long before and after the row at the cursor.
    Around(Span),
    /// The record in which a session begins or ends.
    EdgeRecord(u32, Edge),
    /// Put the cursor on the first session from a moment on.
    GoToTime(Timestamp),
    /// The next session of the list that this one was opened from, or the one before.
    Step(isize),
    /// Another place of the session at the cursor.
    Detail(DetailPlace),
    /// Another tab of it.
    PaneTab(SessionTab),
    /// In its table.
    PaneTable(Action),
    /// Another tab of a session.
    Tab(SessionTab),
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
    Copy {
        /// With the names of the columns.
        header: bool,
    },
    /// Copy the cell at the cursor.
    CopyCell,
    /// The column that the keyboard acts on, so many further right.
    MoveColumn(isize),
    /// Move that column, or hide it.
    ArrangeColumn(fn(usize) -> Arrange),
    /// Sort by that column.
    SortColumn {
        /// After what it is sorted by already.
        also: bool,
    },
    /// Make that column as wide as what it holds.
    FitColumn,
    /// Put the rows together by that column, or no longer.
    GroupColumn,
    /// Show the rows of all groups, or fold them away.
    TurnGroups,
    /// Begin a term about that column in the filter box.
    AskOfColumn,
    /// Show only what has the value of the cell at the cursor, or hide that.
    FilterCell {
        /// Only these, or all but these.
        keep: bool,
    },

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
    /// Take the last change of the filter or of marks back.
    Undo,
    /// Do it again.
    Redo,
    /// Mark the selected sessions, or the one in hand.
    Mark(MarkChange),
    /// Comment on the record in hand, or bookmark it.
    MarkRecord(MarkChange),
    /// Keep the marks in a case file; asks where.
    SaveCase,
    /// Keep them in this one.
    SaveCaseAt(PathBuf),
    /// A filter that was kept.
    UseFilter(String),
    /// Keep the filter under a name.
    SaveFilter(String),
    /// Only the row that stands for the first in view, from the filter box.
    LeaveFilter,
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

    /// A panel was made as wide or as high as this, in points.
    Panel(&'static str, f32),
    /// The zone of times.
    Zone(DisplayZone),
    /// The text of the zone box.
    ZoneText(String),
    /// Show background accounts and kinds.
    ShowHidden(bool),
    /// Show the timeline.
    ShowTimeline(bool),
    /// Stronger contrast.
    Contrast(bool),
    /// Nothing moves by itself.
    Still(bool),
    /// The hint of a view was read.
    HintRead(&'static str),
    /// All hints again.
    ShowHints,
    /// What stands above the table.
    Above(Above),
    /// Larger text, smaller text, or that of normal size.
    Zoom(i8),
    /// The palette or a question.
    Overlay(Change),
    /// Dark or light.
    Theme(egui::ThemePreference),

    /// Open the export window.
    Export,
    /// Change the export window.
    ExportForm(super::export_form::Change),
    /// Write the export.
    WriteExport,
    /// Close the export window; while it writes, stop that.
    CloseExport,
    /// Take a message away.
    Dismiss,
    /// Show or hide the list of keys.
    ShowKeys(bool),
}

//! The list of actions.

use egui::Key;

use super::{Action, Chord, Group, Heard, named};
use crate::analysis::filter::Scope;
use crate::analysis::lanes::LaneBy;
use crate::domain::time::DisplayZone;
use crate::tables::definitions::hosts::HOSTS;
use crate::tables::definitions::sessions::SESSIONS;
use crate::tables::route::Route;
use crate::tables::sorting::Sort;
use crate::ui::app::App;
use crate::ui::command::{Above, Aspect, Command, Edge, MarkChange};
use crate::ui::dialogs::Ask;
use crate::ui::overlay::{Change, Question};
use crate::ui::text;
use crate::ui::widgets::table::Arrange;

type Done = fn(&App) -> Option<Command>;

/// The same actions in short.
const fn of(
    group: Group,
    heard: Heard,
    title: &'static str,
    keys: &'static [Chord],
    command: Done,
) -> Action {
    Action {
        group,
        title,
        keys,
        mac_keys: None,
        heard,
        command,
    }
}

impl Action {
    /// With other keys on a Mac, where these would be the system's: Cmd+H hides the program, Option with
    /// an arrow moves in a text.
    const fn on_mac(mut self, keys: &'static [Chord]) -> Self {
        self.mac_keys = Some(keys);
        self
    }
}

use Group::{Case, Filter, Go, Mark, Table, View};
use Heard::{Everywhere, InCase, InTable};

/// All actions, as the palette and the list of keys show them.
#[rustfmt::skip]
pub static ACTIONS: &[Action] = &[
    of(Case, Everywhere, "Open a folder…", &[Chord::ctrl(Key::O)], |_| Some(Command::Dialog(Ask::Folder))),
    of(Case, Everywhere, "Open files…", &[Chord::ctrl(Key::O).shift()], |_| Some(Command::Dialog(Ask::Files))),
    of(Case, InCase, "Close the case", &[Chord::ctrl(Key::W)], |app| in_case(app, Command::Close)),
    of(Case, InCase, text::EXPORT, &[Chord::ctrl(Key::E)], |app| in_case(app, Command::Export)),

    of(Case, InCase, named::SAVE_CASE, &[Chord::ctrl(Key::S)], |app| in_case(app, Command::SaveCase)),
    of(Case, InCase, "Save the case at a path…", &[], |app| ask(app, Question::CasePath)),

    of(Go, InCase, text::USERS, &[Chord::ctrl(Key::Num1)], |app| go(app, Route::Users)),
    of(Go, InCase, text::USER_PLACES, &[Chord::ctrl(Key::Num2)], |app| go(app, Route::UserPlaces(Scope::default()))),
    of(Go, InCase, text::RANGES, &[Chord::ctrl(Key::Num3)], |app| go(app, Route::Ranges(Scope::default()))),
    of(Go, InCase, text::SESSIONS, &[Chord::ctrl(Key::Num4)], |app| go(app, Route::Sessions(Scope::default()))),
    of(Go, InCase, text::HOSTS, &[Chord::ctrl(Key::Num5)], |app| go(app, Route::Hosts)),
    of(Go, InCase, text::EVIDENCE, &[Chord::ctrl(Key::Num6)], |app| go(app, Route::Evidence)),
    of(Go, InCase, text::PROBLEMS, &[Chord::ctrl(Key::Num7)], |app| go(app, Route::Problems)),
    of(Go, InCase, text::LOGON_SESSIONS, &[Chord::ctrl(Key::Num8)], |app| go(app, Route::LogonSessions)),
    of(Go, InCase, text::LOCAL_SESSIONS, &[Chord::ctrl(Key::Num9)], |app| go(app, Route::LocalSessions)),
    of(Go, InTable, "Down into the row", &[Chord::key(Key::Enter)], |app| at_row(app, Command::OpenCursor)),
    of(Go, InTable, "One level up", &[Chord::key(Key::Backspace), Chord::alt(Key::ArrowUp)], |app| in_case(app, Command::Up)),
    of(Go, InCase, named::BACK, &[Chord::alt(Key::ArrowLeft)], |app| in_case(app, Command::Back)).on_mac(&[Chord::ctrl(Key::OpenBracket)]),
    of(Go, InCase, named::FORWARD, &[Chord::alt(Key::ArrowRight)], |app| in_case(app, Command::Forward)).on_mac(&[Chord::ctrl(Key::CloseBracket)]),
    of(Go, InTable, "Next session of the list", &[Chord::key(Key::CloseBracket)], |app| in_session(app, Command::Step(1))),
    of(Go, InTable, "Previous session of the list", &[Chord::key(Key::OpenBracket)], |app| in_session(app, Command::Step(-1))),
    of(Go, InCase, "Next tab of the session", &[Chord::ctrl(Key::PageDown)], |app| in_session(app, Command::StepTab(1))),
    of(Go, InCase, "Previous tab of the session", &[Chord::ctrl(Key::PageUp)], |app| in_session(app, Command::StepTab(-1))),
    of(Go, InCase, "Record of the begin", &[Chord::ctrl(Key::B)], |app| with_session(app, |s| Command::EdgeRecord(s, Edge::Begin))),
    of(Go, InCase, "Record of the end", &[Chord::ctrl(Key::B).shift()], |app| with_session(app, |s| Command::EdgeRecord(s, Edge::End))),
    of(Go, InCase, "Go to a time…", &[Chord::ctrl(Key::G)], |app| ask(app, Question::Time)),
    of(Go, InCase, "Who was there at…", &[Chord::ctrl(Key::G).shift()], |app| ask(app, Question::Presence)),
    of(Go, InTable, "All sessions of this user", &[Chord::key(Key::U)], |app| with_session(app, |s| Command::AllOf(Aspect::User, s))),
    of(Go, InTable, "All sessions from this address", &[Chord::key(Key::A)], |app| with_session(app, |s| Command::AllOf(Aspect::Place, s))),
    of(Go, InTable, "All sessions from this range", &[Chord::key(Key::R)], |app| with_session(app, |s| Command::AllOf(Aspect::Range, s))),
    of(Go, InTable, "All sessions on this host", &[Chord::key(Key::H)], |app| with_session(app, |s| Command::AllOf(Aspect::Host, s))),
    of(Go, InTable, named::OVERLAPPING, &[Chord::key(Key::O)], |app| with_session(app, Command::Overlapping)),
    of(Go, InTable, named::AROUND, &[Chord::key(Key::P)], |app| with_session(app, |_| Command::Overlay(Change::Ask(Question::Around)))),
    of(Go, InCase, "Longest sessions", &[], |app| sorted(app, Route::Sessions(Scope::default()), Sort::down(SESSIONS.column_number("duration_s")))),
    of(Go, InCase, "Latest sessions", &[], |app| sorted(app, Route::Sessions(Scope::default()), Sort::down(SESSIONS.column_number("begin")))),
    of(Go, InCase, "Sessions with the most failed tries", &[], |app| sorted(app, Route::Sessions(Scope::default()), Sort::down(SESSIONS.column_number("tries")))),
    of(Go, InCase, "Hosts whose Security log was cleared", &[], |app| sorted(app, Route::Hosts, Sort::down(HOSTS.column_number("security_cleared")))),

    of(Filter, InCase, named::TYPE_FILTER, &[Chord::ctrl(Key::F), Chord::key(Key::Slash)], |app| in_case(app, Command::FocusFilter)),
    of(Filter, InCase, "Clear the filter", &[Chord::ctrl(Key::L).shift()], |app| in_case(app, Command::ClearFilter)),
    of(Filter, InTable, "Undo", &[Chord::ctrl(Key::Z)], |app| in_case(app, Command::Undo)),
    of(Filter, InTable, "Redo", &[Chord::ctrl(Key::Y), Chord::ctrl(Key::Z).shift()], |app| in_case(app, Command::Redo)),
    of(Filter, InTable, "Show only this value", &[Chord::key(Key::I)], |app| at_row(app, Command::FilterCell { keep: true })),
    of(Filter, InTable, "Filter by this column", &[Chord::key(Key::F)], |app| in_case(app, Command::AskOfColumn)),
    of(Filter, InTable, "Hide this value", &[Chord::key(Key::X)], |app| at_row(app, Command::FilterCell { keep: false })),
    of(Filter, InCase, "Save the filter under a name…", &[Chord::ctrl(Key::S).shift()], |app| ask(app, Question::FilterName)),

    of(Table, InTable, "Column to the right", &[Chord::key(Key::ArrowRight)], |app| in_case(app, Command::MoveColumn(1))),
    of(Table, InTable, "Column to the left", &[Chord::key(Key::ArrowLeft)], |app| in_case(app, Command::MoveColumn(-1))),
    of(Table, InTable, "Sort by this column", &[Chord::key(Key::S)], |app| in_case(app, Command::SortColumn { also: false })),
    of(Table, InTable, "Sort by this column as well", &[Chord::key(Key::S).shift()], |app| in_case(app, Command::SortColumn { also: true })),
    of(Table, InTable, "Group by this column, or no longer", &[Chord::key(Key::G)], |app| in_case(app, Command::GroupColumn)),
    of(Table, InTable, "Show the rows of all groups, or fold them away", &[Chord::key(Key::G).shift()], |app| in_groups(app, Command::TurnGroups)),
    of(Table, InTable, "Move this column to the left", &[Chord::alt(Key::ArrowLeft).shift()], |app| in_case(app, Command::ArrangeColumn(Arrange::Left))),
    of(Table, InTable, "Move this column to the right", &[Chord::alt(Key::ArrowRight).shift()], |app| in_case(app, Command::ArrangeColumn(Arrange::Right))),
    of(Table, InTable, "Keep this column in view, or no longer", &[Chord::key(Key::K)], |app| in_case(app, Command::ArrangeColumn(Arrange::Pin))),
    of(Table, InTable, "Fit the width of this column", &[Chord::key(Key::W)], |app| in_case(app, Command::FitColumn)),
    of(Table, InTable, "Leave this column out", &[Chord::key(Key::Delete)], |app| in_case(app, Command::ArrangeColumn(Arrange::Hide))),
    of(Table, InTable, "All columns as at first", &[], |app| in_case(app, Command::ArrangeColumn(|_| Arrange::Reset))),
    of(Table, InTable, "Select all rows", &[Chord::ctrl(Key::A)], |app| in_case(app, Command::SelectAll)),
    of(Table, InTable, "Copy the selected rows with their header", &[Chord::ctrl(Key::C)], |app| in_case(app, Command::Copy { header: true })),
    of(Table, InTable, "Copy the selected rows without header", &[Chord::ctrl(Key::C).shift()], |app| in_case(app, Command::Copy { header: false })),
    of(Table, InTable, "Copy the cell", &[Chord::key(Key::C)], |app| at_row(app, Command::CopyCell)),

    of(Mark, InTable, named::TAG, &[Chord::key(Key::T)], |app| to_mark(app, Command::Overlay(Change::Ask(Question::Tag)))),
    of(Mark, InTable, "Take a tag away…", &[Chord::key(Key::T).shift()], |app| to_mark(app, Command::Overlay(Change::Ask(Question::Untag)))),
    of(Mark, InTable, "Comment…", &[Chord::key(Key::N)], |app| to_mark(app, Command::Overlay(Change::Ask(Question::Comment)))),
    of(Mark, InTable, "Bookmark, or take the bookmark away", &[Chord::key(Key::B)], |app| to_mark(app, Command::Mark(MarkChange::Bookmark))),
    of(Mark, InTable, "Mute, or show again", &[Chord::key(Key::M)], |app| to_mark(app, Command::Mark(MarkChange::Mute))),

    of(Mark, InTable, "Comment on this record…", &[Chord::key(Key::N).shift()], |app| at_record(app, Command::Overlay(Change::Ask(Question::RecordComment)))),
    of(Mark, InTable, "Bookmark this record, or no longer", &[Chord::key(Key::B).shift()], |app| at_record(app, Command::MarkRecord(MarkChange::Bookmark))),

    of(View, Everywhere, named::FIND_ACTION, &[Chord::ctrl(Key::K), Chord::ctrl(Key::P).shift()], |_| Some(Command::Overlay(Change::Palette))),
    of(View, Everywhere, named::LIST_OF_KEYS, &[Chord::key(Key::F1)], |app| Some(Command::ShowKeys(!app.shows_keys))),
    of(View, InTable, "Next zone of the times", &[Chord::key(Key::Z)], |app| Some(Command::Zone(next_zone(&app.prefs.zone)))),
    of(View, InCase, "Another zone…", &[], |app| ask(app, Question::Zone)),
    of(View, InCase, named::SHOW_HIDDEN, &[Chord::ctrl(Key::H)], |app| in_case(app, Command::ShowHidden(!app.prefs.show_hidden))).on_mac(&[Chord::ctrl(Key::H).shift()]),
    of(View, InCase, "Show or leave out the timeline", &[Chord::ctrl(Key::T)], |app| in_case(app, Command::ShowTimeline(!app.prefs.show_timeline))),
    of(View, InCase, "Lanes by user", &[], |app| in_case(app, Command::Above(Above::Lanes(LaneBy::User)))),
    of(View, InCase, "Lanes by user and address", &[], |app| in_case(app, Command::Above(Above::Lanes(LaneBy::UserPlace)))),
    of(View, InCase, "Lanes by host", &[], |app| in_case(app, Command::Above(Above::Lanes(LaneBy::Host)))),
    of(View, InCase, "Lanes by IP range", &[], |app| in_case(app, Command::Above(Above::Lanes(LaneBy::Range)))),
    of(View, InCase, "Days of the week and hours", &[], |app| in_case(app, Command::Above(Above::Week))),
    of(View, InCase, "Coverage of the logs below the lanes", &[], |app| in_case(app, Command::Above(Above::Reach))),
    of(View, InTable, named::DETAILS, &[Chord::key(Key::D)], |app| in_case(app, Command::Detail(app.prefs.detail.next()))),
    of(View, Everywhere, "Dark or light", &[], |app| Some(Command::Theme(other_theme(app)))),
    of(View, Everywhere, "Stronger contrast, or normal", &[], |app| Some(Command::Contrast(!app.prefs.contrast))),
    of(View, Everywhere, "Keep everything still, or let it move", &[], |app| Some(Command::Still(!app.prefs.still))),
    of(View, Everywhere, "Show the hints again", &[], |_| Some(Command::ShowHints)),
    of(View, Everywhere, "Larger text", &[Chord::ctrl(Key::Plus)], |_| Some(Command::Zoom(1))),
    of(View, Everywhere, "Smaller text", &[Chord::ctrl(Key::Minus)], |_| Some(Command::Zoom(-1))),
    of(View, Everywhere, "Text of normal size", &[Chord::ctrl(Key::Num0)], |_| Some(Command::Zoom(0))),
];

fn in_case(app: &App, command: Command) -> Option<Command> {
    app.opened.is_some().then_some(command)
}

fn go(app: &App, route: Route) -> Option<Command> {
    in_case(app, Command::Go(route))
}

fn sorted(app: &App, route: Route, sort: Sort) -> Option<Command> {
    in_case(app, Command::GoSorted(route, sort))
}

fn ask(app: &App, question: Question) -> Option<Command> {
    in_case(app, Command::Overlay(Change::Ask(question)))
}

/// Only where the cursor is on a row.
fn at_row(app: &App, command: Command) -> Option<Command> {
    let row = app.opened.as_ref()?.row_at_cursor();
    row.map(|_| command)
}

/// Only where rows are in groups.
fn in_groups(app: &App, command: Command) -> Option<Command> {
    let stop = app.opened.as_ref()?.history.here()?;
    stop.grouping.as_ref().map(|_| command)
}

/// Only where there is a session to mark.
fn to_mark(app: &App, command: Command) -> Option<Command> {
    with_session(app, |_| command)
}

/// Only where the cursor is on a record.
fn at_record(app: &App, command: Command) -> Option<Command> {
    let record = app.opened.as_ref()?.record_in_hand();
    record.map(|_| command)
}

/// Only in the view of a session.
fn in_session(app: &App, command: Command) -> Option<Command> {
    let opened = app.opened.as_ref()?;
    let is_open = matches!(opened.route(), Some(Route::Session(..)));
    (is_open || opened.pane.is_some()).then_some(command)
}

/// With the session that is open, or that the row at the cursor stands for.
fn with_session(app: &App, command: impl FnOnce(u32) -> Command) -> Option<Command> {
    Some(command(app.opened.as_ref()?.session_in_hand()?))
}

fn next_zone(zone: &DisplayZone) -> DisplayZone {
    match zone {
        DisplayZone::Utc => DisplayZone::ThisMachine,
        _ => DisplayZone::Utc,
    }
}

fn other_theme(app: &App) -> egui::ThemePreference {
    match app.prefs.theme {
        egui::ThemePreference::Light => egui::ThemePreference::Dark,
        _ => egui::ThemePreference::Light,
    }
}

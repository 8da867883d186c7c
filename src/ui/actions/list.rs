//! The list of actions.

use egui::Key;

use super::action::{Action, ActionGroup, ShortcutScope};
use super::chord::Chord;
use super::named::{self, NamedAction};
use crate::analysis::filter::Scope;
use crate::analysis::lanes::LaneBy;
use crate::domain::time::DisplayZone;
use crate::tables::definitions::hosts::HOSTS;
use crate::tables::definitions::sessions::SESSIONS;
use crate::tables::layout::ColumnChange;
use crate::tables::route::Route;
use crate::tables::sorting::Sort;
use crate::ui::commands::case_file::CaseFileCommand;
use crate::ui::commands::command::Command;
use crate::ui::commands::detail::DetailCommand;
use crate::ui::commands::edit::EditCommand;
use crate::ui::commands::evidence::EvidenceCommand;
use crate::ui::commands::export::ExportCommand;
use crate::ui::commands::filter::FilterCommand;
use crate::ui::commands::go::{Aspect, GoCommand, SessionEdge};
use crate::ui::commands::mark::MarkCommand;
use crate::ui::commands::table::TableCommand;
use crate::ui::commands::view::ViewCommand;
use crate::ui::dialogs::DialogRequest;
use crate::ui::state::mark_change::MarkChange;
use crate::ui::state::overlay::{OverlayCommand, PromptKind};
use crate::ui::state::window::Window;
use crate::ui::text;
use crate::ui::theme::Density;
use crate::ui::views::timeline::UpperPanel;

/// What an action does; nothing where there is nothing to do it to.
type Done = fn(&Window) -> Option<Command>;

/// An action in short.
const fn of(
    group: ActionGroup,
    scope: ShortcutScope,
    title: &'static str,
    keys: &'static [Chord],
    command: Done,
) -> Action {
    Action {
        group,
        title,
        keys,
        mac_keys: None,
        scope,
        command,
    }
}

/// An action whose title and keys texts name.
const fn named(
    group: ActionGroup,
    scope: ShortcutScope,
    action: &'static NamedAction,
    command: Done,
) -> Action {
    Action {
        group,
        title: action.title,
        keys: action.keys,
        mac_keys: action.mac_keys,
        scope,
        command,
    }
}

use ActionGroup::{Case, Filter, Go, Mark, Table, View};
use ShortcutScope::{Everywhere, InCase, InTable};

/// All actions, as the palette and the list of keys show them.
#[rustfmt::skip]
pub static ACTIONS: &[Action] = &[
    of(Case, Everywhere, "Open a folder…", &[Chord::ctrl(Key::O)], |_| Some(Command::Dialog(DialogRequest::Folder))),
    of(Case, Everywhere, "Open files…", &[Chord::ctrl(Key::O).shift()], |_| Some(Command::Dialog(DialogRequest::Files))),
    of(Case, Everywhere, "Open a case file…", &[], |_| Some(Command::Dialog(DialogRequest::OpenCaseFile))),
    of(Case, InCase, "Close the case", &[Chord::ctrl(Key::W)], |window| in_case(window, Command::Evidence(EvidenceCommand::Close))),
    of(Case, InCase, text::EXPORT, &[Chord::ctrl(Key::E)], |window| in_case(window, Command::Export(ExportCommand::Open))),
    of(Case, InCase, text::EXPORT_ITEMS, &[Chord::ctrl(Key::E).shift()], |window| in_case(window, Command::Export(ExportCommand::OpenItems))),

    named(Case, InCase, &named::SAVE_CASE, |window| in_case(window, Command::CaseFile(CaseFileCommand::Save))),
    of(Case, InCase, "Save the case at a path…", &[], |window| ask(window, PromptKind::CasePath)),

    of(Go, InCase, text::USERS, &[Chord::ctrl(Key::Num1)], |window| go(window, Route::Users)),
    of(Go, InCase, text::USER_PLACES, &[Chord::ctrl(Key::Num2)], |window| go(window, Route::UserPlaces(Scope::default()))),
    of(Go, InCase, text::RANGES, &[Chord::ctrl(Key::Num3)], |window| go(window, Route::Ranges(Scope::default()))),
    of(Go, InCase, text::SESSIONS, &[Chord::ctrl(Key::Num4)], |window| go(window, Route::Sessions(Scope::default()))),
    of(Go, InCase, text::HOSTS, &[Chord::ctrl(Key::Num5)], |window| go(window, Route::Hosts)),
    of(Go, InCase, text::EVIDENCE, &[Chord::ctrl(Key::Num6)], |window| go(window, Route::Evidence)),
    of(Go, InCase, text::PROBLEMS, &[Chord::ctrl(Key::Num7)], |window| go(window, Route::Problems)),
    of(Go, InCase, text::ACTIVITY, &[Chord::ctrl(Key::D)], |window| go(window, Route::Activity)),
    of(Go, InCase, text::LOGON_SESSIONS, &[Chord::ctrl(Key::Num8)], |window| go(window, Route::LogonSessions)),
    of(Go, InCase, text::LOCAL_SESSIONS, &[Chord::ctrl(Key::Num9)], |window| go(window, Route::LocalSessions)),
    of(Go, InTable, "Down into the row", &[Chord::key(Key::Enter)], |window| at_row(window, Command::Table(TableCommand::OpenCursor))),
    of(Go, InTable, "One level up", &[Chord::key(Key::Backspace), Chord::alt(Key::ArrowUp)], |window| in_case(window, Command::Go(GoCommand::Up))),
    named(Go, InCase, &named::BACK, |window| in_case(window, Command::Go(GoCommand::Back))),
    named(Go, InCase, &named::FORWARD, |window| in_case(window, Command::Go(GoCommand::Forward))),
    of(Go, InTable, "Next session of the list", &[Chord::key(Key::CloseBracket)], |window| in_session(window, Command::Go(GoCommand::Step(1)))),
    of(Go, InTable, "Previous session of the list", &[Chord::key(Key::OpenBracket)], |window| in_session(window, Command::Go(GoCommand::Step(-1)))),
    of(Go, InCase, "Next tab of the session", &[Chord::ctrl(Key::PageDown)], |window| in_session(window, Command::Go(GoCommand::StepTab(1)))),
    of(Go, InCase, "Previous tab of the session", &[Chord::ctrl(Key::PageUp)], |window| in_session(window, Command::Go(GoCommand::StepTab(-1)))),
    of(Go, InCase, "Record of the start", &[Chord::ctrl(Key::B)], |window| with_session(window, |s| Command::Go(GoCommand::EdgeRecord(s, SessionEdge::Begin)))),
    of(Go, InCase, "Record of the end", &[Chord::ctrl(Key::B).shift()], |window| with_session(window, |s| Command::Go(GoCommand::EdgeRecord(s, SessionEdge::End)))),
    of(Go, InCase, "Go to a time…", &[Chord::ctrl(Key::G)], |window| ask(window, PromptKind::Time)),
    named(Go, InCase, &named::PRESENCE, |window| ask(window, PromptKind::Presence)),
    of(Go, InCase, "Who was on these hosts at these times…", &[], |window| ask(window, PromptKind::PresenceList)),
    of(Go, InTable, "All sessions of this user", &[Chord::key(Key::U)], |window| with_session(window, |s| Command::Go(GoCommand::AllOf(Aspect::User, s)))),
    of(Go, InTable, "All sessions from this address", &[Chord::key(Key::A)], |window| with_session(window, |s| Command::Go(GoCommand::AllOf(Aspect::Place, s)))),
    of(Go, InTable, "All sessions from this range", &[Chord::key(Key::R)], |window| with_session(window, |s| Command::Go(GoCommand::AllOf(Aspect::Range, s)))),
    of(Go, InTable, "All sessions on this host", &[Chord::key(Key::H)], |window| with_session(window, |s| Command::Go(GoCommand::AllOf(Aspect::Host, s)))),
    named(Go, InTable, &named::OVERLAPPING, |window| with_session(window, |s| Command::Go(GoCommand::Overlapping(s)))),
    named(Go, InTable, &named::AROUND, |window| with_session(window, |_| Command::Overlay(OverlayCommand::Ask(PromptKind::Around)))),
    of(Go, InCase, "Longest sessions", &[], |window| sorted(window, Route::Sessions(Scope::default()), SESSIONS.column_number("duration_s").map(Sort::down))),
    of(Go, InCase, "Latest sessions", &[], |window| sorted(window, Route::Sessions(Scope::default()), SESSIONS.column_number("begin").map(Sort::down))),
    of(Go, InCase, "Sessions with the most failed tries", &[], |window| sorted(window, Route::Sessions(Scope::default()), SESSIONS.column_number("tries").map(Sort::down))),
    of(Go, InCase, "Hosts whose Security log was cleared", &[], |window| sorted(window, Route::Hosts, HOSTS.column_number("security_cleared").map(Sort::down))),

    named(Filter, InCase, &named::TYPE_FILTER, |window| in_case(window, Command::Filter(FilterCommand::Focus))),
    of(Filter, InCase, "Clear the filter", &[Chord::ctrl(Key::L).shift()], |window| in_case(window, Command::Filter(FilterCommand::Clear))),
    of(Filter, InTable, "Undo", &[Chord::ctrl(Key::Z)], |window| in_case(window, Command::Edit(EditCommand::Undo))),
    of(Filter, InTable, "Redo", &[Chord::ctrl(Key::Y), Chord::ctrl(Key::Z).shift()], |window| in_case(window, Command::Edit(EditCommand::Redo))),
    of(Filter, InTable, "Show only this value", &[Chord::key(Key::I)], |window| at_row(window, Command::Filter(FilterCommand::Cell { keep: true }))),
    of(Filter, InTable, "Filter by this column", &[Chord::key(Key::F)], |window| in_case(window, Command::Filter(FilterCommand::AskOfColumn))),
    of(Filter, InTable, "Hide this value", &[Chord::key(Key::X)], |window| at_row(window, Command::Filter(FilterCommand::Cell { keep: false }))),
    of(Filter, InCase, "Save the filter under a name…", &[Chord::ctrl(Key::S).shift()], |window| ask(window, PromptKind::FilterName)),

    of(Table, InTable, "Column to the right", &[Chord::key(Key::ArrowRight)], |window| in_case(window, Command::Table(TableCommand::MoveColumn(1)))),
    of(Table, InTable, "Column to the left", &[Chord::key(Key::ArrowLeft)], |window| in_case(window, Command::Table(TableCommand::MoveColumn(-1)))),
    of(Table, InTable, "Sort by this column", &[Chord::key(Key::S)], |window| in_case(window, Command::Table(TableCommand::SortColumn { also: false }))),
    of(Table, InTable, "Sort by this column as well", &[Chord::key(Key::S).shift()], |window| in_case(window, Command::Table(TableCommand::SortColumn { also: true }))),
    of(Table, InTable, "Group / ungroup by this column", &[Chord::key(Key::G)], |window| in_case(window, Command::Table(TableCommand::GroupColumn))),
    of(Table, InTable, "Expand / collapse all groups", &[Chord::key(Key::G).shift()], |window| in_groups(window, Command::Table(TableCommand::TurnGroups))),
    of(Table, InCase, text::TURN_FOLDING, &[], |window| in_case(window, Command::View(ViewCommand::FoldAttempts(!window.prefs.fold_attempts)))),
    of(Table, InTable, "Move this column to the left", &[Chord::alt(Key::ArrowLeft).shift()], |window| in_case(window, Command::Table(TableCommand::ArrangeColumn(ColumnChange::Left)))),
    of(Table, InTable, "Move this column to the right", &[Chord::alt(Key::ArrowRight).shift()], |window| in_case(window, Command::Table(TableCommand::ArrangeColumn(ColumnChange::Right)))),
    of(Table, InTable, "Keep / stop keeping this column in view", &[Chord::key(Key::K)], |window| in_case(window, Command::Table(TableCommand::ArrangeColumn(ColumnChange::Pin)))),
    of(Table, InTable, "Fit the width of this column", &[Chord::key(Key::W)], |window| in_case(window, Command::Table(TableCommand::FitColumn))),
    of(Table, InTable, "Hide this column", &[Chord::key(Key::Delete)], |window| in_case(window, Command::Table(TableCommand::ArrangeColumn(ColumnChange::Hide)))),
    of(Table, InTable, "Reset columns", &[], |window| in_case(window, Command::Table(TableCommand::ArrangeColumn(|_| ColumnChange::Reset)))),
    of(Table, InTable, "Select all rows", &[Chord::ctrl(Key::A)], |window| in_case(window, Command::Table(TableCommand::SelectAll))),
    of(Table, InTable, "Copy the selected rows with their header", &[Chord::ctrl(Key::C)], |window| in_case(window, Command::Table(TableCommand::Copy { header: true }))),
    of(Table, InTable, "Copy the selected rows without header", &[Chord::ctrl(Key::C).shift()], |window| in_case(window, Command::Table(TableCommand::Copy { header: false }))),
    of(Table, InTable, "Copy the cell", &[Chord::key(Key::C)], |window| at_row(window, Command::Table(TableCommand::CopyCell))),

    named(Mark, InTable, &named::TAG, |window| to_mark(window, Command::Overlay(OverlayCommand::Ask(PromptKind::Tag)))),
    of(Mark, InTable, "Remove a tag…", &[Chord::key(Key::T).shift()], |window| to_mark(window, Command::Overlay(OverlayCommand::Ask(PromptKind::Untag)))),
    of(Mark, InTable, "Comment…", &[Chord::key(Key::N)], |window| to_mark(window, Command::Overlay(OverlayCommand::Ask(PromptKind::Comment)))),
    of(Mark, InTable, "Bookmark / remove bookmark", &[Chord::key(Key::B)], |window| to_mark(window, Command::Mark(MarkCommand::Sessions(MarkChange::Bookmark)))),
    of(Mark, InTable, "Mute / unmute", &[Chord::key(Key::M)], |window| to_mark(window, Command::Mark(MarkCommand::Sessions(MarkChange::Mute)))),

    of(Mark, InTable, "Tag this record or activity…", &[Chord::key(Key::Y)], |window| at_record(window, Command::Overlay(OverlayCommand::Ask(PromptKind::RecordTag)))),
    of(Mark, InTable, "Comment on this record…", &[Chord::key(Key::N).shift()], |window| at_record(window, Command::Overlay(OverlayCommand::Ask(PromptKind::RecordComment)))),
    of(Mark, InTable, "Bookmark this record / remove bookmark", &[Chord::key(Key::B).shift()], |window| at_record(window, Command::Mark(MarkCommand::Record(MarkChange::Bookmark)))),

    named(View, Everywhere, &named::FIND_ACTION, |_| Some(Command::Overlay(OverlayCommand::Palette))),
    named(View, Everywhere, &named::LIST_OF_KEYS, |window| Some(Command::View(ViewCommand::ShowKeys(!window.shows_keys)))),
    of(View, InTable, "Next zone of the times", &[Chord::key(Key::Z)], |window| Some(Command::View(ViewCommand::Zone(next_zone(&window.prefs.zone))))),
    of(View, InCase, "Another zone…", &[], |window| ask(window, PromptKind::Zone)),
    named(View, InCase, &named::SHOW_HIDDEN, |window| in_case(window, Command::View(ViewCommand::ShowHidden(!window.prefs.show_hidden)))),
    of(View, InCase, "Show or leave out the timeline", &[Chord::ctrl(Key::T)], |window| in_case(window, Command::View(ViewCommand::ShowTimeline(!window.prefs.show_timeline)))),
    of(View, InTable, "Jump to the next session in the lanes", &[Chord::key(Key::Period)], |window| in_case(window, Command::View(ViewCommand::Jump { forward: true }))),
    of(View, InTable, "Jump to the previous session in the lanes", &[Chord::key(Key::Comma)], |window| in_case(window, Command::View(ViewCommand::Jump { forward: false }))),
    of(View, InCase, "Lanes by user", &[], |window| in_case(window, Command::View(ViewCommand::Above(UpperPanel::Lanes(LaneBy::User))))),
    of(View, InCase, "Lanes by user and address", &[], |window| in_case(window, Command::View(ViewCommand::Above(UpperPanel::Lanes(LaneBy::UserPlace))))),
    of(View, InCase, "Lanes by host", &[], |window| in_case(window, Command::View(ViewCommand::Above(UpperPanel::Lanes(LaneBy::Host))))),
    of(View, InCase, "Lanes by address range", &[], |window| in_case(window, Command::View(ViewCommand::Above(UpperPanel::Lanes(LaneBy::Range))))),
    of(View, InCase, "Days of the week and hours", &[], |window| in_case(window, Command::View(ViewCommand::Above(UpperPanel::Week)))),
    of(View, InCase, "Coverage of the logs", &[], |window| in_case(window, Command::View(ViewCommand::Above(UpperPanel::Coverage)))),
    named(View, InTable, &named::DETAILS, move_details),
    of(View, Everywhere, "Dark or light", &[], |window| Some(Command::View(ViewCommand::Theme(other_theme(window))))),
    of(View, Everywhere, "Stronger contrast on / off", &[], |window| Some(Command::View(ViewCommand::Contrast(!window.prefs.contrast)))),
    of(View, Everywhere, "Reduce motion on / off", &[], |window| Some(Command::View(ViewCommand::Still(!window.prefs.still)))),
    of(View, InCase, "Side bar with words / with icons only", &[Chord::ctrl(Key::Backslash)], |window| in_case(window, Command::View(ViewCommand::SideBar(!window.side_bar_has_words)))),
    of(View, InCase, "Rows close together / further apart", &[], other_density),
    of(View, Everywhere, "Larger text", &[Chord::ctrl(Key::Plus)], |_| Some(Command::View(ViewCommand::Zoom(1)))),
    of(View, Everywhere, "Smaller text", &[Chord::ctrl(Key::Minus)], |_| Some(Command::View(ViewCommand::Zoom(-1)))),
    of(View, Everywhere, "Text of normal size", &[Chord::ctrl(Key::Num0)], |_| Some(Command::View(ViewCommand::Zoom(0)))),
];

/// Where rows are sessions.
fn move_details(window: &Window) -> Option<Command> {
    let route = window.opened.as_ref()?.route()?;
    let place = window.prefs.detail_at(window.width).next();
    route
        .lists_sessions()
        .then_some(Command::Detail(DetailCommand::Place(place)))
}

fn other_density(window: &Window) -> Option<Command> {
    let other = match window.prefs.density_at(window.width) {
        Density::Comfortable => Density::Compact,
        Density::Compact => Density::Comfortable,
    };
    in_case(window, Command::View(ViewCommand::Density(other)))
}

fn in_case(window: &Window, command: Command) -> Option<Command> {
    window.opened.is_some().then_some(command)
}

fn go(window: &Window, route: Route) -> Option<Command> {
    in_case(window, Command::Go(GoCommand::To(route)))
}

/// Nothing where the table has no such column, which a test of the actions would find.
fn sorted(window: &Window, route: Route, sort: Option<Sort>) -> Option<Command> {
    in_case(window, Command::Go(GoCommand::ToSorted(route, sort?)))
}

fn ask(window: &Window, question: PromptKind) -> Option<Command> {
    in_case(window, Command::Overlay(OverlayCommand::Ask(question)))
}

/// Only where the cursor is on a row.
fn at_row(window: &Window, command: Command) -> Option<Command> {
    let row = window.opened.as_ref()?.row_at_cursor();
    row.map(|_| command)
}

/// Only where rows are in groups.
fn in_groups(window: &Window, command: Command) -> Option<Command> {
    let stop = window.opened.as_ref()?.history.here()?;
    stop.grouping.as_ref().map(|_| command)
}

/// Only where there is a session to mark.
fn to_mark(window: &Window, command: Command) -> Option<Command> {
    let opened = window.opened.as_ref()?;
    let is_activity = opened.route() == Some(&Route::Activity);
    if is_activity {
        return at_record(window, command);
    }
    with_session(window, |_| command)
}

/// Only where the cursor is on a record.
fn at_record(window: &Window, command: Command) -> Option<Command> {
    let record = window.opened.as_ref()?.current_record();
    record.map(|_| command)
}

/// Only in the view of a session.
fn in_session(window: &Window, command: Command) -> Option<Command> {
    let opened = window.opened.as_ref()?;
    let is_open = matches!(opened.route(), Some(Route::Session(..)));
    (is_open || opened.pane.is_some()).then_some(command)
}

/// With the session that is open, or that the row at the cursor represents.
fn with_session(window: &Window, command: impl FnOnce(u32) -> Command) -> Option<Command> {
    Some(command(window.opened.as_ref()?.current_session()?))
}

fn next_zone(zone: &DisplayZone) -> DisplayZone {
    match zone {
        DisplayZone::Utc => DisplayZone::ThisMachine,
        _ => DisplayZone::Utc,
    }
}

fn other_theme(window: &Window) -> egui::ThemePreference {
    match window.prefs.theme {
        egui::ThemePreference::Light => egui::ThemePreference::Dark,
        _ => egui::ThemePreference::Light,
    }
}

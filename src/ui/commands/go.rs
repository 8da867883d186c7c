//! Commands that lead to another view: through history, down into rows, from one session to others or to
//! its records.

use std::sync::Arc;

use egui::Context;

use super::{cursor, filter};
use crate::analysis::filter::Scope;
use crate::analysis::presence_list;
use crate::analysis::session_index::SessionEntry;
use crate::domain::session::{HostIndex, Role, Source};
use crate::domain::time::{DisplayZone, Span, Timestamp};
use crate::tables::route::{Route, SessionTab};
use crate::tables::selection::Selection;
use crate::tables::sorting::Sort;
use crate::ui::state::cursor_target::CursorTarget;
use crate::ui::state::filter_form::FilterForm;
use crate::ui::state::history::Stop;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::window::Window;

/// After a moment that was asked for, at least so much time is in view.
const LEAST_LOOK: Span = Span::seconds(3_600);

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

/// Where a session begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEdge {
    /// Its begin.
    Begin,
    /// Its end.
    End,
}

/// Leads to another view.
#[derive(Clone, Debug)]
pub enum GoCommand {
    /// Begin a new path at a view.
    To(Route),
    /// Begin a new path at a view, sorted in this order.
    ToSorted(Route, Sort),
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
    /// All sessions that have something in common with one.
    AllOf(Aspect, u32),
    /// All sessions that ran while one did.
    Overlapping(u32),
    /// What happened so long before and after the row at the cursor.
    Around(Span),
    /// The record in which a session begins or ends.
    EdgeRecord(u32, SessionEdge),
    /// Put the cursor on the first session from a moment on.
    ToTime(Timestamp),
    /// Select the row that represents a session.
    SelectSession(u32),
    /// The next session of the list that this one was opened from, or the one before.
    Step(isize),
    /// Another tab of a session.
    Tab(SessionTab),
    /// The next tab, or the one before.
    StepTab(isize),
    /// The text of the box that asks who was on a host.
    PresenceText(String),
    /// Who was on the hosts of a list at its moments.
    PresenceList(String),
    /// The host that it asks for; all when `None`.
    PresenceHost(Option<HostIndex>),
    /// Who was there?
    Presence,
}

/// Applies a command.
pub(crate) fn apply(window: &mut Window, command: GoCommand, ctx: &Context) {
    let zone = window.prefs.zone.clone();
    let Some(opened) = &mut window.opened else {
        return;
    };
    match command {
        GoCommand::To(route) => opened.jump(Stop::new(route, &opened.loaded, &zone)),
        GoCommand::ToSorted(route, sort) => {
            let sorted = Stop {
                sort: Some(sort.into()),
                ..Stop::new(route, &opened.loaded, &zone)
            };
            opened.jump(sorted);
            opened.cursor_target = Some(CursorTarget::Position(0));
        }
        GoCommand::Down(route) => down(opened, route, &zone),
        GoCommand::UpTo(depth) => up_to(opened, depth),
        GoCommand::Up => up_to(opened, opened.history.path().len().saturating_sub(1)),
        GoCommand::Back => {
            opened.history.go_back();
            opened.record.clear();
        }
        GoCommand::Forward => {
            opened.history.go_forward();
            opened.record.clear();
        }
        GoCommand::AllOf(aspect, session) => all_of(opened, aspect, session, &zone),
        GoCommand::Overlapping(session) => overlapping(opened, session, &zone),
        GoCommand::Around(span) => {
            if let Some(session) = opened.current_session() {
                around(opened, session, span, &zone);
            }
        }
        GoCommand::EdgeRecord(session, edge) => edge_record(opened, session, edge, &zone),
        GoCommand::ToTime(time) => go_to_time(opened, time, &zone),
        GoCommand::SelectSession(session) => cursor::select_session(opened, session),
        GoCommand::Step(by) if opened.pane.is_some() => {
            cursor::move_by(opened, by, false, ctx);
        }
        GoCommand::Step(by) => cursor::step_to_sibling(opened, by, &zone),
        GoCommand::Tab(tab) => show_tab(opened, tab),
        GoCommand::StepTab(by) => {
            if let Some(&Route::Session(_, tab)) = opened.route() {
                show_tab(opened, tab.step(by));
            } else if opened.pane.is_some() {
                opened.show_pane_tab(opened.pane_tab.step(by));
            }
        }
        GoCommand::PresenceText(text) => opened.presence.text = text,
        GoCommand::PresenceHost(host) => opened.presence.host = host,
        GoCommand::PresenceList(lines) => {
            let asked = presence_list::parse(&lines, &opened.loaded.case, &zone);
            let route = Route::WhoWasOn(Arc::new(asked));
            opened.jump(Stop::new(route, &opened.loaded, &zone));
        }
        GoCommand::Presence => {
            if let Some(moment) = zone.parse_moment(&opened.presence.text) {
                let route = Route::At(moment, opened.presence.host);
                opened.jump(Stop::new(route, &opened.loaded, &zone));
            }
        }
    }
}

/// Goes one level down.
pub(crate) fn down(opened: &mut OpenedCase, route: Route, zone: &DisplayZone) {
    opened.go_down(Stop::new(route, &opened.loaded, zone));
}

fn up_to(opened: &mut OpenedCase, depth: usize) {
    opened.history.up_to(depth);
    opened.record.clear();
}

fn show_tab(opened: &mut OpenedCase, tab: SessionTab) {
    if let Some(stop) = opened.history.here_mut()
        && let Route::Session(_, shown) = &mut stop.route
    {
        *shown = tab;
        stop.sort = None;
        stop.selection = Selection::default();
        opened.record.clear();
    }
}

/// All sessions that have something in common with one, whatever the filter.
pub(crate) fn all_of(opened: &mut OpenedCase, aspect: Aspect, session: u32, zone: &DisplayZone) {
    let session_index = &opened.loaded.session_index;
    let Some(entry) = session_index.get(session) else {
        return;
    };
    let scope = match aspect {
        Aspect::User => Scope {
            user: session_index.user(entry.user).map(|user| user.key.clone()),
            ..Scope::default()
        },
        Aspect::Place => Scope {
            place: session_index.place(entry.place).copied(),
            ..Scope::default()
        },
        Aspect::Range => Scope {
            range: session_index
                .range(session_index.range_of(entry.place))
                .cloned(),
            ..Scope::default()
        },
        Aspect::Host => Scope {
            host: Some(entry.host),
            ..Scope::default()
        },
    };
    filter::clear(opened);
    let stop = Stop::new(Route::Sessions(scope), &opened.loaded, zone);
    opened.go_down(stop);
    opened.cursor_target = Some(CursorTarget::Session(session));
}

/// All sessions that ran while one did.
pub(crate) fn overlapping(opened: &mut OpenedCase, session: u32, zone: &DisplayZone) {
    let known = opened.loaded.session_index.get(session);
    let times = known.and_then(|entry| Some((entry.sort_time()?, entry.end())));
    let Some((from, to)) = times else {
        return;
    };
    if let Some(to) = to {
        opened.timeline.window.look_at(from, to);
    }
    // An open session runs on: whatever came later may overlap it.
    let to = to.map_or_else(String::new, |to| zone.precise(to));
    let form = FilterForm {
        from: zone.precise(from),
        to,
        ..FilterForm::default()
    };
    filter::replace(opened, form, false);
    let stop = Stop::new(Route::Sessions(Scope::default()), &opened.loaded, zone);
    opened.jump(stop);
    opened.cursor_target = Some(CursorTarget::Session(session));
}

/// What ran from so long before a session to so long after it began.
pub(crate) fn around(opened: &mut OpenedCase, session: u32, span: Span, zone: &DisplayZone) {
    let entry = opened.loaded.session_index.get(session);
    let Some(time) = entry.and_then(SessionEntry::sort_time) else {
        return;
    };
    opened
        .timeline
        .window
        .look_at(time.minus(span), time.plus(span));
    let form = FilterForm {
        from: zone.precise(time.minus(span)),
        to: zone.precise(time.plus(span)),
        ..FilterForm::default()
    };
    filter::replace(opened, form, false);
    let stop = Stop::new(Route::Sessions(Scope::default()), &opened.loaded, zone);
    opened.jump(stop);
    opened.cursor_target = Some(CursorTarget::Session(session));
}

/// The record in which a session begins or ends, read from the evidence.
fn edge_record(opened: &mut OpenedCase, session: u32, edge: SessionEdge, zone: &DisplayZone) {
    let case = &opened.loaded.case;
    let Some(known) = case.sessions.get(session as usize) else {
        return;
    };
    let (moment, roles) = match edge {
        SessionEdge::Begin => (known.begin, None),
        SessionEdge::End => (known.end, Some([Role::End, Role::Logoff, Role::Failure])),
    };
    let is_at = |source: &&Source| {
        let record = case.record(source.event);
        moment.is_some() && record.map(|record| record.time) == moment
    };
    // Several records may have one time: the one that speaks of an end is meant.
    let speaks = |source: &&Source| roles.is_none_or(|roles| roles.contains(&source.role));
    let sources = || (0_u32..).zip(&known.sources);
    let best = sources().find(|(_, source)| is_at(source) && speaks(source));
    let row = best
        .or_else(|| sources().find(|(_, source)| is_at(source)))
        .map(|(row, _)| row);
    let route = Route::Session(session, SessionTab::Sources);
    let stop = Stop::new(route.clone(), &opened.loaded, zone);
    if let Some(Route::Session(open, _)) = opened.route()
        && *open == session
    {
        let siblings = opened.history.here().and_then(|here| here.siblings.clone());
        opened.history.replace(Stop { siblings, ..stop });
        opened.record.clear();
    } else {
        opened.go_down(stop);
    }
    opened.cursor_target = row.map(CursorTarget::Row);
}

/// The cursor goes to the first session in view that began at a moment or later, and so does the timeline.
fn go_to_time(opened: &mut OpenedCase, time: Timestamp, zone: &DisplayZone) {
    let lists_sessions = opened.route().is_some_and(Route::lists_sessions);
    let session_index = &opened.loaded.session_index;
    let begin = |entry: &SessionEntry| entry.sort_time().filter(|begin| *begin >= time);
    let first = if let Some(answer) = opened.answer().filter(|_| lists_sessions) {
        let sessions = answer.sessions.iter();
        let entries = sessions.filter_map(|&one| session_index.get(one));
        entries.filter_map(begin).min()
    } else {
        let shown = session_index.rows().iter();
        let shown = shown.filter(|entry| entry.is_shown());
        shown.filter_map(begin).min()
    };
    if !lists_sessions {
        let stop = Stop::new(Route::Sessions(Scope::default()), &opened.loaded, zone);
        opened.jump(stop);
    }
    let to = first.unwrap_or(time).max(time.plus(LEAST_LOOK));
    opened.timeline.window.look_at(time, to);
    opened.cursor_target = Some(CursorTarget::Time(time));
}

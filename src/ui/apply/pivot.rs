//! Commands that lead from one session to others, or to its records.

use super::{case, filter};
use crate::analysis::briefs::Brief;
use crate::analysis::filter::Scope;
use crate::analysis::lanes::zoom::Stretch;
use crate::domain::session::{Role, Source};
use crate::domain::time::{DisplayZone, Span, Timestamp};
use crate::tables::route::{Route, SessionTab};
use crate::ui::command::{Aspect, Edge};
use crate::ui::history::Stop;
use crate::ui::state::{FilterForm, Opened, Wanted};

/// All sessions that have something in common with one, whatever the filter.
pub fn all_of(opened: &mut Opened, aspect: Aspect, session: u32, zone: &DisplayZone) {
    let briefs = &opened.loaded.briefs;
    let Some(brief) = briefs.get(session) else {
        return;
    };
    let scope = match aspect {
        Aspect::User => Scope {
            user: briefs.user(brief.user).map(|user| user.key.clone()),
            ..Scope::default()
        },
        Aspect::Place => Scope {
            place: briefs.place(brief.place).copied(),
            ..Scope::default()
        },
        Aspect::Range => Scope {
            range: briefs.range(briefs.range_of(brief.place)).cloned(),
            ..Scope::default()
        },
        Aspect::Host => Scope {
            host: Some(brief.host),
            ..Scope::default()
        },
    };
    filter::none(opened);
    let stop = Stop::new(Route::Sessions(scope), &opened.loaded, zone);
    opened.history.down(stop);
    case::arrive(opened);
    opened.wanted = Some(Wanted::Session(session));
}

/// All sessions that ran while one did.
pub fn overlapping(opened: &mut Opened, session: u32, zone: &DisplayZone) {
    let known = opened.loaded.briefs.get(session);
    let times = known.and_then(|brief| Some((brief.sort_time()?, brief.end())));
    let Some((from, to)) = times else {
        return;
    };
    if let Some(to) = to {
        look_at(opened, from, to);
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
    filter::jump(opened, stop);
    opened.wanted = Some(Wanted::Session(session));
}

/// What ran from so long before a session to so long after it began.
pub fn around(opened: &mut Opened, session: u32, span: Span, zone: &DisplayZone) {
    let brief = opened.loaded.briefs.get(session);
    let Some(time) = brief.and_then(Brief::sort_time) else {
        return;
    };
    look_at(opened, time.minus(span), time.plus(span));
    let form = FilterForm {
        from: zone.precise(time.minus(span)),
        to: zone.precise(time.plus(span)),
        ..FilterForm::default()
    };
    filter::replace(opened, form, false);
    let stop = Stop::new(Route::Sessions(Scope::default()), &opened.loaded, zone);
    filter::jump(opened, stop);
    opened.wanted = Some(Wanted::Session(session));
}

/// Brings a range of time into view in the timeline, with as much before and after it.
fn look_at(opened: &mut Opened, from: Timestamp, to: Timestamp) {
    let (from, to) = (from.as_unix_seconds(), to.as_unix_seconds());
    let length = (to - from).max(1.0);
    opened.timeline.view = Some(Stretch::around(from - length, to + length));
}

/// The record in which a session begins or ends, read from the evidence.
pub fn edge_record(opened: &mut Opened, session: u32, edge: Edge, zone: &DisplayZone) {
    let case = &opened.loaded.case;
    let Some(known) = case.sessions.get(session as usize) else {
        return;
    };
    let (moment, roles) = match edge {
        Edge::Begin => (known.begin, None),
        Edge::End => (known.end, Some([Role::End, Role::Logoff, Role::Failure])),
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
    } else {
        opened.history.down(stop);
    }
    case::arrive(opened);
    opened.wanted = row.map(Wanted::Row);
}

/// The cursor goes to the first session in view that began at a moment or later.
pub fn go_to_time(opened: &mut Opened, time: Timestamp, zone: &DisplayZone) {
    if !opened.route().is_some_and(Route::lists_sessions) {
        let stop = Stop::new(Route::Sessions(Scope::default()), &opened.loaded, zone);
        filter::jump(opened, stop);
    }
    opened.wanted = Some(Wanted::Time(time));
}

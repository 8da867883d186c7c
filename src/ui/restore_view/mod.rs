//! From the early case to the full one: what the examiner did in the meantime is kept, as far as
//! what it was done to is in the full case, too. Nothing is carried over by its number: users, hosts
//! and sessions are found again by what they are.

use std::collections::HashSet;
use std::sync::Arc;

use crate::analysis::filter::Scope;
use crate::analysis::group_keys::UserKey;
use crate::domain::account::same_name;
use crate::domain::session::{Host, HostIndex};
use crate::domain::time::DisplayZone;

use crate::tables::grouped_rows::Grouping;
use crate::tables::loaded_case::LoadedCase;
use crate::tables::route::Route;
use crate::ui::state::carried_selection::CarriedSelection;
use crate::ui::state::history::{History, Stop};
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::presence_form::PresenceForm;

/// More selected rows than this are not looked for: that many were not chosen one by one.
const MAX_ROWS: usize = 1000;

/// Takes place, filter, selection and timeline over from the early case.
pub(super) fn restore(early: &OpenedCase, full: &mut OpenedCase, zone: &DisplayZone) {
    let hosts = |host| host_in(&full.loaded, &early.loaded, host);
    full.presence = PresenceForm {
        text: early.presence.text.clone(),
        host: early.presence.host.and_then(hosts),
    };
    full.filter = early.filter.clone();
    full.timeline.carry_over(&early.timeline);
    full.page = early.page;
    let mut path = Vec::new();
    for stop in early.history.path() {
        let Some(route) = route_in(&full.loaded, &early.loaded, &stop.route) else {
            break;
        };
        path.push(Stop {
            sort: stop.sort,
            grouping: stop.grouping.as_ref().map(|old| Grouping::by(old.column)),
            column: stop.column,
            ..Stop::new(route, &full.loaded, zone)
        });
    }
    let is_whole = path.len() == early.history.path().len();
    if let Some(history) = History::along(path) {
        full.history = history;
        let selected = is_whole.then(|| selected(early)).flatten();
        full.carried = Some(Arc::new(CarriedSelection(selected.unwrap_or_default())));
    }
}

/// What is selected in the current view.
fn selected(early: &OpenedCase) -> Option<HashSet<String>> {
    let (answer, stop) = (early.answer()?, early.history.here()?);
    let rows = stop.selection.numbers();
    (rows.len() <= MAX_ROWS).then(|| rows.iter().map(|row| answer.rows.key(row)).collect())
}

/// The same view in another case, where what it is about is there.
fn route_in(full: &LoadedCase, early: &LoadedCase, route: &Route) -> Option<Route> {
    let host = |host| host_in(full, early, host);
    let scope = |scope| scope_in(full, early, scope);
    Some(match route {
        Route::Users => Route::Users,
        Route::UserPlaces(old) => Route::UserPlaces(scope(old)?),
        Route::Ranges(old) => Route::Ranges(scope(old)?),
        Route::Sessions(old) => Route::Sessions(scope(old)?),
        Route::At(time, None) => Route::At(*time, None),
        Route::At(time, Some(old)) => Route::At(*time, Some(host(*old)?)),
        // Not restored: host numbers change between cases, and the list is easy to paste again.
        Route::WhoWasOn(_) => return None,
        Route::Session(index, tab) => {
            let id = early.session_index.id(*index);
            Route::Session(full.session_index.with_id(id)?, *tab)
        }
        Route::Activity => Route::Activity,
        Route::Hosts => Route::Hosts,
        Route::Evidence => Route::Evidence,
        Route::Problems => Route::Problems,
        Route::LogonSessions => Route::LogonSessions,
        Route::LocalSessions => Route::LocalSessions,
    })
}

fn scope_in(full: &LoadedCase, early: &LoadedCase, scope: &Scope) -> Option<Scope> {
    // Nothing stays nothing; something must be found.
    let user = match &scope.user {
        Some(user) => Some(user_in(full, early, user)?),
        None => None,
    };
    let host = match scope.host {
        Some(host) => Some(host_in(full, early, host)?),
        None => None,
    };
    let session_index = &full.session_index;
    let has_place =
        (scope.place.as_ref()).is_none_or(|key| session_index.place_code(key).is_some());
    let has_range =
        (scope.range.as_ref()).is_none_or(|key| session_index.range_code(key).is_some());
    (has_place && has_range).then(|| Scope {
        user,
        host,
        ..scope.clone()
    })
}

/// A host by its name: with more logs it may have others, and another number.
fn host_in(full: &LoadedCase, early: &LoadedCase, host: HostIndex) -> Option<HostIndex> {
    let name = early.case.host_name(host);
    let mut hosts = (0..).zip(&full.case.hosts);
    let is_called = |host: &Host| host.names().any(|known| same_name(known, name));
    hosts
        .find(|(_, host)| is_called(host))
        .map(|(index, _)| HostIndex(index))
}

/// A user by the key, else by the name: with more logs a SID may be known.
fn user_in(full: &LoadedCase, early: &LoadedCase, user: &UserKey) -> Option<UserKey> {
    let key = match user {
        UserKey::LocalSid { host, sid } => UserKey::LocalSid {
            host: host_in(full, early, *host)?,
            sid: sid.clone(),
        },
        other => other.clone(),
    };
    if full.session_index.user_code(&key).is_some() {
        return Some(key);
    }
    let name = early.names.user(user);
    let mut users = full.session_index.users().iter();
    users
        .find(|user| same_name(&user.label, &name))
        .map(|user| user.key.clone())
}

#[cfg(test)]
mod tests;

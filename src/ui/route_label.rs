//! What a view is called.

use crate::analysis::filter::Scope;
use crate::analysis::sentence::printable;
use crate::domain::session::Session;
use crate::domain::time::DisplayZone;
use crate::tables::loaded_case::LoadedCase;
use crate::tables::route::Route;
use crate::ui::text;

/// The text of a view's breadcrumb.
pub(super) fn route_label(route: &Route, loaded: &LoadedCase, zone: &DisplayZone) -> String {
    let case = &loaded.case;
    let session = |index: &u32| case.sessions.get(*index as usize);
    match route {
        Route::Users => text::USERS.to_owned(),
        Route::UserPlaces(scope) if *scope == Scope::default() => text::USER_PLACES.to_owned(),
        Route::Ranges(scope) if *scope == Scope::default() => text::RANGES.to_owned(),
        Route::Sessions(scope) if *scope == Scope::default() => text::SESSIONS.to_owned(),
        Route::UserPlaces(scope) | Route::Ranges(scope) | Route::Sessions(scope) => {
            scope_label(scope, loaded)
        }
        Route::At(time, host) => {
            let host = host.map_or(text::ALL_HOSTS, |host| case.host_name(host));
            format!(
                "{} at {} {}",
                printable(host),
                zone.short(*time),
                zone.label()
            )
        }
        Route::WhoWasOn(asked) => text::who_was_on(asked.len()),
        Route::Session(index, _) => session(index)
            .and_then(Session::sort_time)
            .map_or_else(|| text::SESSION.to_owned(), |time| zone.short(time)),
        Route::Activity => text::ACTIVITY.to_owned(),
        Route::Hosts => text::HOSTS.to_owned(),
        Route::Evidence => text::EVIDENCE.to_owned(),
        Route::Problems => text::PROBLEMS.to_owned(),
        Route::LogonSessions => text::LOGON_SESSIONS.to_owned(),
        Route::LocalSessions => text::LOCAL_SESSIONS.to_owned(),
    }
}

/// The narrowest part of a scope in words: the wider parts are the crumbs before it.
fn scope_label(scope: &Scope, loaded: &LoadedCase) -> String {
    if let Some(place) = &scope.place {
        return place.label();
    }
    if let Some(range) = &scope.range {
        return range.label();
    }
    if let Some(user) = &scope.user {
        return printable(&loaded.names.user(user));
    }
    scope
        .host
        .map(|host| printable(loaded.case.host_name(host)))
        .unwrap_or_default()
}

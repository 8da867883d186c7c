//! The tables that the headless program offers by name.

use super::route::Route;
use crate::analysis::filter::Scope;

/// The names, in the order of the window.
pub const NAMES: [&str; 8] = [
    "users",
    "user-ip",
    "ranges",
    "sessions",
    "activity",
    "hosts",
    "logon-sessions",
    "local-sessions",
];

/// The table of a name, over the whole case.
pub fn route(name: &str) -> Option<Route> {
    Some(match name {
        "users" => Route::Users,
        "user-ip" => Route::UserPlaces(Scope::default()),
        "ranges" => Route::Ranges(Scope::default()),
        "sessions" => Route::Sessions(Scope::default()),
        "activity" => Route::Activity,
        "hosts" => Route::Hosts,
        "logon-sessions" => Route::LogonSessions,
        "local-sessions" => Route::LocalSessions,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_table() {
        assert!(NAMES.iter().all(|name| route(name).is_some()));
        assert_eq!(route("problems"), None);
    }
}

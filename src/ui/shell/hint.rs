//! What a view shows and how it is used, in a line above its table until it was read. The three kinds of
//! session are easily confused, so a line always says what the rows are.

use egui::{Button, Ui};

use crate::tables::route::Route;
use crate::ui::commands::command::Command;
use crate::ui::commands::view::ViewCommand;
use crate::ui::state::prefs::Preferences;
use crate::ui::text;

/// Draws the explanation of the rows and the hint.
pub(super) fn show(route: &Route, prefs: &Preferences, ui: &mut Ui, out: &mut Vec<Command>) {
    if let Some(words) = what_it_is(route) {
        ui.weak(words);
    }
    let Some((view, words)) = hint(route).filter(|(view, _)| !prefs.hints_read.contains(*view))
    else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.label(words);
        if ui.add(Button::new(text::HINT_READ).small()).clicked() {
            out.push(Command::View(ViewCommand::HintRead(view)));
        }
    });
    ui.add_space(4.0);
}

fn what_it_is(route: &Route) -> Option<&'static str> {
    match route {
        Route::Sessions(_) => Some(text::WHAT_ACCESS_SESSIONS_ARE),
        Route::LogonSessions => Some(text::WHAT_LOGON_SESSIONS_ARE),
        Route::LocalSessions => Some(text::WHAT_LOCAL_SESSIONS_ARE),
        Route::Activity => Some(text::WHAT_ACTIVITIES_ARE),
        _ => None,
    }
}

/// The name of a view and its hint.
fn hint(route: &Route) -> Option<(&'static str, &'static str)> {
    match route {
        Route::Users => Some(("users", text::HINT_USERS)),
        Route::UserPlaces(_) => Some(("places", text::HINT_PLACES)),
        Route::Ranges(_) => Some(("ranges", text::HINT_RANGES)),
        Route::Sessions(_) => Some(("sessions", text::hint_sessions())),
        Route::Activity => Some(("activity", text::HINT_ACTIVITY)),
        Route::Hosts => Some(("hosts", text::HINT_HOSTS)),
        Route::Evidence => Some(("evidence", text::HINT_EVIDENCE)),
        Route::Problems => Some(("problems", text::HINT_PROBLEMS)),
        Route::LogonSessions => Some(("logon sessions", text::HINT_LOGON_SESSIONS)),
        Route::LocalSessions => Some(("local sessions", text::HINT_LOCAL_SESSIONS)),
        Route::At(..) | Route::WhoWasOn(_) | Route::Session(..) => None,
    }
}

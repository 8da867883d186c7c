//! Puts the verdict of the ladder into an activity.

use crate::correlate::activity::ladder::Verdict;
use crate::domain::activity::{Activity, ActivityDetails, ActivityNote};
use crate::domain::event::Text;

/// Puts a verdict into an activity.
pub(super) fn apply(activity: &mut Activity, verdict: &Verdict) {
    activity.strength = verdict.strength;
    activity.session = verdict.session;
    activity.candidates = verdict.candidates;
    activity.while_disconnected = verdict.while_disconnected;
    if verdict.too_many {
        activity.notes.push(ActivityNote::TooManyCandidates);
    }
    if verdict.by_credentials {
        add_credentials(activity);
    }
}

/// Says under whose credentials it was done.
fn add_credentials(activity: &mut Activity) {
    let Some(user) = activity.user.user.as_deref() else {
        return;
    };
    let own = format!("with the credentials of {user}");
    let line = match activity.details.line() {
        Some(known) => format!("{known}; {own}"),
        None => own,
    };
    activity.details = ActivityDetails::Text(Text::from(line));
}

//! A session in plain words, as in a report.

mod words;

use self::words::{ending, way_in};
use super::group_keys::PlaceKey;
use crate::case::Case;
use crate::domain::account::same_name;
use crate::domain::session::{Confidence, EndKind, Kind, Outcome, Precision, Session};
use crate::domain::status::failure_reason;
use crate::domain::time::{DisplayZone, Span, Timestamp};

pub use super::printable::printable;

/// Who came in, from where, how, when, and how it ended; then how certain that is. Names are made safe
/// to show. Times are in `zone`, which is named once.
pub fn summary(case: &Case, session: &Session, zone: &DisplayZone) -> String {
    format!("{} {}", story(case, session, zone), certainty(session))
}

/// The summary without the certainty.
pub fn story(case: &Case, session: &Session, zone: &DisplayZone) -> String {
    let writer = StoryWriter {
        case,
        session,
        zone,
    };
    writer.story()
}

/// How certain each part of a session is: "Begin: high (exact) – end: medium (derived) – …".
pub fn certainty(session: &Session) -> String {
    let part = |what: &str, confidence: Confidence, precision: Option<Precision>| match precision {
        Some(precision) => format!("{what}: {confidence} ({precision})"),
        None => format!("{what}: {confidence}"),
    };
    let begin = match session.begin {
        Some(_) => part("Begin", session.confidence_begin, session.begin_precision),
        None => "Begin: not known".to_owned(),
    };
    let end = match session.end {
        Some(_) => part("end", session.confidence_end, session.end_precision),
        None => "end: not known".to_owned(),
    };
    let user = part("user", session.confidence_user, None);
    let source = part("source", session.confidence_source, None);
    format!("{begin} – {end} – {user} – {source}.")
}

struct StoryWriter<'a> {
    case: &'a Case,
    session: &'a Session,
    zone: &'a DisplayZone,
}

impl StoryWriter<'_> {
    fn story(&self) -> String {
        let host = printable(self.case.host_name(self.session.host));
        let way = format!(
            "{}{} to {host}{}",
            self.from(),
            way_in(self.session),
            self.at_begin()
        );
        let who = self.who();
        let reason = self.reason();
        match self.session.outcome {
            _ if self.session.kind == Kind::Connection => {
                let count = self.session.attempts.max(1);
                let connections = counted(count, "connection", "connections");
                format!("Nobody proved credentials on {connections}{way}.")
            }
            Outcome::Success if self.session.begin.is_none() => {
                format!(
                    "{who} was in{way}; when the session began is not known. {}",
                    self.end()
                )
            }
            Outcome::Success => {
                let came = if self.session.reconnect {
                    "came back"
                } else {
                    "came in"
                };
                format!("{who} {came}{way}{}", self.stay())
            }
            Outcome::Failed => format!(
                "{who} tried{} to come in{way} and was refused{reason}.",
                self.times()
            ),
            Outcome::Refused => {
                format!(
                    "{who} tried{} to come in{way} and was not permitted to{reason}.",
                    self.times()
                )
            }
            Outcome::Aborted => {
                format!(
                    "{who} proved credentials{way}, but no desktop came. {}",
                    self.end()
                )
            }
            Outcome::Unknown => {
                let end = if self.session.end.is_some() {
                    self.end()
                } else {
                    String::new()
                };
                format!("{who} tried to come in{way}; the outcome is not known. {end}")
            }
        }
        .trim_end()
        .to_owned()
    }

    fn who(&self) -> String {
        let session = self.session;
        match (&session.user, &session.domain) {
            (None, _) => "Somebody unnamed".to_owned(),
            (Some(user), _) if session.user == session.sid => {
                format!("An account known only as {}", printable(user))
            }
            (Some(user), Some(domain)) if !same_name(user, domain) => {
                format!("{} ({})", printable(user), printable(domain))
            }
            (Some(user), _) => printable(user),
        }
    }

    fn times(&self) -> String {
        match self.session.attempts {
            0 | 1 => String::new(),
            n => format!(" {n} times"),
        }
    }

    fn from(&self) -> String {
        let session = self.session;
        let mut about = Vec::new();
        if session.source_ip.is_some() {
            about.push(session.source_class.as_str().to_owned());
        }
        let named = [&session.client_name, &session.source_host];
        if let Some(name) = named.into_iter().flatten().next() {
            about.push(format!("client name {}", printable(name)));
        }
        if let Some(client) = &session.via_gateway {
            about.push(format!(
                "behind a gateway, true client {}",
                printable(client)
            ));
        }
        let place = match PlaceKey::of(session) {
            PlaceKey::Ip(ip) => format!(" from {ip}"),
            PlaceKey::NoAddress if session.kind.has_no_address() => String::new(),
            PlaceKey::NoAddress => " from an unknown address".to_owned(),
            PlaceKey::Console | PlaceKey::HyperV => String::new(),
        };
        if about.is_empty() {
            place
        } else {
            format!("{place} ({})", about.join(", "))
        }
    }

    fn at_begin(&self) -> String {
        self.session.begin.map_or_else(String::new, |begin| {
            format!(" at {} {}", self.zone.short(begin), self.zone.label())
        })
    }

    fn reason(&self) -> String {
        let Some(code) = self.session.failure_code else {
            return String::new();
        };
        match failure_reason(code) {
            Some(reason) => format!(": {reason}"),
            None => format!(" (code {code:#010X})"),
        }
    }

    /// What follows the logon, from the comma or full stop on. The duration is given only where the end is
    /// more than a limit.
    fn stay(&self) -> String {
        let bound = self.session.end_precision == Some(Precision::Bound);
        match (self.session.duration(), self.ended()) {
            (Some(stay), Some(ended)) if !bound => {
                format!(", stayed {} and {ended}.", length(stay))
            }
            _ => format!(". {}", self.end()),
        }
    }

    /// The end as a sentence of its own.
    fn end(&self) -> String {
        match self.ended() {
            Some(ended) => format!("The session {ended}."),
            None if self.session.end_kind == EndKind::Open => {
                "The evidence ends before the session does.".to_owned()
            }
            None => "How it ended is not known.".to_owned(),
        }
    }

    /// How and when it ended, as the end of a sentence about the user or the session.
    fn ended(&self) -> Option<String> {
        let end = self.session.end?;
        let time = self.time(end);
        let bound = self.session.end_precision == Some(Precision::Bound);
        let by = ending(self.session.end_kind, self.session.end_detail);
        Some(match self.session.end_kind {
            // The machine, and with it the session, is known to have run until then [source 11.6].
            EndKind::Shutdown | EndKind::Crash | EndKind::Unknown | EndKind::Open if bound => {
                format!("{by} some time after {time}")
            }
            _ if bound => format!("{by} at {time} at the latest"),
            _ => format!("{by} at {time}"),
        })
    }

    /// The time of day alone when it is on the day of the start.
    fn time(&self, time: Timestamp) -> String {
        let day = |moment| self.zone.format(moment, "%Y-%m-%d");
        match self.session.begin {
            Some(begin) if day(begin) == day(time) => self.zone.format(time, "%H:%M:%S"),
            Some(_) => self.zone.short(time),
            None => format!("{} {}", self.zone.short(time), self.zone.label()),
        }
    }
}

/// A duration. One that would round to zero is called short.
fn length(stay: Span) -> String {
    if stay < Span::millis(100) {
        "less than 0.1 s".to_owned()
    } else {
        stay.to_string()
    }
}

fn counted(count: u32, one: &str, many: &str) -> String {
    if count == 1 {
        format!("one {one}")
    } else {
        format!("{count} {many}")
    }
}

#[cfg(test)]
mod tests;

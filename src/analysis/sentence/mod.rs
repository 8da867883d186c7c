//! A session in plain words, as in a report.

mod parts;
mod words;

use self::parts::Sentence;
pub use self::parts::{Part, text};
pub use self::words::certainty_word;
use self::words::{ending, number_word, way_in};
use super::desktop_left::desktop_left;
use super::group_keys::PlaceKey;
use super::host_name::short_name;
use crate::case::Case;
use crate::domain::account::same_name;
use crate::domain::session::{Confidence, EndKind, Kind, Outcome, Precision, Session};
use crate::domain::status::failure_reason;
use crate::domain::time::{DisplayZone, Span, Timestamp};

pub use super::printable::printable;

/// What was done in a session, as far as its sentence tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deeds {
    /// Logs that were cleared in it.
    pub cleared: usize,
    /// Where it went on to, in order.
    pub went_on: Vec<WentOn>,
}

/// A host that a session went on to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WentOn {
    /// The host, as it is shown.
    pub host: String,
    /// Logs that were cleared there, in the session that this one led to.
    pub cleared: usize,
    /// The evidence has the session there; else it shows only that a connection was opened.
    pub is_seen: bool,
}

/// So many hosts that a session went on to are named.
const MOST_HOSTS: usize = 3;

/// Who came in, from where, how, when, and how it ended; then how certain that is. Names are made safe
/// to show. Times are in `zone`, which is named once.
pub fn summary(case: &Case, session: &Session, zone: &DisplayZone) -> String {
    format!("{} {}", story(case, session, zone), certainty(session))
}

/// The summary without the certainty.
pub fn story(case: &Case, session: &Session, zone: &DisplayZone) -> String {
    text(&parts(case, session, zone, &Deeds::default()))
}

/// The story in parts: what the eye should find stands apart.
pub fn parts(case: &Case, session: &Session, zone: &DisplayZone, deeds: &Deeds) -> Vec<Part> {
    let mut writer = StoryWriter {
        case,
        session,
        zone,
        deeds,
        sentence: Sentence::default(),
    };
    writer.story();
    writer.sentence.finish()
}

/// How certain each part of a session is: "Begin sure (exact), end likely (derived), …".
pub fn certainty(session: &Session) -> String {
    let part = |what: &str, confidence: Confidence, precision: Option<Precision>| {
        let word = certainty_word(confidence);
        match precision {
            Some(precision) => format!("{what} {word} ({precision})"),
            None => format!("{what} {word}"),
        }
    };
    let begin = match session.begin {
        Some(_) => part("Begin", session.confidence_begin, session.begin_precision),
        None => "Begin not known".to_owned(),
    };
    let end = match session.end {
        Some(_) => part("end", session.confidence_end, session.end_precision),
        None => "end not known".to_owned(),
    };
    let user = part("user", session.confidence_user, None);
    let source = part("source", session.confidence_source, None);
    format!("{begin}, {end}, {user}, {source}.")
}

struct StoryWriter<'a> {
    case: &'a Case,
    session: &'a Session,
    zone: &'a DisplayZone,
    deeds: &'a Deeds,
    sentence: Sentence,
}

impl StoryWriter<'_> {
    fn story(&mut self) {
        if self.session.kind == Kind::Connection {
            let count = self.session.attempts.max(1);
            let connections = counted(count, "connection", "connections");
            self.say("Nobody proved credentials on ");
            self.name(connections);
            self.way();
            return self.say(".");
        }
        self.who();
        match self.session.outcome {
            Outcome::Success if self.session.begin.is_none() => {
                self.say(" was in");
                self.way();
                self.say("; when the session began is not known.");
                self.deeds_as_sentence();
                self.end();
            }
            Outcome::Success => {
                let came = if self.session.reconnect {
                    " came back"
                } else {
                    " came in"
                };
                self.say(came);
                self.way();
                self.stay();
            }
            Outcome::Failed => self.refused("and was refused"),
            Outcome::Refused => self.refused("and was not permitted to"),
            Outcome::Aborted => {
                self.say(" proved credentials");
                self.way();
                self.say(", but no desktop came.");
                self.end();
            }
            Outcome::Unknown => {
                self.say(" tried to come in");
                self.way();
                self.say("; the outcome is not known.");
                if self.session.end.is_some() {
                    self.end();
                }
            }
        }
    }

    fn say(&mut self, text: &str) {
        self.sentence.say(text);
    }

    /// What the eye should find: a name, a host, an address, a duration.
    fn name(&mut self, text: String) {
        self.sentence.name(text);
    }

    fn who(&mut self) {
        let session = self.session;
        match (&session.user, &session.domain) {
            (None, _) => self.say("Somebody unnamed"),
            (Some(user), _) if session.user == session.sid => {
                self.say("An account known only as ");
                self.name(printable(user));
            }
            (Some(user), Some(domain)) if !same_name(user, domain) => {
                self.name(printable(user));
                self.say(&format!(" ({})", printable(domain)));
            }
            (Some(user), _) => self.name(printable(user)),
        }
    }

    fn refused(&mut self, how: &str) {
        let reason = self.reason();
        self.say(" tried");
        if self.session.attempts > 1 {
            self.say(" ");
            self.name(format!("{} times", self.session.attempts));
        }
        self.say(" to come in");
        self.way();
        self.say(&format!(" {how}{reason}."));
    }

    /// Where to, where from, how and when.
    fn way(&mut self) {
        let is_known_elsewhere = self.session.kind == Kind::DomainAuth;
        if is_known_elsewhere {
            self.from();
            self.say(way_in(self.session));
        }
        self.say(" to ");
        self.name(printable(short_name(self.case, self.session.host)));
        if !is_known_elsewhere {
            self.from();
            self.say(way_in(self.session));
        }
        if let Some(begin) = self.session.begin {
            self.say(" on ");
            self.say(&self.moment(begin));
            self.say(&format!(" {}", self.zone.label()));
        }
    }

    fn from(&mut self) {
        let session = self.session;
        match PlaceKey::of(session) {
            PlaceKey::Ip(ip) => {
                self.say(" from ");
                self.name(ip.to_string());
            }
            PlaceKey::NoAddress if !session.kind.has_no_address() => {
                self.say(" from an unknown address");
            }
            PlaceKey::NoAddress | PlaceKey::Console | PlaceKey::HyperV => {}
        }
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
        if !about.is_empty() {
            self.say(&format!(" ({})", about.join(", ")));
        }
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
    fn stay(&mut self) {
        if let Some(left) = desktop_left(self.case, self.session) {
            self.say(&format!(
                ", took up the desktop left at {}",
                self.time(left.at)
            ));
        }
        let bound = self.session.end_precision == Some(Precision::Bound);
        match (self.session.duration(), self.ended()) {
            (Some(stay), Some(ended)) if !bound => {
                self.say(", stayed ");
                self.name(length(stay));
                let has_more = self.deeds_in_sentence();
                let and = if has_more { ", and" } else { " and" };
                self.say(&format!("{and} {ended}."));
            }
            _ => {
                self.say(".");
                self.deeds_as_sentence();
                self.end();
            }
        }
    }

    /// What was done, as a part of the sentence; whether anything was said.
    fn deeds_in_sentence(&mut self) -> bool {
        if self.deeds.cleared > 0 {
            self.say(&format!(", {}", cleared(self.deeds.cleared, "in it")));
        }
        for (words, is_seen) in [
            (", went on to ", true),
            (", opened Remote Desktop to ", false),
        ] {
            if self.leads(is_seen) {
                self.say(words);
                self.hosts(is_seen);
            }
        }
        self.deeds.cleared > 0 || !self.deeds.went_on.is_empty()
    }

    /// What was done, as sentences of their own.
    fn deeds_as_sentence(&mut self) {
        if self.deeds.cleared > 0 {
            let cleared = cleared(self.deeds.cleared, "in it");
            self.say(&format!(" {}.", capital(&cleared)));
        }
        for (words, is_seen) in [
            (" The session went on to ", true),
            (" It opened Remote Desktop to ", false),
        ] {
            if self.leads(is_seen) {
                self.say(words);
                self.hosts(is_seen);
                self.say(".");
            }
        }
    }

    /// Whether it led to any host of which the session is known, or is not known.
    fn leads(&self, is_seen: bool) -> bool {
        let mut hosts = self.deeds.went_on.iter();
        hosts.any(|host| host.is_seen == is_seen)
    }

    /// The hosts that it went on to.
    fn hosts(&mut self, is_seen: bool) {
        let all = self.deeds.went_on.iter();
        let hosts: Vec<&WentOn> = all.filter(|host| host.is_seen == is_seen).collect();
        for (place, host) in hosts.iter().take(MOST_HOSTS).enumerate() {
            if place > 0 {
                self.say(" and to ");
            }
            self.name(printable(&host.host));
            if host.cleared > 0 {
                self.say(&format!(", where {}", cleared(host.cleared, "")));
            }
        }
        let more = hosts.len().saturating_sub(MOST_HOSTS);
        if more > 0 {
            let more = u32::try_from(more).unwrap_or(u32::MAX);
            let others = counted(more, "other host", "other hosts");
            self.say(&format!(" and to {others}"));
        }
    }

    /// The end as a sentence of its own.
    fn end(&mut self) {
        match self.ended() {
            Some(ended) => self.say(&format!(" The session {ended}.")),
            None if self.session.end_kind == EndKind::Open => {
                self.say(" The evidence ends before the session does.");
            }
            None => self.say(" How it ended is not known."),
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

    /// `12 March 2025 at 01:06:20`.
    fn moment(&self, time: Timestamp) -> String {
        self.zone.format(time, "%-d %B %Y at %H:%M:%S")
    }

    /// The time of day alone when it is on the day of the start.
    fn time(&self, time: Timestamp) -> String {
        let day = |moment| self.zone.format(moment, "%Y-%m-%d");
        match self.session.begin {
            Some(begin) if day(begin) == day(time) => self.zone.format(time, "%H:%M:%S"),
            Some(_) => self.zone.format(time, "%H:%M:%S on %-d %B %Y"),
            None => format!(
                "{} {}",
                self.zone.format(time, "%H:%M:%S on %-d %B %Y"),
                self.zone.label()
            ),
        }
    }
}

/// How many logs were cleared, and where.
fn cleared(count: usize, place: &str) -> String {
    let was = if count == 1 { "log was" } else { "logs were" };
    let place = if place.is_empty() {
        String::new()
    } else {
        format!(" {place}")
    };
    format!("{} {was} cleared{place}", number_word(count))
}

/// With a capital letter at its beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
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

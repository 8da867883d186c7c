//! Phrases for kinds, ends, certainty and small numbers.

use crate::domain::address::AddressClass;
use crate::domain::session::{Confidence, EndDetail, EndKind, Kind, Session};

/// How a session came in, after "came in from an address".
pub(super) fn way_in(session: &Session) -> &'static str {
    if session.kind == Kind::Rdp && session.source_class == AddressClass::Loopback {
        " by Remote Desktop through a tunnel"
    } else {
        session.kind.way_in()
    }
}

/// How a session ended, after "the user" or "the session".
pub(super) fn ending(kind: EndKind, detail: Option<EndDetail>) -> &'static str {
    match (kind, detail) {
        (EndKind::Logoff, Some(EndDetail::Admin)) => {
            "was logged off by an administrator or another session"
        }
        (EndKind::Logoff, Some(EndDetail::Limit)) => "was logged off by a time limit",
        (EndKind::Logoff, Some(EndDetail::Shutdown)) => "logged off as the machine shut down",
        (EndKind::Logoff, _) => "logged off",
        (EndKind::Disconnect, Some(EndDetail::Client)) => "was disconnected from the client's side",
        (EndKind::Disconnect, Some(EndDetail::User)) => "was disconnected at the user's request",
        (EndKind::Disconnect, Some(EndDetail::Admin)) => {
            "was disconnected by an administrator or another session"
        }
        (EndKind::Disconnect, Some(EndDetail::Idle)) => "was disconnected for being idle",
        (EndKind::Disconnect, Some(EndDetail::Limit)) => "was disconnected by a time limit",
        (EndKind::Disconnect, Some(EndDetail::TakenOver)) => {
            "was disconnected as another connection took the desktop"
        }
        (EndKind::Disconnect, Some(EndDetail::Moved)) => {
            "was disconnected as the connection moved to another desktop"
        }
        (EndKind::Disconnect, Some(EndDetail::Error)) => "was disconnected by an error",
        (EndKind::Disconnect, Some(EndDetail::Shutdown)) => {
            "was disconnected as the machine shut down"
        }
        (EndKind::Disconnect, None) => "disconnected",
        (EndKind::Shutdown, _) => "ended with the shutdown of the machine",
        (EndKind::Crash, _) => "ended when the machine crashed",
        (EndKind::Failed, _) => "was over",
        (EndKind::Open | EndKind::Unknown, _) => "ended in an unknown way",
    }
}

/// How sure a statement is, in a person's words.
pub fn certainty_word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "sure",
        Confidence::Medium => "likely",
        Confidence::Low => "a guess",
    }
}

/// A small number as a word, as in a sentence.
pub(super) fn number_word(count: usize) -> String {
    const WORDS: [&str; 7] = ["no", "one", "two", "three", "four", "five", "six"];
    WORDS
        .get(count)
        .map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

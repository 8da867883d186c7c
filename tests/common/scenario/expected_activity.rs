//! The activities that a story must give.

use serde_json::{Value, json};

use super::host::Host;
use super::log::{Index, Mark};
use super::time::Time;

/// Something that was done. The story decides what, when and by whom, and in which session.
#[derive(Clone, Debug)]
pub struct Done {
    pub kind: &'static str,
    pub object: String,
    pub user: Option<String>,
    pub when: When,
    pub tie: Tie,
    /// The full name of another machine, on which it was done.
    pub elsewhere: Option<String>,
}

/// What says when it was done.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// A record. Without it the evidence no longer shows the activity.
    Record(Mark),
    /// An artefact.
    At(Time),
    /// Nothing does.
    Unknown,
}

/// What leads to the session, which is given by its place among the expected ones.
#[derive(Clone, Copy, Debug)]
pub enum Tie {
    /// The logon id, as long as the log still has the logon; else the user and the time.
    LogonId(usize),
    UserAndTime(usize),
    /// Nothing: whoever was connected may have done it.
    Time,
    /// Nothing, not even a time.
    Nothing,
}

impl Host {
    /// The activities that the story expects, with its records resolved by `index`.
    pub(super) fn expected_activities(&self, index: &Index) -> Vec<Value> {
        let sessions: Vec<Option<Value>> = self
            .expected
            .iter()
            .map(|session| session.finished(&self.logs, index))
            .collect();
        let of_done = |done: &Done| self.expected_activity(done, &sessions, index);
        let done = self.done.iter().flatten();
        done.filter_map(of_done).collect()
    }

    fn expected_activity(
        &self,
        done: &Done,
        sessions: &[Option<Value>],
        index: &Index,
    ) -> Option<Value> {
        let time = match done.when {
            When::Record(mark) => Some(index.time(&mark)?.text()),
            When::At(time) => Some(time.text()),
            When::Unknown => None,
        };
        let open_then = || {
            sessions
                .iter()
                .flatten()
                .filter(|of| is_open(of, time.as_deref()))
        };
        let (strength, session) = match done.tie {
            Tie::LogonId(place) if has_logon(sessions[place].as_ref()?) => {
                ("logon-id", sessions[place].as_ref())
            }
            Tie::LogonId(place) | Tie::UserAndTime(place) => {
                ("user-and-time", sessions[place].as_ref())
            }
            Tie::Time if open_then().next().is_some() => ("time-only", None),
            Tie::Time | Tie::Nothing => ("none", None),
        };
        let candidates: Vec<&Value> = match strength {
            "time-only" => open_then().map(|session| &session["begin"]).collect(),
            _ => Vec::new(),
        };
        Some(json!({
            "host": done.elsewhere.as_ref().unwrap_or(&self.computer),
            "time": time,
            "user": done.user,
            "kind": done.kind,
            "object": done.object,
            "strength": strength,
            "session_begin": session.map(|session| &session["begin"]),
            "source_ip": session.map(|session| &session["source_ip"]),
            "candidates": candidates,
        }))
    }
}

/// Whether somebody was connected at that time. Texts of times are in the order of the times.
fn is_open(session: &Value, time: Option<&str>) -> bool {
    let (Some(time), Some(begin)) = (time, session["begin"].as_str()) else {
        return false;
    };
    let is_over = session["end"].as_str().is_some_and(|end| end < time);
    session["outcome"] == "success" && begin <= time && !is_over
}

/// Whether the logs still give the logon id of this session, by its logon or its logoff.
fn has_logon(session: &Value) -> bool {
    let sources = session["sources"].as_array().into_iter().flatten();
    let mut names = sources.filter_map(Value::as_str);
    names.any(|name| name.starts_with("Security:4624:") || name.starts_with("Security:4647:"))
}

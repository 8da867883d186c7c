//! The lineage law: a machine that was reverted to a snapshot has the sessions of each of its
//! histories, and each session from before the fork once.

use std::collections::{BTreeMap, BTreeSet};

use whence::case::Case;
use whence::domain::event::EventIndex;
use whence::domain::note::Note;
use whence::domain::session::{EndDetail, EndKind, Session};
use whence::domain::session_id::SessionId;
use whence::domain::time::{Span, Timestamp};

use super::dice::Dice;

/// No session may begin, end or change within this distance of a fork.
const QUIET: Span = Span::seconds(60);

/// A quiet moment of a case, with records before and after it. `None` if the case has none.
pub fn quiet_moment(case: &Case, dice: &mut Dice) -> Option<Timestamp> {
    let times = || case.records.iter().map(|record| record.time);
    let whole = (times().min()?, times().max()?);
    quiet_moment_within(case, &[whole], dice)
}

/// A quiet moment at which somebody is logged on.
pub fn quiet_moment_of_a_session(case: &Case, dice: &mut Dice) -> Option<Timestamp> {
    let stays = case.sessions.iter().filter_map(|s| s.begin.zip(s.end));
    let long = stays.filter(|(begin, end)| end.since(*begin) > QUIET);
    quiet_moment_within(case, &long.collect::<Vec<_>>(), dice)
}

fn quiet_moment_within(
    case: &Case,
    times: &[(Timestamp, Timestamp)],
    dice: &mut Dice,
) -> Option<Timestamp> {
    let moments = |session: &Session| {
        [
            session.begin,
            session.authenticated,
            session.desktop,
            session.end,
        ]
    };
    let busy: Vec<Timestamp> = case.sessions.iter().flat_map(moments).flatten().collect();
    let is_quiet = |at: &Timestamp| busy.iter().all(|busy| busy.distance(*at) >= QUIET);
    let mut tries = (0..200).filter_map(|_| {
        let (first, last) = *dice.pick(times)?;
        let into = dice.between(0.0, last.since(first).as_seconds());
        Some(first.plus(Span((into * 1e7) as i64)))
    });
    tries.find(is_quiet)
}

/// Violations of the law by the sessions of all files together. `first` and `second` are the
/// sessions of each history alone.
pub fn breaches(first: &Case, second: &Case, together: &Case) -> Vec<String> {
    let (first, second) = (facts_by_id(first), facts_by_id(second));
    let mut found = facts_by_id(together);
    let mut breaches = Vec::new();
    if found.len() != together.sessions.len() {
        breaches.push("two sessions have one id".to_owned());
    }
    let ids: BTreeSet<&SessionId> = first.keys().chain(second.keys()).collect();
    for id in ids {
        let Some(united) = found.remove(id) else {
            let lost = first.get(id).or(second.get(id));
            breaches.push(format!("lost: {lost:?}"));
            continue;
        };
        match (first.get(id), second.get(id)) {
            (Some(a), Some(b)) => breaches.extend(breaches_before_fork(a, b, &united)),
            (Some(alone), None) | (None, Some(alone)) => {
                if !alone.agrees_with(&united) {
                    breaches.push(format!("alone:    {alone:?}\ntogether: {united:?}"));
                }
            }
            (None, None) => {}
        }
    }
    breaches.extend(found.values().map(|facts| format!("in neither: {facts:?}")));
    breaches
}

/// Violations by a session that began before the fork.
fn breaches_before_fork(a: &Facts, b: &Facts, united: &Facts) -> Vec<String> {
    let mut breaches = Vec::new();
    for (name, value) in &a.facts {
        if b.facts.get(name) == Some(value) && united.facts.get(name) != Some(value) {
            breaches.push(format!("{name} of {united:?}, where both say {value}"));
        }
    }
    let all: BTreeSet<_> = a.sources.union(&b.sources).cloned().collect();
    if united.sources != all {
        breaches.push(format!("{united:?} has not the sources of {a:?} and {b:?}"));
    }
    if a.end == b.end {
        if united.end != a.end {
            breaches.push(format!("the end of {united:?}: both say {:?}", a.end));
        }
    } else if united.end != (None, EndKind::Open, None)
        || !united
            .notes
            .iter()
            .any(|note| matches!(note, Note::HistoriesPart { .. }))
    {
        let ends = (&a.end, &b.end);
        breaches.push(format!("the end of {united:?}, where the two say {ends:?}"));
    }
    breaches
}

fn facts_by_id(case: &Case) -> BTreeMap<SessionId, Facts> {
    let all = case.sessions.iter();
    all.map(|session| (session.id, Facts::of(case, session)))
        .collect()
}

/// The facts of a session.
#[derive(Debug, PartialEq)]
struct Facts {
    facts: BTreeMap<&'static str, String>,
    end: (Option<Timestamp>, EndKind, Option<&'static str>),
    notes: Vec<Note>,
    /// Channel, number and time of each record.
    sources: BTreeSet<(String, u64, Timestamp)>,
}

impl Facts {
    /// Whether both sessions have the same facts. The other history may know the account behind a
    /// name, or the name behind a SID, that this one does not: names are learned over the whole
    /// case (Rules U1 and U2).
    fn agrees_with(&self, united: &Self) -> bool {
        let is_learned = |name: &str, value: &String| match name {
            "domain" | "sid" => value == "None",
            "user" => Some(value) == self.facts.get("sid"),
            _ => false,
        };
        let same = |name: &str, value: &String| {
            united.facts.get(name) == Some(value) || is_learned(name, value)
        };
        self.facts.iter().all(|(name, value)| same(name, value))
            && (&self.end, &self.sources) == (&united.end, &united.sources)
            && self.notes.len() <= united.notes.len()
    }

    fn of(case: &Case, session: &Session) -> Self {
        let facts = [
            ("host", case.host_name(session.host).to_owned()),
            ("user", format!("{:?}", session.user)),
            ("domain", format!("{:?}", session.domain)),
            ("sid", format!("{:?}", session.sid)),
            ("kind", session.kind.to_string()),
            ("outcome", session.outcome.to_string()),
            ("reconnect", session.reconnect.to_string()),
            ("source", format!("{:?}", session.source_ip)),
            ("client", format!("{:?}", session.client_name)),
            ("begin", format!("{:?}", session.begin)),
            ("authenticated", format!("{:?}", session.authenticated)),
            ("desktop", format!("{:?}", session.desktop)),
            ("attempts", session.attempts.to_string()),
            ("hidden", session.hidden.is_some().to_string()),
            ("parent", format!("{:?}", session.parent)),
        ];
        let records = session.sources.iter();
        let records = records.filter_map(|source| case.record(EventIndex(source.event.0)));
        let sources =
            records.map(|record| (record.channel.to_string(), record.record_id, record.time));
        Self {
            facts: facts.into(),
            end: (
                session.end,
                session.end_kind,
                session.end_detail.map(EndDetail::as_str),
            ),
            notes: session.notes.to_vec(),
            sources: sources.collect(),
        }
    }
}

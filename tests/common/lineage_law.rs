//! The lineage law: a machine that was set back has the sessions of each of its histories, and those
//! from before the fork once.

use std::collections::{BTreeMap, BTreeSet};

use whence::case::Case;
use whence::domain::event::EventIndex;
use whence::domain::note::Note;
use whence::domain::session::{EndDetail, EndKind, Session};
use whence::domain::session_id::SessionId;
use whence::domain::time::{Span, Timestamp};

use super::dice::Dice;

/// Sessions must not begin, end or change within this of a fork.
const QUIET: Span = Span::seconds(60);

/// A quiet moment of a case, with records before and after it; `None` where it has none.
pub fn quiet_moment(case: &Case, dice: &mut Dice) -> Option<Timestamp> {
    let times = || case.records.iter().map(|record| record.time);
    let whole = (times().min()?, times().max()?);
    quiet_moment_within(case, &[whole], dice)
}

/// A quiet moment at which somebody is there.
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

/// What the law has against the sessions of all files together. `first` and `second` are what each
/// history gives alone.
pub fn breaches(first: &Case, second: &Case, together: &Case) -> Vec<String> {
    let (first, second) = (told(first), told(second));
    let mut found = told(together);
    let mut breaches = Vec::new();
    if found.len() != together.sessions.len() {
        breaches.push("an id stands for two sessions".to_owned());
    }
    let ids: BTreeSet<&SessionId> = first.keys().chain(second.keys()).collect();
    for id in ids {
        let Some(united) = found.remove(id) else {
            let lost = first.get(id).or(second.get(id));
            breaches.push(format!("lost: {lost:?}"));
            continue;
        };
        match (first.get(id), second.get(id)) {
            (Some(a), Some(b)) => breaches.extend(of_both(a, b, &united)),
            (Some(alone), None) | (None, Some(alone)) => {
                if !alone.is_told_by(&united) {
                    breaches.push(format!("alone:    {alone:?}\ntogether: {united:?}"));
                }
            }
            (None, None) => {}
        }
    }
    breaches.extend(found.values().map(|told| format!("nobody told: {told:?}")));
    breaches
}

/// A session that began before the fork.
fn of_both(a: &Told, b: &Told, united: &Told) -> Vec<String> {
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

fn told(case: &Case) -> BTreeMap<SessionId, Told> {
    let all = case.sessions.iter();
    all.map(|session| (session.id, Told::of(case, session)))
        .collect()
}

/// What is told of a session.
#[derive(Debug, PartialEq)]
struct Told {
    facts: BTreeMap<&'static str, String>,
    end: (Option<Timestamp>, EndKind, Option<&'static str>),
    notes: Vec<Note>,
    /// Channel, number and time of each record.
    sources: BTreeSet<(String, u64, Timestamp)>,
}

impl Told {
    /// Whether it says the same; the other history may know the account of a name that this one does
    /// not, or the name of a SID: names are learned over the whole case (Rules U1 and U2).
    fn is_told_by(&self, united: &Self) -> bool {
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

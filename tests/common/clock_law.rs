//! The clock law: setting a machine's clock does not change its sessions.
//!
//! The law analyses a case twice: unchanged, and with the times of all records after some moment
//! shifted, as if the clock had been set then. Both must give the same sessions, except for the
//! times.

use std::collections::{BTreeMap, BTreeSet};

use whence::case::Case;
use whence::domain::event::EventIndex;
use whence::domain::session::{Precision, Session};
use whence::domain::time::{Span, Timestamp};

use super::dice::Dice;

/// When the clock was set, by how much, and whether records report it.
#[derive(Clone, Copy, Debug)]
pub struct ClockStep {
    /// The first moment at which the clock is wrong.
    pub at: Timestamp,
    /// Negative if the clock was set back.
    pub by: Span,
    /// Whether 4616 and Kernel-General 1 report the change.
    pub is_recorded: bool,
}

/// No session may begin, end or change within this distance of a step.
const QUIET: Span = Span::seconds(60);

impl ClockStep {
    /// A step of two minutes to 400 days in either direction, at a quiet moment of the case. `None`
    /// if the case has no quiet moment.
    pub fn choose(case: &Case, dice: &mut Dice) -> Option<Self> {
        let times = || case.records.iter().map(|record| record.time);
        let (first, last) = (times().min()?, times().max()?);
        let busy: Vec<Timestamp> = case.sessions.iter().flat_map(moments).collect();
        let is_quiet = |at: &Timestamp| busy.iter().all(|busy| busy.distance(*at) >= QUIET);
        let seconds = last.since(first).as_seconds();
        let mut tries = (0..200).map(|_| {
            let into = dice.between(0.0, seconds);
            first.plus(Span((into * 1e7) as i64))
        });
        let at = tries.find(is_quiet)?;
        // Short steps are as likely as long ones.
        let (short, long) = (120.0_f64.ln(), (400.0 * 86_400.0_f64).ln());
        let seconds = dice.between(short, long).exp();
        let sign = if dice.percent(50) { -1.0 } else { 1.0 };
        Some(Self {
            at,
            by: Span((sign * seconds * 1e7) as i64),
            is_recorded: dice.percent(50),
        })
    }

    /// What the clock shows at the given true time.
    pub fn shown(&self, time: Timestamp) -> Timestamp {
        if time >= self.at {
            time.plus(self.by)
        } else {
            time
        }
    }

    /// Whether the times of some log run back by more than a minute, so that a step is detected
    /// even if no record reports it.
    fn is_detectable(&self, case: &Case) -> bool {
        let mut logs: BTreeMap<&str, (Option<Timestamp>, Option<Timestamp>)> = BTreeMap::new();
        for record in case.records.iter() {
            let (last, first) = logs.entry(&record.channel).or_default();
            if record.time < self.at {
                *last = (*last).max(Some(record.time));
            } else {
                *first = Some(first.map_or(record.time, |first| first.min(record.time)));
            }
        }
        let mut sides = logs
            .into_values()
            .filter_map(|(last, first)| last.zip(first));
        sides.any(|(last, first)| last.since(self.shown(first)) > QUIET)
    }
}

/// When something begins, ends or changes in a session.
fn moments(session: &Session) -> impl Iterator<Item = Timestamp> {
    [
        session.begin,
        session.authenticated,
        session.desktop,
        session.end,
    ]
    .into_iter()
    .flatten()
}

/// Violations of the law by the sessions of a case whose clock was set.
pub fn breaches(as_it_was: &Case, shifted: &Case, step: &ClockStep) -> Vec<String> {
    let expected: Vec<Facts> = as_it_was
        .sessions
        .iter()
        .filter(|session| session.is_shown())
        .map(|session| {
            let mut wanted = Facts::of(as_it_was, session, &|time| step.shown(time));
            let (begin, end) = (session.begin, session.end);
            wanted.spans_step =
                begin.is_some_and(|begin| begin < step.at) && end.is_some_and(|end| end >= step.at);
            wanted
        })
        .collect();
    let is_detectable = step.is_detectable(as_it_was);
    let mut found: Vec<Facts> = shifted
        .sessions
        .iter()
        .filter(|session| session.is_shown())
        .map(|session| Facts::of(shifted, session, &|time| time))
        .collect();
    let mut breaches = Vec::new();
    for wanted in expected {
        let shares = |other: &Facts| !other.sources.is_disjoint(&wanted.sources);
        let same = found
            .iter()
            .position(|other| other.sources == wanted.sources);
        let Some(at) = same.or_else(|| found.iter().position(shares)) else {
            breaches.push(format!("{step:?}: no session {wanted:?}"));
            continue;
        };
        let other = found.swap_remove(at);
        for missing in wanted.sources.difference(&other.sources) {
            breaches.push(format!(
                "{step:?}: {missing:?} is no source of {:?}",
                wanted.facts
            ));
        }
        for added in other.sources.difference(&wanted.sources) {
            breaches.push(format!(
                "{step:?}: {added:?} is a source of {:?}",
                wanted.facts
            ));
        }
        // The record that reports the change is itself a sign of life.
        let last_sign = format!("{:?}", Some(step.shown(step.at).to_string()));
        let later_limit = wanted.is_limit && step.is_recorded;
        let pairs = wanted.facts.iter().zip(&other.facts);
        let differ = pairs.filter(|(wanted, other)| {
            wanted != other && !(later_limit && **other == format!("end: {last_sign}"))
        });
        let differ: Vec<String> = differ.map(|(a, b)| format!("{a}, not {b}")).collect();
        if !differ.is_empty() {
            breaches.push(format!("{step:?}: {differ:?} of {wanted:?}"));
        }
        let demanded = if wanted.spans_step {
            step.is_recorded || is_detectable
        } else {
            wanted.duration.is_none()
        };
        let is_shared = wanted.spans_step || wanted.is_limit;
        if demanded != other.duration.is_none() && (demanded || !is_shared) {
            breaches.push(format!("{step:?}: the duration of {other:?}"));
        }
    }
    breaches.extend(
        found
            .iter()
            .map(|wanted| format!("{step:?}: one session too many: {wanted:?}")),
    );
    breaches
}

/// The facts of a session, without its id and what follows from times.
#[derive(Debug)]
struct Facts {
    facts: Vec<String>,
    /// Channel, event id and time of each record, except those that report a clock change.
    sources: BTreeSet<(String, u32, Timestamp)>,
    duration: Option<Span>,
    /// Whether its end is only a limit: the last sign of life.
    is_limit: bool,
    /// Whether the clock was set during the session.
    spans_step: bool,
}

impl Facts {
    fn of(case: &Case, session: &Session, shown: &dyn Fn(Timestamp) -> Timestamp) -> Self {
        let time = |time: Option<Timestamp>| time.map(shown);
        let word = |what: &str, value: Option<String>| format!("{what}: {value:?}");
        let text = |text: Option<&str>| text.map(str::to_owned);
        let facts = vec![
            word("host", text(Some(case.host_name(session.host)))),
            word("user", text(session.user.as_deref())),
            word("domain", text(session.domain.as_deref())),
            word("sid", text(session.sid.as_deref())),
            word("kind", Some(session.kind.to_string())),
            word("outcome", Some(session.outcome.to_string())),
            word("reconnect", Some(session.reconnect.to_string())),
            word("source", session.source_ip.map(|ip| ip.to_string())),
            word("attempts", Some(session.attempts.to_string())),
            word("begin", time(session.begin).map(|time| time.to_string())),
            word("end", time(session.end).map(|time| time.to_string())),
            word("end kind", Some(session.end_kind.to_string())),
            word(
                "end detail",
                session.end_detail.map(|detail| detail.to_string()),
            ),
        ];
        let sources = session.sources.iter();
        let records = sources.filter_map(|source| case.record(EventIndex(source.event.0)));
        let is_setting = |id: u32, channel: &str| {
            (id == 4616 && channel == "Security") || (id == 1 && channel == "System")
        };
        Self {
            facts,
            sources: records
                .filter(|record| !is_setting(record.event_id, &record.channel))
                .map(|record| {
                    (
                        record.channel.to_string(),
                        record.event_id,
                        shown(record.time),
                    )
                })
                .collect(),
            duration: session.duration(),
            is_limit: session.end_precision == Some(Precision::Bound),
            spans_step: false,
        }
    }
}

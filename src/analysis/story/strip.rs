//! The strip of a session: the seconds of its arrival, the hours of its stay, and its end, each at a scale of its
//! own, with a tick for each record. What is not known is open; nothing is made up.

use super::onward::Onward;
use crate::analysis::host_name::short_name;
use crate::case::Case;
use crate::domain::activity::ActivityKind;
use crate::domain::session::{EndKind, Kind, Outcome, Role, Session};
use crate::domain::time::{Span, Timestamp};

/// Records this soon after the last step of an arrival belong to it.
const SETTLING: Span = Span::seconds(5);
/// At most so many ticks, and so many marks, of one session.
const MOST_TICKS: usize = 400;

/// A step of the arrival: a cell of the strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What came.
    pub what: StepKind,
    /// When.
    pub time: Timestamp,
}

/// The steps by which a session arrives, or is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepKind {
    /// The connection.
    Connection,
    /// The credentials were checked.
    Authentication,
    /// The desktop appeared.
    Desktop,
    /// The attempt was refused.
    Refusal,
    /// The last of several refusals.
    LastRefusal,
}

impl StepKind {
    /// The step in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connection => "Connection",
            Self::Authentication => "Authentication",
            Self::Desktop => "Desktop",
            Self::Refusal => "Refusal",
            Self::LastRefusal => "Last refusal",
        }
    }
}

/// The stay: the bar of the strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// From when it is shown.
    pub from: Timestamp,
    /// Until when it is shown.
    pub to: Timestamp,
    /// Its begin is not in the evidence.
    pub begins_earlier: bool,
    /// Its end is not in the evidence, or only a limit of it.
    pub ends_later: bool,
    /// What it was, with its length: `At the desktop, 1 h 18 min`.
    pub words: String,
}

/// A session that this one led to, on a row of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnwardRow {
    /// Its host.
    pub host: String,
    /// The session, by its index in the case.
    pub session: u32,
    /// Its kind.
    pub kind: Kind,
    /// When it began, and until when it is shown.
    pub from: Timestamp,
    /// See `from`.
    pub to: Timestamp,
    /// Its end is not known.
    pub ends_later: bool,
    /// Its records.
    pub ticks: Vec<Timestamp>,
    /// When logs were cleared in it.
    pub clearings: Vec<Timestamp>,
    /// `Remote Desktop to FS01, 1 h 03 min`.
    pub length: Option<Span>,
}

/// A part of the strip, with a scale of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The seconds of the arrival.
    Arrival,
    /// The stay.
    Stay,
    /// After the end.
    End,
}

/// What the strip of a session shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    /// The host.
    pub host: String,
    /// The kind of the session.
    pub kind: Kind,
    /// The attempt was refused: there is no stay.
    pub is_refused: bool,
    /// The arrival, step by step; empty where nothing of it is known apart.
    pub steps: Vec<Step>,
    /// When the arrival was over.
    pub arrived: Option<Timestamp>,
    /// The stay.
    pub stay: Option<Stay>,
    /// The records of the session, in order.
    pub ticks: Vec<Timestamp>,
    /// When something was done in it.
    pub deeds: Vec<Timestamp>,
    /// When logs were cleared in it.
    pub clearings: Vec<Timestamp>,
    /// The first session that it led to and that the case knows.
    pub onward: Option<OnwardRow>,
}

impl Strip {
    /// The strip of a session.
    pub(super) fn of(case: &Case, index: u32, onward: &[Onward]) -> Self {
        let session = case.sessions.get(index as usize);
        let session = session.cloned().unwrap_or_else(|| {
            Session::new(
                crate::domain::session::HostIndex(0),
                Kind::Connection,
                Outcome::Unknown,
            )
        });
        let session = &session;
        let is_refused = matches!(session.outcome, Outcome::Failed | Outcome::Refused);
        let ticks = ticks(case, session);
        let steps = if is_refused {
            refusal(case, session)
        } else {
            arrival(session)
        };
        let (deeds, clearings) = deeds(case, index);
        let arrived = arrived(&steps, &ticks, session.end);
        let shown = [&ticks, &deeds, &clearings];
        let last = shown.iter().filter_map(|times| times.last()).max();
        let stay = if is_refused {
            None
        } else {
            stay(session, (arrived, ticks.first(), last))
        };
        let mut targets = onward.iter().filter_map(|onward| onward.session);
        Self {
            host: short_name(case, session.host).to_owned(),
            kind: session.kind,
            is_refused,
            steps,
            arrived,
            stay,
            ticks,
            deeds,
            clearings,
            onward: targets.find_map(|target| onward_row(case, target)),
        }
    }

    /// Where a moment lies: in which part, and how far along it from 0 to 1; `None` where nothing has a scale.
    pub fn place(&self, time: Timestamp) -> Option<(Part, f64)> {
        if let (Some(first), Some(arrived)) = (self.steps.first(), self.arrived)
            && (time < arrived || self.stay.is_none())
        {
            return Some((Part::Arrival, self.place_in_arrival(time.max(first.time))));
        }
        let stay = self.stay.as_ref()?;
        if time > stay.to && !stay.ends_later {
            let last = self.ticks.last().copied().unwrap_or(time).max(time);
            return Some((Part::End, share(time, stay.to, last)));
        }
        Some((Part::Stay, share(time, stay.from, stay.to)))
    }

    /// Each step has a cell of the same width, and a scale of its own.
    fn place_in_arrival(&self, time: Timestamp) -> f64 {
        let count = self.steps.len().max(1) as f64;
        let after = self.steps.partition_point(|step| step.time <= time);
        let cell = after.saturating_sub(1);
        let from = self.steps.get(cell).map_or(time, |step| step.time);
        let next = self.steps.get(cell + 1).map(|step| step.time);
        let to = next.or(self.arrived).unwrap_or(from);
        ((cell as f64 + share(time, from, to).min(0.96)) / count).clamp(0.0, 1.0)
    }

    /// How long the arrival took.
    pub fn arrival_length(&self) -> Option<Span> {
        let (first, last) = (self.steps.first()?, self.steps.last()?);
        Some(last.time.since(first.time))
    }
}

/// How far a moment lies along a stretch.
fn share(time: Timestamp, from: Timestamp, to: Timestamp) -> f64 {
    let length = to.since(from).as_seconds();
    if length <= 0.0 {
        return 0.0;
    }
    (time.since(from).as_seconds() / length).clamp(0.0, 1.0)
}

/// The times of its records, in order.
fn ticks(case: &Case, session: &Session) -> Vec<Timestamp> {
    let records = session.sources.iter();
    let mut ticks: Vec<Timestamp> = records
        .filter_map(|source| case.record(source.event))
        .map(|record| record.time)
        .take(MOST_TICKS)
        .collect();
    ticks.sort_unstable();
    ticks
}

/// When something was done in it, and when logs were cleared in it.
fn deeds(case: &Case, index: u32) -> (Vec<Timestamp>, Vec<Timestamp>) {
    let own = case
        .activities
        .iter()
        .filter(|activity| activity.session == Some(index));
    let (mut deeds, mut clearings) = (Vec::new(), Vec::new());
    for activity in own {
        let Some(time) = activity.time else {
            continue;
        };
        if activity.kind == ActivityKind::LogCleared {
            clearings.push(time);
        } else if deeds.len() < MOST_TICKS {
            deeds.push(time);
        }
    }
    (deeds, clearings)
}

/// The steps of an arrival that are known apart. Of several at one moment the last says most.
fn arrival(session: &Session) -> Vec<Step> {
    let steps = [
        (StepKind::Connection, session.begin),
        (StepKind::Authentication, session.authenticated),
        (StepKind::Desktop, session.desktop),
    ];
    let mut found: Vec<Step> = steps
        .into_iter()
        .filter_map(|(what, time)| Some(Step { what, time: time? }))
        .collect();
    // A clock that was set back makes an order that is none.
    found.sort_by_key(|step| (step.time, step.what));
    let mut kept: Vec<Step> = Vec::new();
    for step in found {
        match kept.last_mut() {
            Some(last) if last.time == step.time => *last = step,
            _ => kept.push(step),
        }
    }
    kept
}

/// The steps of an attempt that was refused: from the connection to the refusal.
fn refusal(case: &Case, session: &Session) -> Vec<Step> {
    let of = |roles: &[Role]| {
        let mut sources = session.sources.iter();
        let source = sources.find(|source| roles.contains(&source.role))?;
        case.record(source.event).map(|record| record.time)
    };
    let refused = of(&[Role::Failure]).or(session.begin).or(session.end);
    let last = session.end.filter(|_| session.attempts > 1);
    let steps = [
        (StepKind::Connection, of(&[Role::Connection])),
        (StepKind::Authentication, of(&[Role::Authentication])),
        (StepKind::Refusal, refused),
        (StepKind::LastRefusal, last),
    ];
    let mut kept: Vec<Step> = Vec::new();
    for (what, time) in steps {
        let Some(time) = time else {
            continue;
        };
        if kept.last().is_none_or(|last| last.time <= time) {
            kept.push(Step { what, time });
        }
    }
    kept
}

/// When an arrival was over: with the last record that comes soon after its last step.
fn arrived(steps: &[Step], ticks: &[Timestamp], end: Option<Timestamp>) -> Option<Timestamp> {
    let last = steps.last()?.time;
    let is_soon = |tick: &&Timestamp| {
        **tick >= last && tick.since(last) <= SETTLING && end.is_none_or(|end| **tick < end)
    };
    Some(ticks.iter().filter(is_soon).max().copied().unwrap_or(last))
}

/// The stay, as far as it is known.
fn stay(
    session: &Session,
    (arrived, first, last): (Option<Timestamp>, Option<&Timestamp>, Option<&Timestamp>),
) -> Option<Stay> {
    let steps_end = session.desktop.or(session.authenticated).or(session.begin);
    let from = arrived.or(steps_end).or(first.copied()).or(session.end)?;
    let is_limit = session.end_precision == Some(crate::domain::session::Precision::Bound);
    let known_end = session.end.filter(|end| *end >= from);
    let to = known_end.or(last.copied()).unwrap_or(from).max(from);
    let what = match session.outcome {
        Outcome::Aborted => "No desktop came",
        _ if session.kind.is_desktop() => "At the desktop",
        _ => "Logged on",
    };
    let length = match (session.duration(), session.end_kind) {
        (Some(length), _) if !is_limit => format!(", {length}"),
        (_, EndKind::Open) if session.end.is_none() => {
            ", still there when the evidence ends".to_owned()
        }
        (Some(length), _) => format!(", at least {length}"),
        _ if session.clock_stepped => ", length not known: the clock was set".to_owned(),
        _ if session.begin.is_none() => ", since when is not known".to_owned(),
        _ => ", until when is not known".to_owned(),
    };
    Some(Stay {
        from,
        to,
        begins_earlier: session.begin.is_none(),
        ends_later: known_end.is_none() || is_limit,
        words: format!("{what}{length}"),
    })
}

fn onward_row(case: &Case, index: u32) -> Option<OnwardRow> {
    let session = case.sessions.get(index as usize)?;
    let from = session.begin?;
    let ticks = ticks(case, session);
    let (deeds, clearings) = deeds(case, index);
    let shown = [&ticks, &deeds, &clearings];
    let last = shown.iter().filter_map(|times| times.last()).max();
    let to = session.end.or(last.copied()).unwrap_or(from).max(from);
    Some(OnwardRow {
        host: short_name(case, session.host).to_owned(),
        session: index,
        kind: session.kind,
        from,
        to,
        ends_later: session.end.is_none(),
        ticks,
        clearings,
        length: session.duration(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::{at, case_of, failure_from, session_from};
    use crate::domain::session::Precision;

    const FROM: [u8; 4] = [192, 0, 2, 146];

    fn whole() -> Session {
        let mut session = session_from(100, FROM);
        session.authenticated = Some(at(101));
        session.desktop = Some(at(104));
        session.end = Some(at(3704));
        session
    }

    fn strip_of(session: Session) -> Strip {
        Strip::of(&case_of(vec![session]), 0, &[])
    }

    #[test]
    fn seconds_of_the_arrival_and_hours_of_the_stay_have_scales_of_their_own() {
        let strip = strip_of(whole());
        let names: Vec<&str> = strip.steps.iter().map(|step| step.what.as_str()).collect();
        assert_eq!(names, ["Connection", "Authentication", "Desktop"]);
        assert_eq!(strip.arrival_length(), Some(Span::seconds(4)));
        assert_eq!(strip.place(at(100)), Some((Part::Arrival, 0.0)));
        let (part, place) = strip.place(at(102)).expect("a place");
        assert_eq!(part, Part::Arrival);
        assert!((place - (1.0 + 1.0 / 3.0) / 3.0).abs() < 1e-9, "{place}");
        let (part, place) = strip.place(at(1904)).expect("a place");
        assert_eq!((part, place), (Part::Stay, 0.5));
        assert_eq!(strip.place(at(3706)).map(|found| found.0), Some(Part::End));
        let stay = strip.stay.expect("a stay");
        assert_eq!(stay.words, "At the desktop, 1 h 00 min");
        assert!(!stay.begins_earlier && !stay.ends_later);
    }

    #[test]
    fn steps_at_one_moment_are_one_step() {
        let mut session = whole();
        (session.authenticated, session.desktop) = (Some(at(100)), None);
        let strip = strip_of(session);
        let kinds: Vec<StepKind> = strip.steps.iter().map(|step| step.what).collect();
        assert_eq!(kinds, [StepKind::Authentication]);
    }

    #[test]
    fn what_is_not_known_is_open() {
        let mut session = whole();
        (session.end, session.end_kind) = (None, EndKind::Open);
        let stay = strip_of(session.clone()).stay.expect("a stay");
        assert!(stay.ends_later && !stay.begins_earlier);
        assert_eq!(
            stay.words,
            "At the desktop, still there when the evidence ends"
        );
        session.end_kind = EndKind::Unknown;
        let stay = strip_of(session.clone()).stay.expect("a stay");
        assert_eq!(stay.words, "At the desktop, until when is not known");
        (session.begin, session.authenticated, session.desktop) = (None, None, None);
        session.end = Some(at(3704));
        let strip = strip_of(session.clone());
        assert!(strip.steps.is_empty());
        let stay = strip.stay.expect("a stay");
        assert!(stay.begins_earlier && !stay.ends_later);
        (session.begin, session.end_precision) = (Some(at(100)), Some(Precision::Bound));
        let stay = strip_of(session).stay.expect("a stay");
        assert!(stay.ends_later && stay.words.contains("at least"));
    }

    #[test]
    fn a_refused_attempt_has_no_stay() {
        let mut failed = failure_from(100, FROM);
        let strip = strip_of(failed.clone());
        assert!(strip.is_refused && strip.stay.is_none());
        let kinds = |strip: &Strip| strip.steps.iter().map(|step| step.what).collect::<Vec<_>>();
        assert_eq!(kinds(&strip), [StepKind::Refusal]);
        (failed.attempts, failed.end) = (20, Some(at(160)));
        let strip = strip_of(failed);
        assert_eq!(kinds(&strip), [StepKind::Refusal, StepKind::LastRefusal]);
        let (part, place) = strip.place(at(130)).expect("a place");
        assert_eq!((part, place), (Part::Arrival, 0.25));
    }

    #[test]
    fn an_onward_session_has_a_row_of_its_own() {
        let mut next = session_from(1000, [10, 20, 0, 5]);
        next.end = Some(at(2000));
        let case = case_of(vec![whole(), next]);
        let onward = Onward {
            host: "FS01".to_owned(),
            session: Some(1),
            time: Some(at(990)),
        };
        let row = Strip::of(&case, 0, &[onward]).onward.expect("a row");
        assert_eq!((row.from, row.to), (at(1000), at(2000)));
        assert_eq!(row.length, Some(Span::seconds(1000)));
    }
}

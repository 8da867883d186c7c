//! Activities that artefacts state. They have only a time, which may lie in several boots where the clock was
//! set. Rule A7.

use std::collections::BTreeMap;
use std::sync::Arc;

use thin_vec::ThinVec;

use crate::correlate::activity::accounts::Actor;
use crate::correlate::activity::apply::apply;
use crate::correlate::activity::clock::Stretches;
use crate::correlate::activity::ladder::{Ladder, Question, Verdict};
use crate::correlate::activity::outbound::is_own;
use crate::correlate::activity::users::Users;
use crate::correlate::finish::session_spans::Moment;
use crate::domain::account::fold;
use crate::domain::activity::{
    Activity, ActivityDetails, ActivityKind, ActivityNote, ActivitySource, ArtefactEntry,
    CandidateSet, PlacedArtefact, Strength, TimeQuality,
};
use crate::domain::event::{Identity, Text};
use crate::domain::session::{Host, HostIndex};
use crate::domain::time::{Span, Timestamp};

/// An activity, its place in time, and what decides who can have done it.
pub(super) struct Row {
    activity: Activity,
    owner: Identity,
    at_desktop: bool,
}

/// What is one row where several artefacts state it: host, kind, object and millisecond. What has no time is the
/// same where only its place differs.
type OneFact = (Option<HostIndex>, ActivityKind, String, Option<i64>);

/// The rows of artefacts. What several state is one row (Rule A8): those of one owner, and those that nobody
/// owns where only one owner states the same.
pub(super) fn rows(
    placed: &[PlacedArtefact],
    entries: &[ArtefactEntry],
    host: Option<&Host>,
) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut known: BTreeMap<OneFact, Vec<usize>> = BTreeMap::new();
    let stated = || {
        let stated = placed.iter();
        let stated = stated.filter_map(|one| Some((one, entries.get(one.index as usize)?)));
        stated.filter(|(_, entry)| !host.is_some_and(|host| leads_back(entry, host)))
    };
    let owned = stated().filter(|(one, entry)| has_owner(one, entry));
    let others = stated().filter(|(one, entry)| !has_owner(one, entry));
    for (one, entry) in owned.chain(others) {
        let row = row(one, entry);
        let same = known.entry(fact_of(&row)).or_default();
        let is_same_owner = |&&at: &&usize| {
            let other = rows.get(at).map(|other| owner_of(&other.owner));
            other == Some(owner_of(&row.owner))
        };
        let only = || match same[..] {
            [only] if !has_owner(one, entry) => Some(only),
            _ => None,
        };
        let found = same.iter().find(is_same_owner).copied().or_else(only);
        if let Some(first) = found.and_then(|at| rows.get_mut(at)) {
            first.activity.more_sources.push(row.activity.source);
        } else {
            same.push(rows.len());
            rows.push(row);
        }
    }
    rows
}

/// Whether it states a connection to the host itself. Rule A6.
fn leads_back(entry: &ArtefactEntry, host: &Host) -> bool {
    let target = entry.object.as_deref();
    entry.kind == ActivityKind::ConnectionMade && target.is_some_and(|name| is_own(name, host))
}

fn has_owner(placed: &PlacedArtefact, entry: &ArtefactEntry) -> bool {
    entry.by_owner && (placed.owner.sid.is_some() || placed.owner.user.is_some())
}

/// The name of an owner, for comparison.
fn owner_of(who: &Identity) -> Option<String> {
    who.sid
        .as_ref()
        .or(who.user.as_ref())
        .map(|name| fold(name))
}

fn fact_of(row: &Row) -> OneFact {
    let activity = &row.activity;
    let millisecond = |time: Timestamp| time.ticks().div_euclid(Span::millis(1).0);
    (
        activity.host,
        activity.kind,
        activity.object.as_deref().map(fold).unwrap_or_default(),
        activity.time.map(millisecond),
    )
}

fn row(placed: &PlacedArtefact, entry: &ArtefactEntry) -> Row {
    let owner = if entry.by_owner {
        placed.owner.clone()
    } else {
        Identity::default()
    };
    // No host of the case has this name, but an examiner may know it.
    let elsewhere = entry.machine.as_ref().filter(|_| placed.host.is_none());
    let details = match (elsewhere, &entry.details) {
        (Some(name), Some(details)) => Some(Text::from(format!("{details}; machine {name}"))),
        (Some(name), None) => Some(Text::from(format!("machine {name}"))),
        (None, details) => details.clone(),
    };
    Row {
        activity: Activity {
            host: placed.host,
            time: entry.time,
            time_end: None,
            time_quality: entry.time_quality,
            kind: entry.kind,
            strength: Strength::None,
            while_disconnected: false,
            user: Arc::new(owner.clone()),
            object: entry.object.clone(),
            details: details.map_or(ActivityDetails::None, ActivityDetails::Text),
            session: None,
            candidates: CandidateSet::EMPTY,
            source: ActivitySource::Artefact(placed.index),
            more_sources: ThinVec::new(),
            notes: placed.notes.iter().copied().collect(),
        },
        owner,
        at_desktop: entry.at_desktop,
    }
}

/// Attributes the rows of one host.
pub(super) fn attribute(
    mut rows: Vec<Row>,
    stretches: &Stretches,
    actor_of: &dyn Fn(&Identity) -> Actor,
    (ladder, users): (&mut Ladder<'_>, &mut Users<'_>),
) -> Vec<Activity> {
    for row in &mut rows {
        row.owner = users.owner(&row.owner);
    }
    let places = rows.iter().enumerate().flat_map(|(number, row)| {
        let time = row.activity.time;
        let time = time.filter(|_| row.activity.time_quality != TimeQuality::None);
        let at = time.map(|time| stretches.at(time)).unwrap_or_default();
        at.into_iter().map(move |(boot, at)| (boot, at, number))
    });
    let mut places: Vec<(u32, Moment, usize)> = places.collect();
    places.sort_unstable();
    let mut verdicts: BTreeMap<usize, Vec<Verdict>> = BTreeMap::new();
    for (boot, at, number) in places {
        let Some(row) = rows.get(number) else {
            continue;
        };
        let verdict = ladder.verdict(&Question {
            boot,
            at,
            luid: None,
            actor: &actor_of(&row.owner),
            at_desktop: row.at_desktop,
            local_session: None,
        });
        verdicts.entry(number).or_default().push(verdict);
    }
    for (number, verdicts) in verdicts {
        let Some(row) = rows.get_mut(number) else {
            continue;
        };
        let activity = &mut row.activity;
        apply(activity, &ladder.united(&verdicts));
        if verdicts.len() > 1 {
            activity.notes.push(ActivityNote::TimeMoreThanOnce);
        }
    }
    for row in &mut rows {
        let time = row.activity.time.unwrap_or(stretches.last());
        row.activity.user = users.resolve(&row.owner, time);
    }
    rows.into_iter().map(|row| row.activity).collect()
}

/// Rows of artefacts whose host is not known: they belong to no session.
pub(crate) fn without_host(placed: &[PlacedArtefact], entries: &[ArtefactEntry]) -> Vec<Activity> {
    let rows = rows(placed, entries, None).into_iter();
    rows.map(|row| row.activity).collect()
}

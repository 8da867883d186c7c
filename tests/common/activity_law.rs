//! The law of ties, checked on any case: an activity of which less is known claims no more. One kind of tie at
//! a time is taken from all records and artefacts, as if they had not stated it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use whence::case::Case;
use whence::case::exports::exports;
use whence::case::load::folders;
use whence::correlate::{Artefacts, Correlation, Evidence, KnownHosts, Watch, correlate};
use whence::domain::activity::{
    Act, ActKey, Activity, ActivitySource, CandidateSets, PlacedArtefact, Strength,
};
use whence::domain::event::{Event, Fact, Identity, Luid};
use whence::domain::record::Record;
use whence::domain::records::Records;
use whence::domain::remote_access::WinRmStep;
use whence::domain::session::Session;
use whence::domain::session_id::SessionId;
use whence::evidence::discover::{Search, discover};
use whence::ingest::files::{IngestResult, read_files};
use whence::ingest::options::ReadOptions;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;

/// What is taken away.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Tie {
    LogonId,
    Sid,
    Name,
    User,
    Owner,
    Key,
}

const TIES: [Tie; 6] = [
    Tie::LogonId,
    Tie::Sid,
    Tie::Name,
    Tie::User,
    Tie::Owner,
    Tie::Key,
];

/// From which records and artefacts it is taken.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Share {
    All,
    Even,
    Odd,
}

impl Share {
    fn has(self, number: u64) -> bool {
        match self {
            Self::All => true,
            Self::Even => number.is_multiple_of(2),
            Self::Odd => !number.is_multiple_of(2),
        }
    }
}

/// Identifies what states an activity in any case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Record(String, u64, i64, u32, String),
    Artefact(u32),
}

/// What is claimed of an activity.
struct Claim {
    strength: Strength,
    session: Option<SessionId>,
    line: String,
}

/// Activities that claim more when less is known of them.
pub fn breaches(paths: &[PathBuf], case: &Case) -> Vec<String> {
    if case.activities.is_empty() {
        return Vec::new();
    }
    let mut files = discover(paths, &Search::LOGS).files;
    let (progress, cancel) = (Progress::default(), CancelToken::default());
    let read = read_files(&mut files, ReadOptions::default(), &progress, &cancel);
    let read = read.expect("not cancelled");
    let logs = Logs {
        folders: folders(&files),
        exports: exports(&files),
        read,
    };
    let all = logs.claims(case, None);
    let lent = logs.with_lent_logon_ids();
    let contradicting = logs.with_contradicting_keys();
    let mut breaches = Vec::new();
    let shares = [Share::All, Share::Even, Share::Odd];
    for (tie, share) in TIES
        .into_iter()
        .flat_map(|tie| shares.map(|share| (tie, share)))
    {
        let less = logs.claims(case, Some((tie, share)));
        for (source, claim) in &less {
            let Some(full) = all.get(source) else {
                continue;
            };
            // A lent logon id that ties nothing speaks against ties, and goes with the key.
            let is_excluded =
                tie == Tie::Key && full.strength != Strength::LogonId && lent.contains(source);
            let is_excluded = is_excluded || contradicting.contains(source);
            if claims_more(claim, full) && !is_excluded {
                breaches.push(format!(
                    "without {tie:?} of {share:?}: {} instead of {}",
                    claim.line, full.line
                ));
            }
        }
    }
    breaches
}

fn claims_more(less: &Claim, full: &Claim) -> bool {
    let rank = |claim: &Claim| claim.strength.max(Strength::TimeOnly);
    let is_raised = rank(less) > rank(full);
    let is_other = less.session.is_some() && less.session != full.session;
    is_raised || is_other
}

/// What was read of a case.
struct Logs {
    folders: Vec<u32>,
    exports: Vec<u32>,
    read: IngestResult,
}

impl Logs {
    /// What is claimed of each activity, by all of its sources.
    fn claims(&self, case: &Case, without: Option<(Tie, Share)>) -> BTreeMap<Source, Claim> {
        let tied = tied_by_logon_id(case);
        let placed = placed(case, without);
        let place = |_: &KnownHosts<'_>| placed.clone();
        let mut events = self.read.events.clone();
        for event in events.iter_mut().flatten() {
            if let Some((tie, share)) = without
                && share.has(event.record_id)
            {
                take(event, tie, &tied);
            }
        }
        let evidence = Evidence {
            events,
            recovered: self.read.recovered.clone(),
            heartbeats: &self.read.heartbeats,
            runs: &self.read.runs,
            folders: &self.folders,
            exports: &self.exports,
            artefacts: Artefacts {
                entries: &case.artefact_entries,
                place: &place,
            },
        };
        claims_of(
            &correlate(evidence, Watch::ALONE).expect("not cancelled"),
            case,
        )
    }

    /// The records that have their key in common with one that gives a logon id.
    fn with_lent_logon_ids(&self) -> BTreeSet<Source> {
        let lenders = self.keyed().filter(|(_, _, gives)| gives.has_luid);
        let lenders: BTreeSet<(&str, ActKey)> = lenders
            .map(|(event, key, _)| (event.computer.as_str(), key))
            .collect();
        let lent = self
            .keyed()
            .filter(|(event, key, _)| lenders.contains(&(event.computer.as_str(), *key)));
        lent.map(|(event, ..)| source_of_event(event)).collect()
    }

    /// The records of one key that name several users. Each speaks against what the others lend.
    fn with_contradicting_keys(&self) -> BTreeSet<Source> {
        let mut users: BTreeMap<(&str, ActKey), BTreeSet<String>> = BTreeMap::new();
        for (event, key, gives) in self.keyed() {
            let is_given_again = matches!(key, ActKey::ProcessId(_) | ActKey::Handle(..));
            if let Some(user) = gives.user.filter(|_| !is_given_again) {
                let own = users.entry((event.computer.as_str(), key)).or_default();
                own.insert(user.to_lowercase());
            }
        }
        let is_several = |event: &Event, key| {
            let own = users.get(&(event.computer.as_str(), key));
            own.is_some_and(|own| own.len() > 1)
        };
        let several = self
            .keyed()
            .filter(|(event, key, _)| is_several(event, *key));
        several.map(|(event, ..)| source_of_event(event)).collect()
    }

    fn keyed(&self) -> impl Iterator<Item = (&Event, ActKey, Gives<'_>)> {
        let events = self.read.events.iter().flatten();
        events.filter_map(|event| {
            let (key, gives) = gives(&event.fact)?;
            Some((event, key, gives))
        })
    }
}

/// What a record gives to others of its key.
struct Gives<'e> {
    has_luid: bool,
    user: Option<&'e str>,
}

/// The key of what a record states, and what it gives with it.
fn gives(fact: &Fact) -> Option<(ActKey, Gives<'_>)> {
    let (key, luid, who) = match fact {
        Fact::ProcessStarted(process) => {
            let key = ActKey::of_process(process)?;
            (key, process.luid, &process.who)
        }
        fact => {
            let act = fact.act()?;
            (act.key?, act.luid, &act.who)
        }
    };
    let given = Gives {
        has_luid: luid.is_some_and(|luid| !luid.is_constant()),
        user: who.user.as_deref(),
    };
    Some((key, given))
}

/// The records of activities that a logon id ties: only there it does not speak against a tie.
fn tied_by_logon_id(case: &Case) -> BTreeSet<Source> {
    let tied = case.activities.iter();
    let tied = tied.filter(|activity| activity.strength == Strength::LogonId);
    let sources = tied.flat_map(Activity::sources);
    let sources = sources.filter_map(|source| source_of(&case.records, source));
    sources.collect()
}

fn source_of(records: &Records, source: ActivitySource) -> Option<Source> {
    match source {
        ActivitySource::Artefact(index) => Some(Source::Artefact(index)),
        ActivitySource::Record(event) => records.get(event).map(source_of_record),
    }
}

fn source_of_record(record: &Record) -> Source {
    Source::Record(
        record.channel.to_string(),
        record.record_id,
        record.time.ticks(),
        record.event_id,
        record.computer.to_string(),
    )
}

fn source_of_event(event: &Event) -> Source {
    Source::Record(
        event.channel.to_string(),
        event.record_id,
        event.time.ticks(),
        event.event_id,
        event.computer.to_string(),
    )
}

/// The artefacts as the case placed them.
fn placed(case: &Case, without: Option<(Tie, Share)>) -> Vec<PlacedArtefact> {
    let mut placed = Vec::new();
    for activity in &case.activities {
        for source in activity.sources() {
            let ActivitySource::Artefact(index) = source else {
                continue;
            };
            let mut owner = Identity::clone(&activity.user);
            let taken = without.filter(|(_, share)| share.has(index.into()));
            match taken.map(|(tie, _)| tie) {
                Some(Tie::Owner) => owner = Identity::default(),
                Some(Tie::Sid) if owner.user.is_some() => owner.sid = None,
                _ => {}
            }
            placed.push(PlacedArtefact {
                index,
                host: activity.host,
                owner,
                notes: Vec::new(),
            });
        }
    }
    placed.sort_by_key(|one| one.index);
    placed
}

fn claims_of(found: &Correlation, case: &Case) -> BTreeMap<Source, Claim> {
    let mut claims = BTreeMap::new();
    for activity in &found.activities {
        let session = activity
            .session
            .and_then(|at| found.sessions.get(at as usize));
        for source in activity.sources() {
            let Some(source) = source_of(&found.records, source) else {
                continue;
            };
            let claim = Claim {
                strength: activity.strength,
                session: session.map(|session| session.id),
                line: described(activity, session, &found.candidates, case),
            };
            claims.insert(source, claim);
        }
    }
    claims
}

fn described(
    activity: &Activity,
    session: Option<&Session>,
    candidates: &CandidateSets,
    case: &Case,
) -> String {
    let host = activity.host.map_or("", |host| case.host_name(host));
    let time = activity
        .time
        .map(|time| time.to_string())
        .unwrap_or_default();
    let count = candidates.get(activity.candidates).len();
    let session = session.map(|session| session.id.to_string());
    let object = activity.object.as_deref().unwrap_or_default();
    format!(
        "{host} {time} {} {object} by {:?}: {} {session:?}, {count} candidates",
        activity.kind, activity.user, activity.strength
    )
}

/// Takes a tie from what a record says of an activity.
fn take(event: &mut Event, tie: Tie, tied: &BTreeSet<Source>) {
    let has_tie = tie != Tie::LogonId || tied.contains(&source_of_event(event));
    if has_tie {
        take_from(&mut event.fact, tie);
    }
}

fn take_from(fact: &mut Fact, tie: Tie) {
    match fact {
        Fact::Act(act) => take_from_act(act, tie),
        Fact::Account { act, .. }
        | Fact::AccountChanged { act, .. }
        | Fact::MemberAdded { act, .. } => take_from_act(Arc::make_mut(act), tie),
        Fact::ProcessStarted(process) => {
            take_luid(&mut process.luid, tie);
            take_who(&mut Arc::make_mut(&mut process.form).who, tie);
            if tie == Tie::Key {
                (process.process_id, process.guid) = (0, None);
            }
        }
        Fact::ShareOpened(opening) => {
            take_luid(&mut opening.luid, tie);
            take_who(&mut Arc::make_mut(&mut opening.form).who, tie);
        }
        Fact::ExplicitCredentials(used) => {
            take_luid(&mut used.subject_luid, tie);
            take_who(&mut Arc::make_mut(&mut used.form).subject, tie);
        }
        Fact::WinRm(line) if matches!(line.step, WinRmStep::ClientConnected(_)) => {
            take_who(&mut Arc::make_mut(&mut line.origin).who, tie);
        }
        Fact::LogCleared { who, luid, .. } => {
            take_luid(luid, tie);
            take_who(Arc::make_mut(who), tie);
        }
        _ => {}
    }
}

fn take_from_act(act: &mut Act, tie: Tie) {
    take_luid(&mut act.luid, tie);
    let form = Arc::make_mut(&mut act.form);
    take_who(&mut form.who, tie);
    if tie == Tie::Key {
        form.key = None;
    }
}

fn take_luid(luid: &mut Option<Luid>, tie: Tie) {
    if tie == Tie::LogonId {
        *luid = None;
    }
}

fn take_who(who: &mut Identity, tie: Tie) {
    match tie {
        Tie::Sid => who.sid = None,
        Tie::Name => (who.user, who.domain) = (None, None),
        Tie::User => *who = Identity::default(),
        Tie::LogonId | Tie::Owner | Tie::Key => {}
    }
}

//! The three laws of correlation, checked on any case: conservation, determinism, monotonicity.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use whence::analysis::audit::{Background, Class, ledgers};
use whence::case::Case;
use whence::case::load::load;
use whence::domain::account::{fold, host_label};
use whence::domain::event::EventIndex;
use whence::domain::mark::Marked;
use whence::domain::note::Note;
use whence::domain::record::Record;
use whence::domain::session::{EndKind, Host, Kind, Outcome, Precision, Session};
use whence::domain::time::{Span, Timestamp};
use whence::export::batches::write;
use whence::export::jsonl::JSON_LINES;
use whence::export::sessions::SessionTable;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;

/// Violations of the three laws by the sessions of a folder.
pub fn breaches(folder: &Path) -> Vec<String> {
    let case = opened(&[folder.to_owned()]);
    let mut breaches = breaches_of_conservation(&case);
    breaches.extend(breaches_of_monotonicity(&case));
    breaches.extend(breaches_of_determinism(folder, &case));
    breaches
}

/// Checks that the output bytes stay the same if the evidence is in another place, in another file
/// order, or present twice, and with one thread.
pub fn breaches_of_determinism(folder: &Path, case: &Case) -> Vec<String> {
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let moved = elsewhere.path().join("another/place").join("A case");
    copy_folder(folder, &moved);
    let twice = elsewhere.path().join("twice");
    for name in ["1 live", "2 shadow copy"] {
        copy_folder(folder, &twice.join(name));
    }
    let mut backwards: Vec<PathBuf> = case
        .files
        .iter()
        .map(|file| file.source.name().path().to_owned())
        .collect();
    backwards.reverse();
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let one_thread = one_thread.expect("a thread");
    let expected = exported(case);
    let others = [
        ("in another place", opened(&[moved])),
        ("file by file, backwards", opened(&backwards)),
        ("with copies of all files", opened(&[twice])),
        (
            "on one thread",
            one_thread.install(|| opened(&[folder.to_owned()])),
        ),
    ];
    let differ = others
        .iter()
        .filter(|(_, other)| exported(other) != expected);
    differ
        .map(|(how, other)| {
            let (a, b) = (exported(other), &expected);
            let pair = a.lines().zip(b.lines()).find(|(a, b)| a != b);
            format!("{how}: the export differs: {pair:?}")
        })
        .collect()
}

/// The whole export, without the lists of files.
fn exported(case: &Case) -> String {
    let count = u32::try_from(case.sessions.len()).expect("fits u32");
    let all: Vec<u32> = (0..count).collect();
    let mut bytes = Vec::new();
    write(
        &SessionTable {
            case,
            indices: &all,
            marked: &Marked::new(),
        },
        &JSON_LINES,
        &mut bytes,
        &|_| true,
    )
    .expect("memory can be written");
    let text = String::from_utf8(bytes).expect("the export is UTF-8");
    let mut lines = String::new();
    for line in text.lines() {
        let mut session: serde_json::Value = serde_json::from_str(line).expect("JSON");
        for source in session["sources"].as_array_mut().expect("a list") {
            source["files"].take();
        }
        writeln!(lines, "{session}").expect("memory can be written");
    }
    lines
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("the file can be copied");
        }
    }
}

/// Correlates the evidence at these paths.
pub fn opened(paths: &[PathBuf]) -> Case {
    load(paths, &Progress::default(), &CancelToken::default()).expect("not cancelled")
}

/// Violations found by the audit: records claimed twice, or more unexplained records than half a
/// per cent (or one) of a host's records.
pub fn breaches_of_conservation(case: &Case) -> Vec<String> {
    let mut breaches = Vec::new();
    for ledger in ledgers(case) {
        let host = case.host_name(ledger.host);
        for (class, entry) in &ledger.entries {
            let background: u64 = entry.background.values().sum();
            let sum = entry.in_sessions + background + entry.unexplained.len() as u64;
            if !entry.twice.is_empty() || sum != entry.records {
                breaches.push(format!("{host}: {class}: {entry:?}"));
            }
        }
        let unexplained = ledger.unexplained().count() as u64;
        if unexplained > (ledger.records() / 200).max(1) {
            breaches.push(format!("{host}: {unexplained} records are unexplained"));
        }
    }
    breaches
}

/// The log that a channel belongs to, for leaving logs out: the two channels of
/// RemoteConnectionManager count as one.
fn log_of(channel: &str) -> &str {
    channel.split('/').next().unwrap_or(channel)
}

/// The files with records, grouped by log.
fn files_by_log(case: &Case) -> BTreeMap<String, Vec<PathBuf>> {
    let mut files: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for file in case
        .files
        .iter()
        .filter(|file| file.contents.understood > 0)
    {
        let logs: BTreeSet<&str> = file.contents.channels.iter().map(|c| log_of(c)).collect();
        let name = logs.into_iter().collect::<Vec<_>>().join("+");
        files
            .entry(name)
            .or_default()
            .push(file.source.name().path().to_owned());
    }
    files
}

/// Cases in which leaving logs out turns a true session into a wrong one. Tries every log alone,
/// every log left out, and every combination of the five logs that sessions are built from.
pub fn breaches_of_monotonicity(case: &Case) -> Vec<String> {
    let files = files_by_log(case);
    let logs: BTreeSet<&str> = files.keys().map(String::as_str).collect();
    let is_main = |log: &&&str| {
        ["Security", "System"].contains(*log)
            || log.starts_with("Microsoft-Windows-Terminal")
            || log.contains("RdpCoreTS")
    };
    let main: Vec<&str> = logs.iter().filter(is_main).copied().collect();
    let mut subsets: BTreeSet<BTreeSet<&str>> = BTreeSet::new();
    for &log in &logs {
        subsets.insert([log].into());
        subsets.insert(logs.iter().copied().filter(|other| *other != log).collect());
    }
    for choice in 0..1_u32 << main.len() {
        let out: Vec<&str> = (0..)
            .zip(&main)
            .filter(|(bit, _)| choice >> bit & 1 == 1)
            .map(|(_, log)| *log)
            .collect();
        subsets.insert(
            logs.iter()
                .copied()
                .filter(|log| !out.contains(log))
                .collect(),
        );
    }
    subsets.remove(&logs);
    subsets.remove(&BTreeSet::new());
    let full = Answer::of(case);
    let mut breaches = Vec::new();
    for subset in subsets {
        let paths = files
            .iter()
            .filter(|(log, _)| subset.contains(log.as_str()));
        let paths: Vec<PathBuf> = paths.flat_map(|(_, paths)| paths.clone()).collect();
        for breach in Answer::of(&opened(&paths)).disagreements(&full) {
            let names: Vec<&str> = subset
                .iter()
                .map(|log| log.rsplit('-').next().unwrap_or(log))
                .collect();
            breaches.push(format!("only {}: {breach}", names.join(" ")));
        }
    }
    breaches
}

/// Identifies a record in any case: channel, number, time, event id, computer.
type Key<'a> = (&'a str, u64, i64, u32, &'a str);

fn key(event: &Record) -> Key<'_> {
    (
        &event.channel,
        event.record_id,
        event.time.ticks(),
        event.event_id,
        &event.computer,
    )
}

/// A case, and for each record the session that it is a source of.
struct Answer<'a> {
    case: &'a Case,
    owners: BTreeMap<Key<'a>, Vec<usize>>,
}

impl<'a> Answer<'a> {
    fn of(case: &'a Case) -> Self {
        let mut owners: BTreeMap<Key<'a>, Vec<usize>> = BTreeMap::new();
        for (index, session) in case.sessions.iter().enumerate() {
            for event in events_of(case, session) {
                owners.entry(key(event)).or_default().push(index);
            }
        }
        Self { case, owners }
    }

    /// The contradictions between this result, from fewer logs, and the full one.
    fn disagreements(&self, full: &Answer<'_>) -> Vec<String> {
        let mut breaches = Vec::new();
        let people = self.case.sessions.iter().filter(|session| {
            Background::of(session).is_none() && session.kind != Kind::Connection
        });
        let mut whole: BTreeMap<usize, &Session> = BTreeMap::new();
        for session in people {
            let mut candidates: Vec<usize> = events_of(self.case, session)
                .filter_map(|event| full.owners.get(&key(event)))
                .flatten()
                .copied()
                .collect();
            candidates.sort_unstable();
            candidates.dedup();
            let contradictions: Vec<(usize, Vec<String>)> = candidates
                .iter()
                .filter_map(|&index| {
                    let other = full.case.sessions.get(index)?;
                    Some((index, contradictions(self.case, session, full.case, other)))
                })
                .collect();
            let best = contradictions.iter().min_by_key(|(_, list)| list.len());
            match best {
                None => breaches.push(format!(
                    "{} is nothing in the full answer",
                    summary(self.case, session)
                )),
                Some((index, list)) if !list.is_empty() => breaches.push(format!(
                    "{} against {}: {}",
                    summary(self.case, session),
                    full.case
                        .sessions
                        .get(*index)
                        .map_or_else(String::new, |other| summary(full.case, other)),
                    list.join(", ")
                )),
                Some((index, _)) => {
                    let other = full.case.sessions.get(*index);
                    let is_whole = other.is_some_and(|other| {
                        other.kind == session.kind
                            && other.outcome == session.outcome
                            && !is_attempt_within(self.case, session, other)
                    });
                    if is_whole && let Some(twin) = whole.insert(*index, session) {
                        breaches.push(format!(
                            "{} and {} are one session in the full answer",
                            summary(self.case, twin),
                            summary(self.case, session)
                        ));
                    }
                }
            }
        }
        breaches
    }
}

fn events_of<'a>(case: &'a Case, session: &'a Session) -> impl Iterator<Item = &'a Record> {
    let sources = session.sources.iter();
    sources.filter_map(|source| case.record(EventIndex(source.event.0)))
}

/// How a session from fewer logs contradicts the full one.
fn contradictions(
    part_case: &Case,
    part: &Session,
    full_case: &Case,
    full: &Session,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut demand = |holds: bool, what: String| {
        if !holds {
            found.push(what);
        }
    };
    let host = |case: &Case, session: &Session| case.hosts.get(session.host.0 as usize).cloned();
    demand(
        host(part_case, part)
            .zip(host(full_case, full))
            .is_some_and(|(a, b)| is_same_host(&a, &b)),
        "host".to_owned(),
    );
    demand(is_same_user(part, full), "user".to_owned());
    demand(
        part.kind == full.kind || is_less_specific(part.kind, full.kind),
        format!("kind {}", part.kind),
    );
    // Evidence that proves a logon but shows no desktop cannot prove that there was none.
    let is_part_of_it =
        matches!(part.kind, Kind::Network | Kind::Interactive) && part.outcome == Outcome::Success;
    demand(
        part.outcome == full.outcome
            || part.outcome == Outcome::Unknown
            || (is_part_of_it && full.outcome > Outcome::Failed)
            // Without a log of desktops, a logon at a screen counts as access: only the session
            // manager can show that no desktop followed.
            || (part.outcome == Outcome::Success
                && full.outcome == Outcome::Aborted
                && is_by_logon_without_session_manager(part_case, part))
            // Authenticated but without a desktop: only one log gives the reason.
            || (part.outcome == Outcome::Aborted && full.outcome == Outcome::Refused)
            || is_attempt_within(part_case, part, full),
        format!("outcome {}", part.outcome),
    );
    demand(!part.reconnect || full.reconnect, "reconnect".to_owned());
    demand(
        part.source_ip.is_none()
            || part.source_ip == full.source_ip
            // Rule D16: a single record cannot show that it is the one that disagrees.
            || part.source_ip.is_some_and(|ip| notes_odd_address(full, ip)),
        "source_ip".to_owned(),
    );
    let is_piece = is_attempt_within(part_case, part, full)
        || (part.kind != full.kind && is_less_specific(part.kind, full.kind));
    if is_piece {
        demand(is_within(part, full), "time".to_owned());
    } else {
        demand(begin_agrees(part, full), "begin".to_owned());
        demand(end_agrees(part, full), "end".to_owned());
        demand(
            is_same_end_kind(part, full),
            format!("end_kind {}", part.end_kind),
        );
    }
    found
}

/// Whether a session notes that one of its records has this address while the others disagree.
fn notes_odd_address(session: &Session, ip: std::net::IpAddr) -> bool {
    session.notes.iter().any(|note| match note {
        Note::OtherAddress(other) => other.named == ip && other.own.is_some(),
        _ => false,
    })
}

fn is_by_logon_without_session_manager(case: &Case, part: &Session) -> bool {
    let is_its_logon = |event: &EventIndex| {
        let is_logon = case.record(*event).map(|r| r.class) == Some(Some(Class::Logon));
        is_logon && part.sources.iter().any(|source| source.event == *event)
    };
    let logons = part.logon_sessions.iter();
    let mut logons = logons.filter_map(|&index| case.logon_sessions.get(index as usize));
    let by_logon = logons.any(|logon| {
        let at_screen = matches!(logon.logon_type, Some(2 | 7 | 10 | 11 | 12));
        at_screen && logon.events.iter().any(is_its_logon)
    });
    let is_lsm = |record: &Record| record.channel.contains("LocalSessionManager");
    by_logon && !case.records.iter().any(is_lsm)
}

/// A refusal on its own that the full result counts as an attempt of a session.
fn is_attempt_within(case: &Case, part: &Session, full: &Session) -> bool {
    let refused = matches!(part.outcome, Outcome::Failed | Outcome::Refused);
    let mut events = events_of(case, part).filter(|event| event.class.is_some());
    refused && full.attempts > 0 && events.all(|event| event.class == Some(Class::Failure))
}

/// Not before the session that it is part of, and not after its end.
fn is_within(part: &Session, full: &Session) -> bool {
    let begun = part
        .begin
        .zip(full.begin)
        .is_none_or(|(part, full)| part >= full);
    let last = part.end.or(part.begin);
    let ended = part.end_precision == Some(Precision::Bound)
        || last
            .zip(full.end)
            .is_none_or(|(part, full)| part <= full.plus(LOGOFF));
    begun && ended
}

fn is_same_host(a: &Host, b: &Host) -> bool {
    let names =
        |host: &Host| -> BTreeSet<String> { host.names().map(|name| host_label(name)).collect() };
    !names(a).is_disjoint(&names(b))
}

/// The same account, by name or by SID; or no account if less is known.
fn is_same_user(part: &Session, full: &Session) -> bool {
    let Some(user) = part.user.as_deref() else {
        return true;
    };
    let bare = |name: &str| {
        let name = name.rsplit('\\').next().unwrap_or(name);
        fold(name.split('@').next().unwrap_or(name))
    };
    let by_sid = part.sid.is_some() && part.sid == full.sid;
    // A name and a SID do not contradict each other if no record has both.
    let unnamed = full.sid.is_none() && user.starts_with("S-1-");
    // Some logs know only the mail address of an account that has another name on the machine.
    let names = [&full.user, &full.user_as_logged];
    let mut names = names.into_iter().flatten();
    by_sid || unnamed || names.any(|name| bare(name) == bare(user))
}

/// Which kind is less specific than which [source 10.1].
fn is_less_specific(part: Kind, full: Kind) -> bool {
    match part {
        Kind::Network => matches!(full, Kind::Rdp | Kind::WinRm | Kind::Ssh | Kind::HyperV),
        Kind::Interactive => matches!(full, Kind::Console | Kind::Rdp | Kind::HyperV),
        _ => false,
    }
}

const CLUSTER: Span = Span::seconds(15);
const LOGOFF: Span = Span::seconds(60);

/// With fewer records the begin is seen later, at the latest when the desktop appeared.
fn begin_agrees(part: &Session, full: &Session) -> bool {
    let Some(begin) = part.begin else {
        return true;
    };
    let Some(full_begin) = full.begin else {
        return full.end.is_none_or(|end| begin <= end);
    };
    let latest = [full.authenticated, full.desktop, Some(full_begin)]
        .into_iter()
        .flatten()
        .max()
        .unwrap_or(full_begin);
    // A session known only from a later record is marked as such.
    let is_late = part.begin_precision != Some(Precision::Exact);
    begin >= full_begin && (is_late || begin <= latest.plus(CLUSTER))
}

fn end_agrees(part: &Session, full: &Session) -> bool {
    let Some(end) = part.end else { return true };
    let near = |a: Timestamp, b: Timestamp, span: Span| a.distance(b) <= span;
    match (part.end_precision, full.end) {
        (Some(Precision::Bound), _) => true,
        (_, None) => false,
        (_, Some(full_end)) if full.end_precision == Some(Precision::Bound) => {
            near(end, full_end, LOGOFF) || end >= full_end
        }
        (_, Some(full_end)) => {
            let window = if full.end_kind == EndKind::Logoff {
                LOGOFF
            } else {
                CLUSTER
            };
            // A refusal on its own ends when it was written; its connection ends later.
            near(end, full_end, window)
                || (full.end_kind == EndKind::Failed
                    && full.begin.is_some_and(|b| end >= b)
                    && end <= full_end)
        }
    }
}

fn is_same_end_kind(part: &Session, full: &Session) -> bool {
    part.end_kind == full.end_kind
        || matches!(part.end_kind, EndKind::Open | EndKind::Unknown)
        // An end that is only a limit refers to the desktop. For an attempt with a less certain
        // result, only the end of its connection is known.
        || part.end_precision == Some(Precision::Bound)
        || part.outcome != full.outcome
        // A logoff also drops the connection, and a log may have seen only that.
        || (part.end_kind == EndKind::Disconnect && full.end_kind == EndKind::Logoff)
        // The end of the NLA logon shows the end of the connection, and nothing else [source 11.7].
        || (part.end_kind == EndKind::Disconnect
            && part.end_precision == Some(Precision::Derived))
}

fn summary(case: &Case, session: &Session) -> String {
    let time = |time: Option<Timestamp>| time.map_or_else(|| "-".to_owned(), |t| t.to_string());
    format!(
        "[{} {} {} {} from {}, {} to {} ({} {}), by {}]",
        case.host_name(session.host),
        session.user.as_deref().unwrap_or("-"),
        session.kind,
        session.outcome,
        session
            .source_ip
            .map_or_else(|| "-".to_owned(), |ip| ip.to_string()),
        time(session.begin),
        time(session.end),
        session.end_kind,
        session.end_precision.map_or("-", Precision::as_str),
        events_of(case, session)
            .take(6)
            .map(|event| format!("{}#{}", event.event_id, event.record_id))
            .collect::<Vec<_>>()
            .join(" ")
    )
}

//! OpenSSH: one session for each client port, with the Security records of the sshd process that
//! served it.

mod processes;

use std::net::IpAddr;

use processes::Processes;

use crate::correlate::maps::HashMap;
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::HostFacts;
use crate::correlate::sessions::draft::{DraftIndex, SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::refused::{failure_at, failure_code};
use crate::correlate::units::logons::logon_at;
use crate::correlate::windows::{END_CLUSTER, SSH_COMPANIONS, SSH_GRACE};
use crate::domain::account::{AccountName, fold};
use crate::domain::event::{Fact, Identity, Text};
use crate::domain::join::Join;
use crate::domain::near_miss::Reason;
use crate::domain::remote_access::{SshLine, SshStep};
use crate::domain::session::{EndKind, Kind, Outcome, Precision, Role};

/// Name that sshd gives Security for an account that does not exist [source 8.1].
const NO_USER: &str = "nouser";

/// The log of the SSH server.
const OPENSSH: &str = "OpenSSH/Operational";

/// Makes sessions of the SSH server's lines, and of the logons and failures of its processes.
pub(crate) fn sessions(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    let mut processes = Processes::of(facts);
    let first = ledger.drafts.len();
    let mut open: HashMap<(u32, IpAddr, u16), DraftIndex> = HashMap::default();
    for (pos, item) in facts.items.of(FactKinds::SSH) {
        let Fact::Ssh(line) = &item.event.fact else {
            continue;
        };
        let Some((ip, port)) = line.ip.zip(line.port) else {
            continue;
        };
        let key = (item.boot, ip, port);
        let known_draft = open
            .get(&key)
            .copied()
            .filter(|&draft| goes_on(facts, ledger, draft, pos, line));
        let draft = if let Some(draft) = known_draft {
            draft
        } else {
            let mut draft = SessionDraft::new(item.boot, Kind::Ssh, Outcome::Unknown);
            draft.ip = Some(ip);
            draft.port = Some(port);
            draft.begin = (line.step != SshStep::Closed || line.user.is_some()).then_some(pos);
            ledger.open(draft)
        };
        open.insert(key, draft);
        take_line(facts, ledger, &mut processes, (draft, pos), line);
    }
    claim_by_account(facts, ledger, &mut processes, first);
    take_processes(facts, ledger, &processes);
}

/// Whether a line belongs to the connection that last used its port: until that ended, or as one
/// more line of its end.
fn goes_on(
    facts: &HostFacts<'_, '_>,
    ledger: &SessionLedger,
    draft: DraftIndex,
    pos: Pos,
    line: &SshLine,
) -> bool {
    let closed = ledger
        .drafts
        .get(draft)
        .and_then(|draft| {
            draft
                .sources
                .iter()
                .find(|(_, link)| link.role == Role::End)
        })
        .and_then(|(&end, _)| facts.items.get(end));
    closed
        .zip(facts.items.get(pos))
        .is_none_or(|(end, item)| line.step == SshStep::Closed && end.is_near(item, END_CLUSTER))
}

fn take_line(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    processes: &mut Processes,
    (draft, pos): (DraftIndex, Pos),
    line: &SshLine,
) {
    let role = match line.step {
        SshStep::Accepted => Role::Authentication,
        SshStep::Failed | SshStep::InvalidUser => Role::Failure,
        SshStep::Closed => Role::End,
    };
    let join = line
        .ip
        .zip(line.port)
        .map_or_else(String::new, |(ip, port)| format!("client {ip} port {port}"));
    ledger.attach_source(facts.items, draft, pos, role, rules::SSH, join);
    let Some(session) = ledger.get(draft) else {
        return;
    };
    if let Some(user) = &line.user {
        session.name(&identity(user));
    }
    if let Some(method) = &line.method {
        session.detail = Some(Text::clone(method));
    }
    match line.step {
        SshStep::Accepted => {
            session.outcome = Outcome::Success;
            session.authenticated.get_or_insert(pos);
        }
        SshStep::Failed => {
            session.outcome = session.outcome.max(Outcome::Failed);
            session.attempts += 1;
        }
        SshStep::InvalidUser => session.outcome = session.outcome.max(Outcome::Failed),
        SshStep::Closed => {
            let failed = session.outcome == Outcome::Failed;
            let kind = if failed {
                EndKind::Failed
            } else {
                EndKind::Disconnect
            };
            let end = End::at(facts.items, pos, kind, Precision::Exact);
            if session
                .end
                .is_none_or(|known| known.precision != Some(Precision::Exact))
            {
                session.end = Some(end);
            }
        }
    }
    let id = u64::from(line.process_id);
    if let Some(number) = processes.at_work(facts.items, pos, id) {
        processes.claim(number, draft);
    }
    if matches!(line.step, SshStep::Accepted | SshStep::Failed) {
        take_security(facts, ledger, processes, draft, pos);
    }
    end_with_last(facts, ledger, draft);
}

/// A failed connection ends with its last record, unless a line shows its end.
fn end_with_last(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger, draft: DraftIndex) {
    let last = ledger
        .drafts
        .get(draft)
        .and_then(|session| session.sources.keys().next_back().copied());
    if let Some(session) = ledger.get(draft)
        && session.outcome == Outcome::Failed
        && session
            .end
            .is_none_or(|end| end.precision != Some(Precision::Exact))
    {
        // The connection's own end, if it comes, takes the place of the last failure.
        session.end =
            last.map(|last| End::at(facts.items, last, EndKind::Failed, Precision::Derived));
    }
}

fn identity(user: &Text) -> Identity {
    let name = AccountName::parse(user);
    Identity {
        sid: None,
        user: name.as_ref().map(|name| Text::from(name.user.as_str())),
        domain: name
            .and_then(|name| name.domain)
            .map(|domain| Text::from(domain.as_str())),
    }
}

/// The 4624 or 4625 that sshd made for a line: the nearest free one, of the connection's own process
/// where that is known.
fn take_security(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    processes: &mut Processes,
    draft: DraftIndex,
    line: Pos,
) {
    let same_result = |&pos: &Pos| {
        let failed = failure_at(facts.items, pos).is_some();
        matches!(facts.items.get(line).map(|item| &item.event.fact),
            Some(Fact::Ssh(ssh)) if failed == (ssh.step == SshStep::Failed))
    };
    let served = |pos: Pos| processes.made(pos).map(|(_, process)| process.draft);
    let rank = |&pos: &Pos| {
        let pair = facts.items.get(pos).zip(facts.items.get(line));
        let is_own = served(pos).flatten() == Some(draft);
        let distance = pair.map(|(a, b)| a.time.distance(b.time));
        (!is_own, is_lookup(facts, pos), distance, pos)
    };
    let kinds = FactKinds::LOGON_BY_NETWORK | FactKinds::LOGON_FAILED;
    let near = near::around(facts.items, line, SSH_COMPANIONS, kinds);
    let is_free = |&pos: &Pos| {
        let others = served(pos).is_none_or(|by| by.is_some_and(|by| by != draft));
        ledger.owner(pos).is_none() && !others
    };
    let (fitting, others): (Vec<Pos>, Vec<Pos>) = near.filter(is_free).partition(same_result);
    let Some(pos) = fitting.into_iter().min_by_key(rank) else {
        if let Some(other) = others.into_iter().min_by_key(rank) {
            let (rule, reason) = (rules::SSH_SECURITY, Reason::OtherResult);
            ledger.misses.note(other, line, rule, reason);
        }
        return;
    };
    if let Some(number) = processes.made(pos).map(|(number, _)| number) {
        processes.claim(number, draft);
    }
    let join = Join::apart("sshd + time", near::distance(facts.items, pos, line));
    let role = role_of(facts, pos);
    ledger.attach_source(facts.items, draft, pos, role, rules::SSH_SECURITY, join);
    let Some(session) = ledger.get(draft) else {
        return;
    };
    if let Some(failure) = failure_at(facts.items, pos) {
        session.failure = Some(failure_code(failure));
    }
    if let Some(logon) = logon_at(facts.items, pos) {
        session.name(&logon.target);
        session.logons.extend(facts.logons.made_at(pos));
    }
}

/// Whether a record is a logon by which sshd only looked an account up: a token without a password, at
/// identification level [source 8.4].
fn is_lookup(facts: &HostFacts<'_, '_>, pos: Pos) -> bool {
    logon_at(facts.items, pos).is_some_and(|logon| logon.identification_only)
}

fn role_of(facts: &HostFacts<'_, '_>, pos: Pos) -> Role {
    if failure_at(facts.items, pos).is_some() {
        Role::Failure
    } else if is_lookup(facts, pos) {
        Role::Support
    } else {
        Role::Logon
    }
}

/// A process that made nothing but look-ups of an account served the only connection of that account
/// which began just then and whose process is not known.
fn claim_by_account(
    facts: &HostFacts<'_, '_>,
    ledger: &SessionLedger,
    processes: &mut Processes,
    first: DraftIndex,
) {
    let claimed = processes.claimed();
    let drafts = ledger.drafts.iter().enumerate().skip(first);
    let mut free: Vec<(Pos, DraftIndex)> = drafts
        .filter(|(index, _)| !claimed.contains(index))
        .filter_map(|(index, draft)| Some((draft.begin?, index)))
        .collect();
    free.sort_unstable();
    for number in 0..processes.all.len() {
        let Some(process) = processes.all.get(number).filter(|p| p.draft.is_none()) else {
            continue;
        };
        let Some(&pos) = process.records.first() else {
            continue;
        };
        let only_looks = process.records.iter().all(|&pos| is_lookup(facts, pos));
        let (Some(item), Some(logon)) = (facts.items.get(pos), logon_at(facts.items, pos)) else {
            continue;
        };
        let from = free.partition_point(|&(begin, _)| begin < pos);
        let begun = free.get(from..).unwrap_or_default().iter();
        let begun = begun.take_while(|(begin, _)| {
            let begin = facts.items.get(*begin);
            begin.is_some_and(|b| b.boot == item.boot && item.is_followed_by(b, SSH_GRACE))
        });
        let mut fitting = begun.filter(|(_, index)| {
            let draft = ledger.drafts.get(*index);
            draft.is_some_and(|draft| facts.people.are_same(&draft.who, &logon.target))
        });
        if let (true, Some(&(_, draft)), None) = (only_looks, fitting.next(), fitting.next()) {
            processes.claim(number, draft);
        }
    }
}

/// What each process made besides: records of its connection, or a separate session [source 8.3].
fn take_processes(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger, processes: &Processes) {
    for process in &processes.all {
        let mut draft = process.draft;
        for &pos in &process.records {
            let Some(item) = facts.items.get(pos).filter(|_| ledger.owner(pos).is_none()) else {
                continue;
            };
            let index = draft.unwrap_or_else(|| {
                let mut draft = SessionDraft::new(item.boot, Kind::Ssh, Outcome::Unknown);
                draft.end_unwatched = true;
                ledger.open(draft)
            });
            draft = Some(index);
            let join = format!("sshd process {:#x}", process.id);
            let role = role_of(facts, pos);
            if ledger.attach_source(facts.items, index, pos, role, rules::SSH_PROCESS, join) {
                take_record(facts, ledger, index, pos, process.draft.is_some());
            }
        }
    }
}

/// What a logon or failure that no line shows states about its connection.
fn take_record(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    index: DraftIndex,
    pos: Pos,
    has_lines: bool,
) {
    let Some(session) = ledger.get(index) else {
        return;
    };
    session.begin = Some(session.begin.map_or(pos, |begin| begin.min(pos)));
    if let Some(failure) = failure_at(facts.items, pos) {
        session.attempts += 1;
        session.failure = Some(failure_code(failure));
        let typed = failure.target.user.as_deref();
        if typed.is_some_and(|user| fold(user) != NO_USER) {
            session.name(&failure.target);
        }
        session.outcome = session.outcome.max(Outcome::Failed);
        if session.outcome == Outcome::Failed {
            end_with_last(facts, ledger, index);
        }
        return;
    }
    let Some(logon) = logon_at(facts.items, pos) else {
        return;
    };
    // The account that sshd found for the name that was typed: the process says that it is the same.
    if session.who.sid.is_none() && logon.target.sid.is_some() {
        session.who = logon.target.clone();
    } else {
        session.name(&logon.target);
    }
    session.logons.extend(facts.logons.made_at(pos));
    if !(is_lookup(facts, pos) || has_lines && would_be_shown(facts, pos)) {
        if session.outcome != Outcome::Success {
            session.end = session.end.filter(|end| end.kind != EndKind::Failed);
        }
        session.outcome = Outcome::Success;
        session.authenticated.get_or_insert(pos);
    }
}

/// Whether the server's own log would show that the credentials of a logon were accepted. One of
/// several that it asks for is not enough.
fn would_be_shown(facts: &HostFacts<'_, '_>, pos: Pos) -> bool {
    facts.items.get(pos).is_some_and(|item| {
        let (from, until) = (
            item.time.minus(SSH_COMPANIONS),
            item.time.plus(SSH_COMPANIONS),
        );
        facts.coverage.covers(OPENSSH, from, until)
    })
}

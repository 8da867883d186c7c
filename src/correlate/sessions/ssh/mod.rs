//! OpenSSH: one session for each client port, with the Security records of the sshd process that
//! served it.

mod processes;

use std::net::IpAddr;

use processes::Processes;

use crate::correlate::atoms::logons::logon_at;
use crate::correlate::maps::HashMap;
use crate::correlate::near;
use crate::correlate::order::{Kinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::Known;
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex};
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::refused::{failure_at, failure_code};
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
pub fn sessions(known: &Known<'_, '_>, book: &mut Book) {
    let mut processes = Processes::of(known);
    let first = book.drafts.len();
    let mut open: HashMap<(u32, IpAddr, u16), DraftIndex> = HashMap::default();
    for (pos, item) in known.items.of(Kinds::SSH) {
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
            .filter(|&draft| goes_on(known, book, draft, pos, line));
        let draft = if let Some(draft) = known_draft {
            draft
        } else {
            let mut draft = Draft::new(item.boot, Kind::Ssh, Outcome::Unknown);
            draft.ip = Some(ip);
            draft.port = Some(port);
            draft.begin = (line.step != SshStep::Closed || line.user.is_some()).then_some(pos);
            book.open(draft)
        };
        open.insert(key, draft);
        take_line(known, book, &mut processes, (draft, pos), line);
    }
    claim_by_account(known, book, &mut processes, first);
    take_processes(known, book, &processes);
}

/// Whether a line belongs to the connection that last used its port: until that ended, or as one
/// more line of its end.
fn goes_on(
    known: &Known<'_, '_>,
    book: &Book,
    draft: DraftIndex,
    pos: Pos,
    line: &SshLine,
) -> bool {
    let closed = book
        .drafts
        .get(draft)
        .and_then(|draft| draft.sources.iter().find(|(_, tie)| tie.role == Role::End))
        .and_then(|(&end, _)| known.items.get(end));
    closed
        .zip(known.items.get(pos))
        .is_none_or(|(end, item)| line.step == SshStep::Closed && end.is_near(item, END_CLUSTER))
}

fn take_line(
    known: &Known<'_, '_>,
    book: &mut Book,
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
    book.tie(known.items, draft, pos, role, rules::SSH, join);
    let Some(session) = book.get(draft) else {
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
            let end = End::at(known.items, pos, kind, Precision::Exact);
            if session
                .end
                .is_none_or(|known| known.precision != Some(Precision::Exact))
            {
                session.end = Some(end);
            }
        }
    }
    let id = u64::from(line.process_id);
    if let Some(number) = processes.at_work(known.items, pos, id) {
        processes.claim(number, draft);
    }
    if matches!(line.step, SshStep::Accepted | SshStep::Failed) {
        take_security(known, book, processes, draft, pos);
    }
    end_with_last(known, book, draft);
}

/// A failed connection ends with its last record, unless a line tells its end.
fn end_with_last(known: &Known<'_, '_>, book: &mut Book, draft: DraftIndex) {
    let last = book
        .drafts
        .get(draft)
        .and_then(|session| session.sources.keys().next_back().copied());
    if let Some(session) = book.get(draft)
        && session.outcome == Outcome::Failed
        && session
            .end
            .is_none_or(|end| end.precision != Some(Precision::Exact))
    {
        // The connection's own end, if it comes, takes the place of the last failure.
        session.end =
            last.map(|last| End::at(known.items, last, EndKind::Failed, Precision::Derived));
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
    known: &Known<'_, '_>,
    book: &mut Book,
    processes: &mut Processes,
    draft: DraftIndex,
    line: Pos,
) {
    let same_result = |&pos: &Pos| {
        let failed = failure_at(known.items, pos).is_some();
        matches!(known.items.get(line).map(|item| &item.event.fact),
            Some(Fact::Ssh(ssh)) if failed == (ssh.step == SshStep::Failed))
    };
    let served = |pos: Pos| processes.made(pos).map(|(_, process)| process.draft);
    let rank = |&pos: &Pos| {
        let pair = known.items.get(pos).zip(known.items.get(line));
        let is_own = served(pos).flatten() == Some(draft);
        let distance = pair.map(|(a, b)| a.time.distance(b.time));
        (!is_own, is_lookup(known, pos), distance, pos)
    };
    let kinds = Kinds::LOGON_BY_NETWORK | Kinds::LOGON_FAILED;
    let near = near::around(known.items, line, SSH_COMPANIONS, kinds);
    let is_free = |&pos: &Pos| {
        let others = served(pos).is_none_or(|by| by.is_some_and(|by| by != draft));
        book.owner(pos).is_none() && !others
    };
    let (fitting, others): (Vec<Pos>, Vec<Pos>) = near.filter(is_free).partition(same_result);
    let Some(pos) = fitting.into_iter().min_by_key(rank) else {
        if let Some(other) = others.into_iter().min_by_key(rank) {
            let (rule, reason) = (rules::SSH_SECURITY, Reason::OtherResult);
            book.misses.note(other, line, rule, reason);
        }
        return;
    };
    if let Some(number) = processes.made(pos).map(|(number, _)| number) {
        processes.claim(number, draft);
    }
    let join = Join::apart("sshd + time", near::distance(known.items, pos, line));
    let role = role_of(known, pos);
    book.tie(known.items, draft, pos, role, rules::SSH_SECURITY, join);
    let Some(session) = book.get(draft) else {
        return;
    };
    if let Some(failure) = failure_at(known.items, pos) {
        session.failure = Some(failure_code(failure));
    }
    if let Some(logon) = logon_at(known.items, pos) {
        session.name(&logon.target);
        session.logons.extend(known.logons.made_at(pos));
    }
}

/// Whether a record is a logon by which sshd only looked an account up: a token without a password, at
/// identification level [source 8.4].
fn is_lookup(known: &Known<'_, '_>, pos: Pos) -> bool {
    logon_at(known.items, pos).is_some_and(|logon| logon.identification_only)
}

fn role_of(known: &Known<'_, '_>, pos: Pos) -> Role {
    if failure_at(known.items, pos).is_some() {
        Role::Failure
    } else if is_lookup(known, pos) {
        Role::Support
    } else {
        Role::Logon
    }
}

/// A process that made nothing but look-ups of an account served the only connection of that account
/// which began just then and of which no process is known.
fn claim_by_account(
    known: &Known<'_, '_>,
    book: &Book,
    processes: &mut Processes,
    first: DraftIndex,
) {
    let claimed = processes.claimed();
    let drafts = book.drafts.iter().enumerate().skip(first);
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
        let only_looks = process.records.iter().all(|&pos| is_lookup(known, pos));
        let (Some(item), Some(logon)) = (known.items.get(pos), logon_at(known.items, pos)) else {
            continue;
        };
        let from = free.partition_point(|&(begin, _)| begin < pos);
        let begun = free.get(from..).unwrap_or_default().iter();
        let begun = begun.take_while(|(begin, _)| {
            let begin = known.items.get(*begin);
            begin.is_some_and(|b| b.boot == item.boot && item.is_followed_by(b, SSH_GRACE))
        });
        let mut fitting = begun.filter(|(_, index)| {
            let draft = book.drafts.get(*index);
            draft.is_some_and(|draft| known.people.are_same(&draft.who, &logon.target))
        });
        if let (true, Some(&(_, draft)), None) = (only_looks, fitting.next(), fitting.next()) {
            processes.claim(number, draft);
        }
    }
}

/// What each process made besides: records of its connection, or a session by itself [source 8.3].
fn take_processes(known: &Known<'_, '_>, book: &mut Book, processes: &Processes) {
    for process in &processes.all {
        let mut draft = process.draft;
        for &pos in &process.records {
            let Some(item) = known.items.get(pos).filter(|_| book.owner(pos).is_none()) else {
                continue;
            };
            let index = draft.unwrap_or_else(|| {
                let mut draft = Draft::new(item.boot, Kind::Ssh, Outcome::Unknown);
                draft.end_unwatched = true;
                book.open(draft)
            });
            draft = Some(index);
            let join = format!("sshd process {:#x}", process.id);
            let role = role_of(known, pos);
            if book.tie(known.items, index, pos, role, rules::SSH_PROCESS, join) {
                take_record(known, book, index, pos, process.draft.is_some());
            }
        }
    }
}

/// What a logon or failure that no line tells of says of its connection.
fn take_record(
    known: &Known<'_, '_>,
    book: &mut Book,
    index: DraftIndex,
    pos: Pos,
    has_lines: bool,
) {
    let Some(session) = book.get(index) else {
        return;
    };
    session.begin = Some(session.begin.map_or(pos, |begin| begin.min(pos)));
    if let Some(failure) = failure_at(known.items, pos) {
        session.attempts += 1;
        session.failure = Some(failure_code(failure));
        let typed = failure.target.user.as_deref();
        if typed.is_some_and(|user| fold(user) != NO_USER) {
            session.name(&failure.target);
        }
        session.outcome = session.outcome.max(Outcome::Failed);
        if session.outcome == Outcome::Failed {
            end_with_last(known, book, index);
        }
        return;
    }
    let Some(logon) = logon_at(known.items, pos) else {
        return;
    };
    // The account that sshd found for the name that was typed: the process says that it is the same.
    if session.who.sid.is_none() && logon.target.sid.is_some() {
        session.who = logon.target.clone();
    } else {
        session.name(&logon.target);
    }
    session.logons.extend(known.logons.made_at(pos));
    if !(is_lookup(known, pos) || has_lines && would_be_told(known, pos)) {
        if session.outcome != Outcome::Success {
            session.end = session.end.filter(|end| end.kind != EndKind::Failed);
        }
        session.outcome = Outcome::Success;
        session.authenticated.get_or_insert(pos);
    }
}

/// Whether the server's own log would tell that the credentials of a logon were accepted. One of
/// several that it asks for is not enough.
fn would_be_told(known: &Known<'_, '_>, pos: Pos) -> bool {
    known.items.get(pos).is_some_and(|item| {
        let (from, until) = (
            item.time.minus(SSH_COMPANIONS),
            item.time.plus(SSH_COMPANIONS),
        );
        known.coverage.covers(OPENSSH, from, until)
    })
}

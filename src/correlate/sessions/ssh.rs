//! OpenSSH: one session for each client port and user name, with the Security records of sshd.

use std::net::IpAddr;

use crate::correlate::atoms::logons::{LogonClass, logon_at};
use crate::correlate::maps::HashMap;
use crate::correlate::near;
use crate::correlate::order::{Kinds, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::Known;
use crate::correlate::sessions::draft::{Book, Draft, DraftIndex, End};
use crate::correlate::sessions::refused::{failed_end, failure_at, failure_code};
use crate::correlate::windows::{END_CLUSTER, SSH_COMPANIONS};
use crate::domain::account::{AccountName, fold};
use crate::domain::event::{Fact, Identity, Text};
use crate::domain::join::Join;
use crate::domain::near_miss::Reason;
use crate::domain::process::ends_with;
use crate::domain::remote_access::{SshLine, SshStep};
use crate::domain::session::{EndKind, Kind, Outcome, Precision, Role};

/// Name that sshd gives Security for an account that does not exist (domain reference A.14).
const NO_USER: &str = "nouser";

/// Makes sessions of the SSH server's lines, then of its logons in Security alone.
pub fn sessions(known: &Known<'_, '_>, book: &mut Book) {
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
        take_line(known, book, draft, pos, line);
    }
    from_security(known, book);
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

fn take_line(known: &Known<'_, '_>, book: &mut Book, draft: DraftIndex, pos: Pos, line: &SshLine) {
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
            let mut end = failed_end(known.items, Some(pos));
            if !failed {
                end.kind = EndKind::Disconnect;
            }
            if session
                .end
                .is_none_or(|known| known.precision != Some(Precision::Exact))
            {
                session.end = Some(end);
            }
        }
    }
    if matches!(line.step, SshStep::Accepted | SshStep::Failed) {
        take_security(known, book, draft, pos);
    }
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
        session.end = Some(End {
            precision: Some(Precision::Derived),
            ..failed_end(known.items, last)
        });
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

/// The 4624 or 4625 that sshd made for a line: the nearest free one.
fn take_security(known: &Known<'_, '_>, book: &mut Book, draft: DraftIndex, line: Pos) {
    let same_result = |&pos: &Pos| {
        let failed = failure_at(known.items, pos).is_some();
        matches!(known.items.get(line).map(|item| &item.event.fact),
            Some(Fact::Ssh(ssh)) if failed == (ssh.step == SshStep::Failed))
    };
    let distance = |&pos: &Pos| {
        let pair = known.items.get(pos).zip(known.items.get(line));
        pair.map(|(a, b)| (a.time.distance(b.time), pos))
    };
    let kinds = Kinds::LOGON_BY_NETWORK | Kinds::LOGON_FAILED;
    let near = near::around(known.items, line, SSH_COMPANIONS, kinds);
    let (fitting, others): (Vec<Pos>, Vec<Pos>) = near
        .filter(|&pos| book.owner(pos).is_none() && is_sshd(known, pos))
        .partition(same_result);
    let Some(pos) = fitting.into_iter().min_by_key(distance) else {
        if let Some(other) = others.into_iter().min_by_key(distance) {
            let (rule, reason) = (rules::SSH_SECURITY, Reason::OtherResult);
            book.misses.note(other, line, rule, reason);
        }
        return;
    };
    let join = Join::apart("sshd + time", near::distance(known.items, pos, line));
    let role = if failure_at(known.items, pos).is_some() {
        Role::Failure
    } else {
        Role::Logon
    };
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

/// Whether a logon or failure was made by the SSH server.
pub fn is_sshd(known: &Known<'_, '_>, pos: Pos) -> bool {
    let ends = |name: &Option<Text>| {
        name.as_deref()
            .is_some_and(|name| ends_with(name, "sshd.exe") || ends_with(name, "sshd-session.exe"))
    };
    if let Some(failure) = failure_at(known.items, pos) {
        return matches!(failure.logon_type, 3 | 8) && ends(&failure.process_name);
    }
    let class = known
        .logons
        .made_at(pos)
        .and_then(|index| known.logons.class_of(index));
    logon_at(known.items, pos).is_some_and(|logon| {
        matches!(logon.logon_type, 3 | 8)
            && class != Some(LogonClass::Background)
            && (ends(&logon.process_name) || logon.logon_process.as_deref() == Some("sshd"))
    })
}

/// Without the OpenSSH log: one session for each sshd process (session model, decision 35).
fn from_security(known: &Known<'_, '_>, book: &mut Book) {
    let mut by_process: HashMap<(u32, u64), DraftIndex> = HashMap::default();
    for (pos, item) in known
        .items
        .of(Kinds::LOGON_BY_NETWORK | Kinds::LOGON_FAILED)
    {
        if book.owner(pos).is_some() || !is_sshd(known, pos) {
            continue;
        }
        let failure = failure_at(known.items, pos);
        let logon = logon_at(known.items, pos);
        let process = failure
            .map(|failure| failure.process_id)
            .or(logon.map(|logon| logon.process_id))
            .unwrap_or(0);
        let known_draft = by_process.get(&(item.boot, process)).copied();
        let draft = known_draft.unwrap_or_else(|| {
            let mut draft = Draft::new(item.boot, Kind::Ssh, Outcome::Unknown);
            draft.begin = Some(pos);
            draft.end_unwatched = true;
            book.open(draft)
        });
        by_process.insert((item.boot, process), draft);
        let join = format!("sshd process {process:#x}");
        let role = if failure.is_some() {
            Role::Failure
        } else {
            Role::Logon
        };
        book.tie(known.items, draft, pos, role, rules::SSH_PROCESS, join);
        let Some(session) = book.get(draft) else {
            continue;
        };
        if let Some(failure) = failure {
            session.attempts += 1;
            session.failure = Some(failure_code(failure));
            if failure
                .target
                .user
                .as_deref()
                .is_some_and(|user| fold(user) != NO_USER)
            {
                session.name(&failure.target);
            }
            if session.outcome != Outcome::Success {
                session.outcome = Outcome::Failed;
                session.end = Some(failed_end(known.items, Some(pos)));
            }
        }
        if let Some(logon) = logon {
            // sshd looks an account up at identification level before it has proved anything.
            if !logon.identification_only {
                session.outcome = Outcome::Success;
                session.authenticated = Some(pos);
                session.end = None;
            }
            session.name(&logon.target);
            session.logons.extend(known.logons.made_at(pos));
        }
    }
}

//! The filter as it is meant, session by session and text by text: what `select` finds must be what
//! this finds.

use super::*;
use crate::analysis::query::{Condition, SearchColumn, SearchWord};
use crate::analysis::testing::alias;
use crate::domain::session::{EndDetail, Host};
use crate::domain::status::failure_reason;

fn holds(case: &Case, names: &UserNames, filter: &Filter, session: &Session) -> bool {
    let scope = &filter.scope;
    let text = |column| {
        let mut text = String::new();
        append_column(&mut text, case, names, session, column);
        text
    };
    let mut terms = Query::parse(&filter.text, &filter.zone).terms.into_iter();
    (filter.show_hidden || session.is_shown())
        && (filter.kinds.is_empty() || filter.kinds.contains(&session.kind))
        && (filter.outcomes.is_empty() || filter.outcomes.contains(&session.outcome))
        && overlaps(session, filter.from, filter.to)
        && scope.host.is_none_or(|host| host == session.host)
        && (scope.place).is_none_or(|place| place == PlaceKey::of(session))
        && (scope.user.as_ref()).is_none_or(|user| *user == UserKey::of(session))
        && (scope.range.as_ref()).is_none_or(|range| *range == RangeKey::of(session))
        && terms.all(|term| {
            // Only words are compared here.
            let Condition::Words(column, words) = &term.test else {
                return false;
            };
            let any = words
                .iter()
                .any(|word| finds(&text(*column), *column, word));
            any != term.exclude
        })
}

/// Whether a session's stay touches `from..=to`. An open session runs on; where only one end of a
/// session is known, that moment stands for all of it, and a session without any moment is never
/// inside a limited time.
fn overlaps(session: &Session, from: Option<Timestamp>, to: Option<Timestamp>) -> bool {
    if from.is_none() && to.is_none() {
        return true;
    }
    let Some(start) = session.sort_time() else {
        return false;
    };
    let runs_on = session.end.is_none() && session.end_kind == EndKind::Open;
    // A clock step can put the end before the start: then either may touch.
    let (first, last) = match session.end {
        Some(end) => (start.min(end), start.max(end)),
        None => (start, start),
    };
    to.is_none_or(|to| first <= to) && (runs_on || from.is_none_or(|from| from <= last))
}

/// Kinds and outcomes are few fixed words, looked for from their first letter on: `kind:rdp`
/// should not find a word that merely holds it.
fn finds(text: &str, column: SearchColumn, word: &SearchWord) -> bool {
    match column {
        _ if word.is_whole => text.lines().any(|line| line == word.text),
        SearchColumn::Kind | SearchColumn::Outcome => text
            .lines()
            .any(|line| line.starts_with(word.text.as_str())),
        _ => text.contains(word.text.as_str()),
    }
}

/// Writes the texts of one column in lower case, a line each.
fn append_column(
    out: &mut String,
    case: &Case,
    names: &UserNames,
    session: &Session,
    column: SearchColumn,
) {
    match column {
        SearchColumn::Any => {
            for column in [
                SearchColumn::User,
                SearchColumn::Ip,
                SearchColumn::Host,
                SearchColumn::Kind,
                SearchColumn::Outcome,
                SearchColumn::Client,
                SearchColumn::End,
            ] {
                append_column(out, case, names, session, column);
            }
            append(out, session.source_class.as_str());
            append(out, &session.id.to_string());
        }
        SearchColumn::User => {
            if let (Some(domain), Some(user)) = (&session.domain, &session.user) {
                append(out, &format!("{domain}\\{user}"));
            } else {
                append_some(out, session.user.as_deref());
                append_some(out, session.domain.as_deref());
            }
            // What tables of users show, "(no name)" included.
            append(out, &names.of_session(session));
            append_some(out, session.sid.as_deref());
            append_some(out, session.user_as_logged.as_deref());
        }
        // Sessions made here have no activities.
        SearchColumn::Did | SearchColumn::Object | SearchColumn::Strength => {}
        SearchColumn::Ip => {
            append(out, &PlaceKey::of(session).label());
            append(out, &RangeKey::of(session).label());
        }
        SearchColumn::Host => {
            if let Some(host) = case.hosts.get(session.host.0 as usize) {
                host.names().for_each(|name| append(out, name));
            }
        }
        SearchColumn::Kind => {
            append(out, session.kind.as_str());
            append_some(out, session.detail.as_deref());
        }
        SearchColumn::Outcome => append(out, session.outcome.as_str()),
        SearchColumn::Client => {
            append_some(out, session.client_name.as_deref());
            append_some(out, session.source_host.as_deref());
            append_some(out, session.via_gateway.as_deref());
        }
        SearchColumn::End => {
            append(out, session.end_kind.as_str());
            append_some(out, session.end_detail.map(EndDetail::as_str));
            append_some(out, session.failure_code.and_then(failure_reason));
        }
        // Nothing is marked here.
        SearchColumn::Tag | SearchColumn::Comment => {}
    }
}

fn append_some(out: &mut String, text: Option<&str>) {
    if let Some(text) = text {
        append(out, text);
    }
}

fn append(out: &mut String, text: &str) {
    if text.is_ascii() {
        out.extend(text.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        out.push_str(&text.to_lowercase());
    }
    out.push('\n');
}

/// Sessions that differ in everything that the filter tests, by a rule.
fn varied() -> Case {
    let pick = |n: usize, prime: usize, of: usize| n.wrapping_mul(prime) / 7 % of;
    let users = [
        None,
        Some("Rick"),
        Some("rick"),
        Some("MORTY Ä"),
        Some("a\nb"),
    ];
    let domains = [None, Some("C137"), Some("c137.local")];
    let sids = [None, Some("S-1-5-21-9-500"), Some("S-1-5-21-9-1001")];
    let clients = [None, Some("KALI"), Some("desk 7")];
    let hosts = ["DC01.c137.local", "DESKTOP-SDN1RPT", "dc01"];
    let sessions = (0..600)
        .map(|n| {
            let mut new = session_from(n as i64 * 10, [10, 42, pick(n, 31, 3) as u8, n as u8]);
            new.id.record_id = n as u64;
            new.id.hash = [0, 0, 0, (n % 251) as u8, (n % 241) as u8, (n % 7) as u8];
            new.user = users[pick(n, 11, 5)].map(Into::into);
            new.domain = domains[pick(n, 13, 3)].map(Into::into);
            new.sid = sids[pick(n, 17, 3)].map(Into::into);
            new.sid_is_shared = pick(n, 19, 2) == 0;
            new.user_as_logged = users[pick(n, 23, 5)].map(Into::into);
            new.host = HostIndex(pick(n, 29, 4) as u32);
            new.kind = Kind::ALL[pick(n, 37, Kind::ALL.len())];
            new.outcome = Outcome::ALL[pick(n, 41, Outcome::ALL.len())];
            new.detail = clients[pick(n, 43, 3)].map(Into::into);
            new.client_name = clients[pick(n, 47, 3)].map(Into::into);
            new.via_gateway = clients[pick(n, 53, 3)].map(Into::into);
            new.hidden = (pick(n, 59, 5) == 0).then_some(Hidden::Account);
            new.end_kind = EndKind::ALL[pick(n, 61, EndKind::ALL.len())];
            new.failure_code = (pick(n, 67, 2) == 0).then_some(0xC000_006A);
            if pick(n, 71, 3) == 0 {
                new.end = None;
            }
            if pick(n, 73, 5) == 0 {
                new.begin = None;
            }
            if pick(n, 79, 4) == 0 {
                new.source_ip = None;
            }
            new
        })
        .collect();
    let mut case = case_of(sessions);
    case.hosts = hosts
        .map(|name| Host {
            name: name.into(),
            aliases: vec![alias("old name")],
        })
        .to_vec();
    case
}

#[test]
fn the_index_finds_what_the_sessions_contain() {
    let case = varied();
    let names = UserNames::of(&case);
    let session_index = SessionIndex::of(&case, &names);
    let input = FilterInput {
        activities: &[],
        session_index: &session_index,
        standing_out: &[],
        marked: &Marked::new(),
    };
    let words = [
        "",
        "rick",
        "user:rick",
        "user:=\"rick\"",
        "-user:\"c137\\rick\"",
        "ip:10.42.1.",
        "ip:=\"10.42.0.7\"",
        "host:dc01",
        "host:=\"dc01\"",
        "old",
        "kind:rdp",
        "kind:kali",
        "outcome:fail",
        "-outcome:s",
        "client:kali",
        "client:\"desk 7\"",
        "wrong",
        "private",
        "0000",
        "00a",
        "1f-",
        "=\"a\"",
        "ä",
        "user:\"a\nb\"",
        "console -rick 10.",
        "dead",
        "\"(no name)\"",
    ];
    for text in words {
        for show_hidden in [false, true] {
            let filter = Filter {
                text: text.to_owned(),
                show_hidden,
                from: show_hidden.then(|| at(1000)),
                to: (text.len() % 2 == 0).then(|| at(4000)),
                ..Filter::default()
            };
            let expected: Vec<u32> = (0..)
                .zip(&case.sessions)
                .filter(|(_, session)| holds(&case, &names, &filter, session))
                .map(|(index, _)| index)
                .collect();
            let found = select(input, &filter, &|| true);
            assert_eq!(found, Some(expected), "{text:?} {show_hidden}");
        }
    }
}

#[test]
fn scopes_find_what_the_sessions_contain() {
    let case = varied();
    let names = UserNames::of(&case);
    let session_index = SessionIndex::of(&case, &names);
    let input = FilterInput {
        activities: &[],
        session_index: &session_index,
        standing_out: &[],
        marked: &Marked::new(),
    };
    for session in case.sessions.iter().step_by(37) {
        let scope = Scope {
            user: Some(UserKey::of(session)),
            range: Some(RangeKey::of(session)),
            host: (session.id.record_id % 2 == 1).then_some(session.host),
            place: None,
        };
        let filter = Filter {
            scope,
            show_hidden: true,
            ..Filter::default()
        };
        let expected: Vec<u32> = (0..)
            .zip(&case.sessions)
            .filter(|(_, session)| holds(&case, &names, &filter, session))
            .map(|(index, _)| index)
            .collect();
        assert!(!expected.is_empty());
        assert_eq!(select(input, &filter, &|| true), Some(expected));
    }
}

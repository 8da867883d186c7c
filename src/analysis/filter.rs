//! Which sessions are in view: text, time, what is hidden, and the scope that the examiner went
//! down into.

use std::collections::BTreeSet;

use super::keys::{PlaceKey, RangeKey, UserKey};
use super::names::Names;
use super::query::{Column, Query, Term};
use crate::case::Case;
use crate::domain::session::{EndDetail, EndKind, HostIndex, Kind, Outcome, Session};
use crate::domain::status::failure_reason;
use crate::domain::time::Timestamp;

/// The one user, place, range or host that the view is about. Empty at the top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Only this user.
    pub user: Option<UserKey>,
    /// Only from this place.
    pub place: Option<PlaceKey>,
    /// Only from this range.
    pub range: Option<RangeKey>,
    /// Only on this host.
    pub host: Option<HostIndex>,
}

impl Scope {
    /// Whether the session is in scope.
    pub fn matches(&self, session: &Session) -> bool {
        self.host.is_none_or(|host| host == session.host)
            && self
                .place
                .is_none_or(|place| place == PlaceKey::of(session))
            && (self.user.as_ref()).is_none_or(|user| *user == UserKey::of(session))
            && (self.range.as_ref()).is_none_or(|range| *range == RangeKey::of(session))
    }
}

/// All conditions together; the default shows what the default view shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// What was typed, in the language of `query`.
    pub text: String,
    /// Sessions that were over before this moment are left out.
    pub from: Option<Timestamp>,
    /// Sessions that began after this moment are left out.
    pub to: Option<Timestamp>,
    /// Also show background kinds and accounts.
    pub show_hidden: bool,
    /// The user, place, range or host gone into.
    pub scope: Scope,
    /// Only these kinds; empty means all.
    pub kinds: BTreeSet<Kind>,
    /// Only these outcomes; empty means all.
    pub outcomes: BTreeSet<Outcome>,
}

impl Filter {
    /// Whether one session is in view. Cheap conditions first; `texts` is reused from session to
    /// session.
    fn matches(&self, query: &Query, texts: &mut Texts, session: &Session) -> bool {
        (self.show_hidden || session.is_shown())
            && (self.kinds.is_empty() || self.kinds.contains(&session.kind))
            && (self.outcomes.is_empty() || self.outcomes.contains(&session.outcome))
            && overlaps(session, self.from, self.to)
            && self.scope.matches(session)
            && texts.match_all(query, session)
    }
}

/// The indices of the sessions in view, in export order. The text of a million sessions takes a
/// second to look through: for a large case, ask on a thread.
pub fn select(case: &Case, names: &Names, filter: &Filter) -> Vec<u32> {
    let query = Query::parse(&filter.text);
    let mut texts = Texts::new(case, names);
    (0..)
        .zip(&case.sessions)
        .filter(|(_, session)| filter.matches(&query, &mut texts, session))
        .map(|(index, _)| index)
        .collect()
}

/// The texts of one column of one session, kept while the next term asks for the same column.
struct Texts<'a> {
    case: &'a Case,
    names: &'a Names,
    column: Option<Column>,
    text: String,
}

impl<'a> Texts<'a> {
    fn new(case: &'a Case, names: &'a Names) -> Self {
        Self {
            case,
            names,
            column: None,
            text: String::new(),
        }
    }

    fn match_all(&mut self, query: &Query, session: &Session) -> bool {
        self.column = None;
        query.terms.iter().all(|term| {
            if self.column != Some(term.column) {
                self.text.clear();
                append_column(&mut self.text, self.case, self.names, session, term.column);
                self.column = Some(term.column);
            }
            finds(&self.text, term) != term.exclude
        })
    }
}

/// Whether a session's stay touches `from..=to`. An open session runs on; where only one end of a
/// session is known, that moment stands for all of it, and a session without any moment is never
/// inside a limited time.
pub fn overlaps(session: &Session, from: Option<Timestamp>, to: Option<Timestamp>) -> bool {
    if from.is_none() && to.is_none() {
        return true;
    }
    let Some(start) = session.sort_time() else {
        return false;
    };
    let runs_on = session.end.is_none() && session.end_kind == EndKind::Open;
    // A clock step can put the end before the begin: then either may touch.
    let (first, last) = match session.end {
        Some(end) => (start.min(end), start.max(end)),
        None => (start, start),
    };
    to.is_none_or(|to| first <= to) && (runs_on || from.is_none_or(|from| from <= last))
}

/// Kinds and outcomes are few fixed words, looked for from their first letter on: `kind:rdp`
/// should not find a word that merely holds it.
fn finds(text: &str, term: &Term) -> bool {
    match term.column {
        _ if term.is_whole => text.lines().any(|line| line == term.word),
        Column::Kind | Column::Outcome => text
            .lines()
            .any(|line| line.starts_with(term.word.as_str())),
        _ => text.contains(term.word.as_str()),
    }
}

/// Writes the texts of one column in lower case, a line each.
fn append_column(out: &mut String, case: &Case, names: &Names, session: &Session, column: Column) {
    match column {
        Column::Any => {
            for (_, column) in Column::NAMED {
                append_column(out, case, names, session, column);
            }
            append(out, session.end_kind.as_str());
            append_some(out, session.end_detail.map(EndDetail::as_str));
            append_some(out, session.failure_code.and_then(failure_reason));
            append(out, session.source_class.as_str());
            append(out, &session.id.to_string());
        }
        Column::User => {
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
        Column::Ip => {
            append(out, &PlaceKey::of(session).label());
            append(out, &RangeKey::of(session).label());
        }
        Column::Host => {
            if let Some(host) = case.hosts.get(session.host.0 as usize) {
                host.names().for_each(|name| append(out, name));
            }
        }
        Column::Kind => {
            append(out, session.kind.as_str());
            append_some(out, session.detail.as_deref());
        }
        Column::Outcome => append(out, session.outcome.as_str()),
        Column::Client => {
            append_some(out, session.client_name.as_deref());
            append_some(out, session.source_host.as_deref());
            append_some(out, session.via_gateway.as_deref());
        }
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

#[cfg(test)]
mod tests;

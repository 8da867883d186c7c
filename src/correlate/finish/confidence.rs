//! How sure a session's begin, end, user and source are (domain reference C.14).

use std::collections::BTreeSet;

use crate::correlate::order::Item;
use crate::correlate::sessions::draft::Draft;
use crate::domain::session::{Confidence, EndKind, Kind, Outcome, Precision, Role};

/// The four of a session.
pub struct Confidences {
    /// Of the begin.
    pub begin: Confidence,
    /// Of the end.
    pub end: Confidence,
    /// Of the user.
    pub user: Confidence,
    /// Of the source.
    pub source: Confidence,
}

impl Confidences {
    /// High: two channels agree, or a true key. Medium: one channel, or a unique candidate. Low:
    /// time alone, or inferred (domain reference C.14).
    pub fn of(
        items: &[Item<'_>],
        draft: &Draft,
        end_kind: EndKind,
        end_precision: Option<Precision>,
        bound_by_name: bool,
    ) -> Self {
        let channels = |roles: &[Role]| {
            let names: BTreeSet<&str> = draft
                .sources
                .iter()
                .filter(|(_, tie)| roles.contains(&tie.role))
                .filter_map(|(pos, _)| items.get(*pos).map(|item| &*item.event.channel))
                .collect();
            names.len()
        };
        let by_count = |count: usize| match count {
            0 => Confidence::Low,
            1 => Confidence::Medium,
            _ => Confidence::High,
        };
        let begin_roles = [
            Role::Connection,
            Role::Authentication,
            Role::Logon,
            Role::Desktop,
            Role::Reconnect,
        ];
        let begin = match draft.begin {
            None => Confidence::Low,
            Some(_) if matches!(draft.outcome, Outcome::Failed | Outcome::Refused) => {
                Confidence::High
            }
            Some(_) => by_count(channels(&begin_roles)),
        };
        let end = match (end_kind, end_precision) {
            (EndKind::Failed, _) => Confidence::High,
            (EndKind::Open, _) => Confidence::Medium,
            (_, Some(Precision::Bound) | None) => Confidence::Low,
            (_, Some(Precision::Derived)) => Confidence::Medium,
            (_, Some(Precision::Exact)) => {
                by_count(channels(&[Role::End, Role::Logoff, Role::Teardown]))
            }
        };
        let user = match (&draft.who.sid, &draft.who.user) {
            (Some(_), _) if !bound_by_name => Confidence::High,
            (_, Some(_)) => Confidence::Medium,
            (Some(_), None) => Confidence::Medium,
            (None, None) => Confidence::Low,
        };
        let source = match (draft.kind, draft.ip) {
            (Kind::Console, _) => by_count(channels(&begin_roles)),
            (_, None) => Confidence::Low,
            (_, Some(_)) => by_count(channels(&begin_roles).max(1)),
        };
        Self {
            begin,
            end,
            user,
            source,
        }
    }
}

//! How sure a session's begin, end, user and source are, and why [source 10.3]: high where two channels
//! agree or a unique key joins, medium for one channel or the only candidate, low for an inference.

use crate::correlate::order::{Item, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{SessionDraft, SourceLink};
use crate::correlate::sessions::end::End;
use crate::domain::event::{ConnectionStep, Event, Fact};
use crate::domain::ground::{Ground, Grounds};
use crate::domain::session::{EndKind, Kind, Outcome, Precision, Role};

/// What the four statements about a session rest on.
pub(crate) fn grounds(
    items: &[Item<'_>],
    draft: &SessionDraft,
    end: &End,
    bound_by_name: bool,
) -> Grounds {
    let evidence = Evidence { items, draft };
    Grounds {
        begin: evidence.begin(),
        end: evidence.end(end),
        user: evidence.user(bound_by_name),
        source: evidence.source(),
    }
}

/// A session's sources, to be asked.
struct Evidence<'a, 'e> {
    items: &'a [Item<'e>],
    draft: &'a SessionDraft,
}

/// A source: its tie, and the record.
type Witness<'a> = (&'a SourceLink, &'a Event);

impl<'a> Evidence<'a, '_> {
    fn witnesses(&self) -> impl Iterator<Item = Witness<'a>> {
        let links = self.draft.sources.iter();
        links.filter_map(|(&pos, link)| Some((link, self.items.get(pos)?.event)))
    }

    fn of_begin(&self) -> impl Iterator<Item = Witness<'a>> {
        let fits = |(link, _): &Witness<'_>| {
            matches!(
                link.role,
                Role::Connection
                    | Role::Authentication
                    | Role::Logon
                    | Role::Desktop
                    | Role::Reconnect
                    | Role::Privilege
                    | Role::Failure
            )
        };
        self.witnesses().filter(fits)
    }

    fn begin(&self) -> Ground {
        if self.draft.begin.is_none() {
            return Ground::NotSeen;
        }
        if self.is_by_elimination() {
            return Ground::OnlyCandidate;
        }
        let by_1149 = self.of_begin().any(|(_, event)| is_1149(event));
        if by_1149 && self.of_begin().all(|(_, event)| is_of_listener(event)) {
            return Ground::AuthenticationAlone;
        }
        agreement(self.of_begin())
    }

    fn end(&self, end: &End) -> Ground {
        match (end.kind, end.precision) {
            (EndKind::Open, _) => Ground::StillOpen,
            (_, None) => Ground::NotSeen,
            (_, Some(Precision::Bound)) => Ground::LimitOnly,
            (EndKind::Shutdown, Some(_)) => Ground::Shutdown,
            (EndKind::Failed, Some(_)) => self.end_of_failure(end.pos),
            (_, Some(Precision::Derived)) => Ground::Companion,
            (_, Some(Precision::Exact)) => {
                let fits = |(link, _): &Witness<'_>| {
                    matches!(link.role, Role::End | Role::Logoff | Role::Teardown)
                };
                agreement(self.witnesses().filter(fits))
            }
        }
    }

    /// The end of a refused attempt is its last record: the connection's own, or the refusal.
    fn end_of_failure(&self, end: Option<Pos>) -> Ground {
        let link = end.and_then(|end| self.draft.sources.get(end));
        match link {
            Some(link) if link.rule == rules::ACTIVITY => Ground::TrueKey,
            _ => Ground::OneChannel,
        }
    }

    fn user(&self, bound_by_name: bool) -> Ground {
        match (&self.draft.who.sid, &self.draft.who.user) {
            (Some(_), _) if bound_by_name => Ground::OnlyOfThatName,
            (Some(_), _) => Ground::Sid,
            (None, Some(_)) => Ground::NameAlone,
            (None, None) => Ground::NotSeen,
        }
    }

    fn source(&self) -> Ground {
        if matches!(self.draft.kind, Kind::Console | Kind::HyperV) {
            // The screen is the source: it is as sure as the arrival.
            return agreement(self.of_begin());
        }
        let Some(ip) = self.draft.ip else {
            return Ground::NotSeen;
        };
        let naming = || {
            let names_it = move |(_, event): &Witness<'_>| event.fact.client_ip() == Some(ip);
            self.witnesses().filter(names_it)
        };
        let by_elimination = self.is_by_elimination();
        let sure = naming().filter(|(link, event)| {
            !is_1158(event) && (!by_elimination || link.role == Role::Failure)
        });
        match (channels(naming()), sure.count()) {
            (0, _) => Ground::NotSeen,
            (_, 0) => Ground::AddressOfOnlyCandidate,
            (1, _) => Ground::AddressOnce,
            _ => Ground::AddressTwice,
        }
    }

    /// Whether a refusal was joined to a connection only because no other was possible.
    fn is_by_elimination(&self) -> bool {
        matches!(self.draft.outcome, Outcome::Failed | Outcome::Refused)
            && self
                .witnesses()
                .any(|(link, _)| matches!(link.rule, rules::NLA_FAILURE | rules::SCREEN_FAILURE))
    }
}

/// How records agree: by a unique key, in two channels, or in one.
fn agreement<'a>(witnesses: impl Iterator<Item = Witness<'a>>) -> Ground {
    let (mut first, mut of_several, mut keyed) = (None, false, false);
    for (link, event) in witnesses {
        of_several |= *first.get_or_insert(&event.channel) != &event.channel;
        keyed |= has_true_key(link, event);
    }
    match first {
        None => Ground::NotSeen,
        Some(_) if of_several => Ground::TwoChannels,
        Some(_) if keyed => Ground::TrueKey,
        Some(_) => Ground::OneChannel,
    }
}

/// Whether a record was joined by an ActivityID or a logon id.
fn has_true_key(link: &SourceLink, event: &Event) -> bool {
    match link.rule {
        rules::SAME_LOGON => true,
        rules::ATTACHMENT | rules::LOGON_END => match &event.fact {
            Fact::Attached(attachment) | Fact::Detached(attachment) => attachment.luid.is_some(),
            Fact::LogoffStarted { luid, .. } => luid.is_some(),
            _ => false,
        },
        rules::ACTIVITY => !is_1149(event),
        _ => false,
    }
}

/// How many channels the records come from: none, one, or several (2).
fn channels<'a>(witnesses: impl Iterator<Item = Witness<'a>>) -> usize {
    let mut names = witnesses.map(|(_, event)| &event.channel);
    let first = names.next();
    first.map_or(0, |first| 1 + usize::from(names.any(|name| name != first)))
}

fn is_1149(event: &Event) -> bool {
    matches!(
        event.fact.connection_step(),
        Some(ConnectionStep::Authenticated)
    )
}

/// Whether a record is RemoteConnectionManager's: without another log its 1149 may show only a connection.
fn is_of_listener(event: &Event) -> bool {
    matches!(
        event.fact.connection_step(),
        Some(
            ConnectionStep::Authenticated
                | ConnectionStep::Listener { .. }
                | ConnectionStep::AddressAccepted
        )
    )
}

fn is_1158(event: &Event) -> bool {
    matches!(
        event.fact.connection_step(),
        Some(ConnectionStep::AddressAccepted)
    )
}

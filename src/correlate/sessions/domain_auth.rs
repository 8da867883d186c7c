//! What only a domain controller saw: tickets and NTLM checks for logons to other hosts [source 7.8]. A check
//! for a logon to this very machine becomes a source of that logon's session instead.

use std::net::IpAddr;

use crate::correlate::maps::HashMap;
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Item, Pos};
use crate::correlate::rules;
use crate::correlate::sessions::draft::{DraftIndex, HostFacts, SessionDraft, SessionLedger};
use crate::correlate::sessions::end::End;
use crate::correlate::sessions::refused::failure_at;
use crate::correlate::units::logons::logon_at;
use crate::correlate::windows::{CHECK_TO_LOGON, TICKET_FOLD};
use crate::domain::account::{bare_name, fold, is_machine_name, same_first_label, same_name};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Identity, Text};
use crate::domain::join::Join;
use crate::domain::note::Remark;
use crate::domain::remote_access::{Ticket, TicketStep};
use crate::domain::session::{Hidden, Kind, Outcome, Role};
use crate::domain::status::{KDC_PREAUTH_REQUIRED, is_refusal};
use crate::domain::time::Span;

/// Makes sessions of the checks that no session of this machine explains.
pub(crate) fn sessions(facts: &HostFacts<'_, '_>, ledger: &mut SessionLedger) {
    let mut checks = Checks {
        facts,
        is_controller: facts.items.has(FactKinds::TICKET),
        rows: HashMap::default(),
    };
    for (pos, item) in facts
        .items
        .of(FactKinds::TICKET | FactKinds::CREDENTIALS_CHECKED)
    {
        if ledger.is_used(pos) {
            continue;
        }
        match &item.event.fact {
            Fact::Ticket(ticket) => checks.take_ticket(ledger, pos, item, ticket),
            Fact::CredentialsChecked {
                user: Some(user),
                workstation,
                status,
            } => {
                let check = Check {
                    who: Identity {
                        user: Some(Text::clone(user)),
                        ..Identity::default()
                    },
                    client: workstation.clone(),
                    status: *status,
                    address: None,
                };
                if !joins_logon(facts, ledger, pos, &check) {
                    checks.take_ntlm(ledger, pos, item, &check);
                }
            }
            _ => {}
        }
    }
}

/// One check of a credential.
struct Check {
    who: Identity,
    client: Option<Text>,
    status: u32,
    address: Option<LoggedAddress>,
}

impl Check {
    fn ip(&self) -> Option<IpAddr> {
        self.address.and_then(LoggedAddress::ip)
    }

    fn of(ticket: &Ticket) -> Self {
        Self {
            who: ticket.who.clone(),
            client: None,
            status: ticket.status,
            address: ticket.address(),
        }
    }
}

/// Who asks, and from where: an address, or the name that an NTLM client gives itself.
type Client = (u32, String, Option<IpAddr>, Option<String>);

/// A success that further checks may belong to.
struct Row {
    draft: DraftIndex,
    service: Option<String>,
    first: Pos,
    last: Pos,
}

struct Checks<'k, 'a, 'e> {
    facts: &'k HostFacts<'a, 'e>,
    is_controller: bool,
    rows: HashMap<Client, Vec<Row>>,
}

impl Checks<'_, '_, '_> {
    fn take_ticket(
        &mut self,
        ledger: &mut SessionLedger,
        pos: Pos,
        item: &Item<'_>,
        ticket: &Ticket,
    ) {
        let check = Check::of(ticket);
        let service = foreign_service(ticket, item);
        match ticket.step {
            // The first step of every logon without a saved secret, not a refusal.
            TicketStep::Granting if ticket.status == KDC_PREAUTH_REQUIRED => {}
            TicketStep::Granting if ticket.status == 0 => {
                if is_own_machine(ticket, item)
                    || (!self.goes_elsewhere(pos, ticket)
                        && joins_logon(self.facts, ledger, pos, &check))
                {
                    return;
                }
                self.take_success(ledger, pos, item, &check, None);
            }
            TicketStep::Granting | TicketStep::PreAuthentication => {
                if !joins_logon(self.facts, ledger, pos, &check) {
                    self.fail(ledger, pos, item, &check);
                }
            }
            // A refused ticket to a service shows nothing about a credential.
            TicketStep::Service if ticket.status != 0 => {}
            TicketStep::Service => match service {
                Some(service) => self.take_success(ledger, pos, item, &check, Some(service)),
                None => {
                    joins_logon(self.facts, ledger, pos, &check);
                }
            },
        }
    }

    /// Whether the same client at once asks for a service on another machine.
    fn goes_elsewhere(&self, pos: Pos, ticket: &Ticket) -> bool {
        let items = self.facts.items;
        near::after(items, pos, CHECK_TO_LOGON, FactKinds::TICKET).any(|at| match items.get(at) {
            Some(item) => match &item.event.fact {
                Fact::Ticket(other) => {
                    other.step == TicketStep::Service
                        && other.status == 0
                        && ip_of(other) == ip_of(ticket)
                        && name_of(&other.who) == name_of(&ticket.who)
                        && foreign_service(other, item).is_some()
                }
                _ => false,
            },
            None => false,
        })
    }

    /// A 4776 is merged only with the same check a moment before.
    fn take_ntlm(&mut self, ledger: &mut SessionLedger, pos: Pos, item: &Item<'_>, check: &Check) {
        if check.status != 0 {
            self.fail(ledger, pos, item, check);
        } else {
            self.take_success(ledger, pos, item, check, None);
        }
    }

    fn take_success(
        &mut self,
        ledger: &mut SessionLedger,
        pos: Pos,
        item: &Item<'_>,
        check: &Check,
        service: Option<Text>,
    ) {
        let items = self.facts.items;
        let wanted = service.as_deref().map(fold);
        let near = |at: Pos, window: Span| {
            let at = items.get(at);
            at.is_some_and(|at| at.boot == item.boot && at.is_near(item, window))
        };
        let client = client_of(item.boot, check);
        let rows = self.rows.entry(client.clone()).or_default();
        rows.retain(|row| near(row.last, TICKET_FOLD));
        let same = rows.iter().rposition(|row| {
            if row.service == wanted && wanted.is_some() {
                near(row.first, TICKET_FOLD)
            } else {
                (row.service.is_none() || wanted.is_none()) && near(row.last, CHECK_TO_LOGON)
            }
        });
        let place = same.unwrap_or_else(|| {
            let draft = new_draft(item.boot, Outcome::Success, pos, check, self.is_controller);
            let draft = ledger.open(draft);
            rows.push(Row {
                draft,
                service: None,
                first: pos,
                last: pos,
            });
            rows.len() - 1
        });
        let Some(row) = rows.get_mut(place) else {
            return;
        };
        row.last = pos;
        row.service = row.service.take().or(wanted);
        attach(self.facts, ledger, row.draft, pos, Role::Authentication);
        if let Some(session) = ledger.get(row.draft) {
            session.name(&check.who);
            session.detail = session.detail.take().or(service);
        }
    }

    /// Each refusal is a separate attempt.
    fn fail(&mut self, ledger: &mut SessionLedger, pos: Pos, item: &Item<'_>, check: &Check) {
        let refused = is_refusal(check.status, 0);
        let outcome = if refused {
            Outcome::Refused
        } else {
            Outcome::Failed
        };
        let mut draft = new_draft(item.boot, outcome, pos, check, self.is_controller);
        draft.authenticated = None;
        draft.attempts = 1;
        draft.failure = Some(check.status);
        draft.end = Some(End::of_failure(self.facts.items, Some(pos)));
        let draft = ledger.open(draft);
        attach(self.facts, ledger, draft, pos, Role::Failure);
    }
}

fn new_draft(
    boot: u32,
    outcome: Outcome,
    pos: Pos,
    check: &Check,
    is_controller: bool,
) -> SessionDraft {
    let mut draft = SessionDraft::new(boot, Kind::DomainAuth, outcome);
    draft.begin = Some(pos);
    draft.authenticated = Some(pos);
    draft.name(&check.who);
    draft.client.clone_from(&check.client);
    draft.ip = check.ip();
    draft.port = check.address.and_then(LoggedAddress::port);
    // What followed the check was on another machine.
    draft.end = Some(End::unknown());
    if check.who.user.as_deref().is_some_and(is_machine_name) {
        draft.hidden = Some(Hidden::Account);
    }
    if !is_controller {
        draft.notes.push(Remark::NoLogonSeen.into());
    }
    draft
}

fn attach(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    draft: DraftIndex,
    pos: Pos,
    role: Role,
) {
    let join = match facts.items.get(pos).map(|item| &item.event.fact) {
        Some(Fact::Ticket(ticket)) => match &ticket.service {
            Some(service) => format!("user + address + {service}"),
            None => "user + address".to_owned(),
        },
        _ => "the record itself".to_owned(),
    };
    ledger.attach_source(facts.items, draft, pos, role, rules::TICKETS, join);
}

/// Makes a check a source of the logon or refusal on this machine that it was for: the nearest of
/// the same user within two seconds, from the same address where both name one.
fn joins_logon(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    pos: Pos,
    check: &Check,
) -> bool {
    let items = facts.items;
    let fits = |who: &Identity, address: Option<LoggedAddress>| {
        let names = who.user.as_ref().zip(check.who.user.as_ref());
        let same = names.is_some_and(|(a, b)| same_name(bare_name(a), bare_name(b)));
        let (from, asked) = (address.and_then(LoggedAddress::ip), check.ip());
        same && match (from, asked) {
            (Some(from), Some(asked)) => from == asked || asked.is_loopback() || from.is_loopback(),
            _ => true,
        }
    };
    // Only its result can fit a check.
    let kinds = if check.status == 0 {
        FactKinds::LOGON
    } else {
        FactKinds::LOGON_FAILED
    };
    let found = near::around(items, pos, CHECK_TO_LOGON, kinds)
        .filter(|&at| match (logon_at(items, at), failure_at(items, at)) {
            (Some(logon), _) => fits(&logon.target, logon.address()),
            (_, Some(failure)) => fits(&failure.target, failure.address()),
            _ => false,
        })
        .filter_map(|at| Some((at, ledger.owner(at)?)))
        .min_by_key(|&(at, _)| {
            let both = items.get(at).zip(items.get(pos));
            both.map(|(a, b)| a.time.distance(b.time))
        });
    let Some((at, draft)) = found else {
        return false;
    };
    let join = Join::apart("user + time", near::distance(items, at, pos));
    let role = if check.status == 0 {
        Role::Authentication
    } else {
        Role::Failure
    };
    ledger.attach_source(items, draft, pos, role, rules::CHECK_OF_LOGON, join)
}

/// The service that a ticket is for, without the `$` of a host, unless it is on this very machine
/// or the controller's own (`krbtgt`).
fn foreign_service(ticket: &Ticket, item: &Item<'_>) -> Option<Text> {
    let service = ticket.service.as_ref()?;
    let name = service.trim_end_matches('$');
    let own = same_first_label(name, &item.event.computer) || same_name(name, "krbtgt");
    (!own).then(|| Text::from(name))
}

/// Whether the machine asks for a ticket for itself.
fn is_own_machine(ticket: &Ticket, item: &Item<'_>) -> bool {
    ticket.who.user.as_deref().is_some_and(|user| {
        let host = user.trim().strip_suffix('$');
        host.is_some_and(|host| same_first_label(host, &item.event.computer))
    })
}

fn client_of(boot: u32, check: &Check) -> Client {
    let workstation = check.client.as_deref().map(fold);
    (boot, name_of(&check.who), check.ip(), workstation)
}

fn ip_of(ticket: &Ticket) -> Option<IpAddr> {
    ticket.address().and_then(LoggedAddress::ip)
}

fn name_of(who: &Identity) -> String {
    let user = who.user.as_ref();
    user.map_or_else(String::new, |user| fold(bare_name(user)))
}

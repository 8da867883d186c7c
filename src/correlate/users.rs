//! Names to accounts: a SID for a name where exactly one account of the host can be meant, and a
//! name for a SID.

use std::collections::{BTreeMap, BTreeSet};

use crate::correlate::atoms::logons::bare;
use crate::correlate::order::Item;
use crate::domain::account::{fold, host_label};
use crate::domain::event::{Fact, Identity, Text};
use crate::domain::status::KDC_NO_SUCH_CLIENT;

/// NTSTATUS of a name that does not exist: never bound to an account.
const NO_SUCH_USER: u32 = 0xC000_0064;

/// The accounts that a host's records name.
#[derive(Debug, Default)]
pub struct Accounts {
    by_name: BTreeMap<String, BTreeSet<Text>>,
    by_sid: BTreeMap<Text, (Text, Option<Text>)>,
}

impl Accounts {
    /// Learns from every record that has both a SID and a name; later records win, as accounts
    /// are renamed and machines join domains.
    pub fn learn(items: &[Item<'_>]) -> Self {
        let mut accounts = Self::default();
        for item in items {
            match &item.event.fact {
                Fact::Logon(logon) => accounts.add(&logon.target),
                Fact::LogonEnded { who, .. }
                | Fact::LogoffStarted { who, .. }
                | Fact::PrivilegesAssigned { who, .. }
                | Fact::Lock { who, .. } => accounts.add(who),
                Fact::ProcessStarted(process) => accounts.add(&process.who),
                Fact::Ticket(ticket) => accounts.add(&ticket.who),
                Fact::ExplicitCredentials { subject, .. } => accounts.add(subject),
                _ => {}
            }
        }
        accounts
    }

    fn add(&mut self, who: &Identity) {
        let (Some(sid), Some(user)) = (&who.sid, &who.user) else {
            return;
        };
        self.by_name
            .entry(fold(user))
            .or_default()
            .insert(Text::clone(sid));
        let known = self.by_sid.get(sid).and_then(|(_, domain)| domain.clone());
        self.by_sid.insert(
            Text::clone(sid),
            (Text::clone(user), who.domain.clone().or(known)),
        );
    }

    /// Fills in what an identity lacks. Returns whether its SID was bound by name alone.
    pub fn resolve(&self, who: &mut Identity, failure: Option<u32>) -> bool {
        if let Some((user, domain)) = who.sid.as_ref().and_then(|sid| self.by_sid.get(sid)) {
            if who.user.is_none() {
                who.user = Some(Text::clone(user));
            }
            if who.domain.is_none() {
                who.domain.clone_from(domain);
            }
            return false;
        }
        if who.sid.is_some() || matches!(failure, Some(NO_SUCH_USER | KDC_NO_SUCH_CLIENT)) {
            return false;
        }
        let Some(user) = who.user.as_ref() else {
            return false;
        };
        // A typed blank makes another name: "Jonathan " is not Jonathan.
        if user.trim() != &**user {
            return false;
        }
        let fitting: Vec<(&Text, &(Text, Option<Text>))> = self
            .by_name
            .get(&fold(bare(user)))
            .into_iter()
            .flatten()
            .filter_map(|sid| Some((sid, self.by_sid.get(sid)?)))
            .filter(|(_, (_, domain))| domains_fit(who.domain.as_deref(), domain.as_deref()))
            .collect();
        let [(sid, (name, domain))] = fitting[..] else {
            return false;
        };
        who.sid = Some(Text::clone(sid));
        who.user = Some(Text::clone(name));
        if who.domain.is_none() {
            who.domain.clone_from(domain);
        }
        true
    }
}

/// `C137` and `C137.local` are one domain; a name without a domain fits any.
fn domains_fit(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => host_label(a) == host_label(b),
        _ => true,
    }
}

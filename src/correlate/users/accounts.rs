//! The accounts that the records of a case name, by SID: their names, with dates, and their hosts.
//! Rule U1.

use std::collections::BTreeSet;

use super::domains::Domains;
use super::names::is_foreign_name;
use crate::correlate::hosts::{AccountChange, NamedAccount};
use crate::correlate::maps::HashMap;
use crate::correlate::time_range::{TimeRange, united};
use crate::domain::account::{
    AccountStep, CONSUMER_DOMAIN, account_authority, bare_name, fold, host_label, netbios_name,
    same_host_label, same_name,
};
use crate::domain::event::{Identity, Text};
use crate::domain::session::{Host, HostIndex};
use crate::domain::time::{Span, Timestamp};

/// A name that an account had on a host, and when it was seen under it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    /// The first time that it was seen.
    pub first: Timestamp,
    /// The last time.
    pub last: Timestamp,
    /// Where.
    pub host: HostIndex,
    /// Name as logged.
    pub user: Text,
    /// Domain as logged.
    pub domain: Option<Text>,
}

/// When an account was seen under a name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct NamePeriod {
    /// Folded, without domain.
    name: String,
    times: TimeRange,
    /// Another service uses this name: it is not a change of its name on the machine.
    is_foreign: bool,
}

/// One account.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// Its names, oldest first.
    pub names: Vec<Name>,
    /// Its names, folded, in order.
    periods: Vec<NamePeriod>,
    /// 4720, the last one.
    pub created: Option<Timestamp>,
    /// 4726, the last one.
    pub deleted: Option<Timestamp>,
    /// Hosts that have it as a local account.
    pub local_on: BTreeSet<HostIndex>,
    /// It was seen under a domain: the same account on every host. (The first domain controller's
    /// local accounts become the domain's.)
    pub is_of_domain: bool,
}

/// All accounts of a case.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    by_sid: HashMap<Text, Account>,
    by_name: HashMap<String, BTreeSet<Text>>,
    pub(super) domains: Domains,
    hosts: Vec<Names>,
}

/// What a host is called, and whom it knows.
#[derive(Debug, Default)]
struct Names {
    labels: BTreeSet<String>,
    /// What it is called last, as the domain of its own accounts.
    last: String,
    /// Authorities of its local accounts.
    authorities: BTreeSet<String>,
    /// Domains that its records name.
    domains: BTreeSet<String>,
    /// The accounts that its records name with both a SID and a name.
    named: Vec<Identity>,
}

/// The names that a host's records give to SIDs: host, SID, user, domain.
type SeenNames<'e> = HashMap<(HostIndex, &'e Text, &'e Text, Option<&'e Text>), TimeRange>;

impl Accounts {
    /// Learns from whom the records of each host name with both a SID and a name, and from what became
    /// of accounts.
    pub(crate) fn learn<'m>(
        hosts: &[Host],
        named: impl Iterator<Item = (HostIndex, &'m NamedAccount)>,
        steps: impl Iterator<Item = (HostIndex, &'m AccountChange)>,
    ) -> Self {
        let mut accounts = Self {
            hosts: hosts.iter().map(Names::of).collect(),
            ..Self::default()
        };
        let mut seen = SeenNames::default();
        let mut note = |name, times: TimeRange| {
            let known = seen.entry(name).or_insert(times);
            *known = united(*known, times);
        };
        for (host, named) in named {
            if let (Some(sid), Some(user)) = (&named.who.sid, &named.who.user) {
                note((host, sid, user, named.who.domain.as_ref()), named.times);
            }
        }
        for (host, step) in steps {
            let (Some(sid), Some(_)) = (&step.who.sid, &step.who.user) else {
                continue;
            };
            if let AccountStep::Renamed { old } = &step.what {
                // The old name was in use until just before.
                let before = step.time.minus(Span(1));
                let domain = step.who.domain.as_ref();
                note((host, sid, old, domain), (before, before));
            }
            accounts.take_step(sid, &step.what, step.time);
        }
        let mut own_domains = HashMap::default();
        for ((host, sid, user, domain), times) in seen {
            let is_own = domain.is_some_and(|domain| {
                let is_own = own_domains.entry((host, domain));
                *is_own.or_insert_with(|| {
                    let names = accounts.hosts.get(host.0 as usize);
                    names.is_some_and(|names| names.are_own(domain))
                })
            });
            accounts.add(sid, host, user, (domain, is_own), times);
        }
        for host in &mut accounts.hosts {
            let key = |who: &Identity| (who.sid.clone(), who.user.clone(), who.domain.clone());
            host.named.sort_by_cached_key(key);
        }
        for account in accounts.by_sid.values_mut() {
            account.names.sort();
            let names = account.names.iter();
            let periods = names.map(|name| NamePeriod {
                name: fold(bare_name(&name.user)),
                times: (name.first, name.last),
                is_foreign: is_foreign_name(&name.user, name.domain.as_deref()),
            });
            account.periods = periods.collect();
            account.periods.sort_unstable();
            account.periods.dedup_by(|later, period| {
                let is_one_name = later.name == period.name;
                if is_one_name {
                    period.times = united(period.times, later.times);
                    period.is_foreign &= later.is_foreign;
                }
                is_one_name
            });
        }
        accounts
    }

    fn take_step(&mut self, sid: &Text, step: &AccountStep, time: Timestamp) {
        let account = self.by_sid.entry(Text::clone(sid)).or_default();
        match step {
            AccountStep::Created => account.created = account.created.max(Some(time)),
            AccountStep::Deleted => account.deleted = account.deleted.max(Some(time)),
            AccountStep::Renamed { .. } => {}
        }
    }

    fn add(
        &mut self,
        sid: &Text,
        host: HostIndex,
        user: &Text,
        (domain, is_own): (Option<&Text>, bool),
        (first, last): TimeRange,
    ) {
        let account = self.by_sid.entry(Text::clone(sid)).or_default();
        account.names.push(Name {
            first,
            last,
            host,
            user: Text::clone(user),
            domain: domain.cloned(),
        });
        let sids = self.by_name.entry(fold(bare_name(user))).or_default();
        sids.insert(Text::clone(sid));
        let Some(names) = self.hosts.get_mut(host.0 as usize) else {
            return;
        };
        names.named.push(Identity {
            sid: Some(Text::clone(sid)),
            user: Some(Text::clone(user)),
            domain: domain.cloned(),
        });
        let Some(domain) = domain else { return };
        self.domains.learn(domain, sid);
        if is_own {
            account.local_on.insert(host);
            let authority = account_authority(sid);
            if let Some(authority) = authority.filter(|own| !names.authorities.contains(*own)) {
                names.authorities.insert(authority.to_owned());
            }
        } else if !same_name(domain, CONSUMER_DOMAIN) {
            account.is_of_domain = true;
            names.domains.insert(fold(domain));
        }
    }

    /// The accounts that a host's records name with both a SID and a name, in order.
    pub(crate) fn named_on(&self, host: HostIndex) -> &[Identity] {
        let names = self.hosts.get(host.0 as usize);
        names.map_or(&[], |names| names.named.as_slice())
    }

    /// The account of a SID.
    pub(crate) fn get(&self, sid: &Text) -> Option<&Account> {
        self.by_sid.get(sid)
    }

    /// The accounts that ever had this (folded) name, by SID.
    pub(crate) fn named(&self, folded: &str) -> impl Iterator<Item = (&Text, &Account)> {
        let sids = self.by_name.get(folded).into_iter().flatten();
        sids.filter_map(|sid| Some((sid, self.by_sid.get(sid)?)))
    }

    /// Whether a domain field means the host itself: by a dot, or by any name that it ever had.
    pub(crate) fn is_own_name(&self, host: HostIndex, domain: &str) -> bool {
        let names = self.hosts.get(host.0 as usize);
        domain == "." || names.is_some_and(|names| names.are_own(domain))
    }

    /// The last name of a host, where a domain field has an earlier name of it: its accounts stay the same.
    pub(crate) fn last_own_name(&self, host: HostIndex, domain: &str) -> Option<&str> {
        let names = self.hosts.get(host.0 as usize)?;
        let is_renamed = names.labels.len() > 1;
        (is_renamed && names.are_own(domain) && !same_host_label(domain, &names.last))
            .then_some(&names.last)
    }

    /// Whether an account is one of the host's own.
    pub(crate) fn is_local(&self, host: HostIndex, sid: &Text, account: &Account) -> bool {
        let names = self.hosts.get(host.0 as usize);
        let authority = sid.rsplit_once('-').map(|(authority, _)| authority);
        let issued =
            authority.is_some_and(|own| names.is_some_and(|names| names.authorities.contains(own)));
        issued || account.local_on.contains(&host)
    }

    /// Whether a host's records name a domain.
    pub(crate) fn knows_domain(&self, host: HostIndex, domain: &str) -> bool {
        let names = self.hosts.get(host.0 as usize);
        let mut known = names.into_iter().flat_map(|names| &names.domains);
        known.any(|known| self.domains.are_one(known, domain))
    }

    /// Whether several hosts have a local account of this SID: they were made from one image.
    pub(crate) fn is_on_several_hosts(&self, sid: &Text) -> bool {
        self.by_sid
            .get(sid)
            .is_some_and(|account| account.local_on.len() > 1)
    }
}

impl Names {
    fn of(host: &Host) -> Self {
        let labels: BTreeSet<String> = host.names().map(|name| host_label(name)).collect();
        // Machines of a domain have its DNS name as their suffix.
        let suffixes = host.names().filter_map(|name| name.split_once('.'));
        let domains = suffixes.map(|(_, suffix)| fold(suffix)).collect();
        let first_label = host.name.split('.').next().unwrap_or(&host.name);
        Self {
            labels,
            last: netbios_name(first_label).to_owned(),
            authorities: BTreeSet::new(),
            domains,
            named: Vec::new(),
        }
    }

    fn are_own(&self, domain: &str) -> bool {
        self.labels
            .iter()
            .any(|label| same_host_label(domain, label))
    }
}

impl Account {
    /// Its name on a host at a moment: the one that was in use there and then, else the last one
    /// before, else the first. Names of other hosts count where that host has none, and those of another
    /// service where the machine has none of its own.
    pub(crate) fn name_at(&self, host: HostIndex, time: Timestamp) -> Option<&Name> {
        let rank = |name: &&Name| {
            let distance = if name.last < time {
                (1, name.last.distance(time))
            } else if name.first > time {
                (2, name.first.distance(time))
            } else {
                (0, name.first.distance(name.first))
            };
            let is_foreign = is_foreign_name(&name.user, name.domain.as_deref());
            (
                name.host != host,
                is_foreign,
                distance,
                name.domain.is_none(),
            )
        };
        self.names.iter().rev().min_by(|a, b| rank(a).cmp(&rank(b)))
    }

    /// Whether the account had this (folded) name at a moment, as far as records show: seen under
    /// it, and not known to have been created later, deleted before, or called otherwise since.
    pub(crate) fn had_name(&self, folded: &str, time: Timestamp) -> bool {
        let exists = self.created.is_none_or(|created| created <= time)
            && self.deleted.is_none_or(|deleted| time <= deleted);
        exists && self.is_called(folded, time)
    }

    fn is_called(&self, folded: &str, time: Timestamp) -> bool {
        let Some(own) = self.period(folded) else {
            return false;
        };
        let others = || {
            let others = self.periods.iter().filter(|other| other.name != folded);
            let alike = others.filter(|other| other.is_foreign == own.is_foreign);
            alike.map(|other| other.times)
        };
        let (first, last) = own.times;
        let renamed_since = others().any(|other| other.0 >= last && other.0 < time);
        let renamed_later = others().any(|other| other.1 <= first && time < other.1);
        (first <= time && time <= last) || !(renamed_since || renamed_later)
    }

    /// When it was in use under this (folded) name.
    pub(crate) fn period_of(&self, folded: &str) -> Option<TimeRange> {
        self.period(folded).map(|period| period.times)
    }

    fn period(&self, folded: &str) -> Option<&NamePeriod> {
        let place = self
            .periods
            .binary_search_by(|period| (*period.name).cmp(folded));
        self.periods.get(place.ok()?)
    }

    /// Domains under which it occurs.
    pub(crate) fn domains(&self) -> impl Iterator<Item = &Text> {
        self.names.iter().filter_map(|name| name.domain.as_ref())
    }

    /// Whether any of its names was seen on this host.
    pub(crate) fn is_seen_on(&self, host: HostIndex) -> bool {
        self.names.iter().any(|name| name.host == host)
    }
}

//! Which identities of a host are one account. Learned before anything is joined; every join asks it.
//! Rule U3.

use super::accounts::Accounts;
use super::names::{is_address, is_foreign};
use crate::correlate::index_lists::index_of;
use crate::correlate::maps::HashMap;
use crate::domain::account::{AccountMatch, bare_name, fold, is_account_sid, same_name};
use crate::domain::event::{Identity, Text};
use crate::domain::session::HostIndex;
use crate::domain::status::is_unknown_name;
use crate::domain::time::Timestamp;

/// The number of an account among those of a host.
type Number = u32;

/// One account that has a given name.
#[derive(Clone, Debug)]
struct NameUse {
    /// The domain in the same record.
    domain: Option<Text>,
    /// Whether the domain is the host itself.
    is_own: bool,
    number: Number,
    ground: AccountMatch,
}

#[derive(Debug, Default)]
struct Account {
    sid: Option<Text>,
    /// A name that it bears on this machine.
    local: Option<Identity>,
}

/// What became of an identity that was given its name on the machine.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LocalName {
    /// Why it is the account of that name, where it was logged by another.
    pub ground: Option<AccountMatch>,
    /// It has its SID by what was typed.
    pub is_bound_by_name: bool,
}

/// The accounts of a host, by SID and by all of their names.
#[derive(Debug)]
pub(crate) struct People<'a> {
    /// The accounts of the case.
    pub(super) case: &'a Accounts,
    pub(super) host: HostIndex,
    all: Vec<Account>,
    by_sid: HashMap<Text, Number>,
    by_name: HashMap<String, Vec<NameUse>>,
    /// Some account has two names: names that differ may mean one.
    has_aliases: bool,
    /// Two accounts have one name: equal names may mean two.
    has_shared_names: bool,
}

impl<'a> People<'a> {
    /// The people whom a host's records name.
    pub(super) fn of(case: &'a Accounts, host: HostIndex) -> Self {
        let mut people = Self {
            case,
            host,
            all: Vec::new(),
            by_sid: HashMap::default(),
            by_name: HashMap::default(),
            has_aliases: false,
            has_shared_names: false,
        };
        for who in case.named_on(host) {
            people.add_named(who);
        }
        people
    }

    /// Whether two identities are one account, and why.
    pub(crate) fn same(&self, a: &Identity, b: &Identity) -> Option<AccountMatch> {
        if let (Some(a), Some(b)) = (&a.sid, &b.sid) {
            return (a == b).then_some(AccountMatch::Sid);
        }
        let equal = match (&a.user, &b.user) {
            (Some(a), Some(b)) => {
                let equal = same_name(bare_name(a), bare_name(b));
                // Nearly all comparisons end here: the host has nobody of two names.
                let is_sure = if equal {
                    !(self.has_shared_names || is_address(a) && is_address(b) && self.has_aliases)
                } else {
                    !self.has_aliases
                };
                if is_sure {
                    return equal.then_some(AccountMatch::Name);
                }
                equal
            }
            _ => false,
        };
        let (ours, theirs) = (self.numbers(a), self.numbers(b));
        if ours.is_empty() || theirs.is_empty() {
            return equal.then_some(AccountMatch::Name);
        }
        let shared = ours.iter().find_map(|(number, ground)| {
            let mut theirs = theirs.iter().filter(|(other, _)| other == number);
            theirs.next().map(|(_, other)| *ground.max(other))
        });
        shared.map(|ground| if equal { AccountMatch::Name } else { ground })
    }

    /// Whether two identities are one account.
    pub(crate) fn are_same(&self, a: &Identity, b: &Identity) -> bool {
        self.same(a, b).is_some()
    }

    /// What an account can be looked up by: its name without domain and case, its SID, and what else is
    /// known about whom the name means. Two identities of one account have one of these in common.
    pub(crate) fn keys(&self, who: &Identity) -> Vec<String> {
        let name = who.user.as_ref().map(|user| fold(bare_name(user)));
        let mut keys: Vec<String> = name.into_iter().collect();
        keys.extend(who.sid.as_deref().map(str::to_owned));
        if self.has_aliases {
            for (number, _) in self.numbers(who) {
                let sid = self.all.get(number as usize).and_then(|a| a.sid.as_deref());
                let key = sid.map_or_else(|| format!("account {number}"), str::to_owned);
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
        }
        keys
    }

    /// Gives a session's account the name that it bears on this machine in place of a mail address, and
    /// its SID where a link gives it.
    pub(crate) fn use_local_name(
        &self,
        who: &mut Identity,
        failure: Option<u32>,
        time: Timestamp,
    ) -> LocalName {
        // A name that belongs to no account is not bound.
        if is_unknown_name(failure) {
            return LocalName::default();
        }
        let had_sid = who.sid.is_some();
        let ground = self.local_name(who, time);
        LocalName {
            ground,
            is_bound_by_name: !had_sid && who.sid.is_some() && ground.is_some(),
        }
    }

    fn local_name(&self, who: &mut Identity, time: Timestamp) -> Option<AccountMatch> {
        let is_logged_foreign = is_foreign(who);
        if who.user.is_some() && who.sid.is_some() && !is_logged_foreign {
            return None;
        }
        let [(number, ground)] = self.numbers(who)[..] else {
            return None;
        };
        let account = self.all.get(number as usize)?;
        let known = account.sid.as_ref().and_then(|sid| self.case.get(sid));
        if who.sid.is_none() && is_logged_foreign {
            // An address that is a name and its domain is bound by Rule U2; one that is a name as a
            // whole, while the account had it.
            let (address, _) = who.user.as_ref().map(|user| split(user, who))?;
            let had = known.is_none_or(|known| known.had_name(&fold(address_name(address)), time));
            if !had || !self.by_name.contains_key(&fold(address)) {
                return None;
            }
        }
        // A name that a record gives the SID is bound by Rule U2, with its own confidence.
        if who.sid.is_none() && (is_logged_foreign || ground > AccountMatch::NamedWithSid) {
            who.sid.clone_from(&account.sid);
        }
        if !is_logged_foreign && who.user.is_some() {
            return None;
        }
        let named = known.and_then(|known| known.name_at(self.host, time));
        let named = named.map(|name| Identity {
            sid: None,
            user: Some(Text::clone(&name.user)),
            domain: name.domain.clone(),
        });
        let local = named.filter(|named| !is_foreign(named));
        let local = local.or_else(|| account.local.clone())?;
        let ground = self.ground_of(number, &local).unwrap_or(ground);
        let is_new = who.user.is_some();
        who.user = local.user;
        who.domain = local.domain;
        is_new.then_some(ground)
    }

    fn ground_of(&self, number: Number, who: &Identity) -> Option<AccountMatch> {
        let of = self.numbers(who).into_iter();
        of.filter(|(of, _)| *of == number)
            .map(|(_, ground)| ground)
            .next()
    }

    /// Whether nobody is known by this name.
    pub(super) fn is_unknown(&self, who: &Identity) -> bool {
        self.numbers(who).is_empty()
    }

    /// Whether an account is known by its address alone.
    pub(super) fn lacks_local_name(&self, sid: &Text) -> bool {
        let number = self.by_sid.get(sid);
        let account = number.and_then(|&number| self.all.get(number as usize));
        account.is_none_or(|account| account.local.is_none())
    }

    /// Two identities are one account, unless what is known already says that they are two.
    pub(super) fn link(&mut self, a: &Identity, b: &Identity, ground: AccountMatch) {
        let ours = self.number_to_link(a);
        let theirs = self.number_to_link(b);
        match (ours, theirs) {
            (LinkTarget::Several, _)
            | (_, LinkTarget::Several)
            | (LinkTarget::One(_), LinkTarget::One(_)) => {}
            (LinkTarget::One(number), LinkTarget::None) => self.add_name(number, b, ground),
            (LinkTarget::None, LinkTarget::One(number)) => self.add_name(number, a, ground),
            (LinkTarget::None, LinkTarget::None) if a.user.is_some() && b.user.is_some() => {
                let number = self.open(None);
                self.add_name(number, a, ground);
                self.add_name(number, b, ground);
            }
            (LinkTarget::None, LinkTarget::None) => {}
        }
    }

    fn number_to_link(&mut self, who: &Identity) -> LinkTarget {
        if let Some(sid) = &who.sid {
            return if is_account_sid(sid) {
                LinkTarget::One(self.of_sid(sid))
            } else {
                LinkTarget::Several
            };
        }
        match self.numbers(who)[..] {
            [] => LinkTarget::None,
            [(number, _)] => LinkTarget::One(number),
            _ => LinkTarget::Several,
        }
    }

    /// A record names a SID and a name. Only those of people's accounts: SYSTEM is called by the name of
    /// its machine, and by another word in each language.
    fn add_named(&mut self, who: &Identity) {
        if let Some(sid) = who.sid.as_ref().filter(|sid| is_account_sid(sid)) {
            let number = self.of_sid(sid);
            self.add_name(number, who, AccountMatch::NamedWithSid);
        }
    }

    fn of_sid(&mut self, sid: &Text) -> Number {
        if let Some(&number) = self.by_sid.get(sid) {
            return number;
        }
        let number = self.open(Some(Text::clone(sid)));
        self.by_sid.insert(Text::clone(sid), number);
        number
    }

    fn open(&mut self, sid: Option<Text>) -> Number {
        self.all.push(Account { sid, local: None });
        index_of(self.all.len() - 1)
    }

    /// An account has a name.
    fn add_name(&mut self, number: Number, who: &Identity, ground: AccountMatch) {
        let Some((name, domain)) = who.user.as_ref().map(|user| split(user, who)) else {
            return;
        };
        let domain = domain.map(Text::from);
        let is_own = (domain.as_deref()).is_some_and(|d| self.case.is_own_name(self.host, d));
        let list = self.by_name.entry(fold(name)).or_default();
        let is_known = |called: &NameUse| called.number == number && called.domain == domain;
        if !list.iter().any(is_known) {
            list.push(NameUse {
                domain,
                is_own,
                number,
                ground,
            });
        }
        if !is_foreign(who)
            && let Some(account) = self.all.get_mut(number as usize)
        {
            account.local = Some(Identity {
                sid: None,
                ..who.clone()
            });
        }
    }

    /// The accounts that an identity can mean, and how that is known.
    fn numbers(&self, who: &Identity) -> Vec<(Number, AccountMatch)> {
        if let Some(sid) = &who.sid {
            let number = self.by_sid.get(sid);
            return number
                .map(|&number| (number, AccountMatch::Sid))
                .into_iter()
                .collect();
        }
        let Some(user) = &who.user else {
            return Vec::new();
        };
        let (name, domain) = split(user, who);
        if let Some(called) = self.by_name.get(&fold(name)) {
            let domain = domain.filter(|_| !is_address(name));
            return self.fitting(called, domain);
        }
        let Some((first, realm)) = name.split_once('@') else {
            return Vec::new();
        };
        let called = self.by_name.get(&fold(first));
        called.map_or_else(Vec::new, |called| self.fitting(called, Some(realm)))
    }

    fn fitting(&self, called: &[NameUse], domain: Option<&str>) -> Vec<(Number, AccountMatch)> {
        let is_own = domain.is_some_and(|domain| self.case.is_own_name(self.host, domain));
        let fits = |called: &&NameUse| match (domain, called.domain.as_deref()) {
            (Some(domain), Some(known)) => {
                (is_own && called.is_own)
                    || same_name(domain, known)
                    || self.case.domains.are_one(domain, known)
            }
            _ => true,
        };
        let mut found: Vec<(Number, AccountMatch)> = Vec::new();
        for called in called.iter().filter(fits) {
            if !found.iter().any(|(number, _)| *number == called.number) {
                found.push((called.number, called.ground));
            }
        }
        found
    }

    /// Counts names and accounts when all links are known.
    pub(super) fn count_names(&mut self) {
        let mut names = vec![0_u32; self.all.len()];
        for called in self.by_name.values() {
            let mut numbers: Vec<Number> = called.iter().map(|called| called.number).collect();
            numbers.sort_unstable();
            numbers.dedup();
            self.has_shared_names |= numbers.len() > 1;
            for number in numbers {
                if let Some(names) = names.get_mut(number as usize) {
                    *names += 1;
                }
            }
        }
        self.has_aliases = names.iter().any(|&names| names > 1);
    }
}

/// What is known of an identity that a link is about.
enum LinkTarget {
    None,
    One(Number),
    Several,
}

/// The name of an identity and its domain. A mail address is a name as a whole.
fn split<'i>(user: &'i str, who: &'i Identity) -> (&'i str, Option<&'i str>) {
    let (typed, name) = match user.rsplit_once('\\') {
        Some((domain, name)) => (Some(domain), name),
        None => (None, user),
    };
    let domain = typed.or(who.domain.as_deref());
    (name, domain.filter(|domain| !domain.is_empty()))
}

/// The part of an address before its domain.
fn address_name(address: &str) -> &str {
    address.split('@').next().unwrap_or(address)
}

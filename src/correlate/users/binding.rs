//! Which account a name without a SID means.
//! Rule U2.

use super::accounts::{Account, Accounts};
use crate::domain::account::{AccountName, bare_name, fold};
use crate::domain::event::{Identity, Text};
use crate::domain::session::HostIndex;
use crate::domain::status::is_unknown_name;
use crate::domain::time::Timestamp;

/// How a session's account is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    /// By its SID.
    Sid,
    /// By its name: exactly one account can be meant.
    Name,
    /// Several accounts had the name.
    Ambiguous,
    /// Not at all.
    Unbound,
}

impl Accounts {
    /// Fills in what an identity lacks, as it was on a host at a moment.
    pub(crate) fn resolve(
        &self,
        who: &mut Identity,
        failure: Option<u32>,
        host: HostIndex,
        time: Timestamp,
    ) -> Binding {
        if let Some(sid) = &who.sid {
            if who.user.is_some() && who.domain.is_some() {
                return Binding::Sid;
            }
            let account = self.get(sid);
            if let Some(name) = account.and_then(|account| account.name_at(host, time)) {
                if who.user.is_none() {
                    who.user = Some(Text::clone(&name.user));
                }
                if who.domain.is_none() {
                    who.domain.clone_from(&name.domain);
                }
            }
            return Binding::Sid;
        }
        let Some(typed) = who.user.as_ref().filter(|_| !is_unknown_name(failure)) else {
            return Binding::Unbound;
        };
        // A typed space makes another name: "Jonathan " is not Jonathan.
        if typed.trim() != &**typed {
            return Binding::Unbound;
        }
        let folded = fold(bare_name(typed));
        let in_name = domain_in_name(typed);
        let domain = in_name.or_else(|| who.domain.as_deref().map(str::to_owned));
        let domain = domain.as_deref();
        let is_own = domain.is_some_and(|domain| self.is_own_name(host, domain));
        let fitting: Vec<(&Text, &Account)> = self
            .named(&folded)
            .filter(|(_, account)| account.had_name(&folded, time))
            .filter(|(sid, account)| match domain {
                Some(_) if is_own => self.is_local(host, sid, account),
                _ => self.fits(host, domain, account),
            })
            .collect();
        let in_use = |(_, account): &&(&Text, &Account)| {
            let period = account.period_of(&folded);
            period.is_some_and(|(first, last)| first <= time && time <= last)
        };
        // Of accounts that had the name one after the other, the one that was in use.
        let chosen = match fitting[..] {
            [one] => Some(one),
            _ if Self::are_successive(&fitting, &folded) => {
                let mut then = fitting.iter().filter(in_use);
                then.next().copied().filter(|_| then.next().is_none())
            }
            _ => None,
        };
        let Some((sid, account)) = chosen else {
            return match fitting.len() {
                0 => Binding::Unbound,
                _ => Binding::Ambiguous,
            };
        };
        let name = account.name_at(host, time);
        let called = name.filter(|name| fold(bare_name(&name.user)) == folded);
        who.user =
            Some(called.map_or_else(|| Text::from(bare_name(typed)), |n| Text::clone(&n.user)));
        if who.domain.as_deref().is_none_or(|domain| domain == ".") {
            who.domain = name.and_then(|name| name.domain.clone());
        }
        who.sid = Some(Text::clone(sid));
        Binding::Name
    }

    /// Whether an account can be meant on a host by a name with this domain, which is not the host itself.
    /// Without one, it is any account that the host itself names, or one of a domain that the host knows.
    fn fits(&self, host: HostIndex, domain: Option<&str>, account: &Account) -> bool {
        match domain {
            Some(domain) => {
                // The same name and domain on another host: never that host's own account.
                let here = account.is_seen_on(host) || account.is_of_domain;
                let mut known = account.domains();
                here && known.any(|known| self.domains.are_one(known, domain))
            }
            None if account.is_seen_on(host) => true,
            None => {
                let mut known = account.domains();
                account.is_of_domain && known.any(|known| self.knows_domain(host, known))
            }
        }
    }

    /// Whether these accounts can only have had the name one after the other: they belong to one authority,
    /// which assigns a name to one account at a time.
    fn are_successive(accounts: &[(&Text, &Account)], folded: &str) -> bool {
        let authority = |sid: &Text| sid.rsplit_once('-').map(|(first, _)| first.to_owned());
        let mut periods: Vec<_> = accounts
            .iter()
            .filter_map(|(_, account)| account.period_of(folded))
            .collect();
        periods.sort();
        let apart = periods
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if a.1 <= b.0));
        let one = accounts.first().map(|(sid, _)| authority(sid));
        let same = accounts.iter().all(|(sid, _)| Some(authority(sid)) == one);
        accounts.len() > 1 && same && apart
    }
}

/// The domain that was typed as a part of the name.
fn domain_in_name(typed: &Text) -> Option<String> {
    let (domain, _) = typed.split_once('\\').unzip();
    match domain {
        Some(".") => Some(".".to_owned()),
        _ => AccountName::parse(typed)?.domain,
    }
}

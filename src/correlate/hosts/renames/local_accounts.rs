//! Whether the local accounts of two names belong to one machine. This shows a rename where the log has no
//! record of the restart, as LocalSessionManager's log or an export of Security.

use std::collections::BTreeSet;

use crate::correlate::hosts::names::Names;
use crate::correlate::hosts::survey::Survey;
use crate::correlate::identities;
use crate::correlate::maps::HashMap;
use crate::domain::account::{
    CONSUMER_DOMAIN, account_authority, fold, same_host_label, same_name,
};
use crate::domain::event::{Event, Fact, Text};

/// How names begin that set-up gives to machines that are not named yet (documented).
const SET_UP_NAMES: [&str; 4] = ["win-", "desktop-", "laptop-", "minwinpc"];

/// What the case knows of the accounts that a log can name.
pub(super) struct LocalAccounts {
    /// Authorities of SIDs that records give a domain which is not a computer of the case.
    of_domains: BTreeSet<String>,
}

impl LocalAccounts {
    /// What the records of a case show.
    pub(super) fn of(names: &Names, survey: &Survey<'_>) -> Self {
        let is_computer = |domain: &Text| {
            let mut all = names.all.iter();
            all.any(|name| same_host_label(domain, &name.label))
        };
        let named = survey.account_facts.named.iter();
        let mut known = HashMap::default();
        let mut is_domain = |domain: &Text| {
            let is_domain = || !same_name(domain, CONSUMER_DOMAIN) && !is_computer(domain);
            *known.entry(domain.clone()).or_insert_with(is_domain)
        };
        let of_domains = named
            .filter(|named| named.who.domain.as_ref().is_some_and(&mut is_domain))
            .filter_map(|named| account_authority(named.who.sid.as_deref()?))
            .map(str::to_owned);
        Self {
            of_domains: of_domains.collect(),
        }
    }

    /// Whether the local accounts of an old name continue under the new one. By one machine SID;
    /// otherwise, where the last record under the old name is not later than the first under the new
    /// one, by the SID of an account that is not a domain's, or by the name of a local account. Each
    /// machine has an administrator: that name counts only where the old name is one that set-up gave.
    pub(super) fn go_on(
        &self,
        names: &Names,
        (old, new): (usize, usize),
        (before, after): (&[&Event], &[&Event]),
    ) -> bool {
        let Some((old, new)) = names.all.get(old).zip(names.all.get(new)) else {
            return false;
        };
        if !old.authorities.is_empty() && !new.authorities.is_empty() {
            let mut known = old.authorities.keys();
            return known.any(|authority| new.authorities.contains_key(authority));
        }
        // By the order of the records: the clock may have been set back before the rename.
        let goes_on = before.last().zip(after.first());
        if goes_on.is_none_or(|(last, first)| last.time > first.time) {
            return false;
        }
        let sids = |events: &[&Event]| -> BTreeSet<String> {
            let sids = events.iter().flat_map(|event| sids_of(event));
            let own = sids.filter(|sid| {
                account_authority(sid).is_some_and(|of| !self.of_domains.contains(of))
            });
            own.map(Text::to_string).collect()
        };
        let users = |events: &[&Event], label: &str| -> BTreeSet<String> {
            let users = events
                .iter()
                .filter_map(|event| local_user_of(event, label));
            users.map(fold).collect()
        };
        let shared_users = &users(before, &old.label) & &users(after, &new.label);
        let is_of_set_up = SET_UP_NAMES.iter().any(|name| old.label.starts_with(name));
        let mut same_users = shared_users
            .iter()
            .filter(|user| is_of_set_up || !user.starts_with("admin"));
        same_users.next().is_some() || !sids(before).is_disjoint(&sids(after))
    }
}

/// The SIDs of the accounts that a record names.
fn sids_of(event: &Event) -> impl Iterator<Item = &Text> {
    let noticed = match &event.fact {
        Fact::UserNotice { sid, .. } => sid.as_ref(),
        _ => None,
    };
    let named = identities::of(&event.fact).filter_map(|who| who.sid.as_ref());
    noticed
        .into_iter()
        .chain(named)
        .chain(&event.header.user_sid)
}

/// The user of a record, if it is a local account of the computer with this label.
fn local_user_of<'e>(event: &'e Event, label: &str) -> Option<&'e str> {
    let who = match &event.fact {
        Fact::LocalSession(line) => &line.who,
        Fact::Connection(line) => &line.who,
        _ => return None,
    };
    let is_local = who
        .domain
        .as_ref()
        .is_some_and(|d| same_host_label(d, label));
    who.user.as_deref().filter(|_| is_local)
}

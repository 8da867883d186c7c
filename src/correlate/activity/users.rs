//! Names for acting identities: a record may give only the SID.

use std::sync::Arc;

use crate::correlate::maps::HashMap;
use crate::correlate::users::{Account, Accounts};
use crate::domain::account::{fold, same_name};
use crate::domain::event::{Identity, Text};
use crate::domain::identity::SharedIdentity;
use crate::domain::session::HostIndex;
use crate::domain::time::Timestamp;

/// Windows' own accounts, whose names records leave out [source 12.1].
const WELL_KNOWN: [(&str, &str); 4] = [
    ("S-1-5-18", "SYSTEM"),
    ("S-1-5-19", "LOCAL SERVICE"),
    ("S-1-5-20", "NETWORK SERVICE"),
    ("S-1-5-7", "ANONYMOUS LOGON"),
];

/// Resolved identities, each kept once.
pub(super) struct Users<'a> {
    accounts: &'a Accounts,
    host: HostIndex,
    shared: HashMap<Identity, SharedIdentity>,
}

impl<'a> Users<'a> {
    pub(super) fn new(accounts: &'a Accounts, host: HostIndex) -> Self {
        Self {
            accounts,
            host,
            shared: HashMap::default(),
        }
    }

    /// An identity with what it lacks, as it was on the host at a moment.
    pub(super) fn resolve(&mut self, who: &Identity, time: Timestamp) -> SharedIdentity {
        if is_whole(who) || (who.sid.is_none() && who.user.is_none()) {
            return self.share(who);
        }
        let mut whole = who.clone();
        let sid = who.sid.as_deref().unwrap_or_default();
        // Records call SYSTEM by the name of its machine too: these accounts have a name of their own.
        match WELL_KNOWN.iter().find(|(known, _)| *known == sid) {
            Some((_, name)) if whole.user.is_none() => whole.user = Some(Text::from(*name)),
            Some(_) => {}
            None => {
                self.accounts.resolve(&mut whole, None, self.host, time);
            }
        }
        self.share(&whole)
    }

    /// The owner of an artefact, whose name is that of a profile folder: where two accounts have one name, the
    /// second gets a folder such as `anna.CORP`, or `anna.CORP.000` [source 16.16].
    pub(super) fn owner(&self, who: &Identity) -> Identity {
        let name = who.user.as_deref().unwrap_or_default();
        let is_known = self.accounts.named(&fold(name)).next().is_some();
        let Some((user, suffix)) = name.split_once('.').filter(|_| !is_known) else {
            return who.clone();
        };
        let domain = suffix.split('.').next().unwrap_or(suffix);
        let is_of = |account: &Account| {
            let mut domains = account.domains();
            domains.any(|own| same_name(own, domain))
        };
        let is_own = self.accounts.is_own_name(self.host, domain);
        let folded = fold(user);
        let mut named = self.accounts.named(&folded);
        if !named.any(|(_, account)| is_own || is_of(account)) {
            return who.clone();
        }
        Identity {
            sid: None,
            user: Some(Text::from(user)),
            domain: Some(Text::from(domain)),
        }
    }

    fn share(&mut self, who: &Identity) -> SharedIdentity {
        if let Some(known) = self.shared.get(who) {
            return Arc::clone(known);
        }
        let shared = Arc::new(who.clone());
        self.shared.insert(who.clone(), Arc::clone(&shared));
        shared
    }
}

/// Whether an identity lacks nothing: then it is the same at any time.
pub(super) fn is_whole(who: &Identity) -> bool {
    who.sid.is_some() && who.user.is_some() && who.domain.is_some()
}

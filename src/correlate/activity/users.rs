//! Names for acting identities: a record may give only the SID.

use std::sync::Arc;

use crate::correlate::maps::HashMap;
use crate::correlate::users::Accounts;
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
        let is_whole = who.sid.is_some() && who.user.is_some() && who.domain.is_some();
        if is_whole || (who.sid.is_none() && who.user.is_none()) {
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

    fn share(&mut self, who: &Identity) -> SharedIdentity {
        if let Some(known) = self.shared.get(who) {
            return Arc::clone(known);
        }
        let shared = Arc::new(who.clone());
        self.shared.insert(who.clone(), Arc::clone(&shared));
        shared
    }
}

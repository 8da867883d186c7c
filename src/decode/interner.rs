//! Keeps one copy of what recurs: texts, identities, headers, forms of logons.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::domain::event::{FailureForm, Header, Identity, LogonForm, Text, Who};

type Set<T> = HashSet<Arc<T>, RandomState>;

/// Keeps one copy of each value.
#[derive(Debug, Default)]
pub struct Interner {
    texts: Set<str>,
    identities: Set<Identity>,
    headers: Set<Header>,
    logons: Set<LogonForm>,
    failures: Set<FailureForm>,
}

impl Interner {
    /// The shared copy of `text`.
    pub fn share(&mut self, text: &str) -> Text {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let shared: Text = Arc::from(text);
        self.texts.insert(Arc::clone(&shared));
        shared
    }

    /// The shared copy of an identity.
    pub fn identity(&mut self, who: Identity) -> Who {
        shared(&mut self.identities, who)
    }

    /// The shared copy of a header.
    pub fn header(&mut self, header: Header) -> Arc<Header> {
        shared(&mut self.headers, header)
    }

    /// The shared copy of the form of a logon.
    pub fn logon(&mut self, form: LogonForm) -> Arc<LogonForm> {
        shared(&mut self.logons, form)
    }

    /// The shared copy of the form of a refusal.
    pub fn failure(&mut self, form: FailureForm) -> Arc<FailureForm> {
        shared(&mut self.failures, form)
    }
}

fn shared<T: Eq + Hash>(set: &mut Set<T>, value: T) -> Arc<T> {
    if let Some(known) = set.get(&value) {
        return Arc::clone(known);
    }
    let shared = Arc::new(value);
    set.insert(Arc::clone(&shared));
    shared
}

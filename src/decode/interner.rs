//! Keeps one copy of what recurs: texts, identities, headers, forms of logons.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::domain::event::{FailureForm, Header, Identity, LogonForm, Text, Who};
use crate::evidence::binxml::Value;

type Set<T> = HashSet<Arc<T>, RandomState>;

/// A text as logged and without surrounding blanks; `None` when it is empty, blank or `-`.
pub type Logged = Option<(Text, Text)>;

/// Keeps one copy of each value.
#[derive(Debug, Default)]
pub struct Interner {
    texts: HashSet<Text, RandomState>,
    utf16: HashMap<Box<[u8]>, Logged, RandomState>,
    sids: HashMap<Box<[u8]>, Logged, RandomState>,
    identities: Set<Identity>,
    headers: Set<Header>,
    logons: Set<LogonForm>,
    failures: Set<FailureForm>,
}

impl Interner {
    /// The shared copy of `text`.
    pub fn share(&mut self, text: &str) -> Text {
        if let Some(known) = self.texts.get(text) {
            return Text::clone(known);
        }
        let shared = Text::from(text);
        self.texts.insert(Text::clone(&shared));
        shared
    }

    /// The shared copy of a text that a record has.
    pub fn share_logged(&mut self, text: &str) -> Logged {
        let trimmed = text.trim();
        let says = !trimmed.is_empty() && trimmed != "-";
        says.then(|| (self.share(text), self.share(trimmed)))
    }

    /// The same of UTF-16; `None` where it is not well-formed. What is known is found by its bytes.
    pub fn share_utf16(&mut self, utf16: &[u8]) -> Option<Logged> {
        if let Some(known) = self.utf16.get(utf16) {
            return Some(known.clone());
        }
        let logged = self.share_logged(&Value::Text(utf16).text()?);
        self.utf16.insert(utf16.into(), logged.clone());
        Some(logged)
    }

    /// The same of the bytes of a SID.
    pub fn share_sid(&mut self, bytes: &[u8]) -> Logged {
        if let Some(known) = self.sids.get(bytes) {
            return known.clone();
        }
        let logged = self.share_logged(&Value::Sid(bytes).text()?);
        self.sids.insert(bytes.into(), logged.clone());
        logged
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

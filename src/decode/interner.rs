//! Keeps one copy of what recurs: texts, identities, headers, the forms of records, and whose they are.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::domain::event::{
    ExplicitForm, FailureForm, Header, Identity, LogonForm, Origin, ProcessForm, ShareForm, Text,
};
use crate::domain::remote_access::TicketForm;
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
    explicit: Set<ExplicitForm>,
    shares: Set<ShareForm>,
    tickets: Set<TicketForm>,
    processes: Set<ProcessForm>,
    origins: Set<Origin>,
}

/// What many records have in common, and of which one copy is kept.
pub trait Recurs: Eq + Hash {
    /// The copies that are known.
    fn known(interner: &mut Interner) -> &mut Set<Self>
    where
        Self: Sized;
}

macro_rules! recurs {
    ($($form:ty => $set:ident,)+) => {
        $(impl Recurs for $form {
            fn known(interner: &mut Interner) -> &mut Set<Self> {
                &mut interner.$set
            }
        })+
    };
}

recurs! {
    Identity => identities,
    Header => headers,
    LogonForm => logons,
    FailureForm => failures,
    ExplicitForm => explicit,
    ShareForm => shares,
    TicketForm => tickets,
    ProcessForm => processes,
    Origin => origins,
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

    /// The shared copy of a value.
    pub fn one<T: Recurs>(&mut self, value: T) -> Arc<T> {
        let known = T::known(self);
        if let Some(known) = known.get(&value) {
            return Arc::clone(known);
        }
        let shared = Arc::new(value);
        known.insert(Arc::clone(&shared));
        shared
    }
}

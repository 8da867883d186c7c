//! Keeps one shared copy of recurring values: texts, identities, headers, the forms of records, and
//! origins.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::domain::activity::ActForm;
use crate::domain::event::{
    ExplicitForm, FailureForm, Header, Identity, LogonForm, Origin, ProcessForm, ShareForm, Text,
};
use crate::domain::remote_access::TicketForm;
use crate::evidence::binxml::Value;

type Set<T> = HashSet<Arc<T>, RandomState>;

/// A text as logged, and the same text trimmed. `None` if it is empty, blank or `-`.
pub(crate) type LoggedText = Option<(Text, Text)>;

/// Maximum number of values of each type. When it is reached, the known values are forgotten, so
/// values that no event needs are freed. Events keep theirs; a recurring value is soon interned
/// again and then exists twice. So no code may rely on equal values being the same object.
const MAX_VALUES: usize = 1 << 15;

/// Keeps one shared copy of each recent value.
#[derive(Debug, Default)]
pub struct Interner {
    texts: HashSet<Text, RandomState>,
    utf16: HashMap<Box<[u8]>, LoggedText, RandomState>,
    sids: HashMap<Box<[u8]>, LoggedText, RandomState>,
    identities: Set<Identity>,
    headers: Set<Header>,
    logons: Set<LogonForm>,
    failures: Set<FailureForm>,
    explicit: Set<ExplicitForm>,
    shares: Set<ShareForm>,
    tickets: Set<TicketForm>,
    processes: Set<ProcessForm>,
    origins: Set<Origin>,
    acts: Set<ActForm>,
}

/// A value that many records have in common and that is interned.
pub trait Interned: Eq + Hash {
    /// The set of known copies.
    fn known(interner: &mut Interner) -> &mut Set<Self>
    where
        Self: Sized;
}

macro_rules! recurs {
    ($($form:ty => $set:ident,)+) => {
        $(impl Interned for $form {
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
    ActForm => acts,
}

impl Interner {
    /// Returns the shared copy of `text`.
    pub fn share(&mut self, text: &str) -> Text {
        if let Some(known) = self.texts.get(text) {
            return Text::clone(known);
        }
        let shared = Text::from(text);
        if self.texts.len() >= MAX_VALUES {
            self.texts.clear();
        }
        self.texts.insert(Text::clone(&shared));
        shared
    }

    /// Returns the shared copies of a text of a record, as logged and trimmed.
    pub fn share_logged(&mut self, text: &str) -> LoggedText {
        let trimmed = text.trim();
        let has_content = !trimmed.is_empty() && trimmed != "-";
        has_content.then(|| (self.share(text), self.share(trimmed)))
    }

    /// Like `share_logged`, for UTF-16. Returns `None` if it is not well formed. Known texts are
    /// found by their bytes.
    pub fn share_utf16(&mut self, utf16: &[u8]) -> Option<LoggedText> {
        if let Some(known) = self.utf16.get(utf16) {
            return Some(known.clone());
        }
        let logged = self.share_logged(&Value::Text(utf16).text()?);
        if self.utf16.len() >= MAX_VALUES {
            self.utf16.clear();
        }
        self.utf16.insert(utf16.into(), logged.clone());
        Some(logged)
    }

    /// Like `share_logged`, for the bytes of a SID.
    pub fn share_sid(&mut self, bytes: &[u8]) -> LoggedText {
        if let Some(known) = self.sids.get(bytes) {
            return known.clone();
        }
        let logged = self.share_logged(&Value::Sid(bytes).text()?);
        if self.sids.len() >= MAX_VALUES {
            self.sids.clear();
        }
        self.sids.insert(bytes.into(), logged.clone());
        logged
    }

    /// Returns the shared copy of a value.
    pub fn intern<T: Interned>(&mut self, value: T) -> Arc<T> {
        let known = T::known(self);
        if let Some(known) = known.get(&value) {
            return Arc::clone(known);
        }
        let shared = Arc::new(value);
        if known.len() >= MAX_VALUES {
            known.clear();
        }
        known.insert(Arc::clone(&shared));
        shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recurring_values_are_shared_and_others_are_forgotten() {
        let mut interner = Interner::default();
        let first = interner.share("SYSTEM");
        assert!(Text::ptr_eq(&first, &interner.share("SYSTEM")));
        for number in 0..3 * MAX_VALUES {
            interner.share(&number.to_string());
            let utf16: Vec<u8> = number.to_string().bytes().flat_map(|b| [b, 0]).collect();
            assert!(
                interner
                    .share_utf16(&utf16)
                    .is_some_and(|logged| logged.is_some())
            );
            interner.intern(Identity {
                user: Some(Text::from(number.to_string())),
                ..Identity::default()
            });
        }
        assert!(interner.texts.len() <= MAX_VALUES);
        assert!(interner.utf16.len() <= MAX_VALUES);
        assert!(interner.identities.len() <= MAX_VALUES);
        assert_eq!(interner.share("SYSTEM"), first);
    }
}

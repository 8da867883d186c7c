//! Keeps one copy of what recurs, as long as it does: texts, identities, headers, the forms of records,
//! and whose they are.

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

/// Values of each sort that are known at a time. Where more are met, the known ones are forgotten:
/// events keep theirs, what recurs is met again soon (and then stands twice), and what no event needs
/// is given up. Nothing may rest on two equal values being one.
const MOST: usize = 1 << 15;

/// Keeps one copy of each value that it met lately.
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
        if self.texts.len() >= MOST {
            self.texts.clear();
        }
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
        if self.utf16.len() >= MOST {
            self.utf16.clear();
        }
        self.utf16.insert(utf16.into(), logged.clone());
        Some(logged)
    }

    /// The same of the bytes of a SID.
    pub fn share_sid(&mut self, bytes: &[u8]) -> Logged {
        if let Some(known) = self.sids.get(bytes) {
            return known.clone();
        }
        let logged = self.share_logged(&Value::Sid(bytes).text()?);
        if self.sids.len() >= MOST {
            self.sids.clear();
        }
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
        if known.len() >= MOST {
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
    fn what_recurs_stands_once_and_what_does_not_is_forgotten() {
        let mut interner = Interner::default();
        let first = interner.share("SYSTEM");
        assert!(Text::ptr_eq(&first, &interner.share("SYSTEM")));
        for number in 0..3 * MOST {
            interner.share(&number.to_string());
            let utf16: Vec<u8> = number.to_string().bytes().flat_map(|b| [b, 0]).collect();
            assert!(
                interner
                    .share_utf16(&utf16)
                    .is_some_and(|logged| logged.is_some())
            );
            interner.one(Identity {
                user: Some(Text::from(number.to_string())),
                ..Identity::default()
            });
        }
        assert!(interner.texts.len() <= MOST);
        assert!(interner.utf16.len() <= MOST);
        assert!(interner.identities.len() <= MOST);
        assert_eq!(interner.share("SYSTEM"), first);
    }
}

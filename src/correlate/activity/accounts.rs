//! Whose sessions are whose: which accounts of sessions an acting identity can be.

use std::cell::RefCell;
use std::rc::Rc;

use crate::correlate::index_lists::index_of;
use crate::correlate::maps::HashMap;
use crate::correlate::users::People;
use crate::domain::account::is_machine;
use crate::domain::event::Identity;
use crate::domain::session::Session;

/// The accounts that the sessions of a host have, numbered.
pub(super) struct SessionAccounts {
    all: Vec<Identity>,
    /// The number of each session's account.
    of_sessions: Vec<u32>,
    by_key: HashMap<String, Vec<u32>>,
    /// What was found for identities already asked for: thousands of records name the same one.
    known: RefCell<HashMap<Identity, Rc<[u32]>>>,
}

/// Who acted, as far as that decides which sessions it can have been.
#[derive(Clone, Debug)]
pub(super) enum Actor {
    /// A person: the accounts of sessions that are his.
    Person(Rc<[u32]>),
    /// The machine itself, on its own or for somebody.
    Machine,
    /// Nobody knows.
    Unknown,
}

impl SessionAccounts {
    pub(super) fn of(sessions: &[Session], people: &People<'_>) -> Self {
        let mut accounts = Self {
            all: Vec::new(),
            of_sessions: Vec::with_capacity(sessions.len()),
            by_key: HashMap::default(),
            known: RefCell::default(),
        };
        let mut numbers: HashMap<Identity, u32> = HashMap::default();
        for session in sessions {
            let who = identity_of(session);
            let number = if let Some(number) = numbers.get(&who) {
                *number
            } else {
                let number = index_of(accounts.all.len());
                for key in people.keys(&who) {
                    accounts.by_key.entry(key).or_default().push(number);
                }
                accounts.all.push(who.clone());
                numbers.insert(who, number);
                number
            };
            accounts.of_sessions.push(number);
        }
        accounts
    }

    /// The number of a session's account.
    pub(super) fn of_session(&self, session: u32) -> u32 {
        let number = self.of_sessions.get(session as usize);
        number.copied().unwrap_or(u32::MAX)
    }

    /// Who an acting identity is.
    pub(super) fn actor(&self, who: &Identity, people: &People<'_>) -> Actor {
        if who.sid.is_none() && who.user.is_none() {
            return Actor::Unknown;
        }
        if is_machine(who) {
            return Actor::Machine;
        }
        if let Some(known) = self.known.borrow().get(who) {
            return Actor::Person(Rc::clone(known));
        }
        let mut own: Vec<u32> = people
            .keys(who)
            .iter()
            .filter_map(|key| self.by_key.get(key))
            .flatten()
            .copied()
            .filter(|&number| {
                let account = self.all.get(number as usize);
                account.is_some_and(|account| people.are_same(who, account))
            })
            .collect();
        own.sort_unstable();
        own.dedup();
        let own: Rc<[u32]> = own.into();
        self.known.borrow_mut().insert(who.clone(), Rc::clone(&own));
        Actor::Person(own)
    }
}

fn identity_of(session: &Session) -> Identity {
    Identity {
        sid: session.sid.clone(),
        user: session
            .user
            .clone()
            .filter(|user| Some(user) != session.sid.as_ref()),
        domain: session.domain.clone(),
    }
}

//! Codes for values that recur. Each value gets the next number when it is first met, and its texts are
//! stored only then.

use std::collections::HashMap;
use std::hash::Hash;

use super::codes::{IndexedUser, SearchTexts, UserPlace};
use super::entry::{NEVER, SessionEntry};
use super::index::SessionIndex;
use crate::analysis::group_keys::{PlaceKey, RangeKey, UserKey};
use crate::analysis::user_names::UserNames;
use crate::domain::address::AddressClass;
use crate::domain::event::Text;
use crate::domain::session::{Confidence, EndDetail, EndKind, HostIndex, Kind, Outcome, Session};
use crate::domain::status::failure_reason;

/// All that a session states about its user: domain, name, SID, name as logged, and the host where the
/// account is that of one host alone.
type NameKey = ([Option<Text>; 4], Option<HostIndex>);

/// How a session ended and why it failed.
type EndKey = (EndKind, Option<EndDetail>, Option<u32>, AddressClass);

/// The dictionaries of all columns.
#[derive(Default)]
pub(super) struct Dictionaries {
    names: Dictionary<NameKey>,
    users: Dictionary<UserKey>,
    user_of_name: Vec<u32>,
    places: Dictionary<PlaceKey>,
    ranges: Dictionary<RangeKey>,
    user_places: Dictionary<(u32, u32)>,
    user_ranges: Dictionary<(u32, u32)>,
    kinds: Dictionary<(Kind, Option<Text>, bool)>,
    clients: Dictionary<[Option<Text>; 3]>,
    ends: Dictionary<EndKey>,
}

/// The values of a column that were met so far, with their codes.
struct Dictionary<K>(HashMap<K, u32>);

impl<K> Default for Dictionary<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Dictionary<K> {
    /// The number of a value, and whether it was given just now.
    fn code(&mut self, value: K) -> (u32, bool) {
        let next = self.0.len() as u32;
        let code = *self.0.entry(value).or_insert(next);
        (code, code == next)
    }
}

impl Dictionaries {
    /// An entry with the codes of a session. The caller fills in the rest.
    pub(super) fn code(
        &mut self,
        index: &mut SessionIndex,
        session: &Session,
        names: &UserNames,
    ) -> SessionEntry {
        let (name, user) = self.name(index, session, names);
        let place = self.place(index, session);
        SessionEntry {
            begin: NEVER,
            end: NEVER,
            name,
            user,
            place,
            user_place: self.user_place(index, user, place),
            host: session.host,
            kind_words: self.kind(&mut index.texts, session),
            client: self.client(&mut index.texts, session),
            ended: self.ended(&mut index.texts, session),
            attempts: 0,
            sources: 0,
            kind: session.kind,
            outcome: Outcome::Unknown,
            confidence: Confidence::Low,
            class: AddressClass::Unknown,
            flags: 0,
        }
    }

    fn name(
        &mut self,
        index: &mut SessionIndex,
        session: &Session,
        names: &UserNames,
    ) -> (u32, u32) {
        let names_of_session = [
            session.domain.clone(),
            session.user.clone(),
            session.sid.clone(),
            session.user_as_logged.clone(),
        ];
        let host = session.sid_is_shared.then_some(session.host);
        let (name, is_new) = self.names.code((names_of_session, host));
        if is_new {
            let key = UserKey::of(session);
            let label = names.user(&key);
            write_name(&mut index.texts, session, &label);
            let (user, is_new) = self.users.code(key.clone());
            if is_new {
                index.users.push(IndexedUser { key, label });
            }
            self.user_of_name.push(user);
        }
        let user = self.user_of_name.get(name as usize).copied();
        (name, user.unwrap_or_default())
    }

    fn place(&mut self, index: &mut SessionIndex, session: &Session) -> u32 {
        let key = PlaceKey::of(session);
        let (place, is_new) = self.places.code(key);
        if is_new {
            let range = key.range();
            index.texts.places.line(&key.label());
            index.texts.places.line(&range.label());
            index.texts.places.end();
            let (code, is_new) = self.ranges.code(range.clone());
            if is_new {
                index.ranges.push(range);
            }
            index.places.push((key, code));
        }
        place
    }

    fn user_place(&mut self, index: &mut SessionIndex, user: u32, place: u32) -> u32 {
        let (code, is_new) = self.user_places.code((user, place));
        if is_new {
            let pair = (user, index.range_of(place));
            let (user_range, is_new) = self.user_ranges.code(pair);
            if is_new {
                index.user_ranges.push(pair);
            }
            index.user_places.push(UserPlace {
                user,
                place,
                user_range,
            });
        }
        code
    }

    fn kind(&mut self, texts: &mut SearchTexts, session: &Session) -> u32 {
        let words = (session.kind, session.detail.clone(), session.reconnect);
        let (code, is_new) = self.kinds.code(words);
        if is_new {
            texts.kinds.line(session.kind.as_str());
            texts.kinds.maybe(session.detail.as_deref());
            texts.kinds.end();
        }
        code
    }

    fn client(&mut self, texts: &mut SearchTexts, session: &Session) -> u32 {
        let names_of_session = [
            &session.client_name,
            &session.source_host,
            &session.via_gateway,
        ];
        let (code, is_new) = self.clients.code(names_of_session.map(Clone::clone));
        if is_new {
            for name in names_of_session {
                texts.clients.maybe(name.as_deref());
            }
            texts.clients.end();
        }
        code
    }

    fn ended(&mut self, texts: &mut SearchTexts, session: &Session) -> u32 {
        let (code, is_new) = self.ends.code((
            session.end_kind,
            session.end_detail,
            session.failure_code,
            session.source_class,
        ));
        if is_new {
            texts.ends.line(session.end_kind.as_str());
            texts.ends.maybe(session.end_detail.map(EndDetail::as_str));
            texts
                .ends
                .maybe(session.failure_code.and_then(failure_reason));
            texts.ends.line(session.source_class.as_str());
            texts.ends.end();
        }
        code
    }
}

fn write_name(texts: &mut SearchTexts, session: &Session, label: &str) {
    let out = &mut texts.names;
    if let (Some(domain), Some(user)) = (&session.domain, &session.user) {
        out.line(&format!("{domain}\\{user}"));
    } else {
        out.maybe(session.user.as_deref());
        out.maybe(session.domain.as_deref());
    }
    // What tables of users show, "(no name)" included.
    out.line(label);
    out.maybe(session.sid.as_deref());
    out.maybe(session.user_as_logged.as_deref());
    out.end();
}

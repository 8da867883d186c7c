//! Facts that recur, recognised by the bytes of their record: all values but the varying ones.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hasher as _};
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::plan::Plan;
use crate::decode::fields::Fields;
use crate::domain::event::{Fact, Header};
use crate::evidence::binxml::{Payload, UnreadPayload};

/// Kept bytes above this are forgotten, so that hostile evidence (every record another) does not fill
/// memory. Plans that no other fact has come on top: some hundred bytes each.
const MOST_BYTES: usize = 3 << 20;

/// A fact that was decoded, and the record that it was decoded from.
struct KnownFact {
    header: Arc<Header>,
    layout: u64,
    plan: Arc<Plan>,
    /// Where its payload's values stand among the bytes of all, with their number, sizes and types.
    bytes: Range<u32>,
    fact: Fact,
    /// The part of the payload's fingerprint that does not vary.
    fingerprint: u64,
    /// See `Plan::hidden`.
    hidden: u8,
    /// The numbers of the facts that were met after this one, the last one first.
    next: [u32; 2],
}

/// The facts that were decoded so far. What is looked up stands close together: most of the time that
/// recognition takes is waiting for memory.
#[derive(Default)]
pub struct Recurring {
    /// By the hash of a record's key, the number of its fact.
    numbers: HashMap<u64, u32, RandomState>,
    known: Vec<KnownFact>,
    bytes: Vec<u8>,
    keys: RandomState,
    /// The number of the fact that was met last.
    last: u32,
}

/// A record by what does not vary in it.
pub struct Key<'p> {
    header: &'p Arc<Header>,
    layout: u64,
    bytes: &'p [u8],
    plan: &'p Arc<Plan>,
    hash: u64,
}

impl Key<'_> {
    /// See `Plan::hidden`, by the values of its record.
    pub fn hidden(&self, fields: &mut Fields<'_>) -> u8 {
        self.plan.hidden(|name| fields.luid(name).is_some())
    }
}

/// A record that states what a known one did, but for the varying values.
pub struct RecognisedFact<'a> {
    known: &'a KnownFact,
    bytes: &'a [u8],
}

impl RecognisedFact<'_> {
    /// What it states, and the fingerprint of its payload; `None` for the slow path.
    pub fn fact(&self) -> Option<(Fact, u64)> {
        let known = self.known;
        let mut fact = known.fact.clone();
        let varying = known.plan.fill(self.bytes, known.hidden, &mut fact)?;
        Some((fact, known.fingerprint.wrapping_add(varying)))
    }
}

impl Recurring {
    /// Whether a record states what came after the fact before it the last time, or the time before: it
    /// mostly does, which is told without a look at where its values stand.
    pub fn expected<'a>(
        &'a mut self,
        header: &Arc<Header>,
        payload: &UnreadPayload<'a>,
    ) -> Option<RecognisedFact<'a>> {
        let next = self.known.get(self.last as usize)?.next;
        let (number, bytes) = next.into_iter().find_map(|number| {
            let known = self.known.get(number as usize)?;
            let bytes = payload.all_bytes_if(known.bytes.len())?;
            let is_same = self.is_same(known, header, payload.key, bytes);
            is_same.then_some((number, bytes))
        })?;
        self.meet(number, bytes)
    }

    /// The key of a record, by where its varying values stand.
    pub fn key<'p>(
        &self,
        header: &'p Arc<Header>,
        payload: &Payload<'p>,
        plan: &'p Arc<Plan>,
    ) -> Option<Key<'p>> {
        let bytes = payload.all_bytes();
        let mut hasher = self.keys.build_hasher();
        hasher.write_u64(payload.key);
        for part in plan.constant(bytes) {
            hasher.write(part?);
        }
        Some(Key {
            header,
            layout: payload.key,
            bytes,
            plan,
            hash: hasher.finish(),
        })
    }

    /// Whether a record like this one is known.
    pub fn find<'a>(&'a mut self, key: &Key<'a>) -> Option<RecognisedFact<'a>> {
        let number = *self.numbers.get(&key.hash)?;
        let known = self.known.get(number as usize)?;
        let is_same = self.is_same(known, key.header, key.layout, key.bytes);
        is_same.then(|| self.meet(number, key.bytes))?
    }

    /// Whether all but the varying values are those of a known record. Where these stand in other places,
    /// so says the table before them.
    fn is_same(&self, known: &KnownFact, header: &Arc<Header>, layout: u64, bytes: &[u8]) -> bool {
        if known.layout != layout || !Arc::ptr_eq(&known.header, header) {
            return false;
        }
        let Range { start, end } = known.bytes;
        let own = self.bytes.get(start as usize..end as usize);
        own.is_some_and(|own| known.plan.are_same(own, bytes))
    }

    /// Takes note of which fact came after which.
    fn meet<'a>(&'a mut self, number: u32, bytes: &'a [u8]) -> Option<RecognisedFact<'a>> {
        if let Some(last) = self.known.get_mut(self.last as usize) {
            let [first, _] = last.next;
            if first != number {
                last.next = [number, first];
            }
        }
        self.last = number;
        let known = self.known.get(number as usize)?;
        Some(RecognisedFact { known, bytes })
    }

    /// Keeps what a record stated; `None` for the slow path.
    pub fn keep(&mut self, key: &Key<'_>, fact: Fact, fingerprint: u64, hidden: u8) -> Option<()> {
        let room = self.known.len() * size_of::<KnownFact>() + self.bytes.len();
        if room + size_of::<KnownFact>() + key.bytes.len() > MOST_BYTES {
            self.numbers.clear();
            self.known.clear();
            self.bytes.clear();
        }
        let varying = key.plan.fingerprint(key.bytes)?;
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(key.bytes);
        let number = self.known.len() as u32;
        self.numbers.insert(key.hash, number);
        self.known.push(KnownFact {
            header: Arc::clone(key.header),
            layout: key.layout,
            plan: Arc::clone(key.plan),
            bytes: start..self.bytes.len() as u32,
            fact,
            fingerprint: fingerprint.wrapping_sub(varying),
            hidden,
            next: [number, u32::MAX],
        });
        self.meet(number, key.bytes).map(|_| ())
    }
}

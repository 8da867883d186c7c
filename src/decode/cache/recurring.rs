//! Recognises records that state a known fact, by the bytes of all values except the varying ones.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hasher as _};
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::plan::VaryingLayout;
use crate::decode::fields::Fields;
use crate::domain::event::{Fact, Header, Luid};
use crate::evidence::binxml::{Payload, UnreadPayload};

/// The cache is cleared when it exceeds this many bytes, so that hostile evidence cannot fill
/// memory. Layouts that only one fact uses are not counted; they take a few hundred bytes each.
const MAX_BYTES: usize = 3 << 20;

/// A decoded fact, and the record that it was decoded from.
struct KnownFact {
    header: Arc<Header>,
    layout: u64,
    plan: Arc<VaryingLayout>,
    /// Range in `Recurring::bytes` of the payload's values, with their count, sizes and types.
    bytes: Range<u32>,
    fact: Fact,
    /// The part of the payload's fingerprint that does not depend on the varying values.
    fingerprint: u64,
    /// See `VaryingLayout::hidden`.
    hidden: u8,
    /// The numbers of the last two different facts that came after this one, the latest first.
    next: [u32; 2],
}

/// The facts decoded so far. Data that is used together is stored close together, because most of
/// the time for recognition is spent waiting for memory.
#[derive(Default)]
pub(crate) struct Recurring {
    /// The number of each fact by the hash of its key.
    numbers: HashMap<u64, u32, RandomState>,
    known: Vec<KnownFact>,
    bytes: Vec<u8>,
    keys: RandomState,
    /// The number of the fact of the last record.
    last: u32,
}

/// Identifies a record by its constant bytes.
pub(crate) struct Key<'p> {
    header: &'p Arc<Header>,
    layout: u64,
    bytes: &'p [u8],
    plan: &'p Arc<VaryingLayout>,
    hash: u64,
}

impl Key<'_> {
    /// See `VaryingLayout::hidden`; taken from the fields of the record.
    pub(crate) fn hidden(&self, fields: &mut Fields<'_>) -> u8 {
        let is_logon = |luid: Luid| !luid.is_constant();
        self.plan
            .hidden(|name| fields.luid(name).is_some_and(is_logon))
    }
}

/// A record that states a known fact, except for the varying values.
pub(crate) struct RecognisedFact<'a> {
    known: &'a KnownFact,
    bytes: &'a [u8],
}

impl RecognisedFact<'_> {
    /// The fact of the record, and the fingerprint of its payload. Returns `None` if the slow path
    /// must read it.
    pub(crate) fn fact(&self) -> Option<(Fact, u64)> {
        let known = self.known;
        let mut fact = known.fact.clone();
        let varying = known.plan.fill(self.bytes, known.hidden, &mut fact)?;
        Some((fact, known.fingerprint.wrapping_add(varying)))
    }
}

impl Recurring {
    /// Compares a record with the two facts that followed the current one before. It usually
    /// matches one of them, and that is found without locating its values.
    pub(crate) fn expected<'a>(
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
        self.note_order(number, bytes)
    }

    /// The key of a record, computed from its constant bytes.
    pub(crate) fn key<'p>(
        &self,
        header: &'p Arc<Header>,
        payload: &Payload<'p>,
        plan: &'p Arc<VaryingLayout>,
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

    /// Finds the fact that a record with this key states, if it is known.
    pub(crate) fn find<'a>(&'a mut self, key: &Key<'a>) -> Option<RecognisedFact<'a>> {
        let number = *self.numbers.get(&key.hash)?;
        let known = self.known.get(number as usize)?;
        let is_same = self.is_same(known, key.header, key.layout, key.bytes);
        is_same.then(|| self.note_order(number, key.bytes))?
    }

    /// Whether all values except the varying ones equal those of a known record. If values have
    /// other positions, the table before them differs too.
    fn is_same(&self, known: &KnownFact, header: &Arc<Header>, layout: u64, bytes: &[u8]) -> bool {
        if known.layout != layout || !Arc::ptr_eq(&known.header, header) {
            return false;
        }
        let Range { start, end } = known.bytes;
        let known_bytes = self.bytes.get(start as usize..end as usize);
        known_bytes.is_some_and(|known_bytes| known.plan.are_same(known_bytes, bytes))
    }

    /// Records which fact followed which.
    fn note_order<'a>(&'a mut self, number: u32, bytes: &'a [u8]) -> Option<RecognisedFact<'a>> {
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

    /// Keeps the fact of a record. Returns `None` if the slow path must read it.
    pub(crate) fn keep(
        &mut self,
        key: &Key<'_>,
        fact: Fact,
        fingerprint: u64,
        hidden: u8,
    ) -> Option<()> {
        let size = self.known.len() * size_of::<KnownFact>() + self.bytes.len();
        if size + size_of::<KnownFact>() + key.bytes.len() > MAX_BYTES {
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
        self.note_order(number, key.bytes).map(|_| ())
    }
}

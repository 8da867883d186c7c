//! Facts that recur, recognised by the bytes of their record: all values but the varying ones.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, Hasher as _};
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;

use crate::domain::event::{Fact, Header};
use crate::evidence::binxml::Payload;

/// Kept bytes above this are forgotten, so that hostile evidence (every record another) does not fill
/// memory.
const MOST_BYTES: usize = 3 << 20;

/// A fact that was decoded, and the record that it was decoded from.
struct Known {
    header: Arc<Header>,
    layout: u64,
    /// Where all values but the varying ones stand among the bytes of all, with their sizes and types.
    bytes: Range<u32>,
    fact: Fact,
    /// The part of the payload's print that does not vary.
    print: u64,
}

/// The facts that were decoded so far. What is looked up stands close together: most of the time that
/// recognition takes is waiting for memory.
#[derive(Default)]
pub struct Recurring {
    /// By the hash of a record's key, the number of its fact.
    numbers: HashMap<u64, u32, RandomState>,
    known: Vec<Known>,
    bytes: Vec<u8>,
    keys: RandomState,
}

/// A record by what does not vary in it.
pub struct Key<'p> {
    header: &'p Arc<Header>,
    layout: u64,
    bytes: &'p [u8],
    varying: &'p [Range<usize>],
    hash: u64,
}

impl Recurring {
    /// The key of a record: `varying` is where the varying values stand, in their order.
    pub fn key<'p>(
        &self,
        header: &'p Arc<Header>,
        payload: &Payload<'p>,
        varying: &'p [Range<usize>],
    ) -> Option<Key<'p>> {
        let bytes = payload.all_bytes();
        let mut hasher = self.keys.build_hasher();
        hasher.write_u64(payload.key);
        for part in parts(bytes, varying) {
            hasher.write(part?);
        }
        Some(Key {
            header,
            layout: payload.key,
            bytes,
            varying,
            hash: hasher.finish(),
        })
    }

    /// What a record like this one stated, with its varying values, and the print of the others.
    pub fn find(&self, key: &Key<'_>) -> Option<(&Fact, u64)> {
        let known = self.known.get(*self.numbers.get(&key.hash)? as usize)?;
        let Range { start, end } = known.bytes;
        let is_same = Arc::ptr_eq(&known.header, key.header) && known.layout == key.layout && {
            let mut rest = self.bytes.get(start as usize..end as usize)?;
            let mut own = parts(key.bytes, key.varying);
            own.all(|part| {
                let part = part.unwrap_or_default();
                let found = rest.split_at_checked(part.len());
                found.is_some_and(|(head, tail)| {
                    rest = tail;
                    head == part
                })
            }) && rest.is_empty()
        };
        is_same.then_some((&known.fact, known.print))
    }

    /// Keeps what a record stated.
    pub fn keep(&mut self, key: &Key<'_>, fact: Fact, print: u64) {
        let room = self.known.len() * size_of::<Known>() + self.bytes.len();
        if room + size_of::<Known>() + key.bytes.len() > MOST_BYTES {
            self.numbers.clear();
            self.known.clear();
            self.bytes.clear();
        }
        let start = self.bytes.len() as u32;
        for part in parts(key.bytes, key.varying).flatten() {
            self.bytes.extend_from_slice(part);
        }
        self.numbers.insert(key.hash, self.known.len() as u32);
        self.known.push(Known {
            header: Arc::clone(key.header),
            layout: key.layout,
            bytes: start..self.bytes.len() as u32,
            fact,
            print,
        });
    }
}

/// The bytes before, between and behind the varying values; `None` for one that is out of bounds.
fn parts<'p>(
    bytes: &'p [u8],
    varying: &'p [Range<usize>],
) -> impl Iterator<Item = Option<&'p [u8]>> {
    let starts = std::iter::once(0).chain(varying.iter().map(|range| range.end));
    let ends = varying.iter().map(|range| range.start);
    let ends = ends.chain(std::iter::once(bytes.len()));
    starts.zip(ends).map(|(from, to)| bytes.get(from..to))
}

//! Recognises a definition that was read before, in another chunk: by all of its bytes but the offsets
//! in it, and by the names that these lead to.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::bytes::{u16_at, u32_at};
use super::template::{LINK, Trace};

/// Bytes of a definition before its GUID: the offset of another one.
const NEXT: usize = 4;
/// Its GUID and its size.
const KEY: usize = 20;
/// Definitions of one GUID and size that are kept: a name stands in the one or in the other.
const MOST_VARIANTS: usize = 8;
/// Kept bytes above this are forgotten, so that hostile evidence does not fill memory.
const MOST_BYTES: usize = 1 << 20;

/// A name in a definition, or the way to one.
struct Name {
    /// Where its offset stands in the definition, behind `NEXT`.
    at: usize,
    /// The name itself follows.
    is_inside: bool,
    /// Where the name stands in `texts`.
    text: Range<usize>,
    /// An earlier one that leads to the same name: equal offsets need no comparison of names.
    twin: Option<usize>,
}

struct Known {
    bytes: Vec<u8>,
    /// Zero where `bytes` may differ, elsewhere all ones.
    mask: Vec<u8>,
    names: Vec<Name>,
    texts: Vec<u8>,
    layout: usize,
}

/// The definitions that were read.
#[derive(Default)]
pub struct Definitions {
    known: HashMap<[u8; KEY], Vec<Known>, RandomState>,
    kept: usize,
}

impl Definitions {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.known.clear();
        self.kept = 0;
    }

    /// The layout of the definition at `offset`, when one like it was read before.
    pub fn find(&self, chunk: &[u8], offset: u32) -> Option<usize> {
        let begin = offset as usize + NEXT;
        let variants = self.known.get(chunk.get(begin..)?.first_chunk::<KEY>()?)?;
        let found = variants.iter().find(|known| known.is_at(chunk, begin));
        found.map(|known| known.layout)
    }

    /// Keeps what was read at `offset`.
    pub fn keep(&mut self, chunk: &[u8], offset: u32, trace: &Trace, layout: usize) -> Option<()> {
        let begin = offset as usize + NEXT;
        let key = chunk.get(begin..)?.first_chunk::<KEY>()?;
        let size = KEY + u32_at(chunk, begin + KEY - 4)? as usize;
        // What was read is all compared.
        if trace.end > begin + size {
            return None;
        }
        let bytes = chunk.get(begin..begin + size)?.to_vec();
        let mut known = Known {
            mask: vec![0xff; bytes.len()],
            bytes,
            names: Vec::with_capacity(trace.names.len()),
            texts: Vec::new(),
            layout,
        };
        for (at, text) in &trace.names {
            let start = known.texts.len();
            known.texts.extend_from_slice(chunk.get(text.clone())?);
            let offset_of = |at: usize| u32_at(chunk, begin + at);
            let own = at.checked_sub(begin)?;
            let name = Name {
                at: own,
                is_inside: offset_of(own)? as usize == at + 4,
                text: start..known.texts.len(),
                twin: (known.names.iter().map(|name| name.at))
                    .find(|&earlier| offset_of(earlier) == offset_of(own)),
            };
            // Where the name follows, so does the link to the next of its hash.
            let varying = own..own + if name.is_inside { 8 } else { 4 };
            known.mask.get_mut(varying)?.fill(0);
            known.names.push(name);
        }
        let size = size_of::<Known>()
            + 2 * known.bytes.len()
            + known.texts.len()
            + known.names.len() * size_of::<Name>();
        if self.kept + size > MOST_BYTES {
            self.clear();
        }
        self.kept += size;
        let variants = self.known.entry(*key).or_default();
        if variants.len() >= MOST_VARIANTS {
            variants.remove(0);
        }
        variants.push(known);
        Some(())
    }
}

impl Known {
    /// Whether the definition at `begin` says the same.
    fn is_at(&self, chunk: &[u8], begin: usize) -> bool {
        let Some(own) = chunk.get(begin..begin + self.bytes.len()) else {
            return false;
        };
        let pairs = self.bytes.iter().zip(own).zip(&self.mask);
        // No early end: so it is done many bytes at a time.
        let difference = pairs.fold(0, |all, ((a, b), mask)| all | ((a ^ b) & mask));
        difference == 0
            && self
                .names
                .iter()
                .all(|name| self.is_name(name, chunk, begin))
    }

    fn is_name(&self, name: &Name, chunk: &[u8], begin: usize) -> bool {
        let offset_of = |at: usize| u32_at(chunk, begin + at).map(|offset| offset as usize);
        let Some(offset) = offset_of(name.at) else {
            return false;
        };
        let is_inside = offset == begin + name.at + 4;
        if is_inside || name.is_inside {
            // Its letters were compared with the rest.
            return is_inside && name.is_inside;
        }
        if name
            .twin
            .is_some_and(|twin| offset_of(twin) == Some(offset))
        {
            return true;
        }
        let known = self.texts.get(name.text.clone());
        let text = u16_at(chunk, offset + LINK).and_then(|units| {
            let start = offset + LINK + 2;
            chunk.get(start..start + 2 * usize::from(units))
        });
        text.is_some() && text == known
    }
}

//! An instance of a template: which definition it has, and where its values stand.

use super::bytes::u32_at;

const FRAGMENT: u8 = 0x0f;
const INSTANCE: u8 = 0x0c;
/// Bytes of a definition before its tokens: next definition, GUID, size.
pub const DEFINITION_HEADER: usize = 24;
/// More values than this has no event that we understand.
const MOST_VALUES: usize = 96;

/// The values of one instance.
#[derive(Clone, Copy)]
pub struct Instance {
    /// Offset of its definition in the chunk.
    pub definition: u32,
    /// Where the table of sizes and types begins.
    pub descriptors: usize,
    /// How many values there are.
    pub count: usize,
}

impl Instance {
    /// The instance that `chunk[start..end]` consists of, with or without a fragment header.
    pub fn read(chunk: &[u8], start: usize, end: usize) -> Option<Self> {
        let mut at = start;
        if *chunk.get(at)? == FRAGMENT {
            at += 4;
        }
        if *chunk.get(at)? != INSTANCE {
            return None;
        }
        let definition = u32_at(chunk, at + 6)?;
        at += 10;
        if definition as usize == at {
            let size = u32_at(chunk, at + DEFINITION_HEADER - 4)? as usize;
            at = at.checked_add(DEFINITION_HEADER)?.checked_add(size)?;
        }
        let count = u32_at(chunk, at)? as usize;
        let descriptors = at + 4;
        let fits = count <= MOST_VALUES && descriptors + 4 * count <= end;
        fits.then_some(Self {
            definition,
            descriptors,
            count,
        })
    }

    /// Puts the offsets of the values into `offsets`, and the end of the last one. `None` where they
    /// do not fit before `end`.
    pub fn offsets(&self, chunk: &[u8], end: usize, offsets: &mut Vec<u32>) -> Option<()> {
        let table = chunk.get(self.descriptors..self.descriptors + 4 * self.count)?;
        let mut at = u32::try_from(self.descriptors + table.len()).ok()?;
        let mut fit = true;
        offsets.clear();
        offsets.push(at);
        let descriptors = table.as_chunks::<4>().0.iter();
        offsets.extend(descriptors.map(|&[low, high, kind, _]| {
            let size = u16::from_le_bytes([low, high]);
            fit &= fits(chunk, at, kind, size);
            at += u32::from(size);
            at
        }));
        if !fit {
            return None;
        }
        // Behind the values stands the end of the stream, where anything stands there.
        let ends = at as usize == end || (chunk.get(at as usize) == Some(&0));
        (at as usize <= end && ends).then_some(())
    }

    /// The type of a value.
    pub fn kind(&self, chunk: &[u8], index: u16) -> Option<u8> {
        let index = usize::from(index);
        let kind = chunk.get(self.descriptors + 4 * index + 2).copied();
        kind.filter(|_| index < self.count)
    }
}

/// Whether a value of this type has a size that its type allows. The slow lane reads as many bytes as
/// the type has, whatever the size: then all values behind stand elsewhere. It also rejects the whole
/// record for a type that it does not know.
fn fits(chunk: &[u8], at: u32, kind: u8, size: u16) -> bool {
    match kind {
        0x00 | 0x0e | 0x21 => true,
        0x01 => size.is_multiple_of(2),
        0x03 | 0x04 => size >= 1,
        0x05 | 0x06 => size >= 2,
        0x07 | 0x08 | 0x0b | 0x0d | 0x14 => size >= 4,
        0x09 | 0x0a | 0x0c | 0x11 | 0x15 => size >= 8,
        0x0f | 0x12 => size >= 16,
        0x10 => matches!(size, 4 | 8),
        0x13 => {
            let parts = chunk.get(at as usize + 1).copied();
            parts.is_some_and(|parts| size >= 8 + 4 * u16::from(parts))
        }
        _ => false,
    }
}

/// The bytes of a value, by the offsets of all.
pub fn bytes_of<'c>(chunk: &'c [u8], offsets: &[u32], index: u16) -> Option<&'c [u8]> {
    let index = usize::from(index);
    let (from, to) = (*offsets.get(index)?, *offsets.get(index + 1)?);
    chunk.get(from as usize..to as usize)
}

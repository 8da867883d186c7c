//! Handles records that were cut off: the file ends inside the record, or the rest of its chunk was
//! never written. Padding takes the place of the missing bytes, and no value may be read from it.

use super::bytes::u32_at;
use super::instance::{INSTANCE_TYPE, Instance};
use super::walk::{CHUNK_HEADER, RECORD_HEADER, RECORD_MAGIC, SIZE_COPY, record_at};

/// The type of a null value.
const NULL_TYPE: u8 = 0x00;

/// A chunk whose unstored values have been removed, and the records that lost values.
pub struct Trimmed {
    /// The bytes of the chunk. A value that is not fully stored has the null type. A record whose
    /// system part is not fully stored no longer has a record signature.
    pub bytes: Vec<u8>,
    /// Offsets in the chunk of the contents of the cut-off records whose system part survives.
    pub cut_off: Vec<usize>,
    /// How many cut-off records lost their system part.
    pub lost: usize,
}

/// Finds the cut-off records of a chunk. `stored` is how many of the chunk's bytes the file holds.
/// Returns `None` if no record was cut off.
pub fn trim(chunk: &[u8], stored: usize) -> Option<Trimmed> {
    let mut trimmed: Option<Trimmed> = None;
    let mut at = CHUNK_HEADER;
    while chunk
        .get(at..)
        .is_some_and(|rest| rest.starts_with(&RECORD_MAGIC))
    {
        if let Some(record) = record_at(chunk, at) {
            at = record.next();
            continue;
        }
        let Some(next) = u32_at(chunk, at + 4).and_then(|size| at.checked_add(size as usize))
        else {
            break;
        };
        let Some(record_bytes) = chunk
            .get(at..next)
            .filter(|record_bytes| record_bytes.len() > RECORD_HEADER + SIZE_COPY)
        else {
            break;
        };
        if record_bytes.ends_with(&[0; SIZE_COPY]) {
            let last = record_bytes
                .iter()
                .rposition(|&byte| byte != 0)
                .unwrap_or(0);
            let end = if stored < next { stored } else { at + last + 1 };
            let trimmed = trimmed.get_or_insert_with(|| Trimmed {
                bytes: chunk.to_vec(),
                cut_off: Vec::new(),
                lost: 0,
            });
            let (start, content_end) = (at + RECORD_HEADER, next - SIZE_COPY);
            if set_unstored_to_null(&mut trimmed.bytes, start, content_end, end, true).is_some() {
                trimmed.cut_off.push(start);
            } else if let Some(head) = trimmed.bytes.get_mut(at..at + RECORD_MAGIC.len()) {
                head.fill(0);
                trimmed.lost += 1;
            }
        }
        at = next;
    }
    trimmed
}

/// Sets the type of each value of the instance at `start` that ends after `stored` to null. Returns
/// `None` if the table of values, or a value of the system part, is not fully stored.
fn set_unstored_to_null(
    chunk: &mut [u8],
    start: usize,
    end: usize,
    stored: usize,
    is_system: bool,
) -> Option<()> {
    let instance = Instance::read(chunk, start, end)?;
    let mut value = instance.descriptors + 4 * instance.count;
    if value > stored {
        return None;
    }
    for number in 0..instance.count {
        let at = instance.descriptors + 4 * number;
        let &[low, high, kind, _] = chunk.get(at..)?.first_chunk()?;
        let value_end = value + usize::from(u16::from_le_bytes([low, high]));
        if value_end > stored {
            let is_instance = kind == INSTANCE_TYPE;
            if is_system && !is_instance {
                return None;
            }
            let is_left = is_instance
                && set_unstored_to_null(chunk, value, value_end, stored, false).is_some();
            if !is_left {
                *chunk.get_mut(at + 2)? = NULL_TYPE;
            }
        }
        value = value_end;
    }
    Some(())
}

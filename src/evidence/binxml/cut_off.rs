//! A record that was cut off: the file ends inside it, or the rest of its chunk was never written. What
//! stands in the place of the rest is padding, and no value may be read from it.

use super::bytes::u32_at;
use super::instance::{INSTANCE_KIND, Instance};
use super::walk::{CHUNK_HEADER, RECORD_HEADER, RECORD_MAGIC, SIZE_COPY, record_at};

/// The type of a value that is nothing.
const NOTHING: u8 = 0x00;

/// A chunk without what only padding says, and where its records begin of which something is missing.
pub struct Trimmed {
    /// Its bytes: a value that is not whole has the type of one that is nothing, and a record of which not
    /// even the system part is whole is no record.
    pub bytes: Vec<u8>,
    /// Where the contents of those records begin of which the system part is left.
    pub cut_off: Vec<usize>,
    /// How many there are of which it is not.
    pub lost: usize,
}

/// Finds the records of a chunk that were cut off; `None` where none was. Of its bytes the file has so many
/// as are `stored`.
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
        let Some(own) = chunk
            .get(at..next)
            .filter(|own| own.len() > RECORD_HEADER + SIZE_COPY)
        else {
            break;
        };
        if own.ends_with(&[0; SIZE_COPY]) {
            let last = own.iter().rposition(|&byte| byte != 0).unwrap_or(0);
            let end = if stored < next { stored } else { at + last + 1 };
            let trimmed = trimmed.get_or_insert_with(|| Trimmed {
                bytes: chunk.to_vec(),
                cut_off: Vec::new(),
                lost: 0,
            });
            let (start, content_end) = (at + RECORD_HEADER, next - SIZE_COPY);
            if blank(&mut trimmed.bytes, start, content_end, end, true).is_some() {
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

/// Makes nothing of those values of the instance at `start` that end behind `stored`; `None` where its table
/// of values is not whole, or a value of the system part is not.
fn blank(chunk: &mut [u8], start: usize, end: usize, stored: usize, is_system: bool) -> Option<()> {
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
            let is_instance = kind == INSTANCE_KIND;
            if is_system && !is_instance {
                return None;
            }
            let is_left = is_instance && blank(chunk, value, value_end, stored, false).is_some();
            if !is_left {
                *chunk.get_mut(at + 2)? = NOTHING;
            }
        }
        value = value_end;
    }
    Some(())
}

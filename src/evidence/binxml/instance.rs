//! Template instances: which definition an instance uses, and where its values are.

use std::hash::BuildHasher as _;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::bytes::u32_at;

const FRAGMENT: u8 = 0x0f;
const INSTANCE: u8 = 0x0c;
/// Size in bytes of a definition's header, before its tokens: offset of the next definition, GUID,
/// size.
pub(super) const DEFINITION_HEADER: usize = 24;
/// Size in bytes of the value count, which precedes the table of value sizes and types.
const COUNT_BYTES: usize = 4;
/// Types whose values need more than their raw bytes to be read.
pub(super) const SID: u8 = 0x13;
pub(super) const INSTANCE_TYPE: u8 = 0x21;
/// A list of UTF-16 texts, each followed by a NUL.
pub(super) const TEXT_LIST_TYPE: u8 = 0x81;
/// The largest number of values that is read. No event that Whence understands has more.
const MAX_VALUES: usize = 96;

/// A template instance: its definition and the table of its values.
#[derive(Clone, Copy)]
pub(super) struct Instance {
    /// The first four bytes of the GUID of its definition.
    pub number: u32,
    /// Offset of its definition in the chunk.
    pub definition: u32,
    /// Offset in the chunk of the table of value sizes and types.
    pub descriptors: usize,
    /// Number of values.
    pub count: usize,
}

impl Instance {
    /// Reads the instance at `chunk[start..end]`, with or without a fragment header.
    pub(super) fn read(chunk: &[u8], start: usize, end: usize) -> Option<Self> {
        let all = chunk.get(start..end)?;
        let instance_bytes = match *all.first()? {
            FRAGMENT => all.get(4..)?,
            _ => all,
        };
        let (head, mut rest) = instance_bytes.split_first_chunk::<10>()?;
        let (&[token, _], offsets) = head.split_first_chunk()?;
        if token != INSTANCE {
            return None;
        }
        let (number, definition) = (u32_at(offsets, 0)?, u32_at(offsets, 4)?);
        if definition as usize == end - rest.len() {
            let size = u32_at(rest, DEFINITION_HEADER - 4)? as usize;
            rest = rest.get(DEFINITION_HEADER.checked_add(size)?..)?;
        }
        let (count, rest) = rest.split_first_chunk()?;
        let count = u32::from_le_bytes(*count) as usize;
        let fits = count <= MAX_VALUES && 4 * count <= rest.len();
        fits.then_some(Self {
            number,
            definition,
            descriptors: end - rest.len(),
            count,
        })
    }

    /// Returns the bytes that `Values::all` would return if they have this size. Only the end is
    /// checked: the caller must compare the table and any SIDs with those of an instance that was
    /// read.
    pub(super) fn bytes_if_size<'c>(
        &self,
        chunk: &'c [u8],
        end: usize,
        size: usize,
    ) -> Option<&'c [u8]> {
        let begin = self.descriptors - COUNT_BYTES;
        let values_end = begin.checked_add(size)?;
        may_end_at(chunk, values_end, end).then(|| chunk.get(begin..values_end))?
    }

    /// The table of value sizes and types.
    fn table<'c>(&self, chunk: &'c [u8]) -> Option<&'c [u8]> {
        chunk.get(self.descriptors..self.descriptors + 4 * self.count)
    }
}

/// Whether the values may end at `values_end` when the space for them ends at `end`: either they fill
/// it, or the end-of-stream token follows them.
fn may_end_at(chunk: &[u8], values_end: usize, end: usize) -> bool {
    values_end == end || (values_end < end && chunk.get(values_end) == Some(&0))
}

/// Whether a value of this type may have this size. The slow path reads as many bytes as the type
/// needs, whatever the declared size, which would shift all later values. It also rejects the whole
/// record if it does not know a type.
fn fits(kind: u8, size: u16) -> bool {
    match kind {
        0x00 | 0x02 | 0x0e | INSTANCE_TYPE => true,
        0x01 | TEXT_LIST_TYPE => size.is_multiple_of(2),
        0x03 | 0x04 => size >= 1,
        0x05 | 0x06 => size >= 2,
        0x07 | 0x08 | 0x0b | 0x0d | 0x14 => size >= 4,
        0x09 | 0x0a | 0x0c | 0x11 | 0x15 => size >= 8,
        0x0f | 0x12 => size >= 16,
        0x10 => matches!(size, 4 | 8),
        // The size of a SID depends on its bytes and is checked later.
        SID => true,
        _ => false,
    }
}

/// A table of value sizes and types, resolved to the offset of each value. The same tables recur in
/// record after record, so a known one is recognised by comparing its bytes.
#[derive(Default)]
pub(super) struct Shape {
    /// Number of this shape, never reused for another; 0 means that the slot is empty.
    pub serial: u64,
    table: Vec<u8>,
    /// Offset of each value after the table, and the end of the last one.
    offsets: Vec<u32>,
    /// Offset and size of each value that is a SID.
    sids: Vec<(u32, u16)>,
    /// The number of the value that is a list of texts.
    list: Option<u16>,
    /// Whether the last value is an instance. Its size may then differ between records of this
    /// shape.
    is_open: bool,
}

impl Shape {
    /// Reads a table. Returns `None` if the slow path must read the record.
    fn read(&mut self, table: &[u8], is_open: bool) -> Option<()> {
        self.serial = 0;
        self.offsets.clear();
        self.sids.clear();
        self.list = None;
        let mut at = 0_u32;
        self.offsets.push(at);
        let descriptors = table.as_chunks::<4>().0;
        for (number, &[low, high, kind, _]) in (0_u16..).zip(descriptors) {
            let size = u16::from_le_bytes([low, high]);
            // The slow path parses every instance and rejects the record if it cannot parse one.
            // One without bytes is null.
            let is_last = usize::from(number) + 1 == descriptors.len();
            let is_hidden = kind == INSTANCE_TYPE && !is_last;
            if is_hidden || !fits(kind, size) {
                return None;
            }
            if kind == SID {
                self.sids.push((at, size));
            }
            // The payload reader supports only one list.
            if kind == TEXT_LIST_TYPE && self.list.replace(number).is_some() {
                return None;
            }
            at += u32::from(size);
            self.offsets.push(at);
        }
        self.table.clear();
        self.table.extend_from_slice(table);
        self.is_open = is_open;
        Some(())
    }

    fn describes(&self, table: &[u8], is_open: bool) -> bool {
        if self.serial == 0 || self.is_open != is_open {
            return false;
        }
        if is_open {
            self.table.len() == table.len()
                && without_last_size(&self.table) == without_last_size(table)
        } else {
            self.table == table
        }
    }

    /// Offset of the end of all values, counted from the end of the table. The size of the last
    /// value is taken from this table.
    fn end(&self, table: &[u8]) -> Option<u32> {
        let begin = *self.offsets.get(self.offsets.len().checked_sub(2)?)?;
        let &[low, high, ..] = table.last_chunk::<4>()?;
        Some(begin + u32::from(u16::from_le_bytes([low, high])))
    }

    /// The number of the value that is an instance, if there is one. It is always the last.
    pub(super) fn instance(&self) -> Option<usize> {
        self.is_open.then(|| self.offsets.len().checked_sub(2))?
    }

    /// The number of the value that is a list of texts, if there is one.
    pub(super) fn list(&self) -> Option<u16> {
        self.list
    }

    /// The type of a value.
    pub(super) fn kind(&self, number: u16) -> Option<u8> {
        self.table.get(4 * usize::from(number) + 2).copied()
    }

    /// Range of a value, counted from the end of the table. Not valid for the last value if that is
    /// an instance.
    pub(super) fn range(&self, number: u16) -> Option<Range<usize>> {
        let at = usize::from(number);
        match self.offsets.get(at..)? {
            [from, to, ..] => Some(*from as usize..*to as usize),
            _ => None,
        }
    }

    /// Like `range`, but returns `None` for the last value if that is an instance.
    pub(super) fn closed_range(&self, number: u16) -> Option<Range<u32>> {
        match self.offsets.get(usize::from(number)..)? {
            [_, _] if self.is_open => None,
            [from, to, ..] => Some(*from..*to),
            _ => None,
        }
    }
}

/// Splits a table into the descriptors before the last one and the type of the last value. The size
/// of the last value is left out.
fn without_last_size(table: &[u8]) -> Option<(&[u8], u8)> {
    let (rest, &[_, _, kind, _]) = table.split_last_chunk::<4>()?;
    Some((rest, kind))
}

/// The values of one instance, located by its shape.
#[derive(Clone, Copy)]
pub(super) struct Values<'a> {
    /// The chunk that holds the instance.
    pub chunk: &'a [u8],
    /// Offset in the chunk of the table of value sizes and types.
    descriptors: usize,
    /// Offset in the chunk of the first value.
    pub start: usize,
    /// Offset in the chunk of the end of the last value.
    end: usize,
    /// The shape of the instance.
    pub shape: &'a Shape,
}

impl<'a> Values<'a> {
    /// Range of a value in the chunk.
    pub(super) fn range(&self, number: u16) -> Option<Range<usize>> {
        let range = self.shape.range(number)?;
        let is_last = usize::from(number) + 2 == self.shape.offsets.len();
        let end = if is_last {
            self.end
        } else {
            self.start + range.end
        };
        Some(self.start + range.start..end)
    }

    /// The bytes of a value.
    pub(super) fn bytes(&self, number: u16) -> Option<&'a [u8]> {
        self.chunk.get(self.range(number)?)
    }

    /// The type of a value.
    pub(super) fn kind(&self, number: u16) -> Option<u8> {
        self.shape.kind(number)
    }

    /// The bytes of the value count, the table and all values.
    pub(super) fn all(&self) -> &'a [u8] {
        let all = self.chunk.get(self.descriptors - COUNT_BYTES..self.end);
        all.unwrap_or_default()
    }

    /// Range of a value in `all`.
    pub(super) fn range_in_all(&self, number: u16) -> Option<Range<usize>> {
        let (range, begin) = (self.range(number)?, self.descriptors - COUNT_BYTES);
        Some(range.start - begin..range.end - begin)
    }
}

/// Number of slots for shapes. A new shape replaces the one in its slot.
const SHAPES: usize = 1024;

/// Cache of recently used shapes.
#[derive(Default)]
pub(super) struct Shapes {
    known: Vec<Shape>,
    last_serial: u64,
    keys: RandomState,
}

impl Shapes {
    /// Locates the values of an instance. Returns `None` if they do not fit before `end`. The shape
    /// in slot `hint` is tried first, and `hint` is set to the slot of the shape that was found.
    pub(super) fn values<'a>(
        &'a mut self,
        chunk: &'a [u8],
        instance: Instance,
        end: usize,
        hint: &mut usize,
    ) -> Option<Values<'a>> {
        let table = instance.table(chunk)?;
        let is_open = matches!(table.last_chunk(), Some(&[_, _, INSTANCE_TYPE, _]));
        let is_hinted = |shape: &Shape| shape.describes(table, is_open);
        if !self.known.get(*hint).is_some_and(is_hinted) {
            *hint = self.slot(table, is_open)?;
        }
        let shape = self.known.get(*hint)?;
        let start = instance.descriptors + table.len();
        let sid_fits = |&(at, size): &(u32, u16)| {
            let parts = chunk.get(start + at as usize + 1).copied();
            parts.is_some_and(|parts| size >= 8 + 4 * u16::from(parts))
        };
        if !shape.sids.iter().all(sid_fits) {
            return None;
        }
        let values_end = start + shape.end(table).unwrap_or(0) as usize;
        may_end_at(chunk, values_end, end).then_some(Values {
            chunk,
            descriptors: instance.descriptors,
            start,
            end: values_end,
            shape,
        })
    }

    /// Returns the slot of the shape of a table, and fills the slot if necessary.
    fn slot(&mut self, table: &[u8], is_open: bool) -> Option<usize> {
        if self.known.is_empty() {
            self.known.resize_with(SHAPES, Shape::default);
        }
        let key = if is_open {
            table.split_last_chunk::<4>()?.0
        } else {
            table
        };
        let slot = self.keys.hash_one(key) as usize % SHAPES;
        let shape = self.known.get_mut(slot)?;
        if !shape.describes(table, is_open) {
            shape.read(table, is_open)?;
            self.last_serial += 1;
            shape.serial = self.last_serial;
        }
        Some(slot)
    }
}

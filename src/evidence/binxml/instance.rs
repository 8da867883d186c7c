//! An instance of a template: which definition it has, and where its values stand.

use std::hash::BuildHasher as _;
use std::ops::Range;

use foldhash::fast::RandomState;

use super::bytes::u32_at;

const FRAGMENT: u8 = 0x0f;
const INSTANCE: u8 = 0x0c;
/// Bytes of a definition before its tokens: next definition, GUID, size.
pub const DEFINITION_HEADER: usize = 24;
/// Bytes of the number of values, before the table of their sizes and types.
const COUNT: usize = 4;
/// The types of values that are more than their bytes.
pub const SID: u8 = 0x13;
pub const INSTANCE_KIND: u8 = 0x21;
/// UTF-16 texts, a NUL behind each.
pub const TEXTS: u8 = 0x81;
/// More values than this has no event that we understand.
const MOST_VALUES: usize = 96;

/// The values of one instance.
#[derive(Clone, Copy)]
pub struct Instance {
    /// The first four bytes of its definition's GUID.
    pub number: u32,
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
        let all = chunk.get(start..end)?;
        let own = match *all.first()? {
            FRAGMENT => all.get(4..)?,
            _ => all,
        };
        let (head, mut rest) = own.split_first_chunk::<10>()?;
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
        let fits = count <= MOST_VALUES && 4 * count <= rest.len();
        fits.then_some(Self {
            number,
            definition,
            descriptors: end - rest.len(),
            count,
        })
    }

    /// The bytes that `Values::all` is where it has this size. The caller must find in them the table and
    /// the SIDs of values that were read: nothing but the end is checked here.
    pub fn all_if<'c>(&self, chunk: &'c [u8], end: usize, size: usize) -> Option<&'c [u8]> {
        let begin = self.descriptors - COUNT;
        let own_end = begin.checked_add(size)?;
        ends(chunk, own_end, end).then(|| chunk.get(begin..own_end))?
    }

    /// Its table of sizes and types.
    fn table<'c>(&self, chunk: &'c [u8]) -> Option<&'c [u8]> {
        chunk.get(self.descriptors..self.descriptors + 4 * self.count)
    }
}

/// Whether values may end at `own_end`, in a place that ends at `end`: behind them stands the end of the
/// stream, where anything stands there.
fn ends(chunk: &[u8], own_end: usize, end: usize) -> bool {
    own_end == end || (own_end < end && chunk.get(own_end) == Some(&0))
}

/// Whether a value of this type has a size that its type allows. The slow path reads as many bytes as
/// the type has, whatever the size: then all values behind stand elsewhere. It also rejects the whole
/// record for a type that it does not know.
fn fits(kind: u8, size: u16) -> bool {
    match kind {
        0x00 | 0x02 | 0x0e | INSTANCE_KIND => true,
        0x01 | TEXTS => size.is_multiple_of(2),
        0x03 | 0x04 => size >= 1,
        0x05 | 0x06 => size >= 2,
        0x07 | 0x08 | 0x0b | 0x0d | 0x14 => size >= 4,
        0x09 | 0x0a | 0x0c | 0x11 | 0x15 => size >= 8,
        0x0f | 0x12 => size >= 16,
        0x10 => matches!(size, 4 | 8),
        // Its bytes say how many more there must be.
        SID => true,
        _ => false,
    }
}

/// What a table of sizes and types says: where the values stand behind it. Tables recur from record to
/// record, and a known one is told by a comparison of its bytes.
#[derive(Default)]
pub struct Shape {
    /// Tells it from all others that were ever met.
    pub serial: u64,
    table: Vec<u8>,
    /// Where each value begins behind the table, and the end of the last one.
    offsets: Vec<u32>,
    /// Where values begin whose size depends on what stands in them, and their sizes.
    sids: Vec<(u32, u16)>,
    /// The number of the value that is a list of texts.
    list: Option<u16>,
    /// The size of the last value, an instance, is that of each record.
    is_open: bool,
}

impl Shape {
    /// Reads a table; `None` for one that has a value of a wrong size.
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
            // The slow path takes each instance apart, and rejects the record for one that it cannot; one
            // without bytes is nothing.
            let is_last = usize::from(number) + 1 == descriptors.len();
            let is_hidden = kind == INSTANCE_KIND && !is_last;
            if is_hidden || !fits(kind, size) {
                return None;
            }
            if kind == SID {
                self.sids.push((at, size));
            }
            // The reader of a payload asks for the one list that there is.
            if kind == TEXTS && self.list.replace(number).is_some() {
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

    fn is_of(&self, table: &[u8], is_open: bool) -> bool {
        if self.serial == 0 || self.is_open != is_open {
            return false;
        }
        if is_open {
            self.table.len() == table.len() && closed(&self.table) == closed(table)
        } else {
            self.table == table
        }
    }

    /// The end of all values behind the table, where this is an instance's own.
    fn end(&self, table: &[u8]) -> Option<u32> {
        let begin = *self.offsets.get(self.offsets.len().checked_sub(2)?)?;
        let &[low, high, ..] = table.last_chunk::<4>()?;
        Some(begin + u32::from(u16::from_le_bytes([low, high])))
    }

    /// The number of the value that is an instance, if one is: the last.
    pub fn instance(&self) -> Option<usize> {
        self.is_open.then(|| self.offsets.len().checked_sub(2))?
    }

    /// The number of the value that is a list of texts, if one is.
    pub fn list(&self) -> Option<u16> {
        self.list
    }

    /// The type of a value.
    pub fn kind(&self, number: u16) -> Option<u8> {
        self.table.get(4 * usize::from(number) + 2).copied()
    }

    /// Where a value stands behind the table. Not for the last one of an open shape.
    pub fn range(&self, number: u16) -> Option<Range<usize>> {
        let at = usize::from(number);
        match self.offsets.get(at..)? {
            [from, to, ..] => Some(*from as usize..*to as usize),
            _ => None,
        }
    }

    /// The same; `None` for the last one of an open shape.
    pub fn closed_range(&self, number: u16) -> Option<Range<u32>> {
        match self.offsets.get(usize::from(number)..)? {
            [_, _] if self.is_open => None,
            [from, to, ..] => Some(*from..*to),
            _ => None,
        }
    }
}

/// A table without the size of its last value.
fn closed(table: &[u8]) -> Option<(&[u8], u8)> {
    let (rest, &[_, _, kind, _]) = table.split_last_chunk::<4>()?;
    Some((rest, kind))
}

/// The values of one instance, by its shape.
#[derive(Clone, Copy)]
pub struct Values<'a> {
    /// The chunk that it stands in.
    pub chunk: &'a [u8],
    /// Where the table begins.
    descriptors: usize,
    /// Where the values begin.
    pub start: usize,
    /// Where they end.
    end: usize,
    /// Its shape.
    pub shape: &'a Shape,
}

impl<'a> Values<'a> {
    /// Where a value stands in the chunk.
    pub fn range(&self, number: u16) -> Option<Range<usize>> {
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
    pub fn bytes(&self, number: u16) -> Option<&'a [u8]> {
        self.chunk.get(self.range(number)?)
    }

    /// The type of a value.
    pub fn kind(&self, number: u16) -> Option<u8> {
        self.shape.kind(number)
    }

    /// How many values there are, the table, and the values.
    pub fn all(&self) -> &'a [u8] {
        let all = self.chunk.get(self.descriptors - COUNT..self.end);
        all.unwrap_or_default()
    }

    /// Where a value stands in `all`.
    pub fn range_in_all(&self, number: u16) -> Option<Range<usize>> {
        let (range, begin) = (self.range(number)?, self.descriptors - COUNT);
        Some(range.start - begin..range.end - begin)
    }
}

/// Shapes that are kept: a new one takes the place of another.
const SHAPES: usize = 1024;

/// The shapes that were met lately.
#[derive(Default)]
pub struct Shapes {
    known: Vec<Shape>,
    met: u64,
    keys: RandomState,
}

impl Shapes {
    /// The values of an instance; `None` where they do not fit before `end`. The shape that `hint` says
    /// is looked at first; it is then the one that was found.
    pub fn values<'a>(
        &'a mut self,
        chunk: &'a [u8],
        instance: Instance,
        end: usize,
        hint: &mut usize,
    ) -> Option<Values<'a>> {
        let table = instance.table(chunk)?;
        let is_open = matches!(table.last_chunk(), Some(&[_, _, INSTANCE_KIND, _]));
        let is_hinted = |shape: &Shape| shape.is_of(table, is_open);
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
        let own_end = start + shape.end(table).unwrap_or(0) as usize;
        ends(chunk, own_end, end).then_some(Values {
            chunk,
            descriptors: instance.descriptors,
            start,
            end: own_end,
            shape,
        })
    }

    /// Where the shape of a table is kept.
    fn slot(&mut self, table: &[u8], is_open: bool) -> Option<usize> {
        if self.known.is_empty() {
            self.known.resize_with(SHAPES, Shape::default);
        }
        let own = if is_open {
            table.split_last_chunk::<4>()?.0
        } else {
            table
        };
        let slot = self.keys.hash_one(own) as usize % SHAPES;
        let shape = self.known.get_mut(slot)?;
        if !shape.is_of(table, is_open) {
            shape.read(table, is_open)?;
            self.met += 1;
            shape.serial = self.met;
        }
        Some(slot)
    }
}

//! Finds the varying values in payloads of one layout and shape.

use std::ops::Range;
use std::sync::Arc;

use super::varying::Varying;
use crate::decode::fingerprint::{digits, guid_fingerprint, number_fingerprint, value_fingerprint};
use crate::decode::payload::{FieldValue, Names};
use crate::domain::event::Fact;
use crate::evidence::binxml::{Payload, Value};

/// The varying values of a kind of record, and their positions in its payload.
pub(crate) struct VaryingLayout {
    slots: Vec<Slot>,
    /// Their ranges in the payload, in order.
    holes: Vec<Range<usize>>,
}

/// A varying value.
struct Slot {
    varying: &'static Varying,
    form: Form,
    range: Range<usize>,
    /// The fingerprint of its name.
    name: u64,
}

impl VaryingLayout {
    /// The plan for a payload. Returns `None` if a varying value depends on more than its own
    /// bytes.
    pub(crate) fn of(
        payload: &Payload<'_>,
        names: &Names,
        list: &'static [Varying],
    ) -> Option<Self> {
        let mut slots = Vec::with_capacity(list.len());
        for varying in list {
            if let Some((number, name)) = names.find_with_fingerprint(varying.name) {
                let (kind, range) = payload.plain(number)?;
                slots.push(Slot {
                    varying,
                    form: Form::of(kind, range.len(), varying),
                    range,
                    name,
                });
            }
        }
        let mut holes: Vec<Range<usize>> = slots.iter().map(|slot| slot.range.clone()).collect();
        // An empty range comes before another one that starts at the same position.
        holes.sort_unstable_by_key(|range| (range.start, range.end));
        Some(Self { slots, holes })
    }

    /// Whether two payloads are equal except for the varying values.
    pub(crate) fn are_same(&self, a: &[u8], b: &[u8]) -> bool {
        let is_same = |range: Range<usize>| match (a.get(range.clone()), b.get(range)) {
            (Some(a), Some(b)) => a == b,
            _ => false,
        };
        let mut at = 0;
        for hole in &self.holes {
            if !is_same(at..hole.start) {
                return false;
            }
            at = hole.end;
        }
        a.len() == b.len() && is_same(at..a.len())
    }

    /// The bytes before, between and after the varying values; `None` for a range that is out of
    /// bounds.
    pub(crate) fn constant<'p>(
        &'p self,
        bytes: &'p [u8],
    ) -> impl Iterator<Item = Option<&'p [u8]>> {
        let starts = std::iter::once(0).chain(self.holes.iter().map(|range| range.end));
        let ends = self.holes.iter().map(|range| range.start);
        let ends = ends.chain(std::iter::once(bytes.len()));
        starts.zip(ends).map(|(from, to)| bytes.get(from..to))
    }

    /// The contribution of the varying values to the fingerprint. Returns `None` if the slow path
    /// must read them.
    pub(crate) fn fingerprint(&self, bytes: &[u8]) -> Option<u64> {
        self.slots.iter().try_fold(0_u64, |sum, slot| {
            let (fingerprint, _) = slot.read(bytes, false)?;
            Some(sum.wrapping_add(fingerprint))
        })
    }

    /// Puts the varying values into a fact that was decoded from another record. Returns their
    /// contribution to the fingerprint, or `None` if the slow path must read them.
    pub(crate) fn fill(&self, bytes: &[u8], hidden: u8, fact: &mut Fact) -> Option<u64> {
        let mut sum = 0_u64;
        for (number, slot) in self.slots.iter().enumerate() {
            let set = slot.varying.set.filter(|_| hidden >> number & 1 == 0);
            let (fingerprint, field) = slot.read(bytes, set.is_some())?;
            sum = sum.wrapping_add(fingerprint);
            if let Some(set) = set {
                set(fact, &field);
            }
        }
        Some(sum)
    }

    /// A bit for each varying value that the fact does not use because it uses another value
    /// instead. `is_there` returns whether the value with a given name is present.
    pub(crate) fn hidden(&self, mut is_there: impl FnMut(&'static str) -> bool) -> u8 {
        let slots = self.slots.iter().enumerate();
        let instead = slots.filter(|(_, slot)| slot.varying.unless.is_some_and(&mut is_there));
        instead.fold(0, |bits, (number, _)| bits | 1 << number)
    }
}

/// The usual types of varying values, each with a fixed size.
enum Form {
    Number32,
    Number64,
    Hex32,
    Hex64,
    /// A GUID that no fact uses.
    UnusedGuid,
    /// Any other type.
    Other(u8),
}

impl Form {
    fn of(kind: u8, size: usize, varying: &Varying) -> Self {
        match (kind, size) {
            (0x08, 4) => Self::Number32,
            (0x0a, 8) => Self::Number64,
            (0x14, 4) => Self::Hex32,
            (0x15, 8) => Self::Hex64,
            (0x0f, 16) if varying.set.is_none() => Self::UnusedGuid,
            _ => Self::Other(kind),
        }
    }
}

impl Slot {
    /// Returns the value's contribution to the fingerprint, and the value itself if it is wanted.
    /// Returns `None` if the slow path must read it.
    fn read<'p>(&self, bytes: &'p [u8], is_wanted: bool) -> Option<(u64, FieldValue<'p>)> {
        let value_bytes = bytes.get(self.range.clone())?;
        let as_u32 = || {
            value_bytes
                .first_chunk()
                .map(|four| u64::from(u32::from_le_bytes(*four)))
        };
        let as_u64 = || {
            value_bytes
                .first_chunk()
                .map(|eight| u64::from_le_bytes(*eight))
        };
        let (number, field): (u64, fn(u64) -> FieldValue<'p>) = match self.form {
            Form::Number32 => (as_u32()?, FieldValue::Number),
            Form::Number64 => (as_u64()?, FieldValue::Number),
            Form::Hex32 => (as_u32()?, FieldValue::Hex),
            Form::Hex64 => (as_u64()?, FieldValue::Hex),
            Form::UnusedGuid => {
                return Some((
                    guid_fingerprint(self.name, value_bytes.first_chunk()?),
                    FieldValue::Nothing,
                ));
            }
            Form::Other(kind) => return self.read_other(kind, value_bytes, is_wanted),
        };
        Some((number_fingerprint(self.name, number), field(number)))
    }

    fn read_other<'p>(
        &self,
        kind: u8,
        value_bytes: &'p [u8],
        is_wanted: bool,
    ) -> Option<(u64, FieldValue<'p>)> {
        let value = match Value::read(kind, value_bytes)? {
            // A text of digits has the fingerprint of its number: parse it once for both results.
            Value::Text(utf16) => digits(utf16).map_or(Value::Text(utf16), Value::Unsigned),
            other => other,
        };
        let fingerprint = value_fingerprint(self.name, &value)?;
        let field = if is_wanted {
            FieldValue::of(value)?
        } else {
            FieldValue::Nothing
        };
        Some((fingerprint, field))
    }
}

/// Number of slots for plans. A new plan replaces the one in its slot.
const PLAN_SLOTS: u64 = 1024;

/// The recent plans, each in the slot given by layout and shape.
#[derive(Default)]
pub(crate) struct VaryingLayouts(Vec<CachedPlan>);

#[derive(Clone, Default)]
struct CachedPlan {
    layout: u64,
    shape: u64,
    list: Option<&'static [Varying]>,
    plan: Option<Arc<VaryingLayout>>,
}

impl VaryingLayouts {
    /// The plan for a payload. Returns `None` if it has none.
    pub(crate) fn of(
        &mut self,
        payload: &Payload<'_>,
        names: &Names,
        list: &'static [Varying],
    ) -> Option<&Arc<VaryingLayout>> {
        if self.0.is_empty() {
            self.0.resize(PLAN_SLOTS as usize, CachedPlan::default());
        }
        let (layout, shape) = (payload.key, payload.shape());
        let slot = shape.wrapping_add(layout << 5) % PLAN_SLOTS;
        let cached = self.0.get_mut(slot as usize)?;
        let is_same = (cached.layout, cached.shape) == (layout, shape)
            && cached
                .list
                .is_some_and(|cached_list| std::ptr::eq(cached_list, list));
        if !is_same {
            *cached = CachedPlan {
                layout,
                shape,
                list: Some(list),
                plan: VaryingLayout::of(payload, names, list).map(Arc::new),
            };
        }
        cached.plan.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::fields::number_of;

    const UNUSED: Varying = Varying {
        name: "A",
        set: None,
        unless: None,
    };
    const USED: Varying = Varying {
        set: Some(|_, _| {}),
        ..UNUSED
    };

    #[test]
    fn the_usual_types_are_read_like_any_other() {
        let text: Vec<u8> = "49152".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let values: [(u8, &[u8]); 9] = [
            (0x00, &[]),
            (0x01, &text),
            (0x06, &[1, 2]),
            (0x08, &[1, 2, 3, 0x84]),
            (0x0a, &[1, 2, 3, 4, 5, 6, 7, 0x88]),
            (0x14, &[1, 2, 3, 0x84]),
            (0x15, &[1, 2, 3, 4, 5, 6, 7, 0x88]),
            (
                0x0f,
                &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
            ),
            // A size that is wrong for the type.
            (0x08, &[1, 2, 3]),
        ];
        for (kind, bytes) in values {
            for varying in [&USED, &UNUSED] {
                let slot = Slot {
                    varying,
                    form: Form::of(kind, bytes.len(), varying),
                    range: 0..bytes.len(),
                    name: 7,
                };
                let is_wanted = varying.set.is_some();
                let read = slot.read(bytes, is_wanted);
                let other = slot.read_other(kind, bytes, is_wanted);
                let plain = |read: Option<(u64, FieldValue<'_>)>| {
                    // A value that no fact uses is not read.
                    read.map(|(fingerprint, field)| {
                        (fingerprint, number_of(&field).filter(|_| is_wanted))
                    })
                };
                assert_eq!(plain(read), plain(other), "{kind:#x}");
            }
        }
    }

    #[test]
    fn only_varying_values_may_differ_in_equal_payloads() {
        let plan = VaryingLayout {
            slots: Vec::new(),
            holes: vec![2..2, 2..4, 6..7],
        };
        let payload = b"ab12cd3ef";
        assert!(plan.are_same(payload, b"ab99cd9ef"));
        for other in [
            &b"xb12cd3ef"[..],
            b"ab12xd3ef",
            b"ab12cd3ex",
            b"ab12cd3efg",
            b"ab12cd3e",
            b"ab1",
        ] {
            assert!(!plan.are_same(payload, other), "{other:?}");
            assert!(!plan.are_same(other, payload), "{other:?}");
        }
    }
}

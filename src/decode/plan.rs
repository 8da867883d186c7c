//! Where the varying values stand in payloads of one layout and shape.

use std::ops::Range;
use std::sync::Arc;

use super::payload::{Field, Names, digits, print_of};
use super::varying::Varying;
use crate::domain::event::Fact;
use crate::evidence::binxml::{Payload, Value};

/// The varying values of a kind of record, and where they stand.
pub struct Plan {
    slots: Vec<Slot>,
    /// Where they stand, in their order.
    holes: Vec<Range<usize>>,
    /// Bytes of them all.
    hole_bytes: usize,
}

/// A varying value.
struct Slot {
    varying: &'static Varying,
    kind: u8,
    range: Range<usize>,
    /// Its name in prints.
    name: u64,
}

impl Plan {
    /// That of a payload; `None` where a varying value rests on more than its own bytes.
    pub fn of(payload: &Payload<'_>, names: &mut Names, list: &'static [Varying]) -> Option<Self> {
        let mut slots = Vec::with_capacity(list.len());
        for varying in list {
            if let Some((number, name)) = names.find_print(varying.name) {
                let (kind, range) = payload.plain(number)?;
                slots.push(Slot {
                    varying,
                    kind,
                    range,
                    name,
                });
            }
        }
        let mut holes: Vec<Range<usize>> = slots.iter().map(|slot| slot.range.clone()).collect();
        // An empty one stands before the one that begins where it does.
        holes.sort_unstable_by_key(|range| (range.start, range.end));
        Some(Self {
            hole_bytes: holes.iter().map(Range::len).sum(),
            holes,
            slots,
        })
    }

    /// How many bytes a payload has in all that has so many beside the varying values.
    pub fn size_with(&self, constant: usize) -> usize {
        self.hole_bytes + constant
    }

    /// The bytes before, between and behind the varying values; `None` for one that is out of bounds.
    pub fn constant<'p>(&'p self, bytes: &'p [u8]) -> impl Iterator<Item = Option<&'p [u8]>> {
        let starts = std::iter::once(0).chain(self.holes.iter().map(|range| range.end));
        let ends = self.holes.iter().map(|range| range.start);
        let ends = ends.chain(std::iter::once(bytes.len()));
        starts.zip(ends).map(|(from, to)| bytes.get(from..to))
    }

    /// The part of the varying values in the print; `None` for the slow lane.
    pub fn print(&self, bytes: &[u8]) -> Option<u64> {
        self.slots.iter().try_fold(0_u64, |sum, slot| {
            Some(sum.wrapping_add(print_of(slot.name, &slot.value(bytes)?)?))
        })
    }

    /// Puts the varying values into a fact that was decoded from another record. Returns their part in
    /// the print; `None` for the slow lane.
    pub fn fill(&self, bytes: &[u8], hidden: u8, fact: &mut Fact) -> Option<u64> {
        let mut sum = 0_u64;
        for (number, slot) in self.slots.iter().enumerate() {
            let value = slot.value(bytes)?;
            sum = sum.wrapping_add(print_of(slot.name, &value)?);
            if hidden >> number & 1 == 0
                && let Some(set) = slot.varying.set
            {
                set(fact, &Field::of(value)?);
            }
        }
        Some(sum)
    }

    /// A bit for each varying value that a fact does not have because another value, by its name, is
    /// there in its stead.
    pub fn hidden(&self, mut is_there: impl FnMut(&'static str) -> bool) -> u8 {
        let slots = self.slots.iter().enumerate();
        let instead = slots.filter(|(_, slot)| slot.varying.unless.is_some_and(&mut is_there));
        instead.fold(0, |bits, (number, _)| bits | 1 << number)
    }
}

impl Slot {
    fn value<'p>(&self, bytes: &'p [u8]) -> Option<Value<'p>> {
        let value = Value::read(self.kind, bytes.get(self.range.clone())?)?;
        Some(match value {
            // It is asked for twice, and counts as the number either way.
            Value::Text(utf16) => digits(utf16).map_or(value, Value::Unsigned),
            other => other,
        })
    }
}

/// Plans that are kept: a new one takes the place of another.
const PLANS: u64 = 1024;

/// The plans of payloads met lately, each in the place that layout and shape give.
#[derive(Default)]
pub struct Plans(Vec<Met>);

#[derive(Clone, Default)]
struct Met {
    layout: u64,
    shape: u64,
    list: Option<&'static [Varying]>,
    plan: Option<Arc<Plan>>,
}

impl Plans {
    /// That of a payload; `None` where it has none.
    pub fn of(
        &mut self,
        payload: &Payload<'_>,
        names: &mut Names,
        list: &'static [Varying],
    ) -> Option<&Arc<Plan>> {
        if self.0.is_empty() {
            self.0.resize(PLANS as usize, Met::default());
        }
        let (layout, shape) = (payload.key, payload.shape());
        let slot = shape.wrapping_add(layout << 5) % PLANS;
        let met = self.0.get_mut(slot as usize)?;
        let is_same = (met.layout, met.shape) == (layout, shape)
            && met.list.is_some_and(|own| std::ptr::eq(own, list));
        if !is_same {
            *met = Met {
                layout,
                shape,
                list: Some(list),
                plan: Plan::of(payload, names, list).map(Arc::new),
            };
        }
        met.plan.as_ref()
    }
}

//! What was learned of templates from chunk to chunk.

use std::ops::Range;

use super::instance::{Instance, Shapes};
use super::layout_table::LayoutTable;
use super::payload::{PayloadLayout, UnreadPayload};
use super::recovered::NeededDefinition;
use super::system::{System, SystemLayout, UsualPlaces};
use super::walk::LocatedRecord;

/// What was learned of templates. A definition stands in its chunk and may differ from chunk to chunk
/// (it holds the computer's name), so each chunk's are looked at; those that say the same are one layout.
#[derive(Default)]
pub struct Layouts {
    systems: LayoutTable<SystemLayout, UsualPlaces>,
    payloads: LayoutTable<PayloadLayout, ()>,
    shapes: Shapes,
}

impl Layouts {
    /// Begins a new chunk.
    pub fn clear(&mut self) {
        self.systems.clear();
        self.payloads.clear();
    }

    /// The system part of a record; `None` for the slow path.
    pub fn system_of<'a>(
        &'a mut self,
        chunk: &'a [u8],
        record: LocatedRecord,
    ) -> Option<System<'a>> {
        let instance = Instance::read(chunk, record.start, record.end)?;
        let definition = instance.definition;
        let read = || SystemLayout::read(chunk, definition);
        let known = self.systems.at(chunk, definition, read)?;
        System::of(chunk, instance, record, known, &mut self.shapes)
    }

    /// The payload that stands at `range` of the chunk, which may be empty; `is_wrapped` in an element
    /// of the system part's template. `None` for the slow path.
    pub fn payload_of<'a>(
        &'a mut self,
        chunk: &'a [u8],
        range: Range<usize>,
        is_wrapped: bool,
    ) -> Option<UnreadPayload<'a>> {
        if range.is_empty() {
            return Some(UnreadPayload::none());
        }
        let instance = Instance::read(chunk, range.start, range.end)?;
        let read = || PayloadLayout::read(chunk, instance.definition);
        let known = self.payloads.at(chunk, instance.definition, read)?;
        let shapes = &mut self.shapes;
        UnreadPayload::of(chunk, instance, range.end, is_wrapped, known, shapes)
    }

    /// Forgets where definitions stand, and reads the one that a record needs for its system part in the
    /// chunk and at the offset that it is given.
    pub fn adopt_system(
        &mut self,
        needed: NeededDefinition,
        chunk: &[u8],
        offset: u32,
    ) -> Option<()> {
        self.clear();
        let read = || SystemLayout::read(chunk, offset);
        let number = self.systems.defined(chunk, offset, read)?;
        self.systems.adopt(needed.offset, number);
        Some(())
    }

    /// The same for its payload.
    pub fn adopt_payload(
        &mut self,
        needed: NeededDefinition,
        chunk: &[u8],
        offset: u32,
    ) -> Option<()> {
        let read = || PayloadLayout::read(chunk, offset);
        let number = self.payloads.defined(chunk, offset, read)?;
        self.payloads.adopt(needed.offset, number);
        Some(())
    }

    /// The definition that a record needs for its payload, once that of its system part is known. The inner
    /// `None` says that it has no payload.
    pub fn payload_needed(
        &mut self,
        chunk: &[u8],
        record: LocatedRecord,
    ) -> Option<Option<NeededDefinition>> {
        let range = self.system_of(chunk, record)?.payload()?;
        if range.is_empty() {
            return Some(None);
        }
        NeededDefinition::of(chunk, range).map(Some)
    }
}

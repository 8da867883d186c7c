//! The template layouts known so far, across chunks.

use std::ops::Range;

use super::cache::layout_table::LayoutTable;
use super::instance::{Instance, Shapes};
use super::payload::{PayloadLayout, UnreadPayload};
use super::recovered::NeededDefinition;
use super::system::{CommonOffsets, System, SystemLayout};
use super::walk::LocatedRecord;

/// The template layouts known so far. Each chunk has its own copy of a definition, which may differ
/// from chunk to chunk (it contains the computer's name). So the definitions of each chunk are
/// checked; equal ones share a layout.
#[derive(Default)]
pub struct Layouts {
    systems: LayoutTable<SystemLayout, CommonOffsets>,
    payloads: LayoutTable<PayloadLayout, ()>,
    shapes: Shapes,
}

impl Layouts {
    /// Starts a new chunk.
    pub fn clear(&mut self) {
        self.systems.clear();
        self.payloads.clear();
    }

    /// Reads the system part of a record. Returns `None` if the slow path must read it.
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

    /// Locates the payload at `range` of the chunk; the range may be empty. `is_wrapped` means that
    /// it lies in an element of the system part's template. Returns `None` if the slow path must
    /// read it.
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

    /// Forgets the definitions of the current chunk. Then uses the definition at `offset` of another
    /// chunk in place of the missing system template `needed`.
    pub fn substitute_system(
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

    /// Uses the definition at `offset` of another chunk in place of the missing payload template
    /// `needed`.
    pub fn substitute_payload(
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

    /// Returns the definition that a record needs for its payload. The system part must be
    /// readable. The inner `None` means that the record has no payload.
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

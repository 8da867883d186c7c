//! The system part of a record: provider, time, log, computer.

use std::ops::Range;

use super::bytes::is_word;
use super::cache::layout_table::KnownLayout;
use super::instance::{Instance, Shape, Shapes, Values};
use super::template::{self, Content, Trace, Visitor};
use super::value::{self, Value, guid_of};
use super::walk::LocatedRecord;
use crate::domain::event::Guid;
use crate::domain::time::Timestamp;

/// How to find a field of the system part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Field {
    content: Option<Content>,
    /// The field is absent if the value with this number is null.
    depends: Option<u16>,
}

/// How to find the fields in records of one template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SystemLayout {
    /// Fixed texts.
    texts: Vec<u8>,
    provider: Field,
    source: Field,
    event_id: Field,
    time: Field,
    record_id: Field,
    activity: Field,
    process_id: Field,
    channel: Field,
    computer: Field,
    user: Field,
    /// The number of the value that is the payload.
    payload: Option<u16>,
    /// The payload lies in a payload element of this template, whose name then replaces that of its
    /// root.
    is_wrapped: bool,
    /// The payload is written out in the template itself.
    payload_inside: bool,
    /// The lowest and highest number of the values that hold computer, channel and provider.
    log_values: Option<(u16, u16)>,
}

/// A record's system part. Its values are read on demand.
pub struct System<'a> {
    values: Values<'a>,
    layout: &'a SystemLayout,
    common_offsets: &'a CommonOffsets,
    /// The key of its layout.
    pub key: u64,
    header_record: u64,
}

/// A text of the system part: UTF-16, up to its first NUL.
pub(super) type Utf16<'a> = &'a [u8];

impl<'a> System<'a> {
    /// The system part of a record. Returns `None` if the slow path must read it.
    pub(super) fn of(
        chunk: &'a [u8],
        instance: Instance,
        record: LocatedRecord,
        known: &'a mut KnownLayout<SystemLayout, CommonOffsets>,
        shapes: &'a mut Shapes,
    ) -> Option<Self> {
        let values = shapes.values(chunk, instance, record.end, &mut known.shape)?;
        if known.common_offsets.shape != values.shape.serial {
            known.common_offsets = CommonOffsets::of(&known.layout, values.shape);
        }
        known.common_offsets.is_whole.then_some(Self {
            values,
            layout: &known.layout,
            common_offsets: &known.common_offsets,
            key: known.key,
            header_record: record.header_record,
        })
    }

    fn value(&self, field: &Field) -> Option<Value<'a>> {
        match field.content.as_ref() {
            None => Some(Value::Null),
            Some(_) if field.depends.is_some_and(|on| self.is_null(on)) => Some(Value::Null),
            Some(Content::Fixed(range)) => Some(Value::Text(self.layout.texts.get(range.clone())?)),
            // A number beyond the last value is null.
            Some(Content::Value(number)) => match self.values.kind(*number) {
                None => Some(Value::Null),
                Some(kind) => Value::read(kind, self.values.bytes(*number)?),
            },
        }
    }

    /// Reads the bytes at an offset after the table of values.
    #[inline]
    fn bytes_at<const SIZE: usize>(&self, at: Option<u32>) -> Option<[u8; SIZE]> {
        let begin = self.values.start + at? as usize;
        self.values.chunk.get(begin..)?.first_chunk().copied()
    }

    fn is_null(&self, number: u16) -> bool {
        self.values.kind(number) == Some(0)
    }

    fn text(&self, field: &Field) -> Option<Utf16<'a>> {
        match self.value(field)? {
            Value::Null => Some(&[]),
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Event id, without qualifiers.
    pub fn event_id(&self) -> Option<u32> {
        if let Some(id) = self.bytes_at(self.common_offsets.event_id) {
            return Some(u32::from(u16::from_le_bytes(id)));
        }
        match self.value(&self.layout.event_id)? {
            Value::Unsigned(id) => u32::try_from(id).ok(),
            _ => None,
        }
    }

    /// When the record was written.
    pub fn time(&self) -> Option<Timestamp> {
        if let Some(Value::Time(ticks)) = self
            .bytes_at(self.common_offsets.time)
            .and_then(|ticks| value::time(u64::from_le_bytes(ticks)))
        {
            return Some(Timestamp::from_ticks(ticks));
        }
        match self.value(&self.layout.time)? {
            Value::Time(ticks) => Some(Timestamp::from_ticks(ticks)),
            _ => None,
        }
    }

    /// The record's number in its log, or the one in its header if it has none.
    pub fn record_id(&self) -> Option<u64> {
        if let Some(id) = self.bytes_at(self.common_offsets.record_id) {
            return Some(u64::from_le_bytes(id));
        }
        match self.value(&self.layout.record_id)? {
            Value::Unsigned(id) => Some(id),
            Value::Null => Some(self.header_record),
            _ => None,
        }
    }

    /// The provider's name, or the name of a classic source. Empty if the record has neither.
    pub fn provider(&self) -> Option<Utf16<'a>> {
        match self.text(&self.layout.provider)? {
            [] => self.text(&self.layout.source),
            name => Some(name),
        }
    }

    /// The log that the record was written to. Empty if the record does not name one.
    pub fn channel(&self) -> Option<Utf16<'a>> {
        self.text(&self.layout.channel)
    }

    /// The computer that wrote the record.
    pub fn computer(&self) -> Option<Utf16<'a>> {
        self.text(&self.layout.computer)
    }

    /// The activity that the record belongs to. The inner `None` means that it has none.
    pub fn activity(&self) -> Option<Option<Guid>> {
        match self.value(&self.layout.activity)? {
            Value::Guid(bytes) => Some(guid_of(bytes)),
            Value::Null => Some(None),
            _ => None,
        }
    }

    /// The process that wrote the record, or 0 if the record does not say.
    pub fn process_id(&self) -> Option<u32> {
        if let Some(id) = self.bytes_at(self.common_offsets.process_id) {
            return Some(u32::from_le_bytes(id));
        }
        match self.value(&self.layout.process_id)? {
            Value::Unsigned(id) => u32::try_from(id).ok(),
            Value::Null => Some(0),
            _ => None,
        }
    }

    /// The account that wrote the record. The inner `None` means that it has none.
    pub fn user_sid(&self) -> Option<Option<&'a [u8]>> {
        if self.common_offsets.has_no_user {
            return Some(None);
        }
        match self.value(&self.layout.user)? {
            Value::Sid(bytes) => Some(Some(bytes)),
            Value::Null => Some(None),
            _ => None,
        }
    }

    /// Whether the payload lies in a payload element of the template, so that its own root may have
    /// any name.
    pub fn is_wrapped(&self) -> bool {
        self.layout.is_wrapped
    }

    /// Range of the payload in the chunk; empty if there is none.
    pub fn payload(&self) -> Option<Range<usize>> {
        if self.layout.payload_inside {
            return None;
        }
        let Some(number) = self.layout.payload else {
            return Some(0..0);
        };
        let Some((kind, range)) = self.values.kind(number).zip(self.values.range(number)) else {
            return Some(0..0);
        };
        match kind {
            0x00 => Some(0..0),
            0x21 => Some(range),
            _ => None,
        }
    }

    /// The bytes from the first to the last value that holds computer, channel or provider; empty
    /// if all are fixed. With the layout and the shape they determine these three.
    pub fn log_bytes(&self) -> Option<&'a [u8]> {
        if let Some(Range { start, end }) = self.common_offsets.log {
            let begin = self.values.start;
            return (self.values.chunk).get(begin + start as usize..begin + end as usize);
        }
        let Some((first, last)) = self.layout.log_values else {
            return Some(&[]);
        };
        let (first, last) = (self.values.range(first)?, self.values.range(last)?);
        self.values.chunk.get(first.start..last.end)
    }

    /// Equal for records whose values have the same ranges.
    pub fn shape(&self) -> u64 {
        self.values.shape.serial
    }
}

/// Offsets of the values read most often, for records of one layout and shape. An offset is only
/// set if the value has its usual type.
#[derive(Default)]
pub(super) struct CommonOffsets {
    /// The shape's serial.
    shape: u64,
    /// No value other than the payload is an instance, and none is a list.
    is_whole: bool,
    event_id: Option<u32>,
    time: Option<u32>,
    record_id: Option<u32>,
    process_id: Option<u32>,
    /// The account is null, as in most logs.
    has_no_user: bool,
    log: Option<Range<u32>>,
}

impl CommonOffsets {
    fn of(layout: &SystemLayout, shape: &Shape) -> Self {
        let at = |field: &Field, kind: u8, size: u32| {
            let Some(Content::Value(number)) = field.content else {
                return None;
            };
            let is_alone = field.depends.is_none_or(|on| on == number);
            let range = shape.closed_range(number)?;
            let is_usual =
                is_alone && shape.kind(number) == Some(kind) && range.len() == size as usize;
            is_usual.then_some(range.start)
        };
        let log = layout.log_values.and_then(|(first, last)| {
            Some(shape.closed_range(first)?.start..shape.closed_range(last)?.end)
        });
        Self {
            shape: shape.serial,
            is_whole: shape
                .instance()
                .is_none_or(|number| layout.payload.map(usize::from) == Some(number))
                && shape.list().is_none(),
            event_id: at(&layout.event_id, 0x06, 2),
            time: at(&layout.time, 0x11, 8),
            record_id: at(&layout.record_id, 0x0a, 8),
            process_id: at(&layout.process_id, 0x08, 4),
            has_no_user: match layout.user.content {
                None => true,
                Some(Content::Value(number)) => matches!(shape.kind(number), None | Some(0)),
                Some(Content::Fixed(_)) => false,
            },
            log,
        }
    }
}

impl SystemLayout {
    pub(super) fn read(chunk: &[u8], definition: u32) -> Option<(Self, Trace)> {
        let mut reader = Reader::default();
        let trace = template::walk(chunk, definition, &mut reader)?;
        let is_whole = reader.layout.event_id.content.is_some()
            && reader.layout.time.content.is_some()
            && (reader.layout.provider.content.is_some() || reader.layout.source.content.is_some())
            && reader.path.is_empty();
        let mut layout = is_whole.then_some(reader.layout)?;
        layout.keep_texts(chunk)?;
        layout.log_values = layout.log_values();
        Some((layout, trace))
    }

    fn log_values(&self) -> Option<(u16, u16)> {
        let fields = [&self.computer, &self.channel, &self.provider, &self.source];
        let numbers = fields.into_iter().filter_map(|field| match field.content {
            Some(Content::Value(number)) => Some(number),
            _ => None,
        });
        Some((numbers.clone().min()?, numbers.max()?))
    }

    /// Copies the fixed texts into the layout, so that it does not depend on the chunk.
    fn keep_texts(&mut self, chunk: &[u8]) -> Option<()> {
        let fields = [
            &mut self.provider,
            &mut self.source,
            &mut self.event_id,
            &mut self.time,
            &mut self.record_id,
            &mut self.activity,
            &mut self.process_id,
            &mut self.channel,
            &mut self.computer,
            &mut self.user,
        ];
        for field in fields {
            if let Some(Content::Fixed(text)) = &mut field.content {
                template::copy_text(chunk, text, &mut self.texts)?;
            }
        }
        Some(())
    }
}

/// Elements on the path to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Element {
    Event,
    System,
    Provider,
    EventId,
    TimeCreated,
    RecordId,
    Correlation,
    Execution,
    Channel,
    Computer,
    Security,
    /// `EventData`, `UserData` or `ProcessingErrorData`.
    Payload,
    Other,
}

#[derive(Default)]
struct Reader {
    layout: SystemLayout,
    path: Vec<(Element, Option<u16>)>,
    /// The system part and its elements that were seen so far.
    seen: Vec<Element>,
    /// Range of the current attribute's name.
    attribute: Option<Range<usize>>,
}

impl Reader {
    /// The field for the current element or attribute. Returns `None` if it is not used.
    fn field(&mut self, chunk: &[u8]) -> Option<&mut Field> {
        let (element, _) = *self.path.last()?;
        let layout = &mut self.layout;
        let Some(name) = &self.attribute else {
            return match element {
                Element::EventId => Some(&mut layout.event_id),
                Element::RecordId => Some(&mut layout.record_id),
                Element::Channel => Some(&mut layout.channel),
                Element::Computer => Some(&mut layout.computer),
                _ => None,
            };
        };
        let is = |word| is_word(chunk, name, word);
        match element {
            Element::Provider if is("Name") => Some(&mut layout.provider),
            Element::Provider if is("EventSourceName") => Some(&mut layout.source),
            Element::TimeCreated if is("SystemTime") => Some(&mut layout.time),
            Element::Correlation if is("ActivityID") => Some(&mut layout.activity),
            Element::Execution if is("ProcessID") => Some(&mut layout.process_id),
            Element::Security if is("UserID") => Some(&mut layout.user),
            _ => None,
        }
    }
}

impl Visitor for Reader {
    fn open(&mut self, chunk: &[u8], name: Range<usize>, depends: Option<u16>) -> Option<()> {
        let is = |word| is_word(chunk, &name, word);
        let parent = self.path.last().map(|(element, _)| *element);
        let element = match parent {
            None if is("Event") => Element::Event,
            Some(Element::Event) if is("System") => Element::System,
            Some(Element::Event)
                if is("EventData") || is("UserData") || is("ProcessingErrorData") =>
            {
                Element::Payload
            }
            Some(Element::System) => {
                let known = [
                    ("Provider", Element::Provider),
                    ("EventID", Element::EventId),
                    ("TimeCreated", Element::TimeCreated),
                    ("EventRecordID", Element::RecordId),
                    ("Correlation", Element::Correlation),
                    ("Execution", Element::Execution),
                    ("Channel", Element::Channel),
                    ("Computer", Element::Computer),
                    ("Security", Element::Security),
                ];
                let known = known.into_iter().find(|(word, _)| is(word));
                known.map_or(Element::Other, |(_, element)| element)
            }
            // A root with another name, or a third child of the event.
            None | Some(Element::Event) => return None,
            Some(Element::Payload) => {
                self.layout.payload_inside = true;
                Element::Other
            }
            Some(Element::Other) => Element::Other,
            // The slow path does not treat an element with children as a field.
            Some(_) => return None,
        };
        // The root is always present; the system part and the provider must not be optional.
        let is_needed = matches!(element, Element::System | Element::Provider);
        if is_needed && depends.is_some() {
            return None;
        }
        // The slow path renames the second of two elements with the same name.
        if !matches!(element, Element::Payload | Element::Other) {
            if self.seen.contains(&element) {
                return None;
            }
            self.seen.push(element);
        }
        self.attribute = None;
        self.path.push((element, depends));
        Some(())
    }

    fn attribute(&mut self, _: &[u8], name: Range<usize>) -> Option<()> {
        self.attribute = Some(name);
        // With an attribute, the slow path does not treat these as text.
        let (element, _) = self.path.last()?;
        (!matches!(element, Element::Channel | Element::Computer)).then_some(())
    }

    fn attributes_end(&mut self) {
        self.attribute = None;
    }

    fn content(&mut self, chunk: &[u8], content: Content) -> Option<()> {
        let (element, depends) = *self.path.last()?;
        let in_text = self.attribute.is_none();
        if in_text && matches!(element, Element::Event | Element::Payload) {
            let Content::Value(number) = content else {
                self.layout.payload_inside = true;
                return Some(());
            };
            self.layout.is_wrapped = element == Element::Payload;
            // With two payloads it is unclear which one counts.
            return match self.layout.payload.replace(number) {
                None => Some(()),
                Some(_) => None,
            };
        }
        let Some(field) = self.field(chunk) else {
            return Some(());
        };
        let is_first = field.content.is_none();
        *field = Field {
            content: Some(content),
            depends,
        };
        is_first.then_some(())
    }

    fn close(&mut self) -> Option<()> {
        self.attribute = None;
        self.path.pop().map(|_| ())
    }
}

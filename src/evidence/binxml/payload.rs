//! What an event says: its named values, and where they stand.

use std::ops::Range;

use super::Layouts;
use super::bytes::{is_word, text_of};
use super::instance::{Instance, Values};
use super::template::{self, Content, Trace, Visitor};
use super::value::Value;

/// Elements deeper than this are no named values: the slow lane leaves them out too.
const MOST_DEPTH: usize = 4;

/// A named value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Field {
    /// Where its UTF-16 name stands: in the chunk, or among the layout's own texts.
    name: Range<usize>,
    content: Option<Content>,
    depends: Option<u16>,
}

/// The named values of payloads of one template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PayloadLayout {
    fields: Vec<Field>,
    /// Names and fixed texts.
    texts: Vec<u8>,
    /// The slow lane takes a root of any other name for no payload, unless it is wrapped.
    has_known_root: bool,
}

impl PayloadLayout {
    /// How many values have a name.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether none has.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Whether another name has the same value of the record.
    pub fn is_shared(&self, number: usize) -> bool {
        let content = self.fields.get(number).map(|field| &field.content);
        let same = self
            .fields
            .iter()
            .filter(|field| Some(&field.content) == content);
        same.count() > 1
    }

    /// The names, in their order; `None` for one that is no UTF-16.
    pub fn names(&self) -> impl Iterator<Item = Option<String>> + '_ {
        let names = self.fields.iter();
        names.map(|field| text_of(self.texts.get(field.name.clone())?))
    }
}

/// The values of one payload.
pub struct Payload<'a> {
    values: Option<Values<'a>>,
    /// Its layout.
    pub layout: &'a PayloadLayout,
    /// What its layout is known by.
    pub key: u64,
}

impl Layouts {
    /// The payload that stands at `range` of the chunk, which may be empty; `is_wrapped` in an element
    /// of the system part's template.
    pub fn payload_of<'a>(
        &'a mut self,
        chunk: &'a [u8],
        range: Range<usize>,
        is_wrapped: bool,
    ) -> Option<Payload<'a>> {
        const NONE: &PayloadLayout = &PayloadLayout {
            fields: Vec::new(),
            texts: Vec::new(),
            has_known_root: true,
        };
        if range.is_empty() {
            return Some(Payload {
                values: None,
                layout: NONE,
                key: 0,
            });
        }
        let instance = Instance::read(chunk, range.start, range.end)?;
        let place = instance.definition as usize / 16 % self.payload_hints.len();
        let hint = self.payload_hints.get_mut(place)?;
        let values = self.shapes.values(chunk, instance, range.end, hint)?;
        let read = || PayloadLayout::read(chunk, instance.definition);
        let (key, layout) = self.payloads.at(chunk, instance.definition, read)?;
        let is_payload = layout.has_known_root || is_wrapped;
        is_payload.then_some(Payload {
            values: Some(values),
            layout,
            key,
        })
    }
}

impl<'a> Payload<'a> {
    /// The value of a number in the layout's order. The outer `None` is for the slow lane, the inner
    /// one says that the element is left out.
    pub fn get(&self, number: usize) -> Option<Option<Value<'a>>> {
        let Some(field) = self.layout.fields.get(number) else {
            return Some(None);
        };
        let kind = |number| self.values.as_ref().and_then(|values| values.kind(number));
        if field.depends.is_some_and(|on| kind(on) == Some(0)) {
            return Some(None);
        }
        match &field.content {
            None => Some(Some(Value::Null)),
            Some(Content::Fixed(range)) => {
                let text = self.layout.texts.get(range.clone())?;
                Some(Some(Value::Text(text)))
            }
            Some(Content::Value(number)) => match kind(*number) {
                None => Some(Some(Value::Null)),
                Some(kind) => {
                    let bytes = self.values.as_ref()?.bytes(*number)?;
                    Value::read(kind, bytes).map(Some)
                }
            },
        }
    }

    /// The sizes and types of all values, and the values: equal bytes say the same.
    pub fn all_bytes(&self) -> &'a [u8] {
        let all = self.values.as_ref().map(Values::all);
        all.unwrap_or_default()
    }

    /// Where a value stands within `all_bytes`; `None` for fixed texts and what is not there.
    pub fn range(&self, number: usize) -> Option<Range<usize>> {
        match self.layout.fields.get(number)?.content {
            Some(Content::Value(number)) => self.values.as_ref()?.range_in_all(number),
            _ => None,
        }
    }

    /// Equal for payloads whose values stand in the same places of `all_bytes`.
    pub fn shape(&self) -> u64 {
        self.values.as_ref().map_or(0, |values| values.shape.serial)
    }
}

impl PayloadLayout {
    fn read(chunk: &[u8], definition: u32) -> Option<(Self, Trace)> {
        let mut reader = Reader::default();
        let trace = template::walk(chunk, definition, &mut reader)?;
        if !reader.path.is_empty() || has_twins(chunk, &reader.fields) {
            return None;
        }
        let mut texts = Vec::new();
        for field in &mut reader.fields {
            template::keep(chunk, &mut field.name, &mut texts)?;
            if let Some(Content::Fixed(text)) = &mut field.content {
                template::keep(chunk, text, &mut texts)?;
            }
        }
        let layout = Self {
            fields: reader.fields,
            texts,
            has_known_root: reader.has_known_root,
        };
        Some((layout, trace))
    }
}

/// Whether two values have one name: the slow lane makes a list of them, or gives them other names.
fn has_twins(chunk: &[u8], fields: &[Field]) -> bool {
    let name = |field: &Field| chunk.get(field.name.clone());
    let mut rest = fields;
    while let Some((first, others)) = rest.split_first() {
        let own = name(first);
        let twin = |other: &Field| other.name.len() == first.name.len() && name(other) == own;
        if others.iter().any(twin) {
            return true;
        }
        rest = others;
    }
    false
}

/// An element on the way to a value.
struct Open {
    name: Range<usize>,
    depends: Option<u16>,
    /// It has elements of its own, so it is no named value.
    is_parent: bool,
    is_data: bool,
}

#[derive(Default)]
struct Reader {
    fields: Vec<Field>,
    path: Vec<Open>,
    /// The element at hand has content: a value of it.
    content: Option<Content>,
    /// Inside an attribute: whether it is `Name`.
    attribute: Option<bool>,
    /// The root is `EventData`.
    is_event_data: bool,
    has_known_root: bool,
    /// A `Data` element's `Name`.
    data_name: Option<Range<usize>>,
}

impl Visitor for Reader {
    fn open(&mut self, chunk: &[u8], name: Range<usize>, depends: Option<u16>) -> Option<()> {
        // Text beside elements has no name.
        if self.content.is_some() || self.path.len() > MOST_DEPTH {
            return None;
        }
        let is_data = is_word(chunk, &name, "Data");
        if self.path.is_empty() {
            let is = |word| is_word(chunk, &name, word);
            self.is_event_data = is("EventData");
            self.has_known_root = self.is_event_data || is("UserData") || is("ProcessingErrorData");
        }
        // Elsewhere a `Data` is an element like any other, and all have one name.
        if is_data && !(self.is_event_data && self.path.len() == 1) {
            return None;
        }
        let is_under_root = self.path.len() == 1;
        if let Some(parent) = self.path.last_mut() {
            // A part that is left out as a whole is for the slow lane; the root never is.
            if parent.is_data || (!is_under_root && parent.depends.is_some()) {
                return None;
            }
            parent.is_parent = true;
        }
        self.attribute = None;
        self.data_name = None;
        self.path.push(Open {
            name,
            depends,
            is_parent: false,
            is_data,
        });
        Some(())
    }

    fn attribute(&mut self, chunk: &[u8], name: Range<usize>) -> Option<()> {
        self.attribute = Some(is_word(chunk, &name, "Name"));
        // Any other element with attributes is rendered as an object of its own.
        let is_plain = self.path.len() == 1 || self.path.last()?.is_data;
        is_plain.then_some(())
    }

    fn attributes_end(&mut self) {
        self.attribute = None;
    }

    fn content(&mut self, chunk: &[u8], content: Content) -> Option<()> {
        let open = self.path.last()?;
        match (self.attribute, &content) {
            (Some(true), Content::Fixed(text)) if open.is_data => {
                let is_right = template::is_name(chunk.get(text.clone())?);
                let is_first = self.data_name.replace(text.clone()).is_none();
                (is_right && is_first).then_some(())
            }
            // A name that is a value.
            (Some(true), _) if open.is_data => None,
            (Some(_), _) => Some(()),
            (None, _) => {
                let is_first = self.content.replace(content).is_none();
                (is_first && !open.is_parent).then_some(())
            }
        }
    }

    fn close(&mut self) -> Option<()> {
        self.attribute = None;
        let open = self.path.pop()?;
        let content = self.content.take();
        if open.is_parent {
            return Some(());
        }
        let name = if open.is_data {
            // Values without names are told apart by position: the slow lane lists them.
            self.data_name.take().filter(|name| !name.is_empty())?
        } else {
            open.name
        };
        // An empty root has no values; one that is a text has no name for it.
        if self.path.is_empty() {
            return content.is_none().then_some(());
        }
        self.fields.push(Field {
            name,
            content,
            depends: open.depends,
        });
        Some(())
    }
}

//! The payload of an event: its named values, and how to find them.

use std::ops::Range;

use super::bytes::{is_word, text_of};
use super::cache::layout_table::KnownLayout;
use super::instance::{INSTANCE_TYPE, Instance, SID, Shapes, TEXT_LIST_TYPE, Values};
use super::template::{self, Content, Trace, Visitor};
use super::value::Value;

/// Deeper elements are ignored, as on the slow path.
const MAX_DEPTH: usize = 4;

/// A named value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Field {
    /// Range of its UTF-16 name: in the chunk while the layout is read, then in the layout's
    /// `texts`.
    name: Range<usize>,
    content: Option<Content>,
    depends: Option<u16>,
    /// The element has no `Name`. Its value is only read if it is a list of texts.
    is_unnamed: bool,
}

/// Name of the unnamed values of classic records; the slow path uses the same name.
pub const UNNAMED: &str = "#text";

/// The named values of the payloads of one template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PayloadLayout {
    fields: Vec<Field>,
    /// Names and fixed texts.
    texts: Vec<u8>,
    /// Whether the root is one of the known payload elements. The slow path ignores a root with any
    /// other name, unless it is wrapped.
    has_known_root: bool,
}

impl PayloadLayout {
    /// Whether another field uses the same value.
    fn is_shared(&self, number: usize) -> bool {
        let content = self.fields.get(number).map(|field| &field.content);
        let same = self
            .fields
            .iter()
            .filter(|field| Some(&field.content) == content);
        same.count() > 1
    }

    /// The names in order; `None` for one that is not valid UTF-16.
    pub fn names(&self) -> impl Iterator<Item = Option<String>> + '_ {
        let names = self.fields.iter();
        names.map(|field| {
            if field.is_unnamed {
                return Some(UNNAMED.to_owned());
            }
            text_of(self.texts.get(field.name.clone())?)
        })
    }

    /// The number of the value that may be a list.
    fn list(&self) -> Option<u16> {
        let field = self.fields.iter().find(|field| field.is_unnamed)?;
        match field.content {
            Some(Content::Value(number)) => Some(number),
            _ => None,
        }
    }
}

/// A payload whose layout is known but whose values have not been located.
pub struct UnreadPayload<'a> {
    /// `None` if there is no payload.
    instance: Option<UnreadInstance<'a>>,
    layout: &'a PayloadLayout,
    /// The key of its layout.
    pub key: u64,
}

/// The instance, and what is needed to read it.
struct UnreadInstance<'a> {
    chunk: &'a [u8],
    end: usize,
    instance: Instance,
    shapes: &'a mut Shapes,
    hint: &'a mut usize,
}

impl<'a> UnreadPayload<'a> {
    /// The payload of a record that has none.
    pub(super) fn none() -> Self {
        const NONE: &PayloadLayout = &PayloadLayout {
            fields: Vec::new(),
            texts: Vec::new(),
            has_known_root: true,
        };
        Self {
            instance: None,
            layout: NONE,
            key: 0,
        }
    }

    /// The payload of an instance that ends at `end`. Returns `None` if the slow path must read it.
    pub(super) fn of(
        chunk: &'a [u8],
        instance: Instance,
        end: usize,
        is_wrapped: bool,
        known: &'a mut KnownLayout<PayloadLayout, ()>,
        shapes: &'a mut Shapes,
    ) -> Option<Self> {
        let is_payload = known.layout.has_known_root || is_wrapped;
        is_payload.then_some(Self {
            instance: Some(UnreadInstance {
                chunk,
                end,
                instance,
                shapes,
                hint: &mut known.shape,
            }),
            layout: &known.layout,
            key: known.key,
        })
    }

    /// Returns the bytes that `Payload::all_bytes` would return if they have this size. Only the
    /// end is checked: the caller must compare the table and any SIDs with those of a payload of
    /// this layout that was read.
    pub fn all_bytes_if(&self, size: usize) -> Option<&'a [u8]> {
        match &self.instance {
            Some(unread) => unread
                .instance
                .bytes_if_size(unread.chunk, unread.end, size),
            None => (size == 0).then_some(&[]),
        }
    }

    /// Locates its values. Returns `None` if the slow path must read them.
    pub fn read(self) -> Option<Payload<'a>> {
        let values = match self.instance {
            Some(unread) => {
                let shapes = unread.shapes;
                let values =
                    shapes.values(unread.chunk, unread.instance, unread.end, unread.hint)?;
                // The slow path parses nested instances, and repeats elements for other lists.
                let is_flat = values.shape.instance().is_none();
                let is_plain = values.shape.list().is_none_or(|number| {
                    // The slow path reads a text without a terminator on into the next value.
                    let list = values.bytes(number);
                    let is_whole =
                        list.is_some_and(|bytes| bytes.is_empty() || bytes.ends_with(&[0; 2]));
                    is_whole && self.layout.list() == Some(number)
                });
                (is_flat && is_plain).then_some(Some(values))?
            }
            None => None,
        };
        Some(Payload {
            values,
            layout: self.layout,
            key: self.key,
        })
    }
}

/// The values of one payload.
pub struct Payload<'a> {
    values: Option<Values<'a>>,
    /// Its layout.
    pub layout: &'a PayloadLayout,
    /// The key of its layout.
    pub key: u64,
}

impl<'a> Payload<'a> {
    /// The value of the field with this number in the layout. The outer `None` means that the slow
    /// path must read it; the inner one, that the element is absent.
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
                    match (field.is_unnamed, kind) {
                        (false, _) => Value::read(kind, bytes),
                        (true, TEXT_LIST_TYPE) => Value::list(bytes),
                        (true, _) => None,
                    }
                    .map(Some)
                }
            },
        }
    }

    /// The bytes of the value count, the table and all values. Equal bytes mean equal payloads.
    pub fn all_bytes(&self) -> &'a [u8] {
        let all = self.values.as_ref().map(Values::all);
        all.unwrap_or_default()
    }

    /// The type of a field's value and its range in `all_bytes`. Returns `None` if the field
    /// depends on another value, if another field uses the value, or if the value is a SID or an
    /// instance, whose bytes are constrained.
    pub fn plain(&self, number: usize) -> Option<(u8, Range<usize>)> {
        let field = self.layout.fields.get(number)?;
        let Some(Content::Value(value_number)) = field.content else {
            return None;
        };
        let is_independent =
            field.depends.is_none_or(|on| on == value_number) && !self.layout.is_shared(number);
        let values = self.values.as_ref().filter(|_| is_independent)?;
        let kind = values
            .kind(value_number)
            .filter(|kind| ![SID, INSTANCE_TYPE].contains(kind))?;
        Some((kind, values.range_in_all(value_number)?))
    }

    /// Equal for payloads whose values have the same ranges in `all_bytes`.
    pub fn shape(&self) -> u64 {
        self.values.as_ref().map_or(0, |values| values.shape.serial)
    }
}

impl PayloadLayout {
    pub(super) fn read(chunk: &[u8], definition: u32) -> Option<(Self, Trace)> {
        let mut reader = Reader::default();
        let trace = template::walk(chunk, definition, &mut reader)?;
        // A list repeats its element together with all attributes.
        let is_odd = reader.has_attributes && reader.fields.iter().any(|field| field.is_unnamed);
        if !reader.path.is_empty() || has_duplicate_names(chunk, &reader.fields) || is_odd {
            return None;
        }
        let mut texts = Vec::new();
        for field in &mut reader.fields {
            template::copy_text(chunk, &mut field.name, &mut texts)?;
            if let Some(Content::Fixed(text)) = &mut field.content {
                template::copy_text(chunk, text, &mut texts)?;
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

/// Whether two fields have the same name. The slow path makes a list of their values or renames
/// one.
fn has_duplicate_names(chunk: &[u8], fields: &[Field]) -> bool {
    let name = |field: &Field| chunk.get(field.name.clone());
    let mut rest = fields;
    while let Some((first, others)) = rest.split_first() {
        let first_name = name(first);
        let has_same_name =
            |other: &Field| other.name.len() == first.name.len() && name(other) == first_name;
        if others.iter().any(has_same_name) {
            return true;
        }
        rest = others;
    }
    false
}

/// An element that is open.
struct Open {
    name: Range<usize>,
    depends: Option<u16>,
    /// It has child elements, so it is not a named value.
    is_parent: bool,
    is_data: bool,
}

#[derive(Default)]
struct Reader {
    fields: Vec<Field>,
    path: Vec<Open>,
    /// The content of the current element, if any was seen.
    content: Option<Content>,
    /// Set inside an attribute: whether it is `Name`.
    attribute: Option<bool>,
    /// The root is `EventData`.
    is_event_data: bool,
    has_known_root: bool,
    /// The `Name` of a `Data` element.
    data_name: Option<Range<usize>>,
    /// Whether any element has an attribute.
    has_attributes: bool,
}

impl Visitor for Reader {
    fn open(&mut self, chunk: &[u8], name: Range<usize>, depends: Option<u16>) -> Option<()> {
        // Text next to child elements has no name.
        if self.content.is_some() || self.path.len() > MAX_DEPTH {
            return None;
        }
        let is_data = is_word(chunk, &name, "Data");
        if self.path.is_empty() {
            let is = |word| is_word(chunk, &name, word);
            self.is_event_data = is("EventData");
            self.has_known_root = self.is_event_data || is("UserData") || is("ProcessingErrorData");
        }
        // Elsewhere `Data` is an ordinary element, and several would share that name.
        if is_data && !(self.is_event_data && self.path.len() == 1) {
            return None;
        }
        let is_under_root = self.path.len() == 1;
        if let Some(parent) = self.path.last_mut() {
            // If a nested part is absent as a whole, the slow path must read it. The root is never
            // absent.
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
        self.has_attributes = true;
        // The slow path renders any other element with attributes as an object.
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
            // The name is itself a value.
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
        let mut is_unnamed = false;
        let name = if !open.is_data {
            open.name
        } else if let Some(name) = self.data_name.take() {
            (!name.is_empty()).then_some(name)?
        } else {
            // Unnamed values could only be distinguished by position.
            is_unnamed = matches!(content, Some(Content::Value(_)));
            is_unnamed.then_some(0..0)?
        };
        // An empty root has no values. A root that holds text has no name for it.
        if self.path.is_empty() {
            return content.is_none().then_some(());
        }
        self.fields.push(Field {
            name,
            content,
            depends: open.depends,
            is_unnamed,
        });
        Some(())
    }
}

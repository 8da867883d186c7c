//! The elements of a template and their `BinXML` tokens.

use super::chunk::Arena;
use super::value::Guid;

/// `DependencyID` of an element that is always written.
const ALWAYS: u16 = 0xffff;

/// Text or attribute value: fixed in the template, or a value of the record.
pub(super) enum Text {
    Fixed(String),
    /// Substitution by number and type.
    Value(u16, u8),
    /// A substitution whose attribute or element is left out if the value is Null.
    Optional(u16, u8),
}

pub(super) enum Node {
    Element(Element),
    Text(Text),
}

/// An XML element of a template definition.
pub(super) struct Element {
    name: String,
    /// The element is written only if this substitution has a value.
    depends_on: u16,
    attributes: Vec<(&'static str, Text)>,
    children: Vec<Node>,
    /// Whether it has a closing tag even when empty.
    spelled_out: bool,
}

impl Element {
    pub fn new(name: &str) -> Element {
        Element {
            name: name.to_owned(),
            depends_on: ALWAYS,
            attributes: Vec::new(),
            children: Vec::new(),
            spelled_out: false,
        }
    }

    pub fn spelled_out(mut self) -> Element {
        self.spelled_out = true;
        self
    }

    pub fn if_value(mut self, substitution: u16) -> Element {
        self.depends_on = substitution;
        self
    }

    pub fn attribute(mut self, name: &'static str, value: Text) -> Element {
        self.attributes.push((name, value));
        self
    }

    pub fn child(mut self, child: Element) -> Element {
        self.children.push(Node::Element(child));
        self
    }

    pub fn text(mut self, text: Text) -> Element {
        self.children.push(Node::Text(text));
        self
    }

    /// A GUID derived from the content, so that equal templates have equal GUIDs in every file and
    /// every run.
    pub fn identity(&self) -> Guid {
        let mut hash = Fnv(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        self.hash_into(&mut hash);
        Guid(hash.0.to_le_bytes())
    }

    fn hash_into(&self, hash: &mut Fnv) {
        hash.text(&self.name);
        hash.number(self.depends_on);
        for (name, value) in &self.attributes {
            hash.text(name);
            hash.value(value);
        }
        for child in &self.children {
            match child {
                Node::Element(element) => element.hash_into(hash),
                Node::Text(text) => hash.value(text),
            }
        }
        hash.number(0xfffe);
    }

    /// Writes the definition's content: fragment header, the element, end of stream.
    pub fn write_definition(&self, arena: &mut Arena) {
        arena.put(&[0x0f, 1, 1, 0]);
        self.write(arena);
        arena.put(&[0x00]);
    }

    fn write(&self, arena: &mut Arena) {
        let has_attributes = !self.attributes.is_empty();
        arena.put(&[if has_attributes { 0x41 } else { 0x01 }]);
        arena.put(&self.depends_on.to_le_bytes());
        let size_at = arena.reserve_u32();
        arena.put_name(&self.name);
        if has_attributes {
            let list_at = arena.reserve_u32();
            for (index, (name, value)) in self.attributes.iter().enumerate() {
                let more = index + 1 < self.attributes.len();
                arena.put(&[if more { 0x46 } else { 0x06 }]);
                arena.put_name(name);
                write_text(value, arena);
            }
            arena.fill_length(list_at);
        }
        if self.children.is_empty() && !self.spelled_out {
            arena.put(&[0x03]);
        } else {
            arena.put(&[0x02]);
            for child in &self.children {
                match child {
                    Node::Element(element) => element.write(arena),
                    Node::Text(text) => write_text(text, arena),
                }
            }
            arena.put(&[0x04]);
        }
        arena.fill_length(size_at);
    }
}

fn write_text(text: &Text, arena: &mut Arena) {
    match text {
        Text::Fixed(text) => {
            arena.put(&[0x05, 0x01]);
            arena.put_counted(text);
        }
        Text::Value(index, kind) => write_substitution(0x0d, *index, *kind, arena),
        Text::Optional(index, kind) => write_substitution(0x0e, *index, *kind, arena),
    }
}

fn write_substitution(token: u8, index: u16, kind: u8, arena: &mut Arena) {
    let [low, high] = index.to_le_bytes();
    arena.put(&[token, low, high, kind]);
}

/// FNV-1a, 128 bits: a hash that does not depend on the compiler version.
struct Fnv(u128);

impl Fnv {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(0x0100_0000_0000_0000_0000_013b);
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        self.bytes(&[0]);
    }

    fn number(&mut self, number: u16) {
        self.bytes(&number.to_le_bytes());
    }

    fn value(&mut self, text: &Text) {
        match text {
            Text::Fixed(text) => self.text(text),
            Text::Value(index, kind) => self.bytes(&[1, *index as u8, *kind]),
            Text::Optional(index, kind) => self.bytes(&[2, *index as u8, *kind]),
        }
    }
}

//! Reads a template's definition: elements, attributes, fixed texts, and the places of values.

use std::ops::Range;

use super::bytes::{u16_at, u32_at, until_nul};
use super::instance::DEFINITION_HEADER;

/// What an element or attribute holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// A fixed UTF-16 text: where it stands in the chunk, or among a layout's own texts.
    Fixed(Range<usize>),
    /// A value of the instance, by its number.
    Value(u16),
}

/// Copies a text of a chunk behind others: it stands there then.
pub fn keep(chunk: &[u8], text: &mut Range<usize>, texts: &mut Vec<u8>) -> Option<()> {
    let start = texts.len();
    texts.extend_from_slice(until_nul(chunk.get(text.clone())?));
    *text = start..texts.len();
    Some(())
}

/// Takes what a definition says, in its order. `None` from a method: a form for the slow path.
pub trait Visitor {
    /// An element begins. `name` is where its UTF-16 name stands; it is left out where the value of
    /// number `depends` is nothing.
    fn open(&mut self, chunk: &[u8], name: Range<usize>, depends: Option<u16>) -> Option<()>;
    /// An attribute of the element just opened.
    fn attribute(&mut self, chunk: &[u8], name: Range<usize>) -> Option<()>;
    /// The attributes of the element just opened are over.
    fn attributes_end(&mut self);
    /// Content of the attribute or element at hand.
    fn content(&mut self, chunk: &[u8], content: Content) -> Option<()>;
    /// The innermost element ends.
    fn close(&mut self) -> Option<()>;
}

/// The tokens of a definition (MS-EVEN6 2.2.12); a flag says that attributes or more content follow.
mod token {
    pub const END: u8 = 0x00;
    pub const OPEN: u8 = 0x01;
    pub const OPEN_WITH_ATTRIBUTES: u8 = 0x41;
    pub const ATTRIBUTES_END: u8 = 0x02;
    pub const CLOSE_EMPTY: u8 = 0x03;
    pub const CLOSE: u8 = 0x04;
    pub const TEXT: u8 = 0x05;
    pub const TEXT_AND_MORE: u8 = 0x45;
    pub const ATTRIBUTE: u8 = 0x06;
    pub const ATTRIBUTE_AND_MORE: u8 = 0x46;
    pub const VALUE: u8 = 0x0d;
    pub const OPTIONAL_VALUE: u8 = 0x0e;
    pub const FRAGMENT: u8 = 0x0f;
}

const TEXT_TYPE: u8 = 0x01;
const NO_DEPENDENCY: u16 = 0xffff;

/// What was read of a definition.
pub struct Trace {
    /// Where its tokens end.
    pub end: usize,
    /// Each name: where its offset stands in the chunk, and where that leads to.
    pub names: Vec<(usize, Range<usize>)>,
}

/// Walks the definition at `offset` of the chunk.
pub fn walk(chunk: &[u8], offset: u32, visitor: &mut impl Visitor) -> Option<Trace> {
    let start = offset as usize + DEFINITION_HEADER;
    let size = u32_at(chunk, start - 4)? as usize;
    let end = start.checked_add(size).filter(|&end| end <= chunk.len())?;
    let mut tokens = Tokens {
        chunk,
        at: start,
        names: Vec::new(),
    };
    let mut shape = Shape::default();
    while tokens.at < end {
        let token = tokens.byte()?;
        shape.take(token)?;
        match token {
            token::END => break,
            token::FRAGMENT => tokens.at += 3,
            kind @ (token::OPEN | token::OPEN_WITH_ATTRIBUTES) => {
                let depends = tokens.u16()?;
                tokens.at += 4;
                let name = tokens.name()?;
                if kind == token::OPEN_WITH_ATTRIBUTES {
                    tokens.at += 4;
                }
                let depends = (depends != NO_DEPENDENCY).then_some(depends);
                visitor.open(chunk, name, depends)?;
            }
            token::ATTRIBUTES_END => visitor.attributes_end(),
            token::CLOSE_EMPTY => {
                visitor.attributes_end();
                visitor.close()?;
            }
            token::CLOSE => visitor.close()?,
            token::ATTRIBUTE | token::ATTRIBUTE_AND_MORE => {
                let name = tokens.name()?;
                visitor.attribute(chunk, name)?;
            }
            token::TEXT | token::TEXT_AND_MORE => {
                if tokens.byte()? != TEXT_TYPE {
                    return None;
                }
                let units = usize::from(tokens.u16()?);
                let text = tokens.at..tokens.at + 2 * units;
                tokens.at = text.end;
                visitor.content(chunk, Content::Fixed(text))?;
            }
            token::VALUE | token::OPTIONAL_VALUE => {
                let number = tokens.u16()?;
                if !is_kind(tokens.byte()?) {
                    return None;
                }
                visitor.content(chunk, Content::Value(number))?;
            }
            _ => return None,
        }
    }
    shape.is_whole()?;
    Some(Trace {
        end: tokens.at,
        names: tokens.names,
    })
}

/// Whether UTF-16 names a value as it stands: the slow path cuts a name at its first NUL, gives those
/// with a `#` a meaning of their own, and writes names into JSON without escapes.
pub fn is_name(utf16: &[u8]) -> bool {
    let units = utf16.as_chunks::<2>().0;
    !units
        .iter()
        .any(|unit| matches!(unit, [..0x20 | b'#' | b'"' | b'\\', 0]))
}

/// Whether a value may have this type (MS-EVEN6 2.2.4.1), alone or in a list.
fn is_kind(kind: u8) -> bool {
    matches!(kind & 0x7f, 0x00..=0x15 | 0x20 | 0x21 | 0x23)
}

/// The elements of a definition, as far as they stand in one another: one root, attributes only
/// before an element's content, and every end after its beginning.
#[derive(Default)]
struct Shape {
    /// An element has begun, and its attributes are not over.
    in_tag: bool,
    /// Elements whose content has begun.
    open: usize,
    /// The root is over.
    is_over: bool,
}

impl Shape {
    fn take(&mut self, token: u8) -> Option<()> {
        let is_right = match token {
            token::END | token::FRAGMENT => true,
            token::OPEN | token::OPEN_WITH_ATTRIBUTES => !self.in_tag && !self.is_over,
            token::CLOSE => !self.in_tag && self.open > 0,
            token::TEXT | token::TEXT_AND_MORE | token::VALUE | token::OPTIONAL_VALUE => {
                self.in_tag || self.open > 0
            }
            _ => self.in_tag,
        };
        match token {
            token::OPEN | token::OPEN_WITH_ATTRIBUTES => self.in_tag = true,
            token::ATTRIBUTES_END => {
                self.in_tag = false;
                self.open += 1;
            }
            token::CLOSE_EMPTY => self.in_tag = false,
            token::CLOSE => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        let is_end = matches!(token, token::CLOSE_EMPTY | token::CLOSE);
        self.is_over |= is_end && self.open == 0;
        is_right.then_some(())
    }

    fn is_whole(&self) -> Option<()> {
        (!self.in_tag && self.open == 0).then_some(())
    }
}

struct Tokens<'c> {
    chunk: &'c [u8],
    at: usize,
    names: Vec<(usize, Range<usize>)>,
}

/// Bytes of a name before its length: the next name of the same hash, and the hash.
pub const LINK: usize = 6;

impl Tokens<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.chunk.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn u16(&mut self) -> Option<u16> {
        let number = u16_at(self.chunk, self.at)?;
        self.at += 2;
        Some(number)
    }

    /// A name stands where it is met for the first time in the chunk; later ones point to it.
    fn name(&mut self) -> Option<Range<usize>> {
        let offset = u32_at(self.chunk, self.at)? as usize;
        self.at += 4;
        let units = usize::from(u16_at(self.chunk, offset.checked_add(LINK)?)?);
        let start = offset + LINK + 2;
        let name = start..start + 2 * units;
        self.names.push((self.at - 4, name.clone()));
        if offset == self.at {
            // The name ends with a NUL.
            self.at = name.end + 2;
        }
        is_name(self.chunk.get(name.clone())?).then_some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn a_name_that_json_does_not_take_as_it_is_is_none() {
        let utf16 =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        assert!(is_name(&utf16("TargetUserName")) && is_name(&utf16("Übergang")));
        for text in ["a\tb", "a\\b", "a\"b", "a#b", "a\0b"] {
            assert!(!is_name(&utf16(text)), "{text:?}");
        }
    }
}

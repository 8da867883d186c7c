//! Reads a template definition: its elements, attributes, fixed texts, and the numbers of the
//! values.

use std::ops::Range;

use super::bytes::{u16_at, u32_at, until_nul};
use super::instance::DEFINITION_HEADER;

/// The content of an element or attribute.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Content {
    /// A fixed UTF-16 text: its range in the chunk, or in a layout's `texts`.
    Fixed(Range<usize>),
    /// The value of the instance with this number.
    Value(u16),
}

/// Appends a text of a chunk to `texts`, and changes `text` to its range there.
pub(super) fn copy_text(chunk: &[u8], text: &mut Range<usize>, texts: &mut Vec<u8>) -> Option<()> {
    let start = texts.len();
    texts.extend_from_slice(until_nul(chunk.get(text.clone())?));
    *text = start..texts.len();
    Some(())
}

/// Receives the parts of a definition in order. A method returns `None` if the slow path must read
/// records of this definition.
pub(super) trait Visitor {
    /// An element begins. `name` is the range of its UTF-16 name in the chunk. The element is
    /// absent if the value with number `depends` is null.
    fn open(&mut self, chunk: &[u8], name: Range<usize>, depends: Option<u16>) -> Option<()>;
    /// An attribute of the current element begins.
    fn attribute(&mut self, chunk: &[u8], name: Range<usize>) -> Option<()>;
    /// The attributes of the current element end.
    fn attributes_end(&mut self);
    /// Content of the current attribute or element.
    fn content(&mut self, chunk: &[u8], content: Content) -> Option<()>;
    /// The innermost element ends.
    fn close(&mut self) -> Option<()>;
}

/// The tokens of a definition (MS-EVEN6 2.2.12). The flag 0x40 means that attributes or more
/// content follow.
mod token {
    pub(super) const END: u8 = 0x00;
    pub(super) const OPEN: u8 = 0x01;
    pub(super) const OPEN_WITH_ATTRIBUTES: u8 = 0x41;
    pub(super) const ATTRIBUTES_END: u8 = 0x02;
    pub(super) const CLOSE_EMPTY: u8 = 0x03;
    pub(super) const CLOSE: u8 = 0x04;
    pub(super) const TEXT: u8 = 0x05;
    pub(super) const TEXT_AND_MORE: u8 = 0x45;
    pub(super) const ATTRIBUTE: u8 = 0x06;
    pub(super) const ATTRIBUTE_AND_MORE: u8 = 0x46;
    pub(super) const VALUE: u8 = 0x0d;
    pub(super) const OPTIONAL_VALUE: u8 = 0x0e;
    pub(super) const FRAGMENT: u8 = 0x0f;
}

const TEXT_TYPE: u8 = 0x01;
const NO_DEPENDENCY: u16 = 0xffff;

/// What was read of a definition.
pub(super) struct Trace {
    /// Offset in the chunk of the end of its tokens.
    pub end: usize,
    /// For each name: the position in the chunk of its offset field, and the range of the name.
    pub names: Vec<(usize, Range<usize>)>,
}

/// Walks the definition at `offset` of the chunk. Returns `None` if the slow path must read its
/// records.
pub(super) fn walk(chunk: &[u8], offset: u32, visitor: &mut impl Visitor) -> Option<Trace> {
    let start = offset as usize + DEFINITION_HEADER;
    let size = u32_at(chunk, start - 4)? as usize;
    let end = start.checked_add(size).filter(|&end| end <= chunk.len())?;
    let mut tokens = Tokens {
        chunk,
        at: start,
        names: Vec::new(),
    };
    let mut nesting = Nesting::default();
    while tokens.at < end {
        let token = tokens.byte()?;
        nesting.take(token)?;
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
                if !is_value_type(tokens.byte()?) {
                    return None;
                }
                visitor.content(chunk, Content::Value(number))?;
            }
            _ => return None,
        }
    }
    nesting.is_whole()?;
    Some(Trace {
        end: tokens.at,
        names: tokens.names,
    })
}

/// Whether the slow path uses this UTF-16 name unchanged. It cuts a name at its first NUL, gives
/// `#` a special meaning, and writes names into JSON without escapes.
pub(super) fn is_name(utf16: &[u8]) -> bool {
    let units = utf16.as_chunks::<2>().0;
    !units
        .iter()
        .any(|unit| matches!(unit, [..0x20 | b'#' | b'"' | b'\\', 0]))
}

/// Whether a value may have this type (MS-EVEN6 2.2.4.1), alone or in a list.
fn is_value_type(kind: u8) -> bool {
    matches!(kind & 0x7f, 0x00..=0x15 | 0x20 | 0x21 | 0x23)
}

/// Checks the nesting of elements: one root, attributes only before content, and every end after
/// its start.
#[derive(Default)]
struct Nesting {
    /// An element was opened, and its attributes have not ended.
    in_tag: bool,
    /// Number of elements whose content has begun.
    open: usize,
    /// The root has ended.
    is_over: bool,
}

impl Nesting {
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

/// Size in bytes of the fields before a name's length: the link to the next name with the same
/// hash, and the hash.
pub(super) const NAME_HEADER_BYTES: usize = 6;

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

    /// Reads a name and returns its range. The chunk holds each name where it was first used; later
    /// uses refer to it.
    fn name(&mut self) -> Option<Range<usize>> {
        let offset = u32_at(self.chunk, self.at)? as usize;
        self.at += 4;
        let units = usize::from(u16_at(self.chunk, offset.checked_add(NAME_HEADER_BYTES)?)?);
        let start = offset + NAME_HEADER_BYTES + 2;
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
    fn names_that_json_would_change_are_rejected() {
        let utf16 =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        assert!(is_name(&utf16("TargetUserName")) && is_name(&utf16("Übergang")));
        for text in ["a\tb", "a\\b", "a\"b", "a#b", "a\0b"] {
            assert!(!is_name(&utf16(text)), "{text:?}");
        }
    }
}

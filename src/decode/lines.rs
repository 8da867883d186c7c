//! Texts of records that may be long. They are cut, and only short ones are shared: a script block of
//! 20,000 characters would fill the memory that is meant for names.

use std::borrow::Cow;

use super::fields::Fields;
use super::payload::FieldValue;
use crate::domain::event::Text;
use crate::evidence::binxml::Value;

/// The longest line that an event keeps, in characters.
const MAX_LINE: usize = 2_000;

/// The longest text that is shared, in bytes of UTF-8 or units of UTF-16.
const MAX_SHARED: usize = 400;

impl Fields<'_> {
    /// A trimmed text that is not shared, as long as it is. `None` if it is empty, blank or `-`.
    pub fn unshared(&mut self, name: &'static str) -> Option<String> {
        let text = match self.payload.get(name)? {
            FieldValue::Text(text) => text.into_owned(),
            FieldValue::Number(number) => number.to_string(),
            FieldValue::Hex(number) => format!("{number:#x}"),
            FieldValue::Sid(bytes) => Value::Sid(bytes).text()?,
            FieldValue::Nothing => return None,
            FieldValue::Utf16(utf16) => {
                let text = Value::Text(utf16).text();
                if text.is_none() {
                    // Not well formed: the slow path decides what to do with it.
                    self.payload.require_slow_path();
                }
                text?
            }
        };
        has_content(&text).then(|| text.trim().to_owned())
    }

    /// A text in one line, cut if it is very long. `None` if it is empty, blank or `-`.
    pub fn line(&mut self, name: &'static str) -> Option<Text> {
        let is_short = match self.payload.get(name)? {
            FieldValue::Text(text) => text.len() <= MAX_SHARED,
            FieldValue::Utf16(utf16) => utf16.len() <= 2 * MAX_SHARED,
            _ => true,
        };
        if is_short {
            let text = self.text(name)?;
            return Some(if text.contains(char::is_control) {
                self.line_of(&text)
            } else {
                text
            });
        }
        self.unshared(name).map(|text| self.line_of(&text))
    }

    /// The first line of a text that is not blank, cut after this many characters.
    pub fn first_line(&mut self, name: &'static str, max_chars: usize) -> Option<Text> {
        let text = self.unshared(name)?;
        let first = first_line_of(&text)?;
        let line = cut(first, max_chars);
        Some(self.line_of(&line))
    }

    /// A text made from fields, in one line, cut if it is very long.
    pub fn line_of(&mut self, text: &str) -> Text {
        let line = in_one_line(text);
        let line = cut(&line, MAX_LINE);
        if line.len() <= MAX_SHARED {
            self.share(&line)
        } else {
            Text::from(&*line)
        }
    }

    /// An unnamed value of a classic record that is not shared.
    pub fn unnamed_unshared(&mut self, position: usize) -> Option<String> {
        let text = self.payload.unnamed(position)?;
        has_content(&text).then(|| text.trim().to_owned())
    }
}

fn has_content(text: &str) -> bool {
    !matches!(text.trim(), "" | "-")
}

/// The first line of a text that is not blank.
pub(super) fn first_line_of(text: &str) -> Option<&str> {
    text.lines().map(str::trim).find(|line| !line.is_empty())
}

/// The text without line breaks and tabs: each run of them becomes a blank.
fn in_one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let parts = text.split(char::is_control).map(str::trim);
    let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    Cow::Owned(parts.join(" "))
}

/// The text, cut after this many characters, with a mark where it was cut.
fn cut(text: &str, max_chars: usize) -> Cow<'_, str> {
    let end = text.char_indices().nth(max_chars).map(|(at, _)| at);
    match end.and_then(|end| text.get(..end)) {
        Some(begin) => Cow::Owned(format!("{begin}…")),
        None => Cow::Borrowed(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Interner;
    use crate::decode::payload::Payload;
    use crate::decode::stamp::Writer;

    #[test]
    fn long_texts_are_cut_at_a_character() {
        assert_eq!(cut("äöü", 2), "äö…");
        assert_eq!(cut("äöü", 3), "äöü");
        let mut interner = Interner::default();
        let long = "é".repeat(3_000);
        let payload =
            format!(r#"{{"A":"{long}","B":"\r\n  # one\r\n two","C":"%%1\r\n\t\t%%2\r\n"}}"#);
        let mut fields = Fields::new(
            Payload::rendered(Some(&payload)),
            Writer::default(),
            &mut interner,
        );
        let line = fields.line("A").expect("a line");
        assert_eq!(line.chars().count(), MAX_LINE + 1);
        assert_eq!(fields.first_line("B", 300).as_deref(), Some("# one"));
        assert_eq!(fields.first_line("B", 3).as_deref(), Some("# o…"));
        assert_eq!(fields.line("C").as_deref(), Some("%%1 %%2"));
        assert_eq!(fields.line("D"), None);
    }
}

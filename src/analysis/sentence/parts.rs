//! The parts of a sentence.

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its text, with its spaces.
    pub text: String,
    /// It is a name, a host, an address or a duration: what the eye should find.
    pub is_name: bool,
}

/// The text of all parts.
pub fn text(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}

/// A sentence that is being written.
#[derive(Default)]
pub(super) struct Sentence(Vec<Part>);

impl Sentence {
    /// Adds words.
    pub(super) fn say(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(last) if !last.is_name => last.text.push_str(text),
            _ => self.0.push(Part {
                text: text.to_owned(),
                is_name: false,
            }),
        }
    }

    /// Adds what the eye should find.
    pub(super) fn name(&mut self, text: String) {
        self.0.push(Part {
            text,
            is_name: true,
        });
    }

    /// The parts.
    pub(super) fn finish(self) -> Vec<Part> {
        self.0
    }
}

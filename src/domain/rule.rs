//! The number of a rule of the specification, such as `D10`.

use std::fmt;

/// A rule's number: a letter and one or two digits. Small, since every source of every session has
/// one; sorts as its text does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rule([u8; 3]);

impl Rule {
    /// The rule of this number; what goes beyond three bytes is left out.
    pub const fn new(number: &str) -> Self {
        match *number.as_bytes() {
            [letter, tens, ones, ..] => Self([letter, tens, ones]),
            [letter, digit] => Self([letter, digit, 0]),
            [letter] => Self([letter, 0, 0]),
            [] => Self([0, 0, 0]),
        }
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        let bytes = self.0.as_slice();
        let text = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
        std::str::from_utf8(text).unwrap_or_default()
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Rule {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_and_sorts_as_text() {
        let mut rules = ["D2", "D10", "D1", "C8"].map(Rule::new);
        rules.sort_unstable();
        assert_eq!(
            rules.map(|rule| rule.to_string()),
            ["C8", "D1", "D10", "D2"]
        );
    }
}

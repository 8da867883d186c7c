//! The id of an activity: the same whatever the thread count, and the order and the place of the files.

use std::fmt;

/// The number of the first record, or the offset in the artefact, then a hash of the host and of what states
/// the activity first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActivityId {
    /// Number of the first record in its log; of an artefact, where its bytes begin.
    pub number: u64,
    /// Part of the hash.
    pub hash: [u8; 6],
}

impl ActivityId {
    /// Reads an id as it is written.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, hash) = text.strip_prefix('a')?.split_once('-')?;
        let is_hex = hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mut bytes = [0; 6];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hash.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        let number = u64::from_str_radix(number, 16).ok()?;
        is_hex.then_some(Self {
            number,
            hash: bytes,
        })
    }
}

impl fmt::Display for ActivityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a{:010x}-", self.number)?;
        self.hash
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written() {
        let id = ActivityId {
            number: 60_153,
            hash: [1, 2, 0xab, 0, 0xff, 9],
        };
        assert_eq!(ActivityId::parse(&id.to_string()), Some(id));
        for wrong in [
            "",
            "a1-",
            "00-0102ab00ff09",
            "a1-0102ab00ff0",
            "a1-0102ab00ff0+",
        ] {
            assert_eq!(ActivityId::parse(wrong), None, "{wrong}");
        }
    }
}

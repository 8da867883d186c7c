//! The id of an access session: the same whatever the thread count, the order and the path of the files, and
//! the supporting logs.

use std::fmt;

/// The number of the first defining record, then a hash: sessions of one tick sort as their log does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId {
    /// Number of the first defining record in its log.
    pub record_id: u64,
    /// Part of a hash of the host and of that record.
    pub hash: [u8; 6],
}

impl SessionId {
    /// Reads an id as it is written.
    pub fn parse(text: &str) -> Option<Self> {
        let (record, hash) = text.split_once('-')?;
        let mut bytes = [0; 6];
        let is_hex = hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        for (number, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(hash.get(2 * number..2 * number + 2)?, 16).ok()?;
        }
        Some(Self {
            record_id: u64::from_str_radix(record, 16).ok()?,
            hash: bytes,
        })
        .filter(|_| is_hex)
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010x}-", self.record_id)?;
        self.hash
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

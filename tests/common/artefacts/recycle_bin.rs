//! The recycle bin.

use super::{le, put, utf16, utf16_z};

/// A `$I` file.
pub fn info_file(version: u64, size: u64, deleted: i64, path: &str) -> Vec<u8> {
    let mut bytes = version.to_le_bytes().to_vec();
    bytes.extend(size.to_le_bytes());
    bytes.extend(deleted.to_le_bytes());
    if version == 1 {
        bytes.extend(utf16(path));
        bytes.resize(544, 0);
    } else {
        bytes.extend(le(path.encode_utf16().count() + 1));
        bytes.extend(utf16_z(path));
    }
    bytes
}

/// A record of an `INFO2`: number, time of the deletion, path, and whether the file was restored.
pub type Deleted<'a> = (u32, i64, &'a str, bool);

/// An `INFO2` file with records of 800 bytes, or of 280 without UTF-16.
pub fn info2(record_length: usize, records: &[Deleted]) -> Vec<u8> {
    let mut bytes = vec![0; 20];
    put(&mut bytes, 0, &le(5));
    put(&mut bytes, 12, &le(record_length));
    for (number, deleted, path, is_restored) in records {
        let mut record = vec![0; record_length];
        put(&mut record, 0, path.as_bytes());
        if *is_restored {
            record[0] = 0;
        }
        put(&mut record, 260, &number.to_le_bytes());
        put(&mut record, 268, &deleted.to_le_bytes());
        put(&mut record, 276, &le(4096));
        if record_length == 800 {
            put(&mut record, 280, &utf16(path));
        }
        bytes.extend(record);
    }
    bytes
}

//! Jump lists.

use std::io::{Cursor, Write as _};
use std::time::SystemTime;

use super::link::{LINK_CLASS, Link};
use super::{le, put, utf16};

/// An item of a `DestList`.
#[derive(Clone, Default)]
pub struct Used<'a> {
    pub number: u32,
    pub time: i64,
    pub count: u32,
    pub is_pinned: bool,
    pub path: &'a str,
    pub machine: &'a str,
    /// What follows the path in version 4.
    pub more: usize,
}

pub fn dest_list(version: u32, items: &[Used]) -> Vec<u8> {
    let mut bytes = vec![0; 32];
    put(&mut bytes, 0, &version.to_le_bytes());
    put(&mut bytes, 4, &le(items.len()));
    for used in items {
        let path = utf16(used.path);
        let fixed = if version == 1 { 114 } else { 130 };
        let mut item = vec![0; fixed];
        // A checksum, which nobody checks: it shows whether an offset is right.
        put(&mut item, 0, &used.number.to_le_bytes());
        put(&mut item, 72, used.machine.as_bytes());
        put(&mut item, 88, &used.number.to_le_bytes());
        put(&mut item, 100, &used.time.to_le_bytes());
        let pin = if used.is_pinned { 0 } else { u32::MAX };
        put(&mut item, 108, &pin.to_le_bytes());
        put(&mut item, fixed - 2, &le(path.len() / 2)[..2]);
        item.extend(path);
        if version > 1 {
            put(&mut item, 116, &used.count.to_le_bytes());
            item.extend(le(used.more));
            item.extend(vec![0x77; used.more]);
        }
        bytes.extend(item);
    }
    bytes
}

/// A compound file, written by another library.
pub fn compound_file(has_long_sectors: bool, streams: &[(impl AsRef<str>, Vec<u8>)]) -> Vec<u8> {
    let version = if has_long_sectors {
        cfb::Version::V4
    } else {
        cfb::Version::V3
    };
    let bytes = Cursor::new(Vec::new());
    let mut file = cfb::CompoundFile::create_with_version(version, bytes).expect("a file");
    for (name, bytes) in streams {
        let path = format!("/{}", name.as_ref());
        let mut stream = file.create_stream(path).expect("a stream");
        stream.write_all(bytes).expect("written");
    }
    // The library would write the time of now.
    let time = SystemTime::UNIX_EPOCH;
    file.set_created_time("/", time).expect("written");
    file.set_modified_time("/", time).expect("written");
    file.flush().expect("written");
    file.into_inner().into_inner()
}

/// A custom jump list: destinations under a heading, and tasks.
pub fn custom(destinations: &[Link], tasks: &[Link]) -> Vec<u8> {
    let links = |links: &[Link]| -> Vec<u8> {
        let links = links
            .iter()
            .map(|link| [&LINK_CLASS[..], &link.bytes()].concat());
        links.flatten().collect()
    };
    let footer = 0xbabf_fbab_u32.to_le_bytes();
    [
        le(2).to_vec(),
        le(3).to_vec(),
        le(0).to_vec(),
        le(0).to_vec(),
        le("Most visited".len())[..2].to_vec(),
        utf16("Most visited"),
        le(destinations.len()).to_vec(),
        links(destinations),
        footer.to_vec(),
        le(1).to_vec(),
        le(2).to_vec(),
        footer.to_vec(),
        le(2).to_vec(),
        le(tasks.len()).to_vec(),
        links(tasks),
        footer.to_vec(),
    ]
    .concat()
}

//! Writes small artefacts.

use std::io::{Cursor, Write as _};

/// The class of shell links.
const LINK_CLASS: [u8; 16] = [
    0x01, 0x14, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46,
];

pub fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn utf16_z(text: &str) -> Vec<u8> {
    [utf16(text), vec![0, 0]].concat()
}

fn put(into: &mut [u8], at: usize, bytes: &[u8]) {
    into[at..at + bytes.len()].copy_from_slice(bytes);
}

fn le(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("a small number").to_le_bytes()
}

/// A shell link.
#[derive(Clone, Default)]
pub struct Link {
    pub attributes: u32,
    pub created: i64,
    pub id_list: Option<Vec<u8>>,
    pub info: Option<Vec<u8>>,
    pub arguments: Option<&'static str>,
    pub working_folder: Option<&'static str>,
    pub environment: Option<&'static str>,
    pub machine: Option<&'static str>,
}

impl Link {
    /// A link to a file on a volume.
    pub fn to(path: &str, created: i64) -> Self {
        Self {
            attributes: 0x20,
            created,
            info: Some(local_info(path, "", true)),
            machine: Some("ws-anna"),
            ..Self::default()
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let parts = [
            (0x01, self.id_list.is_some()),
            (0x02, self.info.is_some()),
            (0x10, self.working_folder.is_some()),
            (0x20, self.arguments.is_some()),
            (0x80, true),
        ];
        let flags = parts.iter().filter(|(_, is_there)| *is_there);
        let flags: u32 = flags.map(|(flag, _)| flag).sum();
        let mut bytes = vec![0; 0x4c];
        put(&mut bytes, 0, &le(0x4c));
        put(&mut bytes, 4, &LINK_CLASS);
        put(&mut bytes, 20, &flags.to_le_bytes());
        put(&mut bytes, 24, &self.attributes.to_le_bytes());
        put(&mut bytes, 28, &self.created.to_le_bytes());
        if let Some(list) = &self.id_list {
            bytes.extend(&le(list.len() + 2)[..2]);
            bytes.extend(list);
            bytes.extend([0, 0]);
        }
        bytes.extend(self.info.iter().flatten());
        for text in [self.working_folder, self.arguments].into_iter().flatten() {
            bytes.extend(&le(text.encode_utf16().count())[..2]);
            bytes.extend(utf16(text));
        }
        if let Some(path) = self.environment {
            let mut block = vec![0; 0x314];
            put(&mut block, 0, &le(0x314));
            put(&mut block, 4, &0xa000_0001_u32.to_le_bytes());
            put(&mut block, 8, path.as_bytes());
            put(&mut block, 268, &utf16(path));
            bytes.extend(block);
        }
        if let Some(machine) = self.machine {
            let mut block = vec![0; 0x60];
            put(&mut block, 0, &le(0x60));
            put(&mut block, 4, &0xa000_0003_u32.to_le_bytes());
            put(&mut block, 16, machine.as_bytes());
            bytes.extend(block);
        }
        bytes.extend(le(0));
        bytes
    }
}

/// Where a target on a volume lies; its path in UTF-16 too if `is_unicode`.
pub fn local_info(path: &str, suffix: &str, is_unicode: bool) -> Vec<u8> {
    let header = if is_unicode { 0x24 } else { 0x1c };
    let ansi = |text: &str| -> Vec<u8> {
        let letters = text.chars().map(|c| u8::try_from(c).unwrap_or(b'?'));
        letters.chain([0]).collect()
    };
    let volume = [
        le(0x14).to_vec(),
        le(3).to_vec(),
        0x1234_abcd_u32.to_le_bytes().to_vec(),
        le(0x10).to_vec(),
        b"OS\0\0".to_vec(),
    ]
    .concat();
    let mut parts = vec![volume, ansi(path), ansi(suffix)];
    if is_unicode {
        parts.extend([utf16_z(path), utf16_z(suffix)]);
    }
    let mut places = vec![header];
    for part in &parts {
        places.push(places[places.len() - 1] + part.len());
    }
    let mut bytes = vec![0; header];
    put(&mut bytes, 0, &le(places[parts.len()]));
    put(&mut bytes, 4, &le(header));
    put(&mut bytes, 8, &le(1));
    put(&mut bytes, 12, &le(places[0]));
    put(&mut bytes, 16, &le(places[1]));
    put(&mut bytes, 24, &le(places[2]));
    if is_unicode {
        put(&mut bytes, 28, &le(places[3]));
        put(&mut bytes, 32, &le(places[4]));
    }
    bytes.extend(parts.concat());
    bytes
}

/// Where a target on a share lies.
pub fn share_info(share: &str, suffix: &str) -> Vec<u8> {
    let name = [share.as_bytes(), &[0]].concat();
    let place = 0x1c + 0x14 + name.len();
    let mut bytes = vec![0; 0x1c + 0x14];
    put(&mut bytes, 0, &le(place + suffix.len() + 1));
    put(&mut bytes, 4, &le(0x1c));
    put(&mut bytes, 8, &le(2));
    put(&mut bytes, 20, &le(0x1c));
    put(&mut bytes, 24, &le(place));
    put(&mut bytes, 0x1c, &le(0x14 + name.len()));
    put(&mut bytes, 0x1c + 8, &le(0x14));
    [bytes, name, suffix.as_bytes().to_vec(), vec![0]].concat()
}

/// An item of a list of shell items: class and what follows.
pub fn item(class: u8, rest: &[u8]) -> Vec<u8> {
    let length = le(rest.len() + 3);
    [&length[..2], &[class], rest].concat()
}

/// The item of a file, with its long name in the block that Windows 8 writes.
pub fn file_item(short: &str, long: &str) -> Vec<u8> {
    let mut rest = vec![0; 11];
    rest.extend(short.as_bytes());
    rest.extend([0, 0]);
    rest.truncate(rest.len() - (rest.len() + 3) % 2);
    let place = rest.len() + 3;
    let mut block = vec![0; 46];
    block.extend(utf16_z(long));
    let length = block.len() + 2;
    put(&mut block, 0, &le(length)[..2]);
    put(&mut block, 2, &[9, 0]);
    put(&mut block, 4, &0xbeef_0004_u32.to_le_bytes());
    block.extend(&le(place)[..2]);
    rest.extend(block);
    item(0x32, &rest)
}

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

//! Shell links.

use super::{le, put, utf16, utf16_z};

/// The class of shell links.
pub(super) const LINK_CLASS: [u8; 16] = [
    0x01, 0x14, 0x02, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46,
];

/// A shell link.
#[derive(Clone, Default)]
pub struct Link {
    pub attributes: u32,
    pub created: i64,
    /// When it was last written, and its size then.
    pub written: i64,
    pub size: u32,
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
        put(&mut bytes, 44, &self.written.to_le_bytes());
        put(&mut bytes, 52, &self.size.to_le_bytes());
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
    let (serial, label) = if path.starts_with("D:") {
        (0x5e07_19c2_u32, "DATA")
    } else {
        (0x1234_abcd, "OS")
    };
    let label = [label.as_bytes(), &[0, 0]].concat();
    let volume = [
        le(0x10 + label.len()).to_vec(),
        le(3).to_vec(),
        serial.to_le_bytes().to_vec(),
        le(0x10).to_vec(),
        label,
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

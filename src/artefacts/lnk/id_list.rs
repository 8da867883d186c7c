//! The list of shell items that leads to the target of a link.

use crate::artefacts::bytes::{ansi, filled, guid_at, part, u16_at, u32_at, utf16};
use crate::artefacts::known_names;

/// What a list of shell items leads to.
#[derive(Clone, Debug, Default)]
pub(super) struct IdList {
    /// The file names of the list, joined.
    pub(super) path: Option<String>,
    /// Whether these are a whole path, with its volume or share.
    pub(super) is_path: bool,
    /// The names of all items, joined, where one of them is no file.
    pub(super) place: Option<String>,
    /// Whether the last item is no file but a place in the shell.
    pub(super) is_location: bool,
}

/// One shell item.
enum Item {
    /// A place in the shell.
    Location(String),
    /// This PC: it is not named in paths.
    ThisPc,
    /// The root of a volume, or a share.
    Root(String),
    /// A file or folder.
    File(String),
    /// An address in the internet.
    Address(String),
    /// Any other.
    Unknown,
}

impl IdList {
    /// Reads the list.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut items = Vec::new();
        let mut at = 0;
        while let Some(length) = u16_at(bytes, at).map(usize::from) {
            let Some(item) = part(bytes, at, length).filter(|item| item.len() > 2) else {
                break;
            };
            items.push(read_item(item));
            at += length;
        }
        let is_location = matches!(items.last(), Some(Item::Location(_) | Item::ThisPc));
        let mut list = Self {
            is_location,
            ..Self::default()
        };
        if let Some(Item::Address(address)) = items.last() {
            list.place = Some(address.clone());
            return list;
        }
        list.place = joined(items.iter().map(|item| match item {
            Item::Location(name) | Item::Root(name) | Item::File(name) => name,
            Item::ThisPc => "This PC",
            Item::Address(_) | Item::Unknown => "?",
        }));
        let is_known = |item: &Item| !matches!(item, Item::Unknown | Item::Location(_));
        let root = items.iter().position(|item| matches!(item, Item::Root(_)));
        if let Some(root) = root {
            let behind = items.get(root..).unwrap_or_default();
            list.is_path = behind.iter().all(is_known);
            list.path = joined(behind.iter().filter_map(|item| match item {
                Item::Root(name) | Item::File(name) => Some(name.as_str()),
                _ => None,
            }));
        }
        list
    }
}

/// The names with backslashes between them.
fn joined<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut all = String::new();
    for name in names {
        if !all.is_empty() && !all.ends_with('\\') {
            all.push('\\');
        }
        all.push_str(name);
    }
    filled(all)
}

fn read_item(item: &[u8]) -> Item {
    let class = item.get(2).copied().unwrap_or_default();
    let known = match class {
        0x1f | 0x2e => guid_at(item, 4).map(|guid| location(&guid)),
        0x01 => u32_at(item, 8).map(|number| {
            let name = known_names::category(number).map(str::to_owned);
            Item::Location(name.unwrap_or_else(|| number.to_string()))
        }),
        0x20..=0x2f => item.get(3..).map(ansi).and_then(filled).map(Item::Root),
        0x30..=0x3f => file_name(item, 0).map(Item::File),
        // A share, by its name with the server; above it are the server and the network.
        0x41..=0x4f | 0xc1..=0xcf => item.get(5..).map(ansi).and_then(filled).map(network),
        0x61 => address(item).map(Item::Address),
        0x71 => guid_at(item, 14).map(|guid| location(&guid)),
        // A file in a place of the shell, such as the user's own folder: an item inside an item.
        0x74 if part(item, 6, 4) == Some(b"CFSF") => file_name(item, 10).map(Item::File),
        _ => None,
    };
    known.unwrap_or(Item::Unknown)
}

fn location(guid: &str) -> Item {
    match known_names::location(guid) {
        Some("This PC") => Item::ThisPc,
        Some(name) => Item::Location(name.to_owned()),
        None => Item::Location(format!("::{{{guid}}}")),
    }
}

fn network(name: String) -> Item {
    match name.strip_prefix("\\\\") {
        Some(rest) if rest.contains('\\') => Item::Root(name),
        _ => Item::Location(name),
    }
}

/// The name of a file: the long one from the block behind it, else the short one. The item begins at
/// `start`; the block may lie behind the end of an inner item.
fn file_name(item: &[u8], start: usize) -> Option<String> {
    let long = long_name_block(item).and_then(long_name);
    long.or_else(|| {
        let is_unicode = item.get(start + 2)? & 0x04 != 0;
        let name = item.get(start + 14..)?;
        filled(if is_unicode { utf16(name) } else { ansi(name) })
    })
}

/// The block with the long name. Where it lies is also stated, but not in all items.
fn long_name_block(item: &[u8]) -> Option<&[u8]> {
    let signature = 0xbeef_0004_u32.to_le_bytes();
    let mut windows = item.windows(4);
    let at = windows.position(|window| window == signature)?;
    item.get(at.checked_sub(4)?..)
}

/// The long name of such a block; each version of Windows put more before it.
fn long_name(block: &[u8]) -> Option<String> {
    let before = match u16_at(block, 2)? {
        0..=2 => return None,
        3..=6 => 20,
        7 => 38,
        8 => 42,
        _ => 46,
    };
    let length = usize::from(u16_at(block, 0)?).min(block.len());
    block.get(before..length).map(utf16).and_then(filled)
}

/// An address in the internet.
fn address(item: &[u8]) -> Option<String> {
    let is_unicode = item.get(3)? & 0x80 != 0;
    // Data of its own, such as the time of the last visit, may come before the address.
    let data = usize::from(u16_at(item, 4)?);
    let text = item.get(6 + data..)?;
    filled(if is_unicode { utf16(text) } else { ansi(text) })
}

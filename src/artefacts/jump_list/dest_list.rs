//! The stream `DestList` of an automatic jump list: when each of its items was used last [source 16.19].

use crate::artefacts::bytes::{ansi, filled, part, size_at, time_at, u16_at, u32_at, utf16};
use crate::domain::time::Timestamp;

/// The length of its header.
const HEADER: usize = 32;

/// An item of the list.
#[derive(Debug)]
pub(super) struct Item {
    /// Where it begins in the stream.
    pub(super) at: usize,
    /// Its number, which in hexadecimal digits is the name of the stream with its link.
    pub(super) number: u32,
    /// When it was used last.
    pub(super) used: Option<Timestamp>,
    /// How often it was used; `None` in version 1, which does not count.
    pub(super) count: Option<u32>,
    /// Whether it is pinned.
    pub(super) is_pinned: bool,
    /// The NetBIOS name of the machine on which the target was.
    pub(super) machine: Option<String>,
    /// Its path, or its place in the shell.
    pub(super) path: Option<String>,
}

/// What is wrong with the list.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It has this version.
    Version(u32),
    /// The header or an item ends too early; it begins there in the stream.
    Cut(usize),
}

/// The parts of an item whose place depends on the version.
struct Layout {
    /// Where the length of the path is.
    path_length: usize,
    /// Where the counter is.
    count: Option<usize>,
    /// Whether data of declared length follow the path.
    has_more: bool,
}

/// Reads the items; gives each to `found`, until that says no.
pub(super) fn read(stream: &[u8], mut found: impl FnMut(Item) -> bool) -> Result<(), Fault> {
    // Of a jump list without items, the list may be empty.
    if stream.is_empty() {
        return Ok(());
    }
    let version = u32_at(stream, 0).ok_or(Fault::Cut(0))?;
    let layout = match version {
        1 => Layout {
            path_length: 112,
            count: None,
            has_more: false,
        },
        2..=4 => Layout {
            path_length: 128,
            count: Some(116),
            has_more: true,
        },
        _ => return Err(Fault::Version(version)),
    };
    let mut at = HEADER;
    while at < stream.len() {
        let (item, length) = item(stream, at, &layout).ok_or(Fault::Cut(at))?;
        if !found(item) {
            break;
        }
        at += length;
    }
    Ok(())
}

/// The item that begins at `at`, and its length.
fn item(stream: &[u8], at: usize, layout: &Layout) -> Option<(Item, usize)> {
    let rest = stream.get(at..)?;
    let letters = usize::from(u16_at(rest, layout.path_length)?);
    let path_at = layout.path_length + 2;
    let path = part(rest, path_at, 2 * letters)?;
    let mut length = path_at + path.len();
    if layout.has_more {
        // The length of the data behind the path, mostly none. A length beyond the end is something else.
        let more = size_at(rest, length).unwrap_or_default();
        length += 4;
        let is_there = rest
            .len()
            .checked_sub(length)
            .is_some_and(|left| more <= left);
        length += if is_there { more } else { 0 };
    }
    let item = Item {
        at,
        number: u32_at(rest, 88)?,
        used: time_at(rest, 100),
        count: layout.count.and_then(|at| u32_at(rest, at)),
        is_pinned: u32_at(rest, 108)? != u32::MAX,
        machine: part(rest, 72, 16).map(ansi).and_then(filled),
        path: filled(utf16(path)),
    };
    Some((item, length))
}

//! Where the target of a link lies: the volume and the path, or the share.

use crate::artefacts::bytes::{ansi, filled, size_at, u32_at, utf16};

/// Flags: the target has a path on a volume of this machine; it has one on a share.
const LOCAL: u32 = 0x1;
const REMOTE: u32 = 0x2;

/// From this length on, the header names texts in UTF-16 too.
const UNICODE_HEADER: usize = 0x24;

/// Where the target lies.
#[derive(Clone, Debug, Default)]
pub(super) struct LinkInfo {
    /// Its path, or its name on the share.
    pub(super) path: Option<String>,
    /// Whether each letter of the path is known: not where it is in a code page that the link does not name.
    pub(super) is_certain: bool,
    /// The volume, in one line.
    pub(super) volume: Option<String>,
}

impl LinkInfo {
    /// Reads the block.
    pub(super) fn read(block: &[u8]) -> Self {
        let flags = u32_at(block, 8).unwrap_or_default();
        let has_unicode = size_at(block, 4).is_some_and(|length| length >= UNICODE_HEADER);
        let (suffix, is_suffix_certain) = text(block, 24, has_unicode.then_some(32));
        let suffix = suffix.unwrap_or_default();
        if flags & LOCAL != 0 {
            let (base, is_certain) = text(block, 16, has_unicode.then_some(28));
            if let Some(base) = base {
                return Self {
                    path: Some(joined(base, &suffix)),
                    is_certain: is_certain && is_suffix_certain,
                    volume: at_place(block, 12).and_then(volume),
                };
            }
        }
        let share = at_place(block, 20).filter(|_| flags & REMOTE != 0);
        let Some(share) = share else {
            return Self::default();
        };
        // Its texts are in UTF-16 too where the place of the first one leaves room for two more numbers.
        let has_unicode = size_at(share, 8).is_some_and(|place| place > 0x14);
        let (name, is_certain) = text(share, 8, has_unicode.then_some(0x14));
        Self {
            path: name.map(|name| joined(name, &suffix)),
            is_certain: is_certain && is_suffix_certain,
            volume: None,
        }
    }
}

/// The bytes from the place on that is stated at `at`; `None` where none is stated.
fn at_place(block: &[u8], at: usize) -> Option<&[u8]> {
    let place = size_at(block, at).filter(|place| *place != 0)?;
    block.get(place..)
}

/// A text whose place is stated at `ansi_at` and, in UTF-16, at `unicode_at`; and whether its letters are certain.
fn text(block: &[u8], ansi_at: usize, unicode_at: Option<usize>) -> (Option<String>, bool) {
    let unicode = unicode_at.and_then(|at| at_place(block, at));
    if let Some(text) = unicode.map(utf16).and_then(filled) {
        return (Some(text), true);
    }
    let text = at_place(block, ansi_at).map(ansi).and_then(filled);
    let is_certain = text.as_ref().is_none_or(|text| text.is_ascii());
    (text, is_certain)
}

fn joined(mut base: String, suffix: &str) -> String {
    if !suffix.is_empty() && !base.ends_with('\\') {
        base.push('\\');
    }
    base.push_str(suffix);
    base
}

/// The volume in one line: its type, label and serial number.
fn volume(block: &[u8]) -> Option<String> {
    // The label is in UTF-16 where its place is 20, which then is stated behind.
    let label = match size_at(block, 12)? {
        0x14 => at_place(block, 16).map(utf16),
        _ => at_place(block, 12).map(ansi),
    };
    let serial = u32_at(block, 8)?;
    let kind = match u32_at(block, 4)? {
        2 => "removable volume",
        3 => "fixed volume",
        4 => "network volume",
        5 => "optical disc",
        6 => "RAM disk",
        _ => "volume",
    };
    let label = label.and_then(filled).map(|label| format!(" {label}"));
    let (high, low) = (serial >> 16, serial & 0xffff);
    Some(format!(
        "{kind}{} {high:04X}-{low:04X}",
        label.unwrap_or_default()
    ))
}

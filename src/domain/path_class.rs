//! Classifies a path by its text alone, by the rules of Windows on every system: merely looking at the path
//! of a share, however it is spelled, makes Windows log on to the machine that it names.
//!
//! Source: "Naming Files, Paths, and Namespaces" and "File path formats on Windows systems" (Microsoft).

use std::path::Path;

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathClass {
    /// On a drive with a letter: `C:\x`, `C:/x`, `\\?\C:\x`. The letter may be mapped to a share that the
    /// user has connected.
    Drive,
    /// From the root, as on Linux and macOS: `/x`. Names of devices are ordinary names there. A path of an
    /// automounter may lead to another machine, as a drive with a letter may: the user has set that up.
    Absolute,
    /// On another machine: `\\host\x`, `//host/x`, `\\?\UNC\host\x`.
    Share,
    /// A device, a volume without a letter, or another name of the object manager: `\\.\C:`,
    /// `\\?\Volume{…}\x`, `\\?\GLOBALROOT\…`, `C:\x\COM1`.
    Device,
    /// It depends on the current folder of a drive: `C:x`.
    DriveRelative,
    /// It depends on the current folder or drive: `x`, `..\x`, `\x`. Nothing is here, too.
    Relative,
}

/// Names that mean a device in each folder, with any ending (documented).
const DEVICES: [&str; 7] = ["CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"];
/// Names that mean a device when followed by a digit.
const NUMBERED_DEVICES: [&str; 2] = ["COM", "LPT"];

impl PathClass {
    /// The class of a path.
    pub fn of(path: &Path) -> Self {
        // Only ASCII matters here, and each system encodes it as itself.
        let text = path.as_os_str().as_encoded_bytes();
        match text {
            [a, b, rest @ ..] if is_separator(*a) && is_separator(*b) => of_two_separators(rest),
            [a, b'?', b'?', c, rest @ ..] if is_separator(*a) && is_separator(*c) => verbatim(rest),
            [b'/', ..] => Self::Absolute,
            [letter, b':', rest @ ..] if letter.is_ascii_alphabetic() => on_drive(rest),
            _ => Self::Relative,
        }
    }

    /// Whether a path of this class may be accessed without a question: it leads to no other machine that
    /// somebody else has chosen, to no device, and to one place wherever the program was started.
    pub fn is_plain(self) -> bool {
        matches!(self, Self::Drive | Self::Absolute)
    }
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b'\\' | b'/')
}

/// What follows `\\`.
fn of_two_separators(rest: &[u8]) -> PathClass {
    match rest {
        [b'?', c, rest @ ..] if is_separator(*c) => verbatim(rest),
        [b'.', c, rest @ ..] if is_separator(*c) && names_share(rest) => PathClass::Share,
        // `\\.\C:` is the volume itself.
        [b'.' | b'?'] | [b'.', b'\\' | b'/', ..] => PathClass::Device,
        _ => PathClass::Share,
    }
}

/// What follows `\\?\` or `\??\`: it goes to the object manager as it is.
fn verbatim(rest: &[u8]) -> PathClass {
    let steps_back = || {
        rest.split(|byte| is_separator(*byte))
            .any(|part| part == b"..")
    };
    match rest {
        _ if names_share(rest) => PathClass::Share,
        [letter, b':', c, ..]
            if letter.is_ascii_alphabetic() && is_separator(*c) && !steps_back() =>
        {
            PathClass::Drive
        }
        _ => PathClass::Device,
    }
}

/// Whether what follows a prefix leads to the redirector: `UNC\…`, in any case.
fn names_share(rest: &[u8]) -> bool {
    let first = rest.split(|byte| is_separator(*byte)).next();
    first.is_some_and(|name| name.eq_ignore_ascii_case(b"UNC"))
}

/// What follows a letter and a colon.
fn on_drive(rest: &[u8]) -> PathClass {
    match rest {
        [c, ..] if !is_separator(*c) => PathClass::DriveRelative,
        [] => PathClass::DriveRelative,
        _ if rest.split(|byte| is_separator(*byte)).any(is_device) => PathClass::Device,
        _ => PathClass::Drive,
    }
}

/// Whether a part of a path is the name of a device: ends and blanks do not count.
fn is_device(part: &[u8]) -> bool {
    let stem = part.split(|byte| matches!(byte, b'.' | b':')).next();
    let stem = stem.unwrap_or_default().trim_ascii_end();
    let is_numbered = |name: &&str| {
        // The digit may be a superscript one, which takes two bytes.
        let number = stem.get(name.len()..).unwrap_or_default();
        let starts = stem.get(..name.len());
        let is_number = matches!(number, [b'0'..=b'9'] | [0xc2, 0xb9 | 0xb2 | 0xb3]);
        starts.is_some_and(|starts| starts.eq_ignore_ascii_case(name.as_bytes())) && is_number
    };
    DEVICES
        .iter()
        .any(|name| stem.eq_ignore_ascii_case(name.as_bytes()))
        || NUMBERED_DEVICES.iter().any(is_numbered)
}

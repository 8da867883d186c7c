//! `$I` files: since Windows Vista, one for each deleted file or folder.

use super::deletion::deletion;
use crate::artefacts::bytes::{filled, part, size_at, time_at, u64_at, utf16};
use crate::artefacts::error::ArtefactError;
use crate::artefacts::parser::{Parsed, Parser};
use crate::domain::activity::Artefact;

/// Where the path begins: in version 1 at once, in version 2 after its length.
const PATH: usize = 24;

/// The bytes of the path in version 1.
const PATH_OF_VERSION_1: usize = 520;

/// Reads `$I` files.
pub(crate) struct InfoFiles;

impl Parser for InfoFiles {
    fn artefact(&self) -> Artefact {
        Artefact::RecycleBin
    }

    fn max_size(&self) -> u64 {
        64 << 10
    }

    /// There is no signature. Without the name, a path of a volume or share must stand in its place.
    fn recognises(&self, head: &[u8], name: &str) -> bool {
        let is_named = || {
            name.get(..2)
                .is_some_and(|start| start.eq_ignore_ascii_case("$i"))
        };
        let has_path = || {
            let (path, _) = path(head);
            path.is_some_and(|path| path.get(1..3) == Some(":\\") || path.starts_with("\\\\"))
        };
        matches!(u64_at(head, 0), Some(1 | 2)) && (is_named() || has_path())
    }

    fn parse(&self, bytes: &[u8], _name: &str) -> Parsed {
        let cut = |what| ArtefactError::Cut { what, offset: 0 };
        let Some(version) = u64_at(bytes, 0) else {
            return Parsed::failed(cut("the record of a deletion"));
        };
        if !matches!(version, 1 | 2) {
            return Parsed::failed(ArtefactError::Version {
                what: "the record of a deletion",
                version,
                offset: 0,
            });
        }
        let mut parsed = Parsed::default();
        let (path, is_whole) = path(bytes);
        if !is_whole {
            parsed.problem(ArtefactError::Cut {
                what: "the path of the deleted file",
                offset: PATH as u64,
            });
        }
        if path.is_none() && is_whole {
            parsed.problem(ArtefactError::Damaged {
                what: "the path of the deleted file",
                offset: PATH as u64,
            });
        }
        if let (Some(path), Some(size)) = (path, u64_at(bytes, 8)) {
            let cut = if is_whole {
                ""
            } else {
                "; the path is cut off"
            };
            let details = format!("{size} bytes{cut}");
            parsed.add(deletion(time_at(bytes, 16), path, details, None, 0));
        }
        parsed
    }
}

/// The path, as much of it as is there, and whether that is all.
fn path(bytes: &[u8]) -> (Option<String>, bool) {
    let (at, length) = if u64_at(bytes, 0) == Some(1) {
        (PATH, PATH_OF_VERSION_1)
    } else {
        let letters = size_at(bytes, PATH).unwrap_or(usize::MAX);
        (PATH + 4, letters.saturating_mul(2))
    };
    let whole = part(bytes, at, length);
    let path = whole.or_else(|| bytes.get(at..)).map(utf16);
    (path.and_then(filled), whole.is_some())
}

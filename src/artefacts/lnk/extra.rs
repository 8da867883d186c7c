//! The additional data of a link.

use crate::artefacts::bytes::{ansi, filled, part, size_at, u32_at, utf16};

/// The signatures of the blocks that are read.
const ENVIRONMENT: u32 = 0xa000_0001;
const TRACKER: u32 = 0xa000_0003;

/// The length of the path of the environment block in the machine's code page.
const ANSI_PATH: usize = 260;

/// The additional data.
#[derive(Clone, Debug, Default)]
pub(super) struct Extra {
    /// The machine on which the target was.
    pub(super) machine: Option<String>,
    /// The path of the target with variables, such as `%windir%`.
    pub(super) path: Option<String>,
    /// How long it is.
    pub(super) length: usize,
    /// Whether it ends too early.
    pub(super) is_cut: bool,
}

impl Extra {
    /// Reads the blocks up to the one that says that there is no more.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut extra = Self::default();
        loop {
            let Some(length) = size_at(bytes, extra.length) else {
                // Links without any additional data may lack even the end mark.
                extra.is_cut = extra.length < bytes.len();
                extra.length = bytes.len();
                return extra;
            };
            if length < 4 {
                extra.length += 4;
                return extra;
            }
            let Some(block) = part(bytes, extra.length, length) else {
                extra.is_cut = true;
                return extra;
            };
            extra.length += length;
            match u32_at(block, 4) {
                Some(TRACKER) => {
                    extra.machine = part(block, 16, 16).map(ansi).and_then(filled);
                }
                Some(ENVIRONMENT) => {
                    let unicode = block.get(8 + ANSI_PATH..).map(utf16).and_then(filled);
                    let ansi = || part(block, 8, ANSI_PATH).map(ansi).and_then(filled);
                    extra.path = unicode.or_else(ansi);
                }
                _ => {}
            }
        }
    }
}

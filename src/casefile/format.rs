//! The format of case files.

/// What such files are called.
pub const EXTENSION: &str = "whence";

/// "WHNC": which program a database belongs to stands at offset 68 of its file.
pub(super) const APPLICATION: i64 = 0x5748_4E43;

/// The version that this program writes. It reads older ones, too.
pub(super) const VERSION: i64 = 2;

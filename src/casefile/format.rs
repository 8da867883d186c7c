//! The format of case files.

/// What such files are called.
pub const EXTENSION: &str = "whence";

/// "WHNC": offset 68 of a database file states which program it belongs to.
pub(super) const APPLICATION: i64 = 0x5748_4E43;

/// The version that this program writes. It reads older ones, too.
pub(super) const VERSION: i64 = 3;

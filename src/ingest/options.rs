//! Options for reading evidence.

/// Options for reading evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Use the slow path for every record. It yields the same rows through different code.
    pub slow_path_only: bool,
    /// Also read logs that hold nothing of interest.
    pub every_log: bool,
    /// Read each file even if another has the same content. This yields nothing new.
    pub every_copy: bool,
}

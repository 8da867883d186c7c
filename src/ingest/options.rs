//! How evidence is read.

/// How evidence is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Every record takes the slow path: the same rows, read by other code.
    pub slow_path_only: bool,
    /// ComputerLogs that hold nothing for us are read too.
    pub every_log: bool,
    /// Files of the same content are each read, which tells nothing more.
    pub every_copy: bool,
}

//! What somebody did on a host, and the session in which it happened.

use std::sync::Arc;

use super::place::EventIndex;
use super::process::ProcessForm;

words! {
    /// How an activity was attributed, weakest first.
    Basis {
        /// To nobody.
        None = "not attributed",
        /// The only session of that user on that host at that time.
        UserAndTime = "user and time",
        /// The logon id, within the boot.
        LogonId = "logon id",
    }
}

/// One attributed activity: in this version, the start of a process.
#[derive(Clone, Debug)]
pub struct Activity {
    /// The record.
    pub event: EventIndex,
    /// Index of the session in the case.
    pub session: Option<u32>,
    /// How it was found.
    pub basis: Basis,
    /// The logon session's desktop was detached at that time: nobody was connected.
    pub while_disconnected: bool,
    /// The id of the process.
    pub process_id: u64,
    /// Which program, whose, by which.
    pub process: Arc<ProcessForm>,
}

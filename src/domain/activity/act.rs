//! What a record states about something that was done, before it is known in which session.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::kind::ActivityKind;
use crate::domain::identity::Identity;
use crate::domain::ids::{Guid, Luid};
use crate::domain::process::ProcessStart;
use crate::domain::text::Text;

shares! {
    Act: form => ActForm,
}

/// What a record states about something that was done. The fields of its `ActForm` can be used as its own.
#[derive(Clone, Debug, Default)]
pub struct Act {
    /// The logon id of whoever did it, as logged, the constant ones included.
    pub luid: Option<Luid>,
    /// What it was done to: a path, a name, an address.
    pub object: Option<Text>,
    /// Everything else.
    pub form: Arc<ActForm>,
}

/// What many acts have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ActForm {
    /// What was done.
    pub kind: ActivityKind,
    /// What the record adds to the list of activities.
    pub role: ActRole,
    /// Who did it, as far as this record shows.
    pub who: Identity,
    /// More about it, in one line.
    pub details: Option<Text>,
    /// What this record has in common with others about the same thing.
    pub key: Option<ActKey>,
    /// The desktop in which it was done, where the record states it.
    pub local_session: Option<u32>,
    /// Only somebody at a desktop can do it, although others can do things of the same kind.
    pub at_desktop: bool,
}

/// What a record adds to the list of activities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ActRole {
    /// It is an activity of its own.
    #[default]
    Row,
    /// It belongs to the activity with the same key, and shows that it was over.
    End,
    /// It belongs to the activity with the same key, and may name its user, its object or more about it.
    Companion,
}

/// What records about one thing have in common. Records of the same key may complete each other; records
/// that are only near each other in time may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActKey {
    /// A process of Sysmon: its process id, and a hash of its `ProcessGuid`.
    Process(u32, NonZeroU32),
    /// Process id within a boot, until another process gets it.
    ProcessId(u32),
    /// `HostId` of PowerShell.
    PowerShellHost(Guid),
    /// `ScriptBlockId` of PowerShell.
    ScriptBlock(Guid),
    /// Instance of a scheduled task.
    TaskInstance(Guid),
    /// `ActivityID` of the Remote Desktop client.
    RdpClient(Guid),
    /// Job of the Background Intelligent Transfer Service, which transfers one file after the other.
    Transfer(Guid),
    /// `ActivityID` of the processing of a group policy.
    Policy(Guid),
    /// `Detection ID` of Defender.
    Detection(Guid),
    /// A handle to an object: process id and handle.
    Handle(u64, u64),
    /// A command that the shell started at logon: a hash of process id and command.
    ShellCommand(u64),
    /// A device: a hash of its serial number, without case.
    Device(u64),
}

impl ActKey {
    /// What the start of a process has in common with the records of what it did, and of its end.
    pub fn of_process(start: &ProcessStart) -> Option<Self> {
        match start.guid {
            Some(guid) => Some(Self::Process(start.process_id, guid)),
            None => (start.process_id != 0).then_some(Self::ProcessId(start.process_id)),
        }
    }
}

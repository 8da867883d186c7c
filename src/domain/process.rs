//! Process starts.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::identity::Identity;
use super::ids::Luid;
use super::text::Text;

shares! {
    ProcessStart: form => ProcessForm,
}

/// Whether the path of a program ends like this, without regard to case.
pub fn ends_with(path: &str, end: &str) -> bool {
    let start = path.len().checked_sub(end.len());
    let own = start.and_then(|start| path.as_bytes().get(start..));
    own.is_some_and(|own| own.eq_ignore_ascii_case(end.as_bytes()))
}

/// A process that was started: activity inside a session. The fields of its `ProcessForm` can be used as its
/// own.
#[derive(Clone, Debug, Default)]
pub struct ProcessStart {
    /// The logon id it runs under.
    pub luid: Option<Luid>,
    /// Its process id, which Windows keeps in 32 bits; 0 if it is not known.
    pub process_id: u32,
    /// A hash of its `ProcessGuid`, where the record states it (Sysmon).
    pub guid: Option<NonZeroU32>,
    /// Everything else.
    pub form: Arc<ProcessForm>,
}

/// What many starts have in common: which program, whose, by which.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ProcessForm {
    /// The account whose token it runs under.
    pub who: Identity,
    /// Path of the program.
    pub image: Option<Text>,
    /// Command line, where it was audited.
    pub command_line: Option<Text>,
    /// Path of the parent.
    pub parent_image: Option<Text>,
    /// Local session, where the record states it (Sysmon).
    pub session_id: Option<u32>,
}

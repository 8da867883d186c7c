//! The values that differ from record to record of the frequent kinds: most ids, and ports. The
//! rest of a record (account, method, address) recurs thousands of times, so it is decoded once and
//! then recognised by its bytes. Each list has the order in which values are put into a fact.

use crate::decode::fields::{luid_of, port_of, process_id_of};
use crate::decode::payload::FieldValue;
use crate::domain::event::Fact;

/// A value that differs from record to record.
pub struct Varying {
    /// Its name in the payload.
    pub name: &'static str,
    /// Puts the value into a fact that was decoded from another record. `None` if no fact uses the
    /// value, but it would keep records from being recognised.
    pub set: Option<fn(&mut Fact, &FieldValue<'_>)>,
    /// Name of another logon id that the fact uses instead if the record has it.
    pub unless: Option<&'static str>,
}

const fn varying(name: &'static str, set: fn(&mut Fact, &FieldValue<'_>)) -> Varying {
    Varying {
        name,
        set: Some(set),
        unless: None,
    }
}

/// A value that no fact uses.
const fn unused(name: &'static str) -> Varying {
    Varying {
        name,
        set: None,
        unless: None,
    }
}

/// 4624.
pub(crate) static LOGON: &[Varying] = &[
    varying("TargetLogonId", |fact, value| {
        if let Fact::Logon(logon) = fact {
            logon.luid = luid_of(value);
        }
    }),
    // Must come after the logon id, because the distance from it is stored.
    varying("TargetLinkedLogonId", |fact, value| {
        if let Fact::Logon(logon) = fact {
            logon.set_linked(luid_of(value));
        }
    }),
    varying("IpPort", |fact, value| {
        if let Fact::Logon(logon) = fact {
            logon.port = port_of(value);
        }
    }),
    unused("LogonGuid"),
];

/// 4625.
pub(crate) static LOGON_FAILED: &[Varying] = &[varying("IpPort", |fact, value| {
    if let Fact::LogonFailed(failure) = fact {
        failure.port = port_of(value);
    }
})];

/// 4634 and 4647.
pub(crate) static LOGON_ENDED: &[Varying] = &[varying("TargetLogonId", |fact, value| {
    if let Fact::LogonEnded { luid, .. } | Fact::LogoffStarted { luid, .. } = fact {
        *luid = luid_of(value);
    }
})];

/// 4648.
pub(crate) static EXPLICIT_CREDENTIALS: &[Varying] = &[
    varying("SubjectLogonId", |fact, value| {
        if let Fact::ExplicitCredentials(used) = fact {
            used.subject_luid = luid_of(value);
        }
    }),
    varying("IpPort", |fact, value| {
        if let Fact::ExplicitCredentials(used) = fact {
            used.port = port_of(value);
        }
    }),
    unused("LogonGuid"),
    unused("TargetLogonGuid"),
];

/// 4776 has none.
pub(crate) static CREDENTIALS_CHECKED: &[Varying] = &[];

/// 4672.
pub(crate) static PRIVILEGES: &[Varying] = &[varying("SubjectLogonId", |fact, value| {
    if let Fact::PrivilegesAssigned { luid, .. } = fact {
        *luid = luid_of(value);
    }
})];

/// 4768, 4769 and 4771.
pub(crate) static TICKET: &[Varying] = &[
    varying("IpPort", |fact, value| {
        if let Fact::Ticket(ticket) = fact {
            ticket.port = port_of(value);
        }
    }),
    unused("LogonGuid"),
];

/// Those of 4688. The target's logon id is not among them: it decides which account the process runs as, where
/// it is a logon of its own.
pub(crate) static PROCESS: &[Varying] = &[
    varying("NewProcessId", |fact, value| {
        if let Fact::ProcessStarted(process) = fact {
            process.process_id = process_id_of(value).unwrap_or(0);
        }
    }),
    unused("ProcessId"),
    Varying {
        unless: Some("TargetLogonId"),
        ..varying("SubjectLogonId", |fact, value| {
            if let Fact::ProcessStarted(process) = fact {
                process.luid = luid_of(value);
            }
        })
    },
];

/// 5140.
pub(crate) static SHARE: &[Varying] = &[
    varying("SubjectLogonId", |fact, value| {
        if let Fact::ShareOpened(opening) = fact {
            opening.luid = luid_of(value);
        }
    }),
    varying("IpPort", |fact, value| {
        if let Fact::ShareOpened(opening) = fact {
            opening.port = port_of(value);
        }
    }),
];

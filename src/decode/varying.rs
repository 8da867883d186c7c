//! What differs from record to record of the frequent kinds: most ids, and ports. The rest of a
//! record (who, how, from where) recurs thousands of times, so it is decoded once and then recognised by
//! its bytes.

use super::fields::Fields;
use super::process;
use super::table::Row;
use crate::domain::event::Fact;

/// The values of a kind of record that differ from record to record.
pub struct Varying {
    /// Their names; those that no fact has are here too, so that they do not hide what recurs.
    pub names: &'static [&'static str],
    /// Puts them into a fact that was decoded from another record.
    pub set: fn(&mut Fact, &mut Fields<'_>),
}

/// Those of a row of the table; `None` for kinds that are too rare to matter. None of these kinds states
/// what wrote the record (`Fields::writer`), which is not among its values.
pub fn of(row: &Row) -> Option<&'static Varying> {
    if row.channel != "Security" {
        return None;
    }
    Some(match row.event_id {
        4624 => &LOGON,
        4625 => &FAILURE,
        4634 | 4647 => &LOGON_ENDED,
        4648 => &EXPLICIT_CREDENTIALS,
        4672 => &PRIVILEGES,
        4768 | 4769 | 4771 => &TICKET,
        4776 => &CREDENTIALS_CHECKED,
        4688 => &PROCESS,
        5140 => &SHARE,
        _ => return None,
    })
}

const LOGON: Varying = Varying {
    names: &[
        "TargetLogonId",
        "TargetLinkedLogonId",
        "IpPort",
        "LogonGuid",
    ],
    set: |fact, fields| {
        if let Fact::Logon(logon) = fact {
            logon.luid = fields.luid("TargetLogonId");
            logon.set_linked(fields.luid("TargetLinkedLogonId"));
            logon.port = fields.port("IpPort");
        }
    },
};

const FAILURE: Varying = Varying {
    names: &["IpPort"],
    set: |fact, fields| {
        if let Fact::LogonFailed(failure) = fact {
            failure.port = fields.port("IpPort");
        }
    },
};

const LOGON_ENDED: Varying = Varying {
    names: &["TargetLogonId"],
    set: |fact, fields| {
        if let Fact::LogonEnded { luid, .. } | Fact::LogoffStarted { luid, .. } = fact {
            *luid = fields.luid("TargetLogonId");
        }
    },
};

const EXPLICIT_CREDENTIALS: Varying = Varying {
    names: &["SubjectLogonId", "LogonGuid", "TargetLogonGuid", "IpPort"],
    set: |fact, fields| {
        if let Fact::ExplicitCredentials(used) = fact {
            used.subject_luid = fields.luid("SubjectLogonId");
            used.port = fields.port("IpPort");
        }
    },
};

const PRIVILEGES: Varying = Varying {
    names: &["SubjectLogonId"],
    set: |fact, fields| {
        if let Fact::PrivilegesAssigned { luid, .. } = fact {
            *luid = fields.luid("SubjectLogonId");
        }
    },
};

const TICKET: Varying = Varying {
    names: &["IpPort", "LogonGuid"],
    set: |fact, fields| {
        if let Fact::Ticket(ticket) = fact {
            ticket.port = fields.port("IpPort");
        }
    },
};

const CREDENTIALS_CHECKED: Varying = Varying {
    names: &[],
    set: |_, _| {},
};

const PROCESS: Varying = Varying {
    // Not the target's logon id: whether there is one tells whose the process is.
    names: &["NewProcessId", "ProcessId", "SubjectLogonId"],
    set: |fact, fields| {
        if let Fact::ProcessStarted(process) = fact {
            process.luid = process::logon_id(fields);
            process.process_id = fields.number("NewProcessId").unwrap_or(0);
        }
    },
};

const SHARE: Varying = Varying {
    names: &["SubjectLogonId", "IpPort"],
    set: |fact, fields| {
        if let Fact::ShareOpened(opening) = fact {
            opening.luid = fields.luid("SubjectLogonId");
            opening.port = fields.port("IpPort");
        }
    },
};

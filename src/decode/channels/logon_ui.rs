//! Winlogon/Operational and User Profile Service: what the logon screen records of a session.

use crate::decode::fields::Fields;
use crate::domain::event::{Fact, Header, NoticeSource};

/// Winlogon 1.
pub(crate) fn authentication_began(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::WinlogonAuthentication {
        status: None,
        process_id: fields.writer.process_id,
    })
}

/// Winlogon 2.
pub(crate) fn authentication_ended(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::WinlogonAuthentication {
        status: Some(fields.u32("Win32Status").unwrap_or(0)),
        process_id: fields.writer.process_id,
    })
}

/// Winlogon 811 and 812.
pub(crate) fn notice(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    Some(Fact::WinlogonNotice {
        code: fields.u32("Event")?,
        subscriber: fields.text("SubscriberName"),
        begins: header.event_id == 811,
    })
}

/// User Profile Service 1 to 4; the account is the record's own `UserID`.
pub(crate) fn profile(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let source = match header.event_id {
        1 | 3 => NoticeSource::ProfileService,
        _ => NoticeSource::ProfileServiceDone,
    };
    Some(Fact::UserNotice {
        source,
        logon: header.event_id <= 2,
        session_id: fields.u32("Session")?,
        sid: header.user_sid.clone(),
        process_id: fields.writer.process_id,
    })
}

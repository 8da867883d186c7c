//! Sessions made by hand for the tests of this layer.

use crate::case::Case;
use crate::domain::address::class_of;
use std::sync::Arc;

use crate::domain::event::{Event, Fact, Header, Identity, Places, SharedIdentity};
use crate::domain::record::Record;
use crate::domain::session::{
    Alias, Confidence, EndKind, Host, HostIndex, Kind, Outcome, Precision, Session,
};
use crate::domain::session_id::SessionId;
use crate::domain::time::{Span, Timestamp};

/// Midnight of the day on which the tests play, plus `seconds`.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::parse("2020-09-19T00:00:00Z")
        .expect("a time")
        .plus(Span::seconds(seconds))
}

/// A successful Remote Desktop session of Administrator, ten minutes long.
pub(crate) fn session(begin: i64) -> Session {
    Session {
        id: SessionId {
            record_id: begin.cast_unsigned(),
            hash: [0; 6],
        },
        user: Some("Administrator".into()),
        domain: Some("C137".into()),
        begin: Some(at(begin)),
        end: Some(at(begin + 600)),
        begin_precision: Some(Precision::Exact),
        end_precision: Some(Precision::Exact),
        end_kind: EndKind::Logoff,
        confidence_begin: Confidence::High,
        confidence_end: Confidence::High,
        confidence_user: Confidence::High,
        confidence_source: Confidence::High,
        ..Session::new(HostIndex(0), Kind::Rdp, Outcome::Success)
    }
}

/// A session from an address.
pub(crate) fn session_from(begin: i64, ip: [u8; 4]) -> Session {
    let mut new = session(begin);
    new.source_ip = Some(ip.into());
    new.source_class = class_of(ip.into());
    new
}

/// A refused attempt from an address.
pub(crate) fn failure_from(begin: i64, ip: [u8; 4]) -> Session {
    let mut new = session_from(begin, ip);
    new.outcome = Outcome::Failed;
    new.end = new.begin;
    new.end_kind = EndKind::Failed;
    new.failure_code = Some(0xC000_006A);
    new
}

/// A case of one host, CITADEL-DC01, that was once called DC01-OLD.
pub(crate) fn case_of(sessions: Vec<Session>) -> Case {
    Case {
        hosts: vec![Host {
            name: "CITADEL-DC01.c137.local".into(),
            aliases: vec![alias("DC01-OLD")],
        }],
        sessions,
        ..Case::default()
    }
}

/// A name that a host had for the first minute.
pub(crate) fn alias(name: &str) -> Alias {
    Alias {
        name: name.into(),
        first: at(0),
        last: at(60),
    }
}

/// All sessions of a case.
pub(crate) fn all(case: &Case) -> Vec<u32> {
    (0..).take(case.sessions.len()).collect()
}

/// A record that the log `channel` of DC01 was cleared by C137\rick, written to the log `holder`
/// in the file of that index.
pub(crate) fn cleared(seconds: i64, holder: &str, channel: &str, file: u32) -> Record {
    Record::of(Event {
        time: at(seconds),
        record_id: 1,
        header: Arc::new(Header {
            computer: "DC01".into(),
            channel: holder.into(),
            event_id: if holder == "Security" { 1102 } else { 104 },
            user_sid: None,
        }),
        payload: 0,
        numbering: 0,
        places: Places::One { file, chunk: 0 },
        fact: Fact::LogCleared {
            channel: channel.into(),
            who: SharedIdentity::new(Identity {
                sid: None,
                user: Some("rick".into()),
                domain: Some("C137".into()),
            }),
            luid: None,
        },
    })
}

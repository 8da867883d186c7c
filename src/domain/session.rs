//! The access session: one attempt by a user to gain access to a host, and what followed. Its fields and terms
//! are those of the exported record.

use std::net::IpAddr;

use thin_vec::ThinVec;

use super::address::AddressClass;
use super::ground::Grounds;
use super::ids::{Guid, Luid};
use super::join::Join;
use super::near_miss::NearMiss;
use super::note::Note;
use super::place::EventIndex;
use super::rule::Rule;
use super::session_id::SessionId;
use super::text::Text;
use super::time::{Span, Timestamp};

pub use super::host::{Alias, Host, HostIndex};
pub use super::local_session::{DesktopState, LocalInterval, LocalSession};
pub use super::logon_session::{LogonEnd, LogonSession};
pub use super::session_terms::{
    Confidence, EndDetail, EndKind, Hidden, Kind, Outcome, Precision, Role,
};

/// One record of a session, and why it belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The record.
    pub event: EventIndex,
    /// What it does.
    pub role: Role,
    /// The rule that joined it, by its number in the specification.
    pub rule: Rule,
    /// The key that joined it.
    pub join: Join,
}

/// An access session.
#[derive(Clone, Debug)]
pub struct Session {
    /// Sorts as the log does.
    pub id: SessionId,
    /// Index of the host in the case.
    pub host: HostIndex,
    /// Name without domain, as resolved; the SID's text when only that is known.
    pub user: Option<Text>,
    /// Domain, or host name for a local account.
    pub domain: Option<Text>,
    /// Security identifier.
    pub sid: Option<Text>,
    /// Several hosts have a local account of this SID, as machines made from one image do: the
    /// account is that of this host alone.
    pub sid_is_shared: bool,
    /// The value in the first naming record, unchanged.
    pub user_as_logged: Option<Text>,
    /// How access was sought.
    pub kind: Kind,
    /// `unlock`, the SSH method and the like.
    pub detail: Option<Text>,
    /// What became of it.
    pub outcome: Outcome,
    /// An existing desktop was attached again.
    pub reconnect: bool,
    /// Where from.
    pub source_ip: Option<IpAddr>,
    /// The client's port.
    pub source_port: Option<u16>,
    /// The client's own name.
    pub source_host: Option<Text>,
    /// What kind of place that is.
    pub source_class: AddressClass,
    /// The earliest record of the attempt.
    pub begin: Option<Timestamp>,
    /// When the user authenticated.
    pub authenticated: Option<Timestamp>,
    /// When the desktop appeared.
    pub desktop: Option<Timestamp>,
    /// The earliest record of the end.
    pub end: Option<Timestamp>,
    /// How well `begin` is known.
    pub begin_precision: Option<Precision>,
    /// How well `end` is known.
    pub end_precision: Option<Precision>,
    /// How it ended.
    pub end_kind: EndKind,
    /// Who or what ended it.
    pub end_detail: Option<EndDetail>,
    /// NTSTATUS of the (last) refusal.
    pub failure_code: Option<u32>,
    /// Failed tries inside this session, or connections of a burst.
    pub attempts: u32,
    /// Whether it had administrator rights.
    pub elevated: Option<bool>,
    /// Windows logon types of its logons, ascending.
    pub logon_types: ThinVec<u8>,
    /// Authentication package.
    pub auth_package: Option<Text>,
    /// Logon process.
    pub logon_process: Option<Text>,
    /// Its Windows logon sessions, in order of appearance.
    pub logon_ids: ThinVec<Luid>,
    /// Local session id.
    pub local_session_id: Option<u32>,
    /// RDP ActivityID.
    pub connection_id: Option<Guid>,
    /// Client name of 4778 or of the NLA logon.
    pub client_name: Option<Text>,
    /// True client behind a gateway.
    pub via_gateway: Option<Text>,
    /// The client's offset from UTC, in minutes east.
    pub client_utc_offset: Option<i32>,
    /// How sure the beginning is.
    pub confidence_begin: Confidence,
    /// How sure the end is.
    pub confidence_end: Confidence,
    /// How sure the user is.
    pub confidence_user: Confidence,
    /// How sure the source is.
    pub confidence_source: Confidence,
    /// The grounds of these four.
    pub grounds: Grounds,
    /// What is worth saying beyond the fields.
    pub notes: ThinVec<Note>,
    /// The records that made it, in order.
    pub sources: ThinVec<Source>,
    /// Records that were considered and not joined, in order.
    pub near_misses: ThinVec<NearMiss>,
    /// Why the default view hides it; `None` when it is shown.
    pub hidden: Option<Hidden>,
    /// The clock stepped between begin and end.
    pub clock_stepped: bool,
    /// The session inside which these credentials were used, by its id.
    pub parent: Option<SessionId>,
    /// The Windows logon sessions that belong to it, as indices into the case.
    pub logon_sessions: ThinVec<u32>,
    /// The local session that it visited, as an index into the case.
    pub local_session: Option<u32>,
}

impl Session {
    /// A session with only its host, kind and outcome known.
    pub fn new(host: HostIndex, kind: Kind, outcome: Outcome) -> Self {
        Self {
            id: SessionId::default(),
            host,
            user: None,
            domain: None,
            sid: None,
            sid_is_shared: false,
            user_as_logged: None,
            kind,
            detail: None,
            outcome,
            reconnect: false,
            source_ip: None,
            source_port: None,
            source_host: None,
            source_class: AddressClass::Unknown,
            begin: None,
            authenticated: None,
            desktop: None,
            end: None,
            begin_precision: None,
            end_precision: None,
            end_kind: EndKind::Unknown,
            end_detail: None,
            failure_code: None,
            attempts: 0,
            elevated: None,
            logon_types: ThinVec::new(),
            auth_package: None,
            logon_process: None,
            logon_ids: ThinVec::new(),
            local_session_id: None,
            connection_id: None,
            client_name: None,
            via_gateway: None,
            client_utc_offset: None,
            confidence_begin: Confidence::Low,
            confidence_end: Confidence::Low,
            confidence_user: Confidence::Low,
            confidence_source: Confidence::Low,
            grounds: Grounds::default(),
            notes: ThinVec::new(),
            sources: ThinVec::new(),
            near_misses: ThinVec::new(),
            hidden: None,
            clock_stepped: false,
            parent: None,
            logon_sessions: ThinVec::new(),
            local_session: None,
        }
    }

    /// How long it lasted; `None` when an end is unknown, runs backwards or the clock stepped.
    pub fn duration(&self) -> Option<Span> {
        let span = self.end?.since(self.begin?);
        (span.0 >= 0 && !self.clock_stepped).then_some(span)
    }

    /// The moment that the session is sorted by: its start, or else its end.
    pub fn sort_time(&self) -> Option<Timestamp> {
        self.begin.or(self.end)
    }

    /// The lowest of begin and user.
    pub fn confidence(&self) -> Confidence {
        self.confidence_begin.min(self.confidence_user)
    }

    /// Whether the default view shows it.
    pub fn is_shown(&self) -> bool {
        self.hidden.is_none()
    }
}

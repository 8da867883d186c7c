//! Generates sessions one by one. Needs no window: a test includes this file by its path.

use std::net::{IpAddr, Ipv4Addr};

use whence::domain::address::class_of;
use whence::domain::event::Text;
use whence::domain::session::{
    Confidence, EndKind, Hidden, Host, HostIndex, Kind, Outcome, Precision, Session,
};
use whence::domain::session_id::SessionId;
use whence::domain::time::{Span, Timestamp};

const ADDRESSES: u64 = 5_000;
const HOSTS: u64 = 40;
const SECONDS: u64 = 3 * 365 * 86_400;

/// Generates the sessions of a case one by one, so that ten million need not be held in memory at
/// once.
pub struct Maker {
    state: u64,
    users: u64,
    first: Timestamp,
    domain: Text,
    names: Vec<Text>,
    clients: Vec<Text>,
}

impl Maker {
    /// Generates sessions of this many users.
    pub fn of_users(users: u64) -> Self {
        Self {
            state: 0x9E37_79B9_7F4A_7C15,
            users,
            first: Timestamp::parse("2021-01-01T00:00:00Z").expect("a time"),
            domain: "EXAMPLE".into(),
            names: (0..users).map(|n| format!("user{n:05}").into()).collect(),
            clients: (0..ADDRESSES)
                .map(|n| format!("WS-{n:04}").into())
                .collect(),
        }
    }

    fn number(&mut self, below: u64) -> u64 {
        // xorshift, so that the case is the same on every machine.
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) % below
    }

    /// The session with number `n` of `total`, in order of time.
    pub fn session(&mut self, n: u64, total: u64) -> Session {
        let user = self.number(self.users);
        let host = self.number(HOSTS);
        // Most connect from their own four workstations, one in twenty from anywhere.
        let address = if self.number(20) == 0 {
            self.number(ADDRESSES)
        } else {
            (user * 4 + self.number(4)) % ADDRESSES
        };
        let begin = self.first.plus(Span::seconds((n * SECONDS / total) as i64));
        let refused = self.number(10) == 0;
        let length = if refused {
            0
        } else {
            60 + self.number(8 * 3600) as i64
        };
        let kind = match self.number(10) {
            0..4 => Kind::Network,
            4..8 => Kind::Rdp,
            8 => Kind::Console,
            _ => Kind::Ssh,
        };
        let outcome = if refused {
            Outcome::Failed
        } else {
            Outcome::Success
        };
        let ip = IpAddr::from(Ipv4Addr::from(0x0A00_0000 + address as u32 * 7));
        let mut session = Session::new(HostIndex(host as u32), kind, outcome);
        let [_, _, hash @ ..] = n.wrapping_mul(0x5851_F42D_4C95_7F2D).to_be_bytes();
        session.id = SessionId { record_id: n, hash };
        session.user = self.names.get(user as usize).cloned();
        session.user_as_logged.clone_from(&session.user);
        session.domain = Some(Text::clone(&self.domain));
        session.begin = Some(begin);
        session.end = Some(begin.plus(Span::seconds(length)));
        session.begin_precision = Some(Precision::Exact);
        session.end_precision = Some(Precision::Exact);
        session.end_kind = if refused {
            EndKind::Failed
        } else {
            EndKind::Logoff
        };
        session.failure_code = refused.then_some(0xC000_006A);
        session.confidence_begin = Confidence::High;
        session.confidence_user = Confidence::High;
        session.attempts = u32::from(refused);
        session.hidden = (self.number(50) == 0).then_some(Hidden::Account);
        if kind != Kind::Console {
            session.source_ip = Some(ip);
            session.source_class = class_of(ip);
            session.client_name = self.clients.get(address as usize).cloned();
        }
        session
    }
}

/// The hosts of the case.
pub fn hosts() -> Vec<Host> {
    (0..HOSTS)
        .map(|n| Host {
            name: format!("SRV-{n:02}.example.org").into(),
            aliases: Vec::new(),
        })
        .collect()
}

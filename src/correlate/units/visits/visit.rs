//! Local sessions and the visits to them.

use std::net::IpAddr;

use crate::correlate::order::Pos;
use crate::correlate::units::connections::ConnectionIndex;
use crate::domain::event::Identity;

/// Index of a local session of the host.
pub(crate) type LocalIndex = usize;
/// Index of a visit of the host.
pub(crate) type VisitIndex = usize;

/// One local session.
#[derive(Clone, Debug)]
pub(crate) struct LocalUnit {
    /// Which boot.
    pub boot: u32,
    /// Its number.
    pub session_id: u32,
    /// The user.
    pub who: Identity,
    /// 21 or 7001; `None` when it began before the evidence.
    pub begin: Option<Pos>,
    /// 23 or 7002.
    pub end: Option<Pos>,
    /// Its visits, in order.
    pub visits: Vec<VisitIndex>,
}

/// How a visit began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attach {
    /// 21.
    LoggedOn,
    /// 25.
    Reconnected,
    /// 7001 alone, although other records of the session manager name the session later.
    FromNotice,
    /// Before the evidence.
    Unseen,
}

/// One stay at a desktop, from attach to detach.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// Which boot.
    pub boot: u32,
    /// Its local session.
    pub local: LocalIndex,
    /// The user of the desktop.
    pub who: Identity,
    /// How it began.
    pub attach: Attach,
    /// 21 or 25.
    pub begin: Option<Pos>,
    /// Where from.
    pub screen: Screen,
    /// On which connection.
    pub connection: Option<ConnectionIndex>,
    /// 22.
    pub shell: Option<Pos>,
    /// Records of its end, the earliest first; later ones of the cluster follow.
    pub ends: Vec<Pos>,
    /// What came after it and shows that it had ended, where its end was not recorded.
    pub successor: Option<(Pos, Successor)>,
}

/// What came after a visit whose end was not recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Successor {
    /// The desktop was attached again.
    Visit,
    /// The number of the local session went to another one.
    LocalSession,
}

/// Where the person at the desktop was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Screen {
    /// At the machine.
    Console,
    /// At another one.
    Remote(Option<IpAddr>),
    /// In a window of the machine's host.
    HyperV,
    /// Not known from the evidence.
    Unknown,
}

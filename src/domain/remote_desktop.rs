//! Records of Remote Desktop: local sessions, connections, shadowing, and logons that keep credentials off
//! the host.

use std::sync::Arc;

use super::address::LoggedAddress;
use super::identity::Identity;
use super::ids::Guid;
use super::text::Text;

shares! {
    LocalSessionLine: origin => Origin,
    ConnectionLine: origin => Origin,
}

/// Listener name of Hyper-V's enhanced sessions [source 5.15].
pub const HYPERV_LISTENER: &str = "31C5CE94259D4006A9E4";

/// The account and the connection of a record: the records of one connection share a few of these.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The account that the record names; empty where it names none.
    pub who: Identity,
    /// The client's address, where the record has it.
    pub address: Option<LoggedAddress>,
    /// The text in the address field that is not understood, in LocalSessionManager's records.
    pub address_text: Option<Text>,
    /// `System/Correlation/@ActivityID`: the connection or the request.
    pub activity: Option<Guid>,
}

/// One record of LocalSessionManager. The fields of its `Origin` can be used as its own.
#[derive(Clone, Debug)]
pub struct LocalSessionLine {
    /// What happened.
    pub step: LocalSessionStep,
    /// Local session id.
    pub session_id: u32,
    /// Everything else. An address is in 21, 22, 24 and 25.
    pub origin: Arc<Origin>,
}

/// One record of RemoteConnectionManager or RdpCoreTS. The fields of its `Origin` can be used as its own.
#[derive(Clone, Debug)]
pub struct ConnectionLine {
    /// What happened.
    pub step: ConnectionStep,
    /// Everything else.
    pub origin: Arc<Origin>,
}

/// RemoteConnectionManager 20503 to 20511: somebody shadows a session.
#[derive(Clone, Debug)]
pub struct ShadowLine {
    /// What the record shows.
    pub step: ShadowStep,
    /// Its texts: which names the watcher and which the watched is not documented.
    pub texts: Vec<Text>,
    /// Its number, which is the local session where it is one.
    pub session_id: Option<u32>,
}

/// What a LocalSessionManager record states about its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalSessionStep {
    /// 21: logged on.
    LoggedOn,
    /// 22: the shell started.
    ShellStarted,
    /// 23: logged off.
    LoggedOff,
    /// 24: detached.
    Disconnected,
    /// 25: attached again.
    Reconnected,
    /// 39: disconnected by the session named here.
    DisconnectedBy(u32),
    /// 40: disconnected, with a reason code [source 2.6].
    DisconnectReason(u32),
    /// 41: arbitration began.
    ArbitrationBegan,
    /// 42: arbitration ended.
    ArbitrationEnded,
    /// 36: a state change failed, with its error code.
    StateFailed(u32),
}

/// What an RdpCoreTS or RemoteConnectionManager record states about its connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConnectionStep {
    /// RdpCoreTS 131: a transport was accepted.
    Accepted {
        /// `TCP` or `UDP`.
        transport: Text,
    },
    /// RCM 261: the listener took a connection.
    Listener {
        /// Listener name.
        name: Text,
    },
    /// RCM Admin 1158: a connection was accepted from the address.
    AddressAccepted,
    /// RdpCoreTS 65: the connection object was made.
    Created {
        /// `RDP-Tcp#N`.
        name: Text,
    },
    /// RdpCoreTS 66: bound to a local session.
    Bound {
        /// `RDP-Tcp#N`.
        name: Text,
        /// Local session.
        session_id: u32,
    },
    /// RdpCoreTS 72: a step of the connection's state machine.
    Stepped,
    /// RdpCoreTS 102: the main transport was closed.
    Closed,
    /// RdpCoreTS 103: disconnected, with a reason code.
    CloseReason(u32),
    /// RdpCoreTS 104: the client's time zone; minutes east of UTC.
    ClientOffset(i32),
    /// RdpCoreTS 139: error in the security layer.
    SecurityError,
    /// RdpCoreTS 140: user name or password wrong.
    Refused,
    /// RCM 1149, which names the account as typed.
    Authenticated,
}

words! {
    /// What a record of shadowing shows [source 5.16].
    ShadowStep {
        /// 20503.
        ViewStarted = "a view began",
        /// 20504.
        ViewStopped = "a view ended",
        /// 20506.
        ControlStarted = "control began",
        /// 20507.
        ControlStopped = "control ended",
        /// 20508, 20510: the user was asked and agreed.
        Granted = "the user agreed",
        /// 20509, 20511: probably the refusal.
        NotGranted = "the user probably did not agree",
    }
}

/// How a Remote Desktop logon kept the user's credentials off the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protection {
    /// `RestrictedAdminMode`: no credentials were sent to the host.
    RestrictedAdmin,
    /// `RemoteCredentialGuard`: they stayed with the client, which answers requests for them.
    CredentialGuard,
}

//! Records of services that give access without a desktop of Windows: OpenSSH, WinRM, RD Gateway, VPN,
//! remote-management software, and the domain controller's tickets.

use std::net::IpAddr;
use std::sync::Arc;

use super::address::LoggedAddress;
use super::identity::{Identity, SharedIdentity};
use super::ids::Guid;
use super::remote_desktop::Origin;
use super::text::Text;

shares! {
    WinRmLine: origin => Origin,
    Ticket: form => TicketForm,
}

addressed! {
    Ticket,
}

/// One line that the OpenSSH server wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SshLine {
    /// What happened.
    pub step: SshStep,
    /// The account as typed.
    pub user: Option<Text>,
    /// The client.
    pub ip: Option<IpAddr>,
    /// The client's port.
    pub port: Option<u16>,
    /// `password`, `publickey` …
    pub method: Option<Text>,
    /// The process that wrote the line.
    pub process_id: u32,
}

/// What happened on an SSH connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SshStep {
    /// Credentials accepted.
    Accepted,
    /// Credentials refused.
    Failed,
    /// An account that does not exist was named.
    InvalidUser,
    /// The connection ended.
    Closed,
}

/// One record of WinRM. The fields of its `Origin` can be used as its own.
#[derive(Clone, Debug)]
pub struct WinRmLine {
    /// What happened.
    pub step: WinRmStep,
    /// Everything else. Newer versions append the client's address to the shell's resource.
    pub origin: Arc<Origin>,
}

/// What happened in WinRM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WinRmStep {
    /// 6, written by the client: a session with this host and path begins.
    ClientConnected(Text),
    /// 91: the server makes a shell.
    ShellMade,
    /// 169: the server accepted credentials.
    Authenticated,
    /// 192: the account may not do what it requested.
    Unauthorized,
    /// 193: a request was authorised.
    Authorized,
}

/// One record of RD Gateway.
#[derive(Clone, Debug)]
pub struct GatewayLine {
    /// What happened.
    pub step: GatewayStep,
    /// The user.
    pub who: SharedIdentity,
    /// The client.
    pub address: Option<LoggedAddress>,
    /// The machine behind the gateway.
    pub resource: Option<Text>,
    /// `HTTP`, `UDP` or `RPC-HTTP`.
    pub protocol: Option<Text>,
    /// Error code; zero where there was none.
    pub error: u32,
    /// How much went over it and how long it lasted, from 303.
    pub traffic: Option<GatewayTraffic>,
}

/// What 303 counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GatewayTraffic {
    /// Bytes that the client received.
    pub received: u64,
    /// Bytes that the client sent.
    pub sent: u64,
    /// Seconds.
    pub seconds: u64,
}

/// What happened on RD Gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GatewayStep {
    /// 200, 205, 300, 312: towards a connection.
    Asked,
    /// 201, 204, 301: a policy denied it.
    Denied,
    /// 302.
    Connected,
    /// 303.
    Disconnected,
    /// 202: an administrator disconnected it.
    DisconnectedByAdmin,
    /// 203: a time limit disconnected it.
    DisconnectedByLimit,
    /// 304: allowed, but the resource could not be reached.
    Unreachable,
    /// 313: the HTTP channel ended.
    ChannelEnded,
}

/// One record of Routing and Remote Access.
#[derive(Clone, Debug)]
pub struct VpnLine {
    /// What happened.
    pub step: VpnStep,
    /// The connection's own id.
    pub connection: Option<Guid>,
    /// The user, where the record states it.
    pub who: SharedIdentity,
    /// The server's port (`VPN2-127`), where the record states it.
    pub port: Option<Text>,
}

/// What happened to a VPN connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VpnStep {
    /// 20250: connected and authenticated.
    Connected,
    /// 20274: given an address of the inner network.
    AddressAssigned(Text),
    /// 20249, 20271: not authenticated; from where and why, where the record states it.
    Refused {
        /// The client's address.
        address: Option<LoggedAddress>,
        /// The reason in the server's language.
        reason: Option<Text>,
    },
    /// 20272: ended, with what it was.
    Ended {
        /// How long it had lasted.
        seconds: Option<u64>,
        /// Bytes to the client.
        sent: Option<u64>,
        /// Bytes from the client.
        received: Option<u64>,
        /// The reason in the server's language.
        reason: Option<Text>,
        /// The tunnel's kind, such as `WAN Miniport (SSTP)`.
        tunnel: Option<Text>,
    },
    /// 20275: the client that had the inner address went away.
    Disconnected,
}

/// One verdict of the Network Policy Server.
#[derive(Clone, Debug)]
pub struct PolicyVerdict {
    /// 6272, 6276 to 6278: let in. 6273, 6274: not.
    pub granted: bool,
    /// 6274: the request was discarded, nobody was refused.
    pub discarded: bool,
    /// The user.
    pub who: SharedIdentity,
    /// `CallingStationID`: the client's address, MAC address or telephone number.
    pub calling_station: Option<Text>,
    /// `NASPortType`: `Virtual` for a VPN, `Wireless - IEEE 802.11` …
    pub port_type: Option<Text>,
    /// Reason code.
    pub reason_code: u32,
    /// The reason in the server's language.
    pub reason: Option<Text>,
}

/// One record of remote-management software.
#[derive(Clone, Debug)]
pub struct RmmLine {
    /// What happened.
    pub step: RmmStep,
    /// The product.
    pub product: Text,
    /// The product's own account, which is not a Windows account.
    pub user: Option<Text>,
    /// The client's own name.
    pub client: Option<Text>,
    /// The product's number of the session.
    pub session: Option<Text>,
}

/// What happened in remote-management software.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RmmStep {
    /// Somebody connected.
    Connected,
    /// He disconnected.
    Disconnected,
    /// The whole session ended.
    Ended,
}

/// What a domain controller was asked for, and its answer. The fields of its `TicketForm` can be used as its
/// own.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// `IpPort`, where it is not zero.
    pub port: Option<u16>,
    /// Everything else.
    pub form: Arc<TicketForm>,
}

/// What many requests have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TicketForm {
    /// Which request.
    pub step: TicketStep,
    /// Who asked.
    pub who: Identity,
    /// For which service: `HOST$` is a logon to HOST.
    pub service: Option<Text>,
    /// Kerberos status; zero is success.
    pub status: u32,
    /// `IpAddress`.
    pub from: Option<LoggedAddress>,
}

/// Which ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TicketStep {
    /// 4768: a ticket-granting ticket.
    Granting,
    /// 4769: a ticket to a service.
    Service,
    /// 4771: the proof of the password was refused.
    PreAuthentication,
}

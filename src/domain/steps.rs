//! What happened, in the words of records that speak of a protocol: OpenSSH lines, shadowing, and
//! Remote Desktop without credentials.

use std::net::IpAddr;

use super::event::Text;

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

/// What a record of shadowing tells (domain reference A.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShadowStep {
    /// 20503.
    ViewStarted,
    /// 20504.
    ViewStopped,
    /// 20506.
    ControlStarted,
    /// 20507.
    ControlStopped,
    /// 20508, 20510: the user was asked and agreed.
    Granted,
    /// 20509, 20511: probably the refusal.
    NotGranted,
}

/// How a Remote Desktop logon kept the user's credentials off the far host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// `RestrictedAdminMode`: none came to it.
    RestrictedAdmin,
    /// `RemoteCredentialGuard`: they stayed with the client, which answers for them.
    CredentialGuard,
}

//! What happened, in the words of records that speak of Remote Desktop beyond its connections:
//! shadowing, and logons that keep credentials off the host.

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

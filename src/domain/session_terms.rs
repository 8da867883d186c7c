//! The fixed terms that describe a session: kind, outcome, end, precision, confidence, role.

words! {
    /// How access was sought.
    Kind {
        /// At the machine's own screen.
        Console = "console",
        /// Remote Desktop.
        Rdp = "rdp",
        /// A desktop session for which the evidence does not show whether it was console or remote.
        Interactive = "interactive",
        /// Hyper-V enhanced session.
        HyperV = "hyperv",
        /// OpenSSH server.
        Ssh = "ssh",
        /// PowerShell remoting.
        WinRm = "winrm",
        /// Any other network logon.
        Network = "network",
        /// RD Gateway.
        Gateway = "gateway",
        /// RRAS or NPS.
        Vpn = "vpn",
        /// A remote-management product.
        Rmm = "rmm",
        /// Credentials used inside another session.
        CredentialUse = "credential-use",
        /// Seen by a domain controller for another host.
        DomainAuth = "domain-auth",
        /// A connection on which nobody authenticated.
        Connection = "connection",
        /// A scheduled task.
        Batch = "batch",
        /// A service.
        Service = "service",
        /// The operating system.
        System = "system",
    }
}

impl Kind {
    /// Whether a session of this kind has a desktop.
    pub fn is_desktop(self) -> bool {
        matches!(
            self,
            Self::Console | Self::Rdp | Self::HyperV | Self::Interactive
        )
    }

    /// Whether the default view shows this kind.
    pub fn is_shown(self) -> bool {
        !matches!(
            self,
            Self::CredentialUse
                | Self::DomainAuth
                | Self::Connection
                | Self::Batch
                | Self::Service
                | Self::System
        )
    }

    /// Whether an address would make no sense for this kind.
    pub fn has_no_address(self) -> bool {
        matches!(
            self,
            Self::Batch
                | Self::Console
                | Self::CredentialUse
                | Self::HyperV
                | Self::Interactive
                | Self::Service
                | Self::System
        )
    }

    /// How such a session came in, after "came in from an address".
    pub fn way_in(self) -> &'static str {
        match self {
            Self::Console => " at the console",
            Self::Rdp | Self::Connection => " by Remote Desktop",
            Self::Interactive => " at the console or by Remote Desktop",
            Self::HyperV => " by a Hyper-V enhanced session",
            Self::Ssh => " by SSH",
            Self::WinRm => " by PowerShell remoting",
            Self::Network => " over the network",
            Self::Gateway => " through RD Gateway",
            Self::Vpn => " by VPN",
            Self::Rmm => " by remote-management software",
            Self::CredentialUse => " with credentials used inside another session",
            Self::DomainAuth => " somewhere in the domain, known",
            Self::Batch => " as a scheduled task",
            Self::Service => " as a service",
            Self::System => " as the system itself",
        }
    }
}

words! {
    /// The result of the attempt, weakest first.
    Outcome {
        /// An attempt was seen, its result was not.
        Unknown = "unknown",
        /// The credential was refused.
        Failed = "failed",
        /// The credential was right, but the right or policy was missing.
        Refused = "refused",
        /// Authenticated, but no desktop came.
        Aborted = "aborted",
        /// Access was gained.
        Success = "success",
    }
}

words! {
    /// How a session ended.
    EndKind {
        /// The user logged off, or the system did on the user's behalf.
        Logoff = "logoff",
        /// The screen was detached; the desktop may continue to exist.
        Disconnect = "disconnect",
        /// The machine was shut down in order.
        Shutdown = "shutdown",
        /// The machine stopped without order.
        Crash = "crash",
        /// The attempt failed.
        Failed = "failed",
        /// The evidence ends first.
        Open = "open",
        /// Nothing is known of the end.
        Unknown = "unknown",
    }
}

words! {
    /// Who or what ended a session, where the evidence shows it.
    EndDetail {
        /// The client went away.
        Client = "client",
        /// The user asked.
        User = "user",
        /// Another session or an administrator did it.
        Admin = "admin",
        /// The idle limit.
        Idle = "idle",
        /// The time limit.
        Limit = "limit",
        /// Another connection took the desktop.
        TakenOver = "taken-over",
        /// The connection was moved to another desktop.
        Moved = "moved",
        /// A protocol error.
        Error = "error",
        /// The machine was shutting down.
        Shutdown = "shutdown",
    }
}

words! {
    /// How precisely a moment is known, worst first.
    Precision {
        /// Only a limit is known.
        Bound = "bound",
        /// From a companion record.
        Derived = "derived",
        /// From a dedicated record.
        Exact = "exact",
    }
}

words! {
    /// How sure a statement is, worst first.
    Confidence {
        /// Time alone, or an inference.
        Low = "low",
        /// One channel, or a unique candidate.
        Medium = "medium",
        /// Two channels or a true key.
        High = "high",
    }
}

words! {
    /// The role of a source record in its session.
    Role {
        /// The connection began.
        Connection = "connection",
        /// Credentials were checked.
        Authentication = "authentication",
        /// A logon session was made.
        Logon = "logon",
        /// The desktop appeared.
        Desktop = "desktop",
        /// An existing desktop was attached.
        Reconnect = "reconnect",
        /// The desktop was unlocked.
        Unlock = "unlock",
        /// The desktop was locked.
        Lock = "lock",
        /// Credentials were refused.
        Failure = "failure",
        /// The session ended.
        End = "end",
        /// A logoff.
        Logoff = "logoff",
        /// Clean-up after the end.
        Teardown = "teardown",
        /// Rights were given.
        Privilege = "privilege",
        /// Further evidence.
        Support = "support",
    }
}

/// Why a session is hidden by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hidden {
    /// Its kind is background.
    Kind,
    /// Its account is the system's own.
    Account,
    /// Its records are remains of an earlier use of their log.
    Remains,
}

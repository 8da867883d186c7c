//! Notes: what is worth saying about a session beyond its fields, as data. The sentence of each note is made
//! only here, for the window, CSV and JSON Lines.

use std::fmt;
use std::net::IpAddr;

use super::account::AccountMatch;
use super::remote_access::GatewayTraffic;
use super::remote_desktop::ShadowStep;
use super::text::Text;
use super::time::{Span, Timestamp};

words! {
    /// A note whose sentence is the same for every session.
    Remark {
        /// The address was taken from the request for a Kerberos ticket.
        AddressOfTicket = "the address is that from which the ticket to this host was asked for",
        /// The end is earlier than the start.
        EndBeforeBegin = "the clock was set back: the end reads earlier than the begin",
        /// No record gives the SID of this account.
        BoundByName = "the account was bound by its name alone",
        /// Several accounts have the name that was logged.
        AmbiguousName = "ambiguous: several accounts had this name, and none was chosen",
        /// The user is not a Windows account.
        ProductAccount = "the user is an account of the product, not of Windows",
        /// A desktop was attached by the client that had just lost it.
        AutomaticReconnect = "no authentication: the automatic reconnect of the same client",
        /// A desktop was attached, and no record shows that its user authenticated.
        AttachedWithoutAuthentication = "attached without authentication: nobody proved this \
            user's credentials in the minute before",
        /// Windows signed the last user on after a restart.
        AutomaticSignOn = "automatic sign-on after a restart, locked at once: nobody need have \
            been there before the first unlock",
        /// Remote Desktop from a loopback address.
        Tunnel = "the source is this machine itself: the client came through a tunnel",
        /// The client used Restricted Admin mode.
        RestrictedAdmin = "Restricted Admin: no credentials were left on this host",
        /// The client used Remote Credential Guard.
        CredentialGuard = "Remote Credential Guard: no credentials were left on this host",
        /// A failed logon whose client had made null sessions.
        NullSessions = "the same address made anonymous (null) sessions before",
        /// Logons of several clients fit a WinRM session.
        SeveralClients = "logons from several addresses fit this WinRM session: its address is not \
            known",
        /// The records of the start are missing.
        BeginMissing = "the beginning of this connection is not in the evidence",
        /// Credentials were checked, and the logon is not in the evidence.
        NoLogonSeen = "the credential was checked on this machine; no record of the logon that it \
            was for is there",
        /// Another user had the console later.
        AnotherUserCame = "another user came to the console then: this one had left it before",
        /// The same user began a new session at the console later.
        SameUserCameAgain = "the same user logged on at the console again then: this session had \
            ended before",
        /// The user left the console before somebody else used it, or before coming back.
        LeftConsole = "the console was taken, or its user came back to it, then: he had left before",
        /// The log that would show a desktop shows none.
        NoDesktop = "LocalSessionManager's log covers the time and tells of no desktop",
        /// The logs that would show a desktop are missing.
        DesktopNotCovered = "the logs that would tell whether a desktop came do not cover the time",
        /// The session was found by an unlock or a reconnect.
        MayHaveBegunEarlier = "known from an unlock or reconnect alone: it may have begun earlier",
        /// An unlock that may have been a reconnect.
        DoubtfulUnlock = "an unlock in it may be a reconnect: the logs that tell connections do \
            not cover the minute before",
        /// The account joined a group with the right to log on after it was refused.
        RightGivenLater = "the account was given the right to use Remote Desktop only after this \
            attempt",
    }
}

/// Something worth saying about a session beyond its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A sentence without details.
    Remark(Remark),
    /// The record has another name of the same account.
    OtherName {
        /// The name as logged.
        logged: Text,
        /// What shows that it is the same account.
        because: AccountMatch,
    },
    /// A record of the session names another address than the session has.
    OtherAddress(OtherAddress),
    /// A text that is not an address, which other records show to mean the machine's own screen.
    TextMeansOwnScreen(Text),
    /// A text that is not an address, and may mean the machine's own screen.
    TextMayMeanOwnScreen(Text),
    /// The connection came through this RD Gateway.
    ThroughGateway(Text),
    /// Somebody viewed or controlled the desktop.
    Shadowed {
        /// What happened.
        step: ShadowStep,
        /// When it happened.
        at: Timestamp,
        /// The texts of the record: which names the watcher and which the watched is not documented.
        texts: Box<[Text]>,
    },
    /// The reason of a disconnect has no documented meaning.
    UnknownDisconnectReason(u32),
    /// The clock was set while the session ran.
    ClockStepped(ClockStepped),
    /// No end was recorded, and the machine was running again later.
    LastSeenAlive {
        /// When it was running again.
        next_start: Timestamp,
        /// The next start was a fast start-up.
        is_fast: bool,
    },
    /// Records that may include the end are missing.
    RecordsMissing(RecordsMissing),
    /// Some records were recovered from unused parts of a log.
    Recovered {
        /// How many.
        count: usize,
        /// How many records the session has.
        all: usize,
    },
    /// The machine has several histories, which disagree on the end.
    HistoriesPart {
        /// The latest moment at which they can have parted.
        at: Option<Timestamp>,
    },
    /// An error that RD Gateway reported.
    GatewayError(u32),
    /// What RD Gateway counted on one transport.
    GatewayTraffic {
        /// `HTTP`, `UDP` or `RPC-HTTP`.
        transport: Option<Text>,
        /// The counts.
        traffic: GatewayTraffic,
    },
    /// The address that a VPN client was given.
    InnerAddress(Text),
    /// What the VPN server counted.
    VpnTraffic {
        /// Bytes that it sent.
        sent: u64,
        /// Bytes that it received.
        received: u64,
    },
    /// The kind of a VPN tunnel.
    Tunnel(Text),
    /// A reason in the server's own words.
    ServerReason(Text),
    /// The kind of port that a client of the Network Policy Server used.
    PortType(Text),
    /// Why the Network Policy Server refused.
    PolicyReason {
        /// Its code.
        code: u32,
        /// Its text in the server's language.
        text: Option<Text>,
    },
}

impl From<Remark> for Note {
    fn from(remark: Remark) -> Self {
        Self::Remark(remark)
    }
}

impl fmt::Display for Note {
    /// The note as a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Remark(remark) => remark.fmt(f),
            Self::OtherName { logged, because } => {
                write!(f, "logged as {logged}: the same account, since {because}")
            }
            Self::OtherAddress(note) => note.fmt(f),
            Self::TextMeansOwnScreen(text) => {
                write!(f, "“{text}” {TEXT}: other records show that it means {OWN}")
            }
            Self::TextMayMeanOwnScreen(text) => {
                write!(f, "“{text}” {TEXT}: whether it means {OWN} is not known")
            }
            Self::ThroughGateway(gateway) => write!(f, "came through the gateway {gateway}"),
            Self::Shadowed { step, at, texts } => {
                write!(f, "shadowing, {step} at {at}: {}", texts.join("; "))
            }
            Self::UnknownDisconnectReason(code) => {
                write!(
                    f,
                    "the disconnect reason {code:#010X} has no documented meaning"
                )
            }
            Self::ClockStepped(note) => note.fmt(f),
            Self::LastSeenAlive {
                next_start,
                is_fast,
            } => {
                let how = if *is_fast { " by fast start-up" } else { "" };
                write!(f, "{LAST_SEEN}, and was up again{how} at {next_start}")
            }
            Self::RecordsMissing(note) => note.fmt(f),
            Self::Recovered { count, all } if count == all => {
                write!(f, "all its records were recovered {UNCOUNTED}")
            }
            Self::Recovered { count: 1, all } => {
                write!(f, "1 of its {all} records was recovered {UNCOUNTED}")
            }
            Self::Recovered { count, all } => {
                write!(f, "{count} of its {all} records were recovered {UNCOUNTED}")
            }
            Self::HistoriesPart { at: Some(at) } => {
                write!(f, "{HISTORIES} at the latest at {at}, {NO_COMMON_END}")
            }
            Self::HistoriesPart { at: None } => write!(f, "{HISTORIES}, {NO_COMMON_END}"),
            Self::GatewayError(code) => write!(f, "the gateway gave error code {code}"),
            Self::GatewayTraffic { transport, traffic } => {
                let transport = transport.as_deref().unwrap_or("the connection");
                let GatewayTraffic {
                    sent,
                    received,
                    seconds,
                } = traffic;
                write!(
                    f,
                    "over {transport} the client sent {sent} bytes and received {received} in {seconds} s"
                )
            }
            Self::InnerAddress(address) => write!(f, "was given the inner address {address}"),
            Self::VpnTraffic { sent, received } => {
                write!(f, "the server sent {sent} bytes and received {received}")
            }
            Self::Tunnel(kind) => write!(f, "tunnel: {kind}"),
            Self::ServerReason(reason) => write!(f, "the server said: {reason}"),
            Self::PortType(kind) => write!(f, "port type: {kind}"),
            Self::PolicyReason { code, text } => {
                let text = text.as_deref().unwrap_or("not given");
                write!(f, "reason code {code}: {text}")
            }
        }
    }
}

const TEXT: &str = "stands where an address would";
const OWN: &str = "the machine's own screen";
const LAST_SEEN: &str = "no end was recorded; the machine was last seen alive then";
const UNCOUNTED: &str = "from a part of the log that no header counts";
const HISTORIES: &str = "this machine was set back or copied: its histories part";
const NO_COMMON_END: &str = "and do not agree on how this session ended";

/// An address that did not become the session's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherAddress {
    /// The channel of the record that names it.
    pub channel: Text,
    /// The address.
    pub named: IpAddr,
    /// The session's own address; `None` at the machine's own screen.
    pub own: Option<IpAddr>,
    /// How many records name the session's own address.
    pub agreeing: u32,
}

impl fmt::Display for OtherAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (log, named) = (self.log(), self.named);
        match (self.own, self.agreeing) {
            (Some(own), 1) => write!(f, "{log} names {named}; another record names {own}"),
            (Some(own), count) => {
                write!(f, "{log} names {named}; {count} other records name {own}")
            }
            (None, _) => write!(
                f,
                "{log} names {named}, though the session was at the machine's own screen"
            ),
        }
    }
}

impl OtherAddress {
    /// The last part of a long channel name, without what follows the slash.
    fn log(&self) -> &str {
        let name = self.channel.split('/').next().unwrap_or(&self.channel);
        name.rsplit('-').next().unwrap_or(name)
    }
}

/// The clock was set during a session, by more than a minute or back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockStepped {
    /// By how much, where a record states it. Otherwise the order of the records shows that it was set back.
    pub by: Option<Span>,
    /// The channel of the first record after it.
    pub channel: Text,
    /// Its event id.
    pub event_id: u32,
    /// Its number.
    pub record_id: u64,
}

impl fmt::Display for ClockStepped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (channel, record_id) = (&self.channel, self.record_id);
        match self.by {
            Some(by) => {
                let way = if by.0 < 0 { "back" } else { "forward" };
                write!(
                    f,
                    "the clock was set {way} by {} during this session ({channel} {}, record \
                     {record_id}): its duration is unreliable",
                    by.abs(),
                    self.event_id
                )
            }
            None => write!(
                f,
                "the clock was set back during this session (by the order of the records, at \
                 {channel} record {record_id}): its duration is unreliable"
            ),
        }
    }
}

/// Records of a log that are missing after the start of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordsMissing {
    /// The channel of the log.
    pub channel: Text,
    /// How many are missing.
    pub count: u64,
    /// The time of the last record before them.
    pub after: Timestamp,
    /// The time of the first record after them.
    pub before: Timestamp,
}

impl fmt::Display for RecordsMissing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} records of {} are missing between {} and {}: an end may be among them",
            self.count, self.channel, self.after, self.before
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_address_is_noted_with_the_short_name_of_its_log() {
        let note = |channel: &str, agreeing| {
            Note::OtherAddress(OtherAddress {
                channel: Text::from(channel),
                named: IpAddr::from([10, 0, 0, 7]),
                own: Some(IpAddr::from([10, 0, 0, 9])),
                agreeing,
            })
        };
        let channel = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
        assert_eq!(
            note(channel, 1).to_string(),
            "LocalSessionManager names 10.0.0.7; another record names 10.0.0.9"
        );
        assert_eq!(
            note("Security", 2).to_string(),
            "Security names 10.0.0.7; 2 other records name 10.0.0.9"
        );
    }

    #[test]
    fn a_note_is_small() {
        assert!(size_of::<Note>() <= 56, "{}", size_of::<Note>());
    }
}

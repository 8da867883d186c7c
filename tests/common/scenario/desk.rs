//! People, the machines they sit at, and the desktops they use.

use std::collections::BTreeMap;

use super::Mark;
use crate::common::evtx_writer::Guid;
use crate::common::records::Account;

/// The field of 4624 for `mstsc /restrictedAdmin`.
pub(super) const RESTRICTED_ADMIN: &str = "RestrictedAdminMode";

/// Somebody who logs on.
#[derive(Clone, Debug)]
pub struct Person {
    pub account: Account,
    /// The name at the service that keeps the account, which 4624 and 1149 give: a mail address, if
    /// the account has another name on the machine.
    pub known_as: Option<Account>,
    /// Gets a full token: one of a split pair, unless it is the built-in administrator.
    pub admin: bool,
    /// The field of 4624 that is set to yes when this person connects by Remote Desktop.
    pub protection: Option<&'static str>,
}

impl Person {
    pub fn new(domain: &str, name: &str, sid: &str) -> Person {
        Person {
            account: Account::new(sid, domain, name),
            known_as: None,
            admin: false,
            protection: None,
        }
    }

    /// Connects with `mstsc /restrictedAdmin`: no credentials reach the remote machine.
    pub fn by_restricted_admin(self) -> Person {
        Person {
            protection: Some(RESTRICTED_ADMIN),
            ..self
        }
    }

    /// Connects with `mstsc /remoteGuard`: Kerberos requests go back to the client.
    pub fn by_credential_guard(self) -> Person {
        Person {
            protection: Some("RemoteCredentialGuard"),
            ..self
        }
    }

    /// A Microsoft, Entra ID or domain account that logs on by its mail address.
    pub fn known_as(mut self, domain: &str, address: &str) -> Person {
        self.known_as = Some(Account::new(&self.account.sid, domain, address));
        self
    }

    /// The account as its logon records name it.
    pub(super) fn presented(&self) -> &Account {
        self.known_as.as_ref().unwrap_or(&self.account)
    }

    pub fn admin(mut self) -> Person {
        self.admin = true;
        self
    }

    /// Whether each interactive logon gets two tokens.
    pub(super) fn has_split_token(&self) -> bool {
        self.admin && !self.account.sid.ends_with("-500")
    }
}

/// The far end of a remote connection.
#[derive(Clone, Debug)]
pub struct Client {
    pub address: String,
    pub port: u16,
    /// The name that the client gives for itself.
    pub name: String,
    pub nla: Nla,
}

/// How a client proves credentials before it has a desktop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Nla {
    Ntlm,
    Kerberos,
    /// It asks about the server's certificate: a first logon session ends at once.
    NtlmTwice,
}

impl Client {
    pub fn new(address: &str, port: u16, name: &str) -> Client {
        Client {
            address: address.to_owned(),
            port,
            name: name.to_owned(),
            nla: Nla::Ntlm,
        }
    }

    pub fn with_nla(self, nla: Nla) -> Client {
        Client { nla, ..self }
    }

    /// The same machine with another port.
    pub fn port(&self, port: u16) -> Client {
        Client {
            port,
            ..self.clone()
        }
    }
}

/// How somebody leaves Remote Desktop without logging off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Leave {
    /// The window was closed, or the network failed.
    Window,
    /// Start > Disconnect.
    StartMenu,
    /// An administrator in this other session disconnected the user.
    Admin(u32),
    /// The idle limit.
    Idle,
    /// The session time limit.
    Limit,
}

/// Identifies a desktop of a host.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeskId(pub(super) usize);

/// A local session: the desktop that a person sees.
pub(super) struct Desk {
    pub session: u32,
    pub person: Person,
    /// The logon session that programs run in: the limited half of a split pair.
    pub luid: u64,
    pub elevated_luid: Option<u64>,
    pub logon_type: u32,
    pub window_managers: Vec<WindowManager>,
    pub winlogon_pid: u32,
    /// Who is using it now; nobody after a disconnect.
    pub visit: Option<Visit>,
}

/// The desktops of a host that are not logged off.
#[derive(Default)]
pub(super) struct Desks {
    open: BTreeMap<usize, Desk>,
    count: usize,
}

impl Desks {
    pub fn open(&mut self, desk: Desk) -> DeskId {
        self.open.insert(self.count, desk);
        self.count += 1;
        DeskId(self.count - 1)
    }

    pub fn get(&self, id: DeskId) -> &Desk {
        self.open.get(&id.0).expect("this desktop was logged off")
    }

    pub fn get_mut(&mut self, id: DeskId) -> &mut Desk {
        self.open
            .get_mut(&id.0)
            .expect("this desktop was logged off")
    }

    /// Removes a desktop that is logged off.
    pub fn take(&mut self, id: DeskId) -> Desk {
        self.open
            .remove(&id.0)
            .expect("this desktop was logged off")
    }

    /// Removes all desktops, oldest first.
    pub fn take_all(&mut self) -> impl Iterator<Item = Desk> + use<> {
        std::mem::take(&mut self.open).into_values()
    }

    /// The lowest free number not below `lowest`.
    pub fn free_session(&self, lowest: u32) -> u32 {
        let taken = |session: &u32| self.open.values().any(|desk| desk.session == *session);
        (lowest..u32::MAX)
            .find(|session| !taken(session))
            .expect("there are few sessions")
    }
}

/// A logon of the desktop window manager, created and ended with a local session.
pub(super) struct WindowManager {
    pub account: Account,
    pub luid: u64,
}

/// One access session, while it lasts.
pub(super) struct Visit {
    /// Its index among the host's expected sessions.
    pub expected: usize,
    pub place: Place,
}

#[derive(Clone)]
pub(super) enum Place {
    Console,
    Remote(Connection),
}

/// A Remote Desktop connection.
#[derive(Clone)]
pub(super) struct Connection {
    pub client: Client,
    pub activity: Guid,
    /// `RDP-Tcp#5`
    pub name: String,
    /// The logon session of NLA, which lasts as long as the connection.
    pub network_luid: Option<u64>,
    /// Its first records.
    pub marks: Vec<Mark>,
}

impl Place {
    /// The address as the session manager writes it.
    pub fn address(&self) -> &str {
        match self {
            Place::Console => "LOCAL",
            Place::Remote(connection) => &connection.client.address,
        }
    }
}

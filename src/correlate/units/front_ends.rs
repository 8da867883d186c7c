//! Front ends: services that check passwords for remote users (rule W5). Their records name the service as
//! the caller, and usually no address.

use crate::correlate::maps::HashMap;
use crate::correlate::order::{FactKinds, Items};
use crate::domain::account::{is_account_sid, is_machine_name, is_service_sid, same_name};
use crate::domain::event::{Fact, FailureForm, Identity, LogonForm, Luid, Text};

/// What 4624 and 4625 state about who requested a check.
#[derive(Clone, Copy)]
pub(crate) struct Caller<'a> {
    subject: &'a Identity,
    luid: Option<Luid>,
    logon_type: u8,
    logon_process: Option<&'a str>,
    program: Option<&'a str>,
}

impl<'a> From<&'a LogonForm> for Caller<'a> {
    fn from(form: &'a LogonForm) -> Self {
        Self {
            subject: &form.subject,
            luid: form.subject_luid,
            logon_type: form.logon_type,
            logon_process: form.logon_process.as_deref(),
            program: form.process_name.as_deref(),
        }
    }
}

impl<'a> From<&'a FailureForm> for Caller<'a> {
    fn from(form: &'a FailureForm) -> Self {
        Self {
            subject: &form.subject,
            luid: form.subject_luid,
            logon_type: form.logon_type,
            logon_process: form.logon_process.as_deref(),
            program: form.process_name.as_deref(),
        }
    }
}

/// Logon processes for the user at the screen, and the SSH server's, which has rules of its
/// own.
const NO_FRONT_ENDS: [&str; 7] = [
    "User32", "Winlogon", "seclogo", "CredPro", "OOBE", "Chrome", "sshd",
];

/// How `LogonUser` is named.
const LOGON_USER: &str = "Advapi";

/// The logon process of Network Policy Server (NPS, once IAS).
const POLICY_SERVER: &str = "IAS";

/// The worker process of IIS. It alone may be set to check passwords with a logon of type 4.
const IIS_WORKER: &str = "w3wp.exe";

/// The host of Windows' own services, FTP and the policy server among them.
const SERVICE_HOST: &str = "svchost.exe";

/// Programs that only serve clients, and their names.
static SERVERS: [(&str, Text); 16] = [
    (IIS_WORKER, arcstr::literal!("IIS")),
    ("dsamain.exe", arcstr::literal!("AD LDS")),
    ("inetinfo.exe", arcstr::literal!("IIS")),
    ("iashost.exe", NPS),
    ("Microsoft.IdentityServer.ServiceHost.exe", AD_FS),
    (
        "Microsoft.Exchange.Imap4.exe",
        arcstr::literal!("Exchange IMAP"),
    ),
    (
        "Microsoft.Exchange.Imap4Service.exe",
        arcstr::literal!("Exchange IMAP"),
    ),
    (
        "Microsoft.Exchange.Pop3.exe",
        arcstr::literal!("Exchange POP"),
    ),
    (
        "Microsoft.Exchange.Pop3Service.exe",
        arcstr::literal!("Exchange POP"),
    ),
    ("MSExchangeFrontendTransport.exe", EXCHANGE_SMTP),
    ("MSExchangeTransport.exe", EXCHANGE_SMTP),
    ("EdgeTransport.exe", EXCHANGE_SMTP),
    ("sqlservr.exe", arcstr::literal!("SQL Server")),
    ("msmdsrv.exe", arcstr::literal!("SQL Server")),
    (
        "ReportingServicesService.exe",
        arcstr::literal!("SQL Server"),
    ),
    (SERVICE_HOST, arcstr::literal!("svchost.exe")),
];

const NPS: Text = arcstr::literal!("NPS");
const AD_FS: Text = arcstr::literal!("AD FS");
const RD_WEB: Text = arcstr::literal!("RD Web");
const EXCHANGE_SMTP: Text = arcstr::literal!("Exchange SMTP");

/// As what an account has logged on here.
#[derive(Clone, Copy, Debug, Default)]
struct Uses {
    as_service: bool,
    at_screen: bool,
}

/// What is known of the accounts that ask for checks of passwords.
#[derive(Debug, Default)]
pub(crate) struct FrontEnds {
    accounts: HashMap<Text, Uses>,
    /// Their logon sessions, by boot and id: whether each is a service's.
    logons: HashMap<(u32, Luid), bool>,
}

/// The kind of account that makes the request.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// LOCAL SYSTEM, for which Windows itself runs too.
    System,
    /// Any other service.
    Service,
    Person,
    /// An account about which nothing else is known, or that a person uses too.
    Unknown,
}

impl FrontEnds {
    /// Learns which accounts that ask for checks are services: one is known by the logon session under
    /// which it asked, else by all that it has here.
    pub(crate) fn learn(items: &Items<'_>) -> Self {
        let mut front_ends = Self::default();
        for (_, item) in items.of(FactKinds::LOGON | FactKinds::LOGON_FAILED) {
            let caller: Caller<'_> = match &item.event.fact {
                Fact::Logon(logon) => (&*logon.form).into(),
                Fact::LogonFailed(failure) => (&*failure.form).into(),
                _ => continue,
            };
            let sid = caller.subject.sid.as_ref();
            let sid = sid.filter(|sid| is_account_sid(sid) && caller.may_be_front_end());
            if let Some(sid) = sid.filter(|sid| !front_ends.accounts.contains_key(*sid)) {
                front_ends
                    .accounts
                    .insert(Text::clone(sid), Uses::default());
            }
        }
        if front_ends.accounts.is_empty() {
            return front_ends;
        }
        for (_, item) in items.of(FactKinds::LOGON) {
            let Fact::Logon(logon) = &item.event.fact else {
                continue;
            };
            let sid = logon.target.sid.as_ref();
            let Some(uses) = sid.and_then(|sid| front_ends.accounts.get_mut(sid)) else {
                continue;
            };
            let as_service = matches!(logon.logon_type, 4 | 5);
            uses.as_service |= as_service;
            uses.at_screen |= matches!(logon.logon_type, 2 | 7 | 10..=13);
            if let Some(luid) = logon.luid {
                front_ends.logons.insert((item.boot, luid), as_service);
            }
        }
        front_ends
    }

    /// The name of the front end that requested a check; `None` where the caller is none.
    pub(crate) fn name_of<'a>(&self, boot: u32, caller: impl Into<Caller<'a>>) -> Option<Text> {
        let caller: Caller<'a> = caller.into();
        if !caller.may_be_front_end() {
            return None;
        }
        let subject = self.subject(boot, &caller)?;
        if subject == Subject::Person {
            return None;
        }
        if caller.logon_process == Some(POLICY_SERVER) {
            return Some(NPS);
        }
        let Some(path) = caller.program else {
            // A service without a program is still a front end; SYSTEM may be Windows itself.
            return (subject == Subject::Service).then(|| caller.own_name())?;
        };
        let file = file_name(path);
        let server = SERVERS.iter().find(|(name, _)| same_name(name, file));
        match (server, subject) {
            (Some((IIS_WORKER, name)), _) => Some(caller.pool().unwrap_or_else(|| name.clone())),
            _ if caller.logon_type == 4 => None,
            (Some((SERVICE_HOST, _)), Subject::Unknown) => None,
            // With the other types it checks who sits at the screen.
            (Some((SERVICE_HOST, name)), _) => (matches!(caller.logon_type, 3 | 8)
                && caller.logon_process == Some(LOGON_USER))
            .then(|| name.clone()),
            (Some((_, name)), _) => Some(name.clone()),
            (None, Subject::Unknown) => None,
            (None, _) => (!is_of_windows(path)).then(|| Text::from(file)),
        }
    }

    fn subject(&self, boot: u32, caller: &Caller<'_>) -> Option<Subject> {
        match caller.subject.sid.as_ref() {
            Some(sid) if &**sid == "S-1-5-18" => Some(Subject::System),
            Some(sid) if is_service_sid(sid) => Some(Subject::Service),
            Some(sid) if is_account_sid(sid) => Some(self.account(boot, caller, sid)),
            Some(_) => None,
            None => match caller.luid?.number() {
                0x3e7 => Some(Subject::System),
                0x3e3..=0x3e5 => Some(Subject::Service),
                _ => None,
            },
        }
    }

    fn account(&self, boot: u32, caller: &Caller<'_>, sid: &Text) -> Subject {
        let own = caller.luid.and_then(|luid| self.logons.get(&(boot, luid)));
        let uses = self.accounts.get(sid).copied().unwrap_or_default();
        // The accounts of machines and group-managed service accounts end with `$`.
        let managed = caller.subject.user.as_deref().is_some_and(is_machine_name);
        match own {
            // A person's task is not a service, but a known server program is.
            Some(true) if uses.at_screen => Subject::Unknown,
            Some(true) => Subject::Service,
            Some(false) => Subject::Person,
            None if uses.at_screen => Subject::Person,
            None if uses.as_service || managed => Subject::Service,
            None => Subject::Unknown,
        }
    }
}

impl Caller<'_> {
    /// Whether a front end can have asked so: by a logon that proves a password.
    fn may_be_front_end(&self) -> bool {
        matches!(self.logon_type, 2 | 3 | 4 | 8 | 11)
            && (self.subject.sid.is_some() || self.luid.is_some())
            && self
                .logon_process
                .is_none_or(|process| !NO_FRONT_ENDS.contains(&process))
            && self.program.is_none_or(|path| !is_ssh_server(path))
    }

    /// The application pool that the worker process runs as.
    fn pool(&self) -> Option<Text> {
        let sid = self.subject.sid.as_deref()?;
        (sid.starts_with("S-1-5-82-")).then(|| self.own_name())?
    }

    /// The name of the account that asks, as people call it.
    fn own_name(&self) -> Option<Text> {
        let name = self.subject.user.as_ref()?;
        let begins = |with: &str| {
            name.get(..with.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(with))
        };
        Some(if begins("RDWeb") {
            RD_WEB
        } else if begins("ADFS") {
            AD_FS
        } else {
            Text::clone(name)
        })
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit(['\\', '/']).next().unwrap_or(path)
}

/// The programs of the OpenSSH server: since 9.8 a connection has its own, since 10.0 its authentication
/// too.
pub(crate) const SSH_SERVERS: [&str; 3] = ["sshd.exe", "sshd-session.exe", "sshd-auth.exe"];

fn is_ssh_server(path: &str) -> bool {
    let file = file_name(path);
    SSH_SERVERS.iter().any(|name| same_name(file, name))
}

/// Whether a program is in the Windows folder of its drive, or has no folder in its path.
fn is_of_windows(path: &str) -> bool {
    let mut parts = path.split('\\');
    if parts.by_ref().any(|part| part.ends_with(':')) {
        parts.next().is_some_and(|part| same_name(part, "Windows"))
    } else {
        !path.contains('\\')
    }
}

//! Logons in the Security log: successful, refused, with explicit credentials, attached to a screen.

use std::sync::Arc;

use super::address::LoggedAddress;
use super::identity::{Identity, SharedIdentity};
use super::ids::Luid;
use super::remote_desktop::{HYPERV_LISTENER, Protection};
use super::text::Text;

shares! {
    Logon: form => LogonForm,
    LogonFailure: form => FailureForm,
    ExplicitCredentials: form => ExplicitForm,
    ShareOpening: form => ShareForm,
}

addressed! {
    Logon,
    LogonFailure,
    ExplicitCredentials,
    ShareOpening,
}

/// 4624: a logon session was made. The fields of its `LogonForm` can be used as its own.
#[derive(Clone, Debug, Default)]
pub struct Logon {
    /// The new logon id.
    pub luid: Option<Luid>,
    /// How far the linked logon id is from this one; 0 where there is none, `FAR` where its form has it.
    to_linked: i32,
    /// `IpPort`, where it is not zero.
    pub port: Option<u16>,
    /// Everything else.
    pub form: Arc<LogonForm>,
}

/// The distance value for a linked logon id that is too far away.
const FAR: i32 = i32::MIN;

impl Logon {
    /// A logon of that id and form.
    pub fn new(luid: Option<Luid>, port: Option<u16>, form: Arc<LogonForm>) -> Self {
        Self {
            luid,
            to_linked: 0,
            port,
            form,
        }
    }

    /// `TargetLinkedLogonId`: the other half of an elevated/filtered pair.
    pub fn linked_luid(&self) -> Option<Luid> {
        match self.to_linked {
            0 => None,
            FAR => self.form.far_luid,
            distance => Luid::new(self.luid?.number().wrapping_add_signed(i64::from(distance))),
        }
    }

    /// Notes the other half, after `luid` is known. Ids are assigned in order, those of a pair soon after
    /// each other: the distance is stored, so that a pair needs no form of its own.
    pub fn set_linked(&mut self, linked: Option<Luid>) {
        let distance = self.luid.zip(linked).and_then(|(own, linked)| {
            i32::try_from(linked.number().wrapping_sub(own.number()).cast_signed()).ok()
        });
        let was_far = self.to_linked == FAR;
        self.to_linked = match (linked, distance) {
            (None, _) => 0,
            (Some(_), Some(distance)) if distance != 0 => distance,
            (Some(_), _) => FAR,
        };
        // Nearly all are near, and their form need not be read.
        let is_far = self.to_linked == FAR;
        let far = linked.filter(|_| is_far);
        if (is_far || was_far) && self.form.far_luid != far {
            Arc::make_mut(&mut self.form).far_luid = far;
        }
    }
}

/// What many logons have in common: who, how and from where.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LogonForm {
    /// Who requested it.
    pub subject: Identity,
    /// The asker's logon id.
    pub subject_luid: Option<Luid>,
    /// Who was logged on.
    pub target: Identity,
    /// The other half of an elevated/filtered pair, where its id is far from the logon's own.
    pub far_luid: Option<Luid>,
    /// Windows logon type, 0 to 13.
    pub logon_type: u8,
    /// `LogonProcessName`, trimmed.
    pub logon_process: Option<Text>,
    /// `AuthenticationPackageName`, trimmed.
    pub package: Option<Text>,
    /// `WorkstationName`.
    pub workstation: Option<Text>,
    /// Process that called for the logon.
    pub process_id: u64,
    /// Its path.
    pub process_name: Option<Text>,
    /// `IpAddress`.
    pub from: Option<LoggedAddress>,
    /// `ElevatedToken`.
    pub elevated: Option<bool>,
    /// `VirtualAccount`.
    pub virtual_account: bool,
    /// `ImpersonationLevel` is Identification: the account was looked up, not used.
    pub identification_only: bool,
    /// Whether the user's credentials were kept off this host.
    pub protection: Option<Protection>,
}

/// 4625: an authentication was refused. The fields of its `FailureForm` can be used as its own.
#[derive(Clone, Debug, Default)]
pub struct LogonFailure {
    /// `IpPort`, where it is not zero.
    pub port: Option<u16>,
    /// Everything else.
    pub form: Arc<FailureForm>,
}

/// What many refusals have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FailureForm {
    /// Who asked.
    pub subject: Identity,
    /// The asker's logon id.
    pub subject_luid: Option<Luid>,
    /// The account as typed.
    pub target: Identity,
    /// Windows logon type.
    pub logon_type: u8,
    /// NTSTATUS.
    pub status: u32,
    /// NTSTATUS, 0 when the first is complete.
    pub sub_status: u32,
    /// `LogonProcessName`, trimmed.
    pub logon_process: Option<Text>,
    /// `AuthenticationPackageName`, trimmed.
    pub package: Option<Text>,
    /// `WorkstationName`.
    pub workstation: Option<Text>,
    /// Process that called.
    pub process_id: u64,
    /// Its path.
    pub process_name: Option<Text>,
    /// `IpAddress`.
    pub from: Option<LoggedAddress>,
}

/// 4648: credentials were used by name. The fields of its `ExplicitForm` can be used as its own.
#[derive(Clone, Debug, Default)]
pub struct ExplicitCredentials {
    /// The logon id of the caller.
    pub subject_luid: Option<Luid>,
    /// `IpPort`, where it is not zero.
    pub port: Option<u16>,
    /// Everything else.
    pub form: Arc<ExplicitForm>,
}

/// What many uses of credentials have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ExplicitForm {
    /// The account that used the credentials.
    pub subject: Identity,
    /// The account whose credentials were used.
    pub target: Identity,
    /// Where they were used.
    pub target_server: Option<Text>,
    /// Calling process.
    pub process_id: u64,
    /// Its path.
    pub process_name: Option<Text>,
    /// `IpAddress`.
    pub from: Option<LoggedAddress>,
}

/// 5140: a logon session opened a share. The fields of its `ShareForm` can be used as its own.
#[derive(Clone, Debug, Default)]
pub struct ShareOpening {
    /// The logon id.
    pub luid: Option<Luid>,
    /// `IpPort`, where it is not zero.
    pub port: Option<u16>,
    /// Everything else.
    pub form: Arc<ShareForm>,
}

/// What many openings of a share have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ShareForm {
    /// The account.
    pub who: Identity,
    /// `\\*\IPC$` and the like.
    pub share: Option<Text>,
    /// `IpAddress`.
    pub from: Option<LoggedAddress>,
}

/// The state of a desktop's lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockStep {
    /// Locked.
    Locked,
    /// Unlocked.
    Unlocked,
    /// Screen saver on.
    SaverStarted,
    /// Screen saver off.
    SaverStopped,
}

/// 4800 to 4803: a desktop was locked or unlocked.
#[derive(Clone, Debug)]
pub struct LockLine {
    /// What happened.
    pub step: LockStep,
    /// Logon session.
    pub luid: Option<Luid>,
    /// Local session.
    pub session_id: Option<u32>,
    /// The account.
    pub who: SharedIdentity,
}

/// 4825: Remote Desktop was refused because the right was missing.
#[derive(Clone, Debug)]
pub struct RdpDenial {
    /// The account that was denied.
    pub who: SharedIdentity,
    /// From where.
    pub address: Option<LoggedAddress>,
}

/// `SMBServer` 551: the file server refused a client.
#[derive(Clone, Debug)]
pub struct SmbRefusal {
    /// The account that was refused; often none is named.
    pub who: SharedIdentity,
    /// The client's address, with the port of the connection.
    pub address: Option<LoggedAddress>,
    /// NTSTATUS.
    pub status: u32,
}

/// 4778 and 4779: a desktop was attached to or detached from a screen.
#[derive(Clone, Debug, Default)]
pub struct Attachment {
    /// The desktop's owner.
    pub who: SharedIdentity,
    /// The logon id of the owner's first logon in that desktop.
    pub luid: Option<Luid>,
    /// `Console`, or the listener and the number of a connection: `RDP-Tcp#N`.
    pub session_name: Option<Text>,
    /// The client's own name for itself.
    pub client_name: Option<Text>,
    /// The client's address.
    pub address: Option<LoggedAddress>,
    /// The text in the address field that is not understood.
    pub address_text: Option<Text>,
}

impl Attachment {
    /// Whether it is about the machine's own screen. The name of a connection ends with `#` and its
    /// number, that of the screen does not, whatever the language of the other fields.
    pub fn is_at_own_screen(&self) -> bool {
        match (self.address, &self.session_name) {
            (Some(LoggedAddress::Ip(..)), _) => false,
            _ if self.is_at_hyperv() => false,
            (Some(LoggedAddress::Local), _) => true,
            (_, Some(name)) => !name.contains('#'),
            (_, None) => false,
        }
    }

    /// Whether it is about an enhanced session of Hyper-V, whose listener names it.
    pub fn is_at_hyperv(&self) -> bool {
        let name = self.session_name.as_deref();
        name.is_some_and(|name| name.starts_with(HYPERV_LISTENER))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linked_logon_id_is_kept() {
        let ids = [
            (Some(0x5_1C10), Some(0x5_1BF1)),
            (Some(0x5_1BF1), Some(0x5_1C10)),
            (Some(1), Some(u64::MAX)),
            (Some(0x5_1C10), Some(0x9999_0005_1C10)),
            (Some(7), Some(7)),
            // Exactly as far as the distance that means none.
            (Some(0x1000), Some(0x8000_1000)),
            (Some(0x8000_1000), Some(0x1000)),
            (None, Some(0x5_1C10)),
            (Some(0x5_1C10), None),
        ];
        let luid = |number: Option<u64>| number.and_then(Luid::new);
        for (own, linked) in ids {
            let mut logon = Logon::new(luid(own), None, Arc::default());
            logon.set_linked(luid(Some(0x1234_5678_9ABC)));
            logon.set_linked(luid(linked));
            assert_eq!(logon.linked_luid(), luid(linked), "{own:?} {linked:?}");
            logon.set_linked(None);
            assert_eq!((logon.linked_luid(), logon.form.far_luid), (None, None));
        }
    }

    #[test]
    fn pairs_share_a_form() {
        let form = Arc::<LogonForm>::default();
        let mut logon = Logon::new(Luid::new(0x5_1C10), None, Arc::clone(&form));
        logon.set_linked(Luid::new(0x5_1BF1));
        assert!(Arc::ptr_eq(&logon.form, &form));
    }
}

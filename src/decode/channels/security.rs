//! Channel Security: logons, failures, logoffs and related records.

use std::sync::Arc;

use super::acts::accounts;
use crate::decode::fields::Fields;
use crate::domain::account::AccountStep;
use crate::domain::event::{
    Attachment, ExplicitCredentials, ExplicitForm, Fact, FailureForm, Header, Identity, LockLine,
    LockStep, Logon, LogonFailure, LogonForm, Protection, RdpDenial, ShareForm, ShareOpening,
    SharedIdentity, Text,
};

/// 4624.
pub(crate) fn logon(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let form = LogonForm {
        subject: fields.identity("Subject"),
        subject_luid: fields.luid("SubjectLogonId"),
        target: fields.identity("Target"),
        logon_type: logon_type(fields)?,
        logon_process: fields.text("LogonProcessName"),
        package: fields.text("AuthenticationPackageName"),
        workstation: fields.text("WorkstationName"),
        process_id: fields.number("ProcessId").unwrap_or(0),
        process_name: fields.text("ProcessName"),
        from: fields.address("IpAddress"),
        elevated: fields.yes_no("ElevatedToken"),
        virtual_account: fields.yes_no("VirtualAccount") == Some(true),
        protection: protection(fields),
        identification_only: fields.text("ImpersonationLevel").as_deref() == Some("%%1832"),
        far_luid: None,
    };
    let form = fields.intern(form);
    let mut logon = Logon::new(fields.luid("TargetLogonId"), fields.port("IpPort"), form);
    logon.set_linked(fields.luid("TargetLinkedLogonId"));
    Some(Fact::Logon(logon))
}

fn protection(fields: &mut Fields<'_>) -> Option<Protection> {
    let mut says_yes = |field: &'static str| fields.yes_no(field) == Some(true);
    if says_yes("RestrictedAdminMode") {
        Some(Protection::RestrictedAdmin)
    } else {
        says_yes("RemoteCredentialGuard").then_some(Protection::CredentialGuard)
    }
}

/// 4625.
pub(crate) fn logon_failed(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let form = FailureForm {
        subject: fields.identity("Subject"),
        subject_luid: fields.luid("SubjectLogonId"),
        target: fields.identity("Target"),
        logon_type: logon_type(fields)?,
        status: fields.u32("Status").unwrap_or(0),
        sub_status: fields.u32("SubStatus").unwrap_or(0),
        logon_process: fields.text("LogonProcessName"),
        package: fields.text("AuthenticationPackageName"),
        workstation: fields.text("WorkstationName"),
        process_id: fields.number("ProcessId").unwrap_or(0),
        process_name: fields.text("ProcessName"),
        from: fields.address("IpAddress"),
    };
    Some(Fact::LogonFailed(LogonFailure {
        port: fields.port("IpPort"),
        form: fields.intern(form),
    }))
}

fn logon_type(fields: &mut Fields<'_>) -> Option<u8> {
    fields
        .number("LogonType")
        .and_then(|number| u8::try_from(number).ok())
}

/// 4634.
pub(crate) fn logon_ended(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::LogonEnded {
        who: fields.who("Target"),
        luid: fields.luid("TargetLogonId"),
        logon_type: logon_type(fields).unwrap_or(0),
    })
}

/// 4647.
pub(crate) fn logoff_started(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::LogoffStarted {
        who: fields.who("Target"),
        luid: fields.luid("TargetLogonId"),
    })
}

/// 4648. It has no target SID.
pub(crate) fn explicit_credentials(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let form = ExplicitForm {
        subject: fields.identity("Subject"),
        target: fields.identity("Target"),
        target_server: fields.text("TargetServerName"),
        process_id: fields.number("ProcessId").unwrap_or(0),
        process_name: fields.text("ProcessName"),
        from: fields.address("IpAddress"),
    };
    Some(Fact::ExplicitCredentials(ExplicitCredentials {
        subject_luid: fields.luid("SubjectLogonId"),
        port: fields.port("IpPort"),
        form: fields.intern(form),
    }))
}

/// 4672.
pub(crate) fn privileges(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::PrivilegesAssigned {
        who: fields.who("Subject"),
        luid: fields.luid("SubjectLogonId"),
    })
}

/// 4720.
pub(crate) fn account_created(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    account_step(fields, header, AccountStep::Created, "TargetUserName")
}

/// 4726.
pub(crate) fn account_deleted(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    account_step(fields, header, AccountStep::Deleted, "TargetUserName")
}

/// 4781.
pub(crate) fn account_renamed(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let old = fields.raw("OldTargetUserName")?;
    let step = AccountStep::Renamed { old };
    account_step(fields, header, step, "NewTargetUserName")
}

/// 4732. A member or group without a SID tells nothing about rights.
pub(crate) fn member_added(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let act = accounts::act(fields, header);
    let Some((member, group)) = fields.sid("MemberSid").zip(fields.text("TargetSid")) else {
        return Some(Fact::Act(act));
    };
    let act = Arc::new(act);
    Some(Fact::MemberAdded { member, group, act })
}

/// 4722, 4724, 4725, 4738 and 4767: the account that was changed.
pub(crate) fn account_changed(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let act = accounts::act(fields, header);
    let who = target_account(fields, "TargetUserName");
    Some(if who.user.is_some() && who.sid.is_some() {
        let act = Arc::new(act);
        Fact::AccountChanged { who, act }
    } else {
        Fact::Act(act)
    })
}

/// 4798: the account whose groups were asked for.
pub(crate) fn account_named(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let who = target_account(fields, "TargetUserName");
    let is_named = who.user.is_some() && who.sid.is_some();
    is_named.then_some(Fact::Named(who))
}

fn account_step(
    fields: &mut Fields<'_>,
    header: &Header,
    step: AccountStep,
    name: &'static str,
) -> Option<Fact> {
    let who = target_account(fields, name);
    let act = Arc::new(accounts::act(fields, header));
    Some(Fact::Account { step, who, act })
}

fn target_account(fields: &mut Fields<'_>, name: &'static str) -> SharedIdentity {
    let who = Identity {
        sid: fields.sid("TargetSid"),
        user: fields.raw(name),
        domain: fields.text("TargetDomainName"),
    };
    fields.intern(who)
}

/// 4776.
pub(crate) fn credentials_checked(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::CredentialsChecked {
        user: fields.raw("TargetUserName"),
        workstation: fields.text("Workstation"),
        status: fields.u32("Status").unwrap_or(0),
    })
}

/// 4778.
pub(crate) fn attached(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::Attached(Box::new(attachment(fields))))
}

/// 4779.
pub(crate) fn detached(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::Detached(Box::new(attachment(fields))))
}

fn account(fields: &mut Fields<'_>) -> SharedIdentity {
    let who = Identity {
        sid: None,
        user: fields.raw("AccountName"),
        domain: fields.text("AccountDomain"),
    };
    fields.intern(who)
}

fn attachment(fields: &mut Fields<'_>) -> Attachment {
    let address = fields.address("ClientAddress");
    let mut attachment = Attachment {
        who: account(fields),
        luid: fields.luid("LogonID"),
        session_name: fields.text("SessionName"),
        client_name: None,
        address,
        address_text: fields.text_of_address("ClientAddress", address),
    };
    // The machine's own screen has no client. The field then contains "Unknown" in the language of
    // Windows.
    if !attachment.is_at_own_screen() {
        let name = fields.text("ClientName");
        attachment.client_name = name.filter(|name| &**name != "Unknown");
    }
    attachment
}

/// 4800 to 4803.
pub(crate) fn lock(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let step = match header.event_id {
        4800 => LockStep::Locked,
        4801 => LockStep::Unlocked,
        4802 => LockStep::SaverStarted,
        4803 => LockStep::SaverStopped,
        _ => return None,
    };
    Some(Fact::Lock(Box::new(LockLine {
        step,
        luid: fields.luid("TargetLogonId"),
        session_id: fields.u32("SessionId"),
        who: fields.who("Target"),
    })))
}

/// 4825.
pub(crate) fn rdp_denied(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::RdpDenied(Box::new(RdpDenial {
        who: account(fields),
        address: fields.address("ClientAddress"),
    })))
}

/// 4616: date and time in separate fields on Vista, full timestamps later.
pub(crate) fn clock_set(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::ClockSet {
        old: fields.time("PreviousTime")?,
        new: fields.time("NewTime")?,
    })
}

/// 5140.
pub(crate) fn share_opened(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let form = ShareForm {
        who: fields.identity("Subject"),
        share: fields.text("ShareName"),
        from: fields.address("IpAddress"),
    };
    Some(Fact::ShareOpened(ShareOpening {
        luid: fields.luid("SubjectLogonId"),
        port: fields.port("IpPort"),
        form: fields.intern(form),
    }))
}

/// 1102.
pub(crate) fn log_cleared(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    Some(Fact::LogCleared {
        channel: Text::clone(&header.channel),
        who: fields.who("Subject"),
        luid: fields.luid("SubjectLogonId"),
    })
}

//! Channel System and similar: boot, shutdown, sleep, the clock, and Winlogon's user notices.

use crate::decode::fields::Fields;
use crate::domain::account::{is_account_sid, is_background_name};
use crate::domain::event::{Fact, Header, Identity, NoticeSource, PowerStep, Text};

fn power(step: PowerStep) -> Option<Fact> {
    Some(Fact::Power {
        step,
        at: None,
        by: None,
    })
}

/// Security 4608, System 6005 and 6009.
pub(crate) fn booted() -> Option<Fact> {
    power(PowerStep::Booted)
}

/// Kernel-General 12: `StartTime` is more accurate than the record's own time.
pub(crate) fn kernel_started(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::Power {
        step: PowerStep::Booted,
        at: fields.time("StartTime"),
        by: None,
    })
}

/// Diagnostics-Performance 100 is written minutes after the boot that it measures.
pub(crate) fn boot_measured(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::Power {
        step: PowerStep::Booted,
        at: Some(fields.time("BootStartTime")?),
        by: None,
    })
}

/// Kernel-General 13: `StopTime` is more accurate than the record's own time.
pub(crate) fn kernel_stopped(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::Power {
        step: PowerStep::Stopped,
        at: fields.time("StopTime"),
        by: None,
    })
}

/// Security 1100, System 6006.
pub(crate) fn stopped() -> Option<Fact> {
    power(PowerStep::Stopped)
}

/// System 6008, Kernel-Power 41.
pub(crate) fn stopped_unexpectedly(_: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    power(PowerStep::StoppedUnexpectedly)
}

/// Diagnostics-Performance 200 is written at the boot after the shutdown that it measures.
pub(crate) fn shutdown_measured(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::Power {
        step: PowerStep::ShutdownAsked,
        at: Some(fields.time("ShutdownStartTime")?),
        by: None,
    })
}

/// User32 1075.
pub(crate) fn shutdown_cancelled(_: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    power(PowerStep::ShutdownCancelled)
}

/// Kernel-Boot 27: the type of the start [source 4.3].
pub(crate) fn boot_type(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    match fields.u32("BootType")? {
        0 => power(PowerStep::Booted),
        1 => power(PowerStep::FastStarted),
        2 => power(PowerStep::Woke),
        _ => None,
    }
}

/// User32 1074: who requested the shutdown. The SID is in the header, the account is the seventh
/// value.
pub(crate) fn shutdown_asked_by(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let who = account_of_writer(fields, header, ("param7", 6));
    Some(Fact::Power {
        step: PowerStep::ShutdownAsked,
        at: None,
        by: who.map(|who| fields.intern(who)),
    })
}

/// User32 1076: somebody stated the reason for the last stop. The account is the sixth value.
pub(crate) fn reason_given(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let who = account_of_writer(fields, header, ("param6", 5))?;
    Some(Fact::Named(fields.intern(who)))
}

/// The account that wrote a record: its SID is in the header, and its name is one of the values,
/// which older systems leave unnamed. Only for people's accounts, because a service may write for
/// another account.
fn account_of_writer(
    fields: &mut Fields<'_>,
    header: &Header,
    (name, position): (&'static str, usize),
) -> Option<Identity> {
    let sid = header.user_sid.as_ref().filter(|sid| is_account_sid(sid))?;
    let text = fields.text(name).or_else(|| fields.unnamed(position))?;
    let who = fields.account_of(
        Some(&text)
            .filter(|text| text.contains('\\'))
            .map(|text| &**text),
    );
    let user = who.user.as_deref()?;
    let is_person = !is_background_name(user, who.domain.as_deref());
    is_person.then(|| Identity {
        sid: Some(Text::clone(sid)),
        ..who
    })
}

/// `DistributedCOM` 10016: the account that was refused. Domain, name and SID are consecutive
/// values.
pub(crate) fn activation_refused(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let who = Identity {
        domain: fields.text("param6"),
        user: Some(fields.raw("param7")?),
        sid: Some(fields.sid("param8").filter(|sid| is_account_sid(sid))?),
    };
    Some(Fact::Named(fields.intern(who)))
}

/// Kernel-Power 109.
pub(crate) fn shutdown_asked(_: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    power(PowerStep::ShutdownAsked)
}

/// `PowerSystemShutdown` of the Windows enumeration `SYSTEM_POWER_STATE`.
const STATE_SHUTDOWN: u32 = 6;

/// Kernel-Power 42. Before a fast start-up the requested state is "shutdown", although the machine
/// hibernates (`EffectiveState` 5). The number shows this in any language [source 4.11].
pub(crate) fn slept(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    if fields.u32("TargetState") == Some(STATE_SHUTDOWN) {
        power(PowerStep::HybridShutdown)
    } else {
        power(PowerStep::Slept)
    }
}

/// Kernel-Power 506, on machines whose deepest sleep is standby.
pub(crate) fn stood_by(_: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    power(PowerStep::Slept)
}

/// Kernel-Power 107 (its time is that of the clock before the sleep) and 507.
pub(crate) fn woke(_: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    power(PowerStep::Woke)
}

/// Power-Troubleshooter 1: start and end of a sleep.
pub(crate) fn slept_from_to(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::Slept {
        from: fields.time("SleepTime")?,
        to: fields.time("WakeTime")?,
    })
}

/// Kernel-General 1.
pub(crate) fn clock_set(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::ClockSet {
        old: fields.time("OldTime")?,
        new: fields.time("NewTime")?,
    })
}

/// System 6011: old and new name, in unnamed values.
pub(crate) fn renamed(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    Some(Fact::Renamed {
        old: fields.unnamed(0)?,
        new: fields.unnamed(1)?,
    })
}

/// Winlogon 7001 and 7002.
pub(crate) fn user_notice(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    Some(Fact::UserNotice {
        source: NoticeSource::Winlogon,
        logon: header.event_id == 7001,
        session_id: fields.u32("TSId")?,
        sid: fields.sid("UserSid"),
        process_id: fields.writer.process_id,
    })
}

/// Eventlog 104.
pub(crate) fn log_cleared(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let channel = fields
        .text("Channel")
        .unwrap_or_else(|| Text::clone(&header.channel));
    let who = Identity {
        sid: header.user_sid.clone(),
        user: fields.raw("SubjectUserName"),
        domain: fields.text("SubjectDomainName"),
    };
    Some(Fact::LogCleared {
        channel,
        who: fields.intern(who),
        luid: None,
    })
}

//! System channel: boots, shutdowns, sleep, the clock, and Winlogon's notifications.

use super::{Account, LOCAL_SYSTEM_SID, SYSTEM, record};
use crate::common::evtx_writer::{Payload, Provider, Record, Value};

const KERNEL_GENERAL: Provider = Provider {
    name: "Microsoft-Windows-Kernel-General",
    guid: Some("a68ca8b7-004f-d7b6-a698-07e2de0f1f5d"),
    event_source: None,
};
const KERNEL_POWER: Provider = Provider {
    name: "Microsoft-Windows-Kernel-Power",
    guid: Some("331c3b3a-2005-44c2-ac5e-77220c37d6b4"),
    event_source: None,
};
const KERNEL_BOOT: Provider = Provider {
    name: "Microsoft-Windows-Kernel-Boot",
    guid: Some("15ca44ff-4d7a-4baa-bba5-0998955e531e"),
    event_source: None,
};
const POWER_TROUBLESHOOTER: Provider = Provider {
    name: "Microsoft-Windows-Power-Troubleshooter",
    guid: Some("cdc05e28-c449-49c6-b9d2-88cf761644df"),
    event_source: None,
};
const USER32: Provider = Provider {
    name: "User32",
    guid: Some("b0aa8734-56f7-41cc-b2f4-de228e98b946"),
    event_source: Some("User32"),
};
const DISTRIBUTED_COM: Provider = Provider {
    name: "Microsoft-Windows-DistributedCOM",
    guid: Some("1b562e86-b7aa-4131-badc-b6f3a001407e"),
    event_source: Some("DCOM"),
};
const EVENT_LOG: Provider = Provider {
    name: "EventLog",
    guid: None,
    event_source: None,
};

fn kernel(provider: Provider, event_id: u16, fields: Vec<(&'static str, Value)>) -> Record {
    Record {
        keywords: 0x8000_0000_0000_0080,
        process_id: 4,
        thread_id: 8,
        user_sid: Some(LOCAL_SYSTEM_SID.to_owned()),
        ..record(provider, SYSTEM, event_id, Payload::EventData(fields))
    }
}

fn classic(event_id: u16, strings: Vec<String>, binary: Vec<u8>) -> Record {
    Record {
        qualifiers: Some(0x8000),
        keywords: 0x0080_0000_0000_0000,
        ..record(
            EVENT_LOG,
            SYSTEM,
            event_id,
            Payload::Unnamed { strings, binary },
        )
    }
}

/// Kernel-General 12: the system started at this time.
pub fn system_started(start: u64, build: u32) -> Record {
    let (major, minor) = if build < 10_000 { (6, 3) } else { (10, 0) };
    let fields = vec![
        ("MajorVersion", Value::UInt32(major)),
        ("MinorVersion", Value::UInt32(minor)),
        ("BuildVersion", Value::UInt32(build)),
        ("QfeVersion", Value::UInt32(0)),
        ("ServiceVersion", Value::UInt16(0)),
        ("BootMode", Value::UInt32(0)),
        ("StartTime", Value::FileTime(start)),
    ];
    Record {
        task: 1,
        ..kernel(KERNEL_GENERAL, 12, fields)
    }
}

/// Kernel-General 13: the system stopped at this time.
pub fn system_stopped(stop: u64) -> Record {
    Record {
        task: 2,
        user_sid: None,
        ..kernel(
            KERNEL_GENERAL,
            13,
            vec![("StopTime", Value::FileTime(stop))],
        )
    }
}

/// Kernel-General 1: the clock was set. Reason 1: by a program, 2: after sleep.
pub fn clock_changed(old: u64, new: u64, reason: u32) -> Record {
    let fields = vec![
        ("NewTime", Value::FileTime(new)),
        ("OldTime", Value::FileTime(old)),
        ("Reason", Value::UInt32(reason)),
    ];
    Record {
        version: 1,
        keywords: 0x8000_0000_0000_0010,
        ..kernel(KERNEL_GENERAL, 1, fields)
    }
}

/// Kernel-Boot 27: 0 cold start, 1 fast start-up, 2 resumed from hibernation.
pub fn boot_type(kind: u32) -> Record {
    Record {
        keywords: 0x8000_0000_0000_0000,
        ..kernel(KERNEL_BOOT, 27, vec![("BootType", Value::UInt32(kind))])
    }
}

/// Kernel-Power 41: the system started again without having shut down.
pub fn dirty_restart() -> Record {
    let fields = vec![
        ("BugcheckCode", Value::UInt32(0)),
        ("BugcheckParameter1", Value::HexInt64(0)),
        ("BugcheckParameter2", Value::HexInt64(0)),
        ("BugcheckParameter3", Value::HexInt64(0)),
        ("BugcheckParameter4", Value::HexInt64(0)),
        ("SleepInProgress", Value::UInt32(0)),
        ("PowerButtonTimestamp", Value::UInt64(0)),
        ("BootAppStatus", Value::UInt32(0)),
    ];
    Record {
        version: 3,
        level: 1,
        task: 63,
        keywords: 0x8000_4000_0000_0002,
        ..kernel(KERNEL_POWER, 41, fields)
    }
}

/// Kernel-Power 42: the system goes to sleep.
pub fn sleep_begins() -> Record {
    power_off_to(4, 4)
}

/// Kernel-Power 42 of a shutdown with fast start-up: the kernel hibernates without its users.
pub fn hybrid_shutdown() -> Record {
    power_off_to(6, 5)
}

fn power_off_to(target: u32, effective: u32) -> Record {
    let fields = vec![
        ("TargetState", Value::UInt32(target)),
        ("EffectiveState", Value::UInt32(effective)),
        ("Reason", Value::UInt32(7)),
        ("Flags", Value::UInt32(0)),
        ("TransitionsToOn", Value::UInt32(1)),
    ];
    Record {
        version: 3,
        task: 64,
        keywords: 0x8000_0000_0000_0404,
        user_sid: None,
        ..kernel(KERNEL_POWER, 42, fields)
    }
}

/// Kernel-Power 107: the system wakes. Its time is that of the clock before it was corrected.
pub fn sleep_ends() -> Record {
    let fields = vec![
        ("TargetState", Value::UInt32(4)),
        ("EffectiveState", Value::UInt32(4)),
        ("WakeFromState", Value::UInt32(4)),
        ("ProgrammedWakeTimeAc", Value::FileTime(0)),
        ("ProgrammedWakeTimeDc", Value::FileTime(0)),
        ("WakeRequesterTypeAc", Value::UInt32(0)),
        ("WakeRequesterTypeDc", Value::UInt32(0)),
    ];
    Record {
        version: 1,
        task: 102,
        keywords: 0x8000_0000_0000_0444,
        user_sid: None,
        ..kernel(KERNEL_POWER, 107, fields)
    }
}

/// Power-Troubleshooter 1: when the system went to sleep and when it woke.
pub fn slept(from: u64, to: u64) -> Record {
    let fields = vec![
        ("SleepTime", Value::FileTime(from)),
        ("WakeTime", Value::FileTime(to)),
        ("SleepDuration", Value::UInt32(122)),
    ];
    kernel(POWER_TROUBLESHOOTER, 1, fields)
}

/// Kernel-Power 109: the kernel begins to shut down.
pub fn kernel_shutdown(restart: bool) -> Record {
    let fields = vec![
        (
            "ShutdownActionType",
            Value::UInt32(if restart { 5 } else { 6 }),
        ),
        ("ShutdownEventCode", Value::UInt32(0)),
        ("ShutdownReason", Value::UInt32(5)),
    ];
    Record {
        task: 103,
        keywords: 0x8000_4000_0000_0404,
        user_sid: None,
        ..kernel(KERNEL_POWER, 109, fields)
    }
}

/// User32 1074: somebody requested a shutdown or a restart.
pub fn shutdown_requested(computer: &str, user: &Account, restart: bool) -> Record {
    let fields = vec![
        (
            "param1",
            Value::text(format!("C:\\Windows\\Explorer.EXE ({computer})")),
        ),
        ("param2", Value::text(computer)),
        ("param3", Value::text("Other (Planned)")),
        ("param4", Value::text("0x85000000")),
        (
            "param5",
            Value::text(if restart { "restart" } else { "power off" }),
        ),
        ("param6", Value::text("")),
        ("param7", Value::text(user.qualified())),
    ];
    Record {
        qualifiers: Some(0x8000),
        keywords: 0x8080_0000_0000_0000,
        user_sid: Some(user.sid.clone()),
        ..record(USER32, SYSTEM, 1074, Payload::EventData(fields))
    }
}

/// `DistributedCOM` 10016: the account may not start another account's program.
pub fn activation_refused(user: &Account) -> Record {
    let fields = vec![
        ("param1", Value::text("application-specific")),
        ("param2", Value::text("Local")),
        ("param3", Value::text("Activation")),
        (
            "param4",
            Value::text("{C2F03A33-21F5-47FA-B4BB-156362A2F239}"),
        ),
        (
            "param5",
            Value::text("{316CDED5-E4AE-4B15-9113-7055D84DCC97}"),
        ),
        ("param6", Value::text(&user.domain)),
        ("param7", Value::text(&user.name)),
        ("param8", Value::text(&user.sid)),
        ("param9", Value::text("LocalHost (Using LRPC)")),
        ("param10", Value::text("Unavailable")),
        ("param11", Value::text("Unavailable")),
    ];
    Record {
        level: 2,
        qualifiers: Some(0),
        keywords: 0x8080_0000_0000_0000,
        user_sid: Some(LOCAL_SYSTEM_SID.to_owned()),
        ..record(DISTRIBUTED_COM, SYSTEM, 10016, Payload::EventData(fields))
    }
}

/// User32 1075: somebody cancelled a requested shutdown.
pub fn shutdown_cancelled(computer: &str, user: &Account) -> Record {
    let fields = vec![
        ("param1", Value::text(computer)),
        ("param2", Value::text(user.qualified())),
    ];
    Record {
        qualifiers: Some(0x8000),
        keywords: 0x8080_0000_0000_0000,
        user_sid: Some(user.sid.clone()),
        ..record(USER32, SYSTEM, 1075, Payload::EventData(fields))
    }
}

/// `EventLog` 6005: the event log service started.
pub fn event_log_started() -> Record {
    classic(
        6005,
        Vec::new(),
        vec![0xe5, 7, 3, 0, 1, 0, 3, 0, 8, 0, 0, 0],
    )
}

/// `EventLog` 6006: the event log service stopped cleanly.
pub fn event_log_stopped() -> Record {
    classic(6006, Vec::new(), vec![1, 0, 0, 0, 0, 0, 0, 0])
}

/// `EventLog` 6008: the last shutdown was unexpected. Date and time are in the user's locale.
pub fn unexpected_shutdown(time: &str, date: &str) -> Record {
    let strings = [time, date, "", "", "5213", "", ""]
        .map(str::to_owned)
        .to_vec();
    Record {
        level: 2,
        ..classic(6008, strings, Vec::new())
    }
}

/// `EventLog` 6011: the machine was renamed.
pub fn computer_renamed(old: &str, new: &str) -> Record {
    classic(6011, vec![old.to_owned(), new.to_owned()], Vec::new())
}

/// `EventLog` 6009: the version of the system that started.
pub fn system_version(build: u32) -> Record {
    let version = if build < 10_000 { "6.03." } else { "10.00." };
    let strings = [version, &build.to_string(), "", "Multiprocessor Free", "0"];
    classic(6009, strings.map(str::to_owned).to_vec(), Vec::new())
}

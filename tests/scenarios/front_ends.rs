//! Services that check passwords for remote users [source 7.4], [source 7.5], and tools that users
//! run themselves [source 7.3].

use crate::common::compare::{check, sessions_and_status};
use crate::common::records::{Account, NETWORK_SERVICE_SID, SECURITY};
use crate::common::scenario::{Case, Checker, Host, Os};
use crate::{SID, anna, clock, home, miles, office, running};

const EXCHANGE: &str = "C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\PopImap\\";
const SERVICE_HOST: &str = "C:\\Windows\\System32\\svchost.exe";

fn network_service(domain: &str, name: &str) -> Account {
    Account::new(NETWORK_SERVICE_SID, domain, name)
}

/// Checks the story and returns the kinds of all hidden attempts.
fn hidden_kinds(host: Host) -> Vec<String> {
    let case = Case::of([host]);
    check(&case);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    let rows = sessions_and_status(folder.path(), &["--all"]).0;
    let failed = rows.iter().filter(|row| row["outcome"] == "failed");
    let hidden = failed.filter(|row| row["kind"] != "network");
    let kinds = hidden.map(|row| row["kind"].as_str().unwrap_or_default().to_owned());
    kinds.collect()
}

/// Rules: W5. [source 7.4], [source 7.5]
#[test]
fn password_guesses_at_rd_web_are_shown_and_so_is_the_successful_one() {
    for os in [Os::Server2012R2, Os::Server2016, Os::Windows11] {
        let mut host = running(os);
        let pool = Checker::pool("RDWebAccess", "IIS APPPOOL");
        for (number, name) in ["administrator", "anna", "scanner", "anna"]
            .iter()
            .enumerate()
        {
            let time = clock("08:00:00") + 60.0 * number as f64;
            host.remote_user_fails(time, &pool, name, "RD Web");
        }
        host.remote_user_succeeds(clock("08:30:00"), &pool, &anna(), "RD Web", 71.0);
        check(&Case::of([host]));
    }
}

/// Rules: W5. [source 7.5]: the SID identifies a pool in any language and without a program.
#[test]
fn any_application_pool_is_a_front_end() {
    let mut host = running(Os::Server2016).only(&[SECURITY]);
    let intranet = Checker::pool("Intranet", "IIS-ANWENDUNGSPOOL");
    host.remote_user_fails(
        clock("08:00:00"),
        &intranet.clone().by("Advapi  ", 8),
        "anna",
        "Intranet",
    );
    host.remote_user_fails(
        clock("08:01:00"),
        &intranet.clone().without_program(),
        "anna",
        "Intranet",
    );
    // IIS may be set to check passwords as for a logon at a screen or for a task.
    let at_screen = intranet.clone().by("Advapi  ", 2);
    host.remote_user_fails(clock("08:02:00"), &at_screen, "anna", "Intranet");
    host.remote_user_succeeds(clock("08:03:00"), &at_screen, &anna(), "Intranet", 9.0);
    let as_task = intranet.by("Advapi  ", 4);
    host.remote_user_fails(clock("08:04:00"), &as_task, "miles", "Intranet");
    host.remote_user_succeeds(clock("08:05:00"), &as_task, &miles(), "Intranet", 4.0);
    check(&Case::of([host]));
}

/// Rules: W5. [source 7.4], [source 7.5]: a group-managed service account, and an account with only
/// service sessions.
#[test]
fn federation_and_database_services_are_front_ends() {
    let mut host = running(Os::Server2016);
    let managed = Account::new(&format!("{SID}-1301"), "LARKFIELD", "gmsa-fs$");
    let federation = "C:\\Windows\\ADFS\\Microsoft.IdentityServer.ServiceHost.exe";
    let adfs = Checker::new(&managed, 0x2_4410, federation);
    host.remote_user_fails(clock("08:00:00"), &adfs, "anna", "AD FS");
    host.remote_user_fails(clock("08:00:20"), &adfs.by("Advapi  ", 8), "petra", "AD FS");
    let account = Account::new(&format!("{SID}-1302"), "LARKFIELD", "svc-crm");
    let luid = host.service_starts(clock("08:01:00"), &account);
    let program = "D:\\Apps\\Crm\\CrmServer.exe";
    let crm = Checker::new(&account, luid, program);
    host.remote_user_fails(clock("08:02:00"), &crm, "anna", "CrmServer.exe");
    // The logon id of an earlier boot's service is unknown, but the account's other records are
    // known.
    let other = Checker::new(&account, 0x99_1100, program);
    host.remote_user_succeeds(clock("08:03:00"), &other, &anna(), "CrmServer.exe", 30.0);
    check(&Case::of([host]));
}

/// Rules: W5. [source 7.4]: mail through LOCAL SYSTEM and NETWORK SERVICE, in English and German.
#[test]
fn mail_services_are_front_ends() {
    let mut host = running(Os::Server2016);
    let (system, system_luid) = host.system_account();
    let imap = format!("{EXCHANGE}Microsoft.Exchange.Imap4.exe");
    let imap = Checker::new(&system, system_luid, &imap).by("Advapi  ", 8);
    host.remote_user_fails(clock("08:00:00"), &imap, "anna", "Exchange IMAP");
    host.remote_user_succeeds(clock("08:00:30"), &imap, &anna(), "Exchange IMAP", 12.0);
    let german = network_service("NT-AUTORITÄT", "Netzwerkdienst");
    let smtp =
        "C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Bin\\MSExchangeFrontendTransport.exe";
    let smtp = Checker::new(&german, 0x3e4, smtp);
    host.remote_user_fails(clock("08:01:00"), &smtp, "info", "Exchange SMTP");
    host.remote_user_fails(
        clock("08:01:05"),
        &smtp.by("Advapi  ", 2),
        "info",
        "Exchange SMTP",
    );
    // Another vendor's mail server.
    let other = "C:\\Program Files (x86)\\hMailServer\\Bin\\hMailServer.exe";
    let other = Checker::new(&system, system_luid, other).by("Advapi  ", 2);
    host.remote_user_fails(clock("08:02:00"), &other, "info", "hMailServer.exe");
    check(&Case::of([host]));
}

/// Rules: W5. [source 7.4]
#[test]
fn policy_servers_and_plain_service_accounts_are_front_ends() {
    let mut host = running(Os::Server2016);
    let (system, system_luid) = host.system_account();
    let nps = Checker::new(&system, system_luid, SERVICE_HOST).by("IAS", 3);
    host.remote_user_fails(clock("08:00:00"), &nps, "anna", "NPS");
    let ftp = Checker::new(&system, system_luid, SERVICE_HOST).by("Advapi  ", 8);
    host.remote_user_fails(clock("08:01:00"), &ftp, "ftpuser", "svchost.exe");
    let iis = network_service("NT AUTHORITY", "NETWORK SERVICE");
    let iis = Checker::new(&iis, 0x3e4, "C:\\Windows\\SysWOW64\\inetsrv\\w3wp.exe");
    host.remote_user_fails(clock("08:02:00"), &iis, "webmaster", "IIS");
    let virtual_account = Account::new(
        "S-1-5-80-3880718306-3832830129-1677859214-2598158968-1052248003",
        "NT SERVICE",
        "MSSQLSERVER",
    );
    let sql = "C:\\Program Files\\Microsoft SQL Server\\MSSQL15\\MSSQL\\Binn\\sqlservr.exe";
    let sql = Checker::new(&virtual_account, 0x7_1100, sql);
    host.remote_user_fails(clock("08:03:00"), &sql, "sa_user", "SQL Server");
    check(&Case::of([host]));
}

/// [source 7.4]: the address is the one in the record; the machine's own address counts as none.
#[test]
fn a_front_end_may_give_the_users_address() {
    let mut host = running(Os::Server2016);
    let pool = Checker::pool("DefaultAppPool", "IIS APPPOOL");
    let far = pool.clone().at("203.0.113.77", "0").by("NtLmSsp ", 3);
    host.remote_user_fails(clock("08:00:00"), &far, "anna", "DefaultAppPool")
        .set("source_ip", "203.0.113.77");
    host.remote_user_succeeds(clock("08:00:10"), &far, &anna(), "DefaultAppPool", 3.0)
        .set("source_ip", "203.0.113.77");
    let own = pool.at("127.0.0.1", "0").by("Advapi  ", 2);
    host.remote_user_fails(clock("08:01:00"), &own, "anna", "DefaultAppPool");
    host.remote_user_succeeds(clock("08:01:10"), &own, &anna(), "DefaultAppPool", 3.0);
    check(&Case::of([host]));
}

/// Rules: W5, T2. [source 7.4]: the policy server's own log shows where its client came from.
#[test]
fn the_policy_servers_own_log_gives_the_address() {
    let mut host = running(Os::Server2016);
    let (system, luid) = host.system_account();
    let nps = Checker::new(&system, luid, SERVICE_HOST).by("IAS", 3);
    host.remote_user_fails(clock("08:00:00"), &nps, "anna", "NPS")
        .set("source_ip", "198.51.100.24");
    host.vpn_refused(clock("08:00:00") + 0.2, &anna(), &home(), (16, "failed"));
    // A decision about another user, and one that comes too late.
    host.remote_user_fails(clock("08:10:00"), &nps, "petra", "NPS");
    host.remote_user_fails(clock("08:20:00"), &nps, "anna", "NPS");
    host.vpn_refused(clock("08:20:05"), &anna(), &home(), (16, "failed"));
    check(&Case::of([host]));
}

/// A front end's refusal by NTLM does not belong to a user who is just connecting to Remote
/// Desktop.
#[test]
fn a_front_ends_refusal_does_not_join_a_remote_desktop_connection() {
    let mut host = running(Os::Server2016);
    let pool = Checker::pool("RDWebAccess", "IIS APPPOOL").by("NtLmSsp ", 3);
    host.port_scan(clock("08:00:00"), &office(), 1);
    host.remote_user_fails(clock("08:00:00") + 0.4, &pool, "anna", "RD Web");
    check(&Case::of([host]));
}

/// [source 7.3], [source 7.5]: whatever a user's own tool requests stays credential use.
#[test]
fn a_tool_that_a_user_runs_is_not_a_front_end() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    for (minute, program) in [
        "C:\\Windows\\System32\\wbem\\WMIC.exe",
        "C:\\Users\\anna\\Downloads\\guess.exe",
        "C:\\Program Files\\IIS Express\\iisexpress.exe",
        "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
        // A user's desktop can run even this program.
        "C:\\Windows\\System32\\inetsrv\\w3wp.exe",
    ]
    .iter()
    .enumerate()
    {
        let tool = host.tool_of(desk, program);
        let time = clock("08:10:00") + 60.0 * minute as f64;
        host.wrong_password(time, &tool, "administrator");
        host.wrong_password(time + 20.0, &tool.by("Advapi  ", 2), "administrator");
    }
    host.console_logoff(clock("09:00:00"), desk);
    assert_eq!(hidden_kinds(host), ["credential-use"; 10]);
}

/// [source 7.4]: what Windows does for the user at the screen is not a front end, and neither is a
/// tool that a service runs from Windows' own folder.
#[test]
fn prompts_and_windows_own_programs_are_not_front_ends() {
    let mut host = running(Os::Windows10);
    let desk = host.console_logon(clock("08:00:00"), &anna());
    host.wrong_passwords_at_consent(clock("08:10:00"), &miles());
    host.runas(clock("08:12:00"), desk, &miles());
    let (system, luid) = host.system_account();
    for program in [
        "consent.exe",
        "CredentialUIBroker.exe",
        "LogonUI.exe",
        "svchost.exe",
    ] {
        let path = format!("C:\\Windows\\System32\\{program}");
        let prompt = Checker::new(&system, luid, &path)
            .by("Advapi  ", 2)
            .at("::1", "0");
        host.wrong_password(clock("08:20:00"), &prompt, "miles");
    }
    let shell = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
    let shell = Checker {
        program: shell.to_owned(),
        ..Checker::pool("Shop", "IIS APPPOOL")
    };
    host.wrong_password(clock("08:21:00"), &shell, "administrator");
    host.console_logoff(clock("09:00:00"), desk);
    assert_eq!(hidden_kinds(host), ["credential-use"; 7]);
}

/// [source 7.5]: an account that people use at a screen is not a service, whatever program runs as
/// it.
#[test]
fn an_account_that_uses_a_desktop_is_not_a_service() {
    let mut host = running(Os::Server2016);
    let account = miles().account;
    let task = host.service_starts(clock("07:00:00"), &account);
    let desk = host.console_logon(clock("08:00:00"), &miles());
    let program = "D:\\Apps\\Crm\\CrmServer.exe";
    // Under a logon id that the evidence does not have, and as a task of the user.
    for luid in [0x99_1100, task] {
        let server = Checker::new(&account, luid, program);
        host.wrong_password(clock("08:10:00"), &server, "anna");
    }
    // A program that only serves clients does so under the user's name too.
    let pool = "C:\\Windows\\System32\\inetsrv\\w3wp.exe";
    let pool = Checker::new(&account, task, pool);
    host.remote_user_fails(clock("08:20:00"), &pool, "anna", "IIS");
    host.console_logoff(clock("09:00:00"), desk);
    assert_eq!(hidden_kinds(host), ["credential-use"; 2]);
}

//! OpenSSH and the tokens that it creates for domain users: what Security shows of an sshd process,
//! with and without the server's own log.

use serde_json::{Value, json};

use crate::common::compare::{actual_sessions, check, demand};
use crate::common::evtx_writer::Value as Field;
use crate::common::records::openssh;
use crate::common::records::security_auth::{
    ExplicitCredentials, Logon, explicit_credentials, logged_on, logon_failed,
};
use crate::common::records::{OPENSSH, SECURITY};
use crate::common::scenario::{Case, Client, Host, Mark, Os, Person, SSHD, Time};
use crate::{anna, clock, home, miles, office, running};

const IDENTIFICATION: &str = "%%1832";
const IMPERSONATION: &str = "%%1833";
const DELEGATION: &str = "%%1840";
const SYSTEM_LUID: u64 = 0x3e7;

/// A process of the server, and the number that its log lines use.
struct Sshd {
    id: u32,
    /// The process id in its lines: its own, or that of the service.
    writer: u32,
    program: &'static str,
    client: Client,
}

impl Sshd {
    fn new(id: u32, client: &Client) -> Sshd {
        Sshd {
            id,
            writer: id,
            program: SSHD,
            client: client.clone(),
        }
    }

    /// 4648 and the 4624 of a token created without a password.
    fn token(&self, host: &mut Host, time: Time, person: &Person, level: &str) -> Vec<Mark> {
        let explicit = explicit_credentials(&ExplicitCredentials {
            subject: host.machine(),
            subject_luid: SYSTEM_LUID,
            user: person.account.clone(),
            server: "localhost".to_owned(),
            process_id: u64::from(self.id),
            process_path: self.program.to_owned(),
            address: "-".to_owned(),
            port: "-".to_owned(),
        });
        let luid = host.new_luid();
        let logon = Logon {
            process: "sshd",
            package: "Kerberos",
            process_id: u64::from(self.id),
            process_path: self.program.to_owned(),
            elevated: false,
            ..host.service_logon(&person.account, luid, 3, false)
        };
        let record = logged_on(&logon, host.os.logon_version());
        vec![
            host.write(time, explicit),
            host.write_with(
                time + 0.0001,
                record,
                "ImpersonationLevel",
                Field::text(level),
            ),
        ]
    }

    /// 4625 for a wrong password, and its line.
    fn wrong_password(&self, host: &mut Host, time: Time, typed: &str) -> Vec<Mark> {
        let failure = host.ssh_failure(typed, true, self.id);
        let failure = logon_failed(&crate::common::records::security_auth::Failure {
            process_path: self.program.to_owned(),
            ..failure
        });
        let line = format!("Failed password for {typed} from {}", self.from());
        vec![
            host.write(time, failure),
            self.write_line(host, time + 0.0002, &format!("{line} ssh2")),
        ]
    }

    /// 4624 for the right password, and its line.
    fn right_password(&self, host: &mut Host, time: Time, person: &Person) -> Vec<Mark> {
        let luid = host.new_luid();
        let logon = Logon {
            process: "Advapi  ",
            process_id: u64::from(self.id),
            process_path: self.program.to_owned(),
            elevated: false,
            ..host.service_logon(&person.account, luid, 8, false)
        };
        let record = logged_on(&logon, host.os.logon_version());
        let name = &person.account.name;
        let line = format!("Accepted password for {name} from {} ssh2", self.from());
        vec![
            host.write(time, record),
            self.write_line(host, time + 0.01, &line),
        ]
    }

    fn write_line(&self, host: &mut Host, time: Time, text: &str) -> Mark {
        host.write(time, openssh::line(self.writer, text))
    }

    fn gives_up(&self, host: &mut Host, time: Time, typed: &str) -> Mark {
        let text = format!(
            "Disconnecting authenticating user {typed} {}: Too many authentication failures [preauth]",
            self.from()
        );
        self.write_line(host, time, &text)
    }

    fn disconnects(&self, host: &mut Host, time: Time, name: &str) -> Mark {
        self.write_line(
            host,
            time,
            &format!("Disconnected from user {name} {}", self.from()),
        )
    }

    fn from(&self) -> String {
        format!("{} port {}", self.client.address, self.client.port)
    }
}

/// Requests a token, tries wrong passwords, and gives up.
fn guess(host: &mut Host, time: Time, sshd: &Sshd, person: &Person, typed: &str, times: u32) {
    host.ssh_helper_in(time - 1.0, sshd.id, "VIRTUAL USERS");
    let mut marks = sshd.token(host, time, person, IDENTIFICATION);
    for number in 0..times {
        marks.extend(sshd.wrong_password(host, time + 5.0 + f64::from(number), typed));
    }
    let end = sshd.gives_up(host, time + 5.5 + f64::from(times), typed);
    marks.push(end);
    let last = marks.iter().rev().copied().collect::<Vec<_>>();
    let expected = host.claim("ssh", "failed", &person.account.name, marks);
    expected
        .ends("failed", &last)
        .set("attempts", times)
        .set("reconnect", false);
    if sshd.client.port != 0 {
        expected.set("source_ip", sshd.client.address.as_str());
    }
}

/// [source 8.4]. OpenSSH 9.8 has a separate program for each connection. Generated logs have the
/// service's process id in the lines, real ones the connection's.
/// Rules: S2, S3
#[test]
fn a_token_at_identification_level_belongs_to_its_own_connection() {
    for os in [Os::Server2016, Os::Windows10, Os::Windows11] {
        for (writer, program) in [
            (5204, SSHD),
            (3120, SSHD),
            (5204, "C:\\Program Files\\OpenSSH\\sshd-session.exe"),
        ] {
            let mut host = running(os);
            let sshd = Sshd {
                writer,
                program,
                ..Sshd::new(5204, &home())
            };
            guess(&mut host, clock("08:00:00"), &sshd, &anna(), "anna", 5);
            check(&Case::of([host]));
        }
    }
}

/// [source 8.4]. The typed name differs from the account's, so the server's log alone would name
/// another account.
/// Rules: S3
#[test]
fn the_token_shows_which_account_a_typed_name_means() {
    let mut host = running(Os::Server2016);
    let sshd = Sshd::new(5204, &home());
    guess(
        &mut host,
        clock("08:00:00"),
        &sshd,
        &anna(),
        "anna.lark@larkfield.example",
        3,
    );
    let sid = anna().account.sid;
    host.last_expected().set("sid", sid);
    let case = Case::of([host]);
    let folder = tempfile::tempdir().expect("a temporary folder");
    case.write(folder.path()).expect("the logs can be written");
    demand(&case.expected(), &actual_sessions(folder.path()));
}

/// [source 8.4]: the token is neither an attempt nor a success; the password is.
/// Rules: S2, S3
#[test]
fn a_right_password_after_wrong_ones_is_one_success() {
    for os in [Os::Server2016, Os::Windows11] {
        let mut host = running(os);
        let sshd = Sshd::new(0x1454, &home());
        let time = clock("08:00:00");
        host.ssh_helper_in(time - 1.0, sshd.id, "VIRTUELLE BENUTZER");
        let mut marks = sshd.token(&mut host, time, &anna(), IDENTIFICATION);
        marks.extend(sshd.wrong_password(&mut host, time + 4.0, "anna"));
        marks.extend(sshd.wrong_password(&mut host, time + 9.0, "anna"));
        marks.extend(sshd.right_password(&mut host, time + 15.0, &anna()));
        let end = sshd.disconnects(&mut host, time + 600.0, "anna");
        let expected = host.claim("ssh", "success", "anna", marks);
        expected
            .ends("disconnect", &[end])
            .set("attempts", 2)
            .set("source_ip", home().address);
        check(&Case::of([host]));
    }
}

/// [source 8.3]: attempts are grouped by process, and a look-up alone proves nothing.
/// Rules: S3
#[test]
fn without_the_servers_log_a_process_is_a_connection() {
    for os in [Os::Server2016, Os::Windows10] {
        let mut host = running(os).only(&[SECURITY]);
        let nowhere = home().port(0);
        let sshd = Sshd::new(5204, &nowhere);
        guess(&mut host, clock("08:00:00"), &sshd, &anna(), "anna", 4);
        host.last_expected().set("source_ip", Value::Null);
        let time = clock("09:00:00");
        let token = Sshd::new(6004, &nowhere).token(&mut host, time, &miles(), IDENTIFICATION);
        let expected = host.claim("ssh", "unknown", "miles", token);
        expected
            .set("attempts", 0)
            .set("authenticated", Value::Null);
        check(&Case::of([host]));
    }
}

/// [source 8.4]: a token that can be used was created for a correct key.
/// Rules: S2, S3
#[test]
fn a_token_at_a_higher_level_is_the_logon_by_key() {
    for level in [IMPERSONATION, DELEGATION] {
        for channels in [&[SECURITY][..], &[SECURITY, OPENSSH], &[OPENSSH]] {
            let mut host = running(Os::Server2016).only(channels);
            let sshd = Sshd::new(7720, &office());
            let time = clock("08:00:00");
            let mut marks = sshd.token(&mut host, time, &anna(), IDENTIFICATION);
            marks.extend(sshd.token(&mut host, time + 0.4, &anna(), level));
            let line = format!("Accepted publickey for anna from {} ssh2: RSA", sshd.from());
            marks.push(sshd.write_line(&mut host, time + 0.5, &line));
            let end = sshd.disconnects(&mut host, time + 900.0, "anna");
            let expected = host.claim("ssh", "success", "anna", marks);
            if channels.contains(&OPENSSH) {
                expected
                    .ends("disconnect", &[end])
                    .set("detail", "publickey")
                    .set("source_ip", office().address);
            }
            expected.set("attempts", 0);
            check(&Case::of([host]));
        }
    }
}

/// [source 8.4]: the process id separates what one client does at the same time.
/// Rules: S2, S3
#[test]
fn parallel_connections_of_one_client_keep_their_tokens() {
    let mut host = running(Os::Server2016);
    let time = clock("08:00:00");
    let one = Sshd::new(5204, &home());
    let two = Sshd::new(5316, &home().port(52_301));
    let first = one.token(&mut host, time, &anna(), IDENTIFICATION);
    let second = two.token(&mut host, time + 0.3, &anna(), IDENTIFICATION);
    let mut marks = [first, second];
    for number in 0..3 {
        let time = time + 4.0 + f64::from(number);
        marks[0].extend(one.wrong_password(&mut host, time, "anna"));
        marks[1].extend(two.wrong_password(&mut host, time + 0.05, "anna"));
    }
    for (sshd, marks) in [one, two].into_iter().zip(marks) {
        let end = sshd.gives_up(&mut host, time + 8.0, "anna");
        let expected = host.claim("ssh", "failed", "anna", marks);
        expected
            .ends("failed", &[end])
            .set("attempts", 3)
            .set("source_port", sshd.client.port);
    }
    check(&Case::of([host]));
}

/// [source 8.3]: a process number is reused, hours later or at once.
/// Rules: S3
#[test]
fn a_reused_process_number_is_another_connection() {
    for channels in [&[SECURITY][..], &[SECURITY, OPENSSH]] {
        let mut host = running(Os::Server2016).only(channels);
        let has_lines = channels.contains(&OPENSSH);
        let client = |port: u16| home().port(if has_lines { port } else { 0 });
        let first = Sshd::new(5204, &client(52_301));
        guess(&mut host, clock("08:00:00"), &first, &anna(), "anna", 2);
        let soon = Sshd::new(5204, &client(52_302));
        guess(&mut host, clock("08:00:30"), &soon, &miles(), "miles", 2);
        let late = Sshd::new(5204, &client(52_303));
        guess(&mut host, clock("12:00:00"), &late, &anna(), "anna", 2);
        check(&Case::of([host]));
    }
}

/// [source 8.4], without audited failures: account and time show whose token it was, unless two
/// connections could have it.
/// Rules: S3
#[test]
fn a_token_without_failures_belongs_to_the_only_connection_of_its_account() {
    for several in [false, true] {
        let mut host = running(Os::Server2016);
        host.stop_writing(SECURITY, &[4625]);
        let time = clock("08:00:00");
        let sshd = Sshd {
            writer: 3120,
            ..Sshd::new(5204, &home())
        };
        let token = sshd.token(&mut host, time, &anna(), IDENTIFICATION);
        let mut all = vec![(sshd, time + 5.0)];
        if several {
            let other = Sshd {
                writer: 3120,
                ..Sshd::new(5316, &office())
            };
            all.push((other, time + 6.0));
        }
        for (sshd, time) in all {
            let mut marks = sshd.wrong_password(&mut host, time, "anna");
            let end = sshd.gives_up(&mut host, time + 0.5, "anna");
            if !several {
                marks = [token.clone(), marks].concat();
            }
            let expected = host.claim("ssh", "failed", "anna", marks);
            expected
                .ends("failed", &[end])
                .set("attempts", 1)
                .set("source_ip", json!(sshd.client.address));
        }
        if several {
            host.claim("ssh", "unknown", "anna", token);
        }
        check(&Case::of([host]));
    }
}

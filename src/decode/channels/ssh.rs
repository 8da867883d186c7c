//! OpenSSH/Operational: one line of text per record, classified by its words.

use crate::decode::fields::Fields;
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Header};
use crate::domain::remote_access::{SshLine, SshStep};

/// OpenSSH 4. Lines that do not concern a client's access are ignored.
pub(crate) fn line(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let process = fields.text("process")?;
    if &*process != "sshd" && !process.starts_with("sshd-") {
        return None;
    }
    let payload = fields.raw("payload")?;
    let parsed = parse(&payload)?;
    Some(Fact::Ssh(Box::new(SshLine {
        step: parsed.step,
        user: parsed
            .user
            .filter(|user| !user.is_empty())
            .map(|user| fields.share(user)),
        ip: LoggedAddress::parse(parsed.address).ip(),
        port: parsed.port,
        method: parsed.method.map(|method| fields.share(method)),
        process_id: fields.writer.process_id,
    })))
}

#[derive(Debug, PartialEq, Eq)]
struct Parsed<'a> {
    step: SshStep,
    user: Option<&'a str>,
    address: &'a str,
    port: Option<u16>,
    method: Option<&'a str>,
}

/// The beginnings of lines that end a connection.
const ENDS: [&str; 5] = [
    "Connection closed by",
    "Connection reset by",
    "Disconnected from",
    "Disconnecting",
    "Received disconnect from",
];

/// Parses the end of the line first: a user name may contain any words, but `IP port N` comes last.
fn parse(line: &str) -> Option<Parsed<'_>> {
    let line = line.trim();
    let line = line.strip_prefix("sshd: ").unwrap_or(line);
    let (head, tail) = line.rsplit_once(" port ")?;
    let digits = tail.split(|c: char| !c.is_ascii_digit()).next()?;
    let (head, address) = head.rsplit_once(' ')?;
    let parsed = |step, user, method| {
        Some(Parsed {
            step,
            user,
            address,
            port: digits.parse().ok(),
            method,
        })
    };
    if let Some(rest) = head.strip_prefix("Accepted ") {
        let (method, user) = rest.strip_suffix(" from")?.split_once(" for ")?;
        return parsed(SshStep::Accepted, Some(user), Some(method));
    }
    if let Some(rest) = head.strip_prefix("Failed ") {
        let (method, user) = rest.strip_suffix(" from")?.split_once(" for ")?;
        let user = user.strip_prefix("invalid user ").unwrap_or(user);
        return parsed(SshStep::Failed, Some(user), Some(method));
    }
    if let Some(rest) = head.strip_prefix("Invalid user ") {
        return parsed(
            SshStep::InvalidUser,
            rest.strip_suffix("from").map(str::trim),
            None,
        );
    }
    let end = ENDS.iter().find(|end| head.starts_with(**end))?;
    let rest = head.get(end.len()..)?.trim();
    let user = ["authenticating user", "invalid user", "user"]
        .iter()
        .find_map(|prefix| rest.strip_prefix(prefix))
        .map(str::trim);
    parsed(SshStep::Closed, user, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed_line(line: &str) -> String {
        parse(line).map_or_else(
            || "nothing".to_owned(),
            |p| {
                format!(
                    "{:?} {:?} {} {:?} {:?}",
                    p.step, p.user, p.address, p.port, p.method
                )
            },
        )
    }

    #[test]
    fn real_lines() {
        assert_eq!(
            parsed_line("Failed password for invalid user hacker from 10.23.23.9 port 60096 ssh2"),
            r#"Failed Some("hacker") 10.23.23.9 Some(60096) Some("password")"#
        );
        assert_eq!(
            parsed_line(
                "Accepted publickey for corp\\anna from fe80::1 port 22022 ssh2: ED25519 SHA256:x"
            ),
            r#"Accepted Some("corp\\anna") fe80::1 Some(22022) Some("publickey")"#
        );
        assert_eq!(
            parsed_line(
                "Disconnecting invalid user hacker 10.23.23.9 port 60096: Too many authentication failures [preauth]"
            ),
            r#"Closed Some("hacker") 10.23.23.9 Some(60096) None"#
        );
        assert_eq!(
            parsed_line("Invalid user hacker from 10.23.23.9 port 60096"),
            r#"InvalidUser Some("hacker") 10.23.23.9 Some(60096) None"#
        );
        assert_eq!(
            parsed_line("Server listening on 0.0.0.0 port 22."),
            "nothing"
        );
    }

    #[test]
    fn a_user_name_cannot_forge_an_address() {
        assert_eq!(
            parsed_line(
                "Failed password for invalid user x from 1.2.3.4 port 5 from 10.0.0.9 port 60 ssh2"
            ),
            r#"Failed Some("x from 1.2.3.4 port 5") 10.0.0.9 Some(60) Some("password")"#
        );
    }
}

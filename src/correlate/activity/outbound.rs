//! Where a connection or credentials went, if that was another host.

use std::net::IpAddr;

use crate::domain::account::{same_first_label, same_name};
use crate::domain::activity::Act;
use crate::domain::event::{ExplicitCredentials, Text};
use crate::domain::session::Host;

/// The server to which somebody's credentials were given, as logged; `None` if that was this host.
pub(super) fn target_of_credentials(used: &ExplicitCredentials, host: &Host) -> Option<Text> {
    let server = used.target_server.as_ref()?;
    (!is_own(server, host)).then(|| Text::clone(server))
}

/// Whose credentials were given, by which program.
pub(super) fn credentials_line(used: &ExplicitCredentials) -> Option<Text> {
    let user = used.target.user.as_deref()?;
    let whose = match used.target.domain.as_deref() {
        Some(domain) => format!("{domain}\\{user}"),
        None => user.to_owned(),
    };
    let line = match used.process_name.as_deref() {
        Some(program) => format!("credentials of {whose}; by {program}"),
        None => format!("credentials of {whose}"),
    };
    Some(Text::from(line))
}

/// The host of `server:5985/wsman?PSVersion=5.1`; `None` if that is this one. Port 47001 is the local
/// listener [source 8.5].
pub(super) fn target_of_winrm(connection: &str, host: &Host) -> Option<Text> {
    let without_scheme = connection
        .split_once("://")
        .map_or(connection, |(_, rest)| rest);
    let server = without_scheme.split(['/', '?']).next().unwrap_or_default();
    let (name, port) = split_port(server);
    (port != Some("47001") && !name.is_empty() && !is_own(name, host)).then(|| Text::from(name))
}

/// A name without its port, and the port. An IPv6 address with a port is in brackets.
fn split_port(server: &str) -> (&str, Option<&str>) {
    if let Some((name, rest)) = server
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
    {
        return (name, rest.strip_prefix(':'));
    }
    match server.split_once(':') {
        Some((name, port)) if !port.contains(':') => (name, Some(port)),
        _ => (server, None),
    }
}

/// Whether a name or address, with or without a service before it and a port behind it, is that of the host
/// itself.
pub(super) fn is_own(target: &str, host: &Host) -> bool {
    let target = target.trim();
    let name = target.rsplit_once('/').map_or(target, |(_, name)| name);
    let name = split_port(name).0.trim_start_matches('\\');
    if let Ok(address) = name.parse::<IpAddr>() {
        return address.is_loopback() || address.is_unspecified();
    }
    let is_local = name.is_empty() || name == "." || name.eq_ignore_ascii_case("localhost");
    // Scheduled tasks give the account of the machine in place of its name [source 16.7].
    is_local || is_called(host, name.strip_suffix('$').unwrap_or(name))
}

/// Whether a connection that a record states led to the host itself: by its target, or by the address that the
/// target turned out to have.
pub(super) fn leads_back(act: &Act, host: &Host) -> bool {
    let by_name = act
        .object
        .as_deref()
        .is_some_and(|target| is_own(target, host));
    let details = act.details.as_deref().unwrap_or_default();
    let mut words = details
        .split([' ', ';'])
        .skip_while(|word| *word != "address");
    let address = words.nth(1).and_then(|word| word.parse::<IpAddr>().ok());
    by_name || address.is_some_and(|address| address.is_loopback())
}

/// Whether a host has or had this name. A suffix that only one of the two has counts for nothing; two different
/// ones are two hosts.
fn is_called(host: &Host, name: &str) -> bool {
    let mut own = host.names();
    own.any(|own| {
        let is_bare = !own.contains('.') || !name.contains('.');
        same_name(own, name) || (is_bare && same_first_label(own, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::host::Alias;
    use crate::domain::time::Timestamp;

    fn host() -> Host {
        Host {
            name: Text::from("CITADEL-DC01.C137.local"),
            aliases: vec![Alias {
                name: Text::from("WIN-E0PO207ERMD"),
                first: Timestamp::from_ticks(1),
                last: Timestamp::from_ticks(1),
            }],
        }
    }

    #[test]
    fn the_host_itself_is_no_target() {
        let host = host();
        for own in [
            "localhost",
            "LOCALHOST:47001",
            "127.0.0.1",
            "127.8.9.1",
            "::1",
            "[::1]:5985",
            "citadel-dc01",
            "TERMSRV/CITADEL-DC01.c137.local",
            "RPCSS/citadel-dc01",
            "citadel-dc01$",
            "WIN-E0PO207ERMD$",
            ".",
            "",
        ] {
            assert!(is_own(own, &host), "{own}");
        }
        for other in [
            "CITADEL-DC01.another.forest",
            "DESKTOP-SDN1RPT",
            "TERMSRV/10.42.85.115",
            "10.42.85.115:3389",
            "fe80::1",
        ] {
            assert!(!is_own(other, &host), "{other}");
        }
    }

    #[test]
    fn a_connection_of_winrm_has_a_host() {
        let target = |text| target_of_winrm(text, &host());
        assert_eq!(target("localhost:47001/WSMan?PSVersion=4.0"), None);
        assert_eq!(
            target("web01/wsman?PSVersion=5.1").as_deref(),
            Some("web01")
        );
        assert_eq!(target("https://web01:5986/wsman").as_deref(), Some("web01"));
        assert_eq!(target("[fe80::2]:5985/wsman").as_deref(), Some("fe80::2"));
        assert_eq!(target("somewhere:47001/wsman"), None);
    }
}

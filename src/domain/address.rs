//! Source addresses as Windows writes them, normalised, with their class and range.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::Serialize;

use super::account::same_name;

/// The kind of network an address belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AddressClass {
    /// The machine's own screen and keyboard.
    Console,
    /// 127.0.0.0/8 or `::1`: normal at the console, a tunnel in Remote Desktop.
    Loopback,
    /// 169.254.0.0/16 or `fe80::/10`.
    LinkLocal,
    /// RFC 1918 and `fc00::/7`.
    Private,
    /// 100.64.0.0/10, carrier-grade NAT.
    Cgnat,
    /// Anything else that has an address.
    Public,
    /// No address is known.
    Unknown,
}

impl AddressClass {
    /// The word used in exports and on screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Loopback => "loopback",
            Self::LinkLocal => "link-local",
            Self::Private => "private",
            Self::Cgnat => "cgnat",
            Self::Public => "public",
            Self::Unknown => "unknown",
        }
    }
}

/// The content of an address field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LoggedAddress {
    /// Empty or `-`.
    Missing,
    /// `0.0.0.0` or `::`: no network; in type 10 the bus of a virtual machine.
    Unspecified,
    /// One of [`OWN_SCREEN`]: the machine's own screen.
    Local,
    /// Text that is none of the others: the word for the machine's own screen in a language that the
    /// table lacks, a host name, a telephone number. By itself it is evidence of nothing.
    NotUnderstood,
    /// An address, with its port where the field has one that is not zero.
    Ip(IpAddr, Option<u16>),
}

/// The words that LocalSessionManager and 4778 write in the place of an address for the machine's
/// own screen, in English, Turkish and Japanese Windows. `CORRELATION.md`, section 2, gives the source
/// of each.
pub const OWN_SCREEN: [&str; 3] = ["LOCAL", "YEREL", "ローカル"];

impl LoggedAddress {
    /// Reads one address field. Text that is not an address is never made one.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        let (address, port) = split_port(text);
        let bare = address.split('%').next().unwrap_or(address);
        let scoped = bare.len() != address.len();
        match bare.parse::<IpAddr>() {
            // `::%16777216` is loopback in disguise, seen through tunnels [source 5.18].
            Ok(IpAddr::V6(ip)) if ip.is_unspecified() && scoped => {
                Self::Ip(Ipv6Addr::LOCALHOST.into(), port)
            }
            Ok(ip) if ip.is_unspecified() => Self::Unspecified,
            Ok(ip) => Self::Ip(plain(ip), port),
            Err(_) if matches!(text, "" | "-") => Self::Missing,
            Err(_) if OWN_SCREEN.iter().any(|word| same_name(word, text)) => Self::Local,
            Err(_) => Self::NotUnderstood,
        }
    }

    /// Reads the bytes of a socket address, in hexadecimal digits: the family, least byte first (2 is
    /// IPv4, 23 is IPv6), the port, and the address; IPv6 has its flow label before that. `None` for
    /// any other text.
    pub fn of_socket(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        let byte = |place: usize| {
            let pair = digits.get(place * 2..place * 2 + 2)?;
            let pair = pair.iter().all(u8::is_ascii_hexdigit).then_some(pair)?;
            u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()
        };
        let ip: IpAddr = match (byte(0)?, byte(1)?) {
            (2, 0) => Ipv4Addr::new(byte(4)?, byte(5)?, byte(6)?, byte(7)?).into(),
            (23, 0) => {
                let mut octets = [0; 16];
                for (place, octet) in octets.iter_mut().enumerate() {
                    *octet = byte(8 + place)?;
                }
                Ipv6Addr::from(octets).into()
            }
            _ => return None,
        };
        let port = u16::from_be_bytes([byte(2)?, byte(3)?]);
        let port = (port != 0).then_some(port);
        Some(if ip.is_unspecified() {
            Self::Unspecified
        } else {
            Self::Ip(plain(ip), port)
        })
    }

    /// The address, if it is one.
    pub fn ip(self) -> Option<IpAddr> {
        match self {
            Self::Ip(ip, _) => Some(ip),
            Self::Missing | Self::Unspecified | Self::Local | Self::NotUnderstood => None,
        }
    }

    /// The same with that port, unless the field itself had one.
    #[must_use]
    pub fn or_port(self, port: Option<u16>) -> Self {
        match self {
            Self::Ip(ip, inner) => Self::Ip(ip, inner.or(port)),
            other => other,
        }
    }

    /// The port, if the field had one.
    pub fn port(self) -> Option<u16> {
        match self {
            Self::Ip(_, port) => port,
            Self::Missing | Self::Unspecified | Self::Local | Self::NotUnderstood => None,
        }
    }
}

/// IPv4 addresses wrapped in IPv6 are IPv4.
fn plain(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V6(v6) => v6.to_ipv4_mapped().map_or(ip, IpAddr::V4),
        IpAddr::V4(_) => ip,
    }
}

/// Splits `a.b.c.d:port` and `[v6]:port`; a bare IPv6 address has no port.
fn split_port(text: &str) -> (&str, Option<u16>) {
    let (address, port) = if let Some(rest) = text.strip_prefix('[') {
        rest.split_once("]:")
            .unwrap_or((rest.trim_end_matches(']'), ""))
    } else {
        match text.split_once(':') {
            Some((address, port)) if !port.contains(':') => (address, port),
            _ => (text, ""),
        }
    };
    (address, port.parse().ok().filter(|&port: &u16| port != 0))
}

/// The class of an address.
pub fn class_of(ip: IpAddr) -> AddressClass {
    match ip {
        IpAddr::V4(v4) if v4.is_loopback() => AddressClass::Loopback,
        IpAddr::V4(v4) if v4.is_link_local() => AddressClass::LinkLocal,
        IpAddr::V4(v4) if v4.is_private() => AddressClass::Private,
        IpAddr::V4(v4) if v4.octets()[0] == 100 && v4.octets()[1] & 0xC0 == 64 => {
            AddressClass::Cgnat
        }
        IpAddr::V6(v6) if v6.is_loopback() => AddressClass::Loopback,
        IpAddr::V6(v6) if v6.is_unicast_link_local() => AddressClass::LinkLocal,
        IpAddr::V6(v6) if v6.is_unique_local() => AddressClass::Private,
        _ => AddressClass::Public,
    }
}

/// The /24 or /64 that holds an address, written `a.b.c.0/24` or `x:y:z:w::/64`.
pub fn range_of(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{}/24", Ipv4Addr::new(a, b, c, 0))
        }
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empties_are_missing() {
        for text in ["", "-", "  "] {
            assert_eq!(LoggedAddress::parse(text), LoggedAddress::Missing, "{text}");
        }
        for text in ["0.0.0.0", "::"] {
            let parsed = LoggedAddress::parse(text);
            assert_eq!(parsed, LoggedAddress::Unspecified, "{text}");
        }
    }

    #[test]
    fn text_that_is_no_address_is_neither_empty_nor_an_address() {
        for text in [
            "kali",
            "00-15-5D-00-04-12",
            "ΤΟΠΙΚΟ",
            "로컬",
            "10.0.0.7.",
            "LOCALE",
        ] {
            let parsed = LoggedAddress::parse(text);
            assert_eq!(parsed, LoggedAddress::NotUnderstood, "{text}");
        }
        for text in ["LOCAL", "local", " LOCAL ", "YEREL", "yerel", "ローカル"] {
            assert_eq!(LoggedAddress::parse(text), LoggedAddress::Local, "{text}");
        }
    }

    #[test]
    fn ports_mapped_addresses_and_scopes_are_split_off() {
        let parse = |text| match LoggedAddress::parse(text) {
            LoggedAddress::Ip(ip, port) => format!("{ip} {}", port.unwrap_or(0)),
            other => format!("{other:?}"),
        };
        assert_eq!(parse("194.61.24.102:40238"), "194.61.24.102 40238");
        assert_eq!(parse("[fe80::1%12]:3389"), "fe80::1 3389");
        assert_eq!(parse("::ffff:10.0.0.7"), "10.0.0.7 0");
        assert_eq!(parse("::%16777216"), "::1 0");
        assert_eq!(parse("fe80::1c2d%12"), "fe80::1c2d 0");
        assert_eq!(parse("[2001:db8::7]"), "2001:db8::7 0");
    }

    #[test]
    fn classes_and_ranges() {
        let check = |text: &str| {
            let ip: IpAddr = text.parse().expect("an address");
            format!("{} {}", class_of(ip).as_str(), range_of(ip))
        };
        assert_eq!(check("10.42.85.115"), "private 10.42.85.0/24");
        assert_eq!(check("100.64.3.2"), "cgnat 100.64.3.0/24");
        assert_eq!(check("2001:db8:1:2:3::9"), "public 2001:db8:1:2::/64");
        assert_eq!(check("172.32.0.1"), "public 172.32.0.0/24");
    }

    #[test]
    fn a_socket_address_is_read_from_its_bytes() {
        let read = |text| LoggedAddress::of_socket(text).map(|a| (a.ip(), a.port()));
        let v4 = "198.51.100.24".parse().ok();
        assert_eq!(
            read("0200C289C63364180000000000000000"),
            Some((v4, Some(49801)))
        );
        let v6 = "2001:db8::7".parse().ok();
        let bytes = "1700C28900000000 20010DB8000000000000000000000007 00000000".replace(' ', "");
        assert_eq!(read(&bytes), Some((v6, Some(49801))));
        let mapped = "170001BD0000000000000000000000000000FFFFC633641800000000";
        assert_eq!(read(mapped), Some((v4, Some(445))));
        assert_eq!(read("0200000000000000"), Some((None, None)));
        for other in [
            "",
            "02",
            "0200C289C633",
            "0600C289C6336418",
            "198.51.100.24:49801",
            "0é00",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}

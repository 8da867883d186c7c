//! WinRM/Operational: PowerShell remoting and remote shells, on both ends [source 8.5].

use crate::decode::fields::Fields;
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Header, Identity};
use crate::domain::remote_access::{WinRmLine, WinRmStep};

fn line(
    fields: &mut Fields<'_>,
    step: WinRmStep,
    who: Identity,
    address: Option<LoggedAddress>,
) -> Option<Fact> {
    let origin = fields.origin(who, address);
    Some(Fact::WinRm(WinRmLine { step, origin }))
}

/// WinRM works under the identity of the caller, so the caller's SID is the record's own `UserID`.
fn caller(header: &Header) -> Identity {
    Identity {
        sid: header.user_sid.clone(),
        ..Identity::default()
    }
}

/// 6, on the client: `localhost:47001/WSMan?PSVersion=4.0`.
pub(crate) fn client_connected(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let target = fields.text("connection")?;
    line(
        fields,
        WinRmStep::ClientConnected(target),
        caller(header),
        None,
    )
}

/// 91. Newer versions append `(DOMAIN\user clientIP: 192.0.2.7)` to the resource. If the writer had
///     no shell id, the payload is stored as raw bytes, which contain the resource.
pub(crate) fn shell_made(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let resource = fields
        .text("resourceUri")
        .map(|resource| resource.to_string())
        .or_else(|| utf16_of_hex(&fields.text("EventPayload")?));
    let (named, address) = resource.as_deref().map_or((None, None), client_of);
    let mut who = fields.account_of(named);
    who.sid = caller(header).sid;
    line(fields, WinRmStep::ShellMade, who, address)
}

/// 169. The record's `UserID` is that of the service.
pub(crate) fn authenticated(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let who = fields.account("username");
    line(fields, WinRmStep::Authenticated, who, None)
}

/// 192.
pub(crate) fn unauthorized(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    line(fields, WinRmStep::Unauthorized, Identity::default(), None)
}

/// 193.
pub(crate) fn authorized(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    line(fields, WinRmStep::Authorized, Identity::default(), None)
}

/// Extracts the account and the address that follow a resource.
fn client_of(resource: &str) -> (Option<&str>, Option<LoggedAddress>) {
    let behind = resource
        .trim_end()
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
        .and_then(|(_, behind)| behind.split_once("clientIP:"));
    match behind {
        Some((user, address)) => (Some(user.trim()), Some(LoggedAddress::parse(address))),
        None => (None, None),
    }
}

/// Decodes the first text of a payload that is stored as hexadecimal digits of UTF-16 bytes.
fn utf16_of_hex(digits: &str) -> Option<String> {
    let nibbles: Option<Vec<u16>> = digits
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|n| u16::try_from(n).ok()))
        .collect();
    let nibbles = nibbles?;
    let units = nibbles
        .chunks_exact(4)
        .map(|unit| match unit {
            [low_high, low, high_high, high] => {
                (low_high << 4) | low | (high_high << 12) | (high << 8)
            }
            _ => 0,
        })
        .take_while(|&unit| unit != 0);
    char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .ok()
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_may_name_the_client() {
        let (user, address) = client_of(
            r"http://schemas.microsoft.com/powershell/Microsoft.PowerShell (CORP\anna clientIP: 10.128.0.57)",
        );
        assert_eq!(user, Some(r"CORP\anna"));
        assert_eq!(
            address.and_then(LoggedAddress::ip),
            "10.128.0.57".parse().ok()
        );
        let plain = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/cmd";
        assert_eq!(client_of(plain), (None, None));
    }

    #[test]
    fn raw_bytes_are_utf16() {
        assert_eq!(
            utf16_of_hex("68007400740070000000").as_deref(),
            Some("http")
        );
        assert_eq!(utf16_of_hex("zz"), None);
        assert_eq!(utf16_of_hex(""), None);
    }
}

//! The fields of a record by name, with the meaning of their codes.

use roxmltree::{Document, Node};

use crate::domain::event_id::{CONNECTION_CLOSED_WITH_REASON, SESSION_DISCONNECTED_WITH_REASON};
use crate::domain::status::{disconnect_end, failure_reason, is_known_reason, logon_type_name};

/// At most this many fields of a record are shown.
const MOST: usize = 500;

/// One field of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordField {
    /// Its name; attributes come after the element, as `Execution ProcessID`.
    pub name: String,
    /// Its value as recorded.
    pub value: String,
    /// What the value means, where it is a known code.
    pub meaning: Option<String>,
    /// It belongs to the `System` part, which all records have alike.
    pub is_system: bool,
}

/// The fields of a record, in its order; none where the text is not XML.
pub fn fields(xml: &str) -> Vec<RecordField> {
    let Ok(document) = Document::parse(xml) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for section in document.root_element().children().filter(Node::is_element) {
        collect(section, section.tag_name().name() == "System", &mut found);
    }
    let event_id = found.iter().find(|field| field.name == "EventID");
    let event_id = event_id
        .and_then(|field| field.value.parse().ok())
        .unwrap_or(0);
    for field in &mut found {
        field.meaning = meaning(event_id, &field.name, &field.value);
    }
    found
}

fn collect(node: Node<'_, '_>, is_system: bool, found: &mut Vec<RecordField>) {
    let is_open = |node: &Node<'_, '_>| node.children().any(|child| child.is_element());
    for child in node.children().filter(Node::is_element) {
        if found.len() >= MOST {
            return;
        }
        if is_open(&child) {
            collect(child, is_system, found);
            continue;
        }
        let tag = child.tag_name().name();
        let named = child.attribute("Name").filter(|_| tag == "Data");
        let text = child.text().unwrap_or_default().trim();
        if !text.is_empty() || !is_system {
            found.push(field(named.unwrap_or(tag), text, is_system));
        }
        for attribute in child.attributes().filter(|_| is_system) {
            found.push(field(
                &format!("{tag} {}", attribute.name()),
                attribute.value(),
                is_system,
            ));
        }
    }
}

fn field(name: &str, value: &str, is_system: bool) -> RecordField {
    RecordField {
        name: name.to_owned(),
        value: value.to_owned(),
        meaning: None,
        is_system,
    }
}

/// What a value means. Sources: Microsoft's pages on the security auditing events (4624, 4625, 4768,
/// 4769), on NTSTATUS, and on `IMsTscAxEvents::OnDisconnected` for the reasons of Remote Desktop.
fn meaning(event_id: u32, name: &str, value: &str) -> Option<String> {
    let text = |text: &str| Some(text.to_owned());
    match name {
        "LogonType" => value
            .parse()
            .ok()
            .map(|number| logon_type_name(number).to_owned()),
        "Status" | "SubStatus" | "FailureCode" | "ErrorCode" | "ResultCode" => {
            let code = number(value)?;
            if code == 0 {
                return text("success");
            }
            failure_reason(code).map(str::to_owned)
        }
        "Reason"
            if matches!(
                event_id,
                SESSION_DISCONNECTED_WITH_REASON | CONNECTION_CLOSED_WITH_REASON
            ) =>
        {
            let reason = number(value).filter(|reason| is_known_reason(*reason))?;
            let (kind, detail) = disconnect_end(reason);
            Some(detail.map_or_else(
                || kind.as_str().to_owned(),
                |detail| format!("{}, {}", kind.as_str(), detail.as_str()),
            ))
        }
        "TicketEncryptionType" => text(match number(value)? {
            0x1 | 0x3 => "DES: broken, and off by default",
            0x11 => "AES-128",
            0x12 => "AES-256",
            0x17 | 0x18 => "RC4: weak, and asked for by attacks on service tickets",
            _ => return None,
        }),
        "PreAuthType" => text(match value {
            "0" => "none was asked for",
            "2" => "password",
            "15" | "16" | "17" => "smart card or certificate",
            _ => return None,
        }),
        "Level" => text(match value {
            "0" => "information (audit)",
            "1" => "critical",
            "2" => "error",
            "3" => "warning",
            "4" => "information",
            "5" => "verbose",
            _ => return None,
        }),
        "Keywords" => text(match value {
            "0x8020000000000000" => "audit success",
            "0x8010000000000000" => "audit failure",
            _ => return None,
        }),
        _ => insertion(value).map(str::to_owned),
    }
}

/// The text of a message parameter such as `%%1832`.
fn insertion(value: &str) -> Option<&'static str> {
    Some(match value {
        "%%1832" => "identification",
        "%%1833" => "impersonation",
        "%%1840" => "delegation",
        "%%1842" => "yes",
        "%%1843" => "no",
        "%%1936" => "full token (no UAC, or built-in administrator)",
        "%%1937" => "elevated token",
        "%%1938" => "limited token",
        "%%2304" => "an error occurred during logon",
        "%%2305" => "the account has expired",
        "%%2306" => "the network logon service was not active",
        "%%2307" => "the account is locked out",
        "%%2308" => "this logon type was not granted",
        "%%2309" => "the password has expired",
        "%%2310" => "the account is disabled",
        "%%2311" => "outside the hours allowed",
        "%%2312" => "not allowed on this computer",
        "%%2313" => "unknown user name or wrong password",
        _ => return None,
    })
}

fn number(value: &str) -> Option<u32> {
    match value
        .strip_prefix("0x")
        .or_else(|| value.strip_prefix("0X"))
    {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => value.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">
        <System><Provider Name="Microsoft-Windows-Security-Auditing" Guid="{1}"/><EventID>4625</EventID>
        <Execution ProcessID="628"/><Level>0</Level></System>
        <EventData><Data Name="TargetUserName">a&lt;b</Data><Data Name="LogonType">10</Data>
        <Data Name="Status">0xc000006d</Data><Data Name="SubStatus">0xc0000064</Data>
        <Data Name="FailureReason">%%2313</Data><Data Name="IpAddress">-</Data></EventData></Event>"#;

    #[test]
    fn fields_come_with_the_meaning_of_their_codes() {
        let found = fields(RECORD);
        let of = |name: &str| {
            let field = found.iter().find(|field| field.name == name);
            let field = field.unwrap_or_else(|| panic!("no {name} in {found:?}"));
            (field.value.as_str(), field.meaning.as_deref())
        };
        assert_eq!(of("Provider Name").0, "Microsoft-Windows-Security-Auditing");
        assert_eq!(of("TargetUserName"), ("a<b", None));
        assert_eq!(of("LogonType"), ("10", Some(logon_type_name(10))));
        assert_eq!(of("SubStatus"), ("0xc0000064", failure_reason(0xC000_0064)));
        assert_eq!(
            of("FailureReason").1,
            Some("unknown user name or wrong password")
        );
        assert_eq!(of("Execution ProcessID").0, "628");
        assert_eq!(of("IpAddress"), ("-", None));
        let system = found.iter().filter(|field| field.is_system);
        let system: Vec<&str> = system.map(|field| field.name.as_str()).collect();
        let expected = [
            "Provider Name",
            "Provider Guid",
            "EventID",
            "Execution ProcessID",
            "Level",
        ];
        assert_eq!(system, expected);
    }

    #[test]
    fn text_that_is_not_xml_has_no_fields() {
        assert_eq!(fields("<Event><System>"), []);
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><a><s><c>&b;</c></s></a>";
        assert_eq!(fields(bomb), []);
    }
}

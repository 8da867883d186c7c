//! Typed access to the named values of a record's payload. Empties of every spelling are `None`.

use serde_json::{Map, Value};

use super::Interner;
use crate::domain::account::{AccountName, known_sid};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{FailureForm, Identity, LogonForm, Luid, Text, Who};
use crate::domain::time::Timestamp;
use std::sync::Arc;

/// Nested elements deeper than this are ignored: no record that we understand has them.
const MAX_DEPTH: usize = 4;

/// The payload of one record, by name: never by position, which changes between versions.
pub struct Fields<'a> {
    values: Map<String, Value>,
    interner: &'a mut Interner,
}

impl<'a> Fields<'a> {
    /// Reads `EventData` or `UserData` rendered as JSON; the elements that wrap the values in
    /// `UserData` are taken off.
    pub fn parse(payload: Option<&str>, interner: &'a mut Interner) -> Self {
        let mut values = Map::new();
        if let Some(Ok(Value::Object(object))) = payload.map(serde_json::from_str) {
            flatten(object, &mut values, 0);
        }
        Self { values, interner }
    }

    /// A text as logged; `None` when it is empty, blank or `-`.
    pub fn raw(&mut self, name: &str) -> Option<Text> {
        let text = match self.values.get(name)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => return None,
        };
        let trimmed = text.trim();
        (!trimmed.is_empty() && trimmed != "-").then(|| self.interner.share(&text))
    }

    /// A text without surrounding blanks (Windows pads `"User32 "`).
    pub fn text(&mut self, name: &str) -> Option<Text> {
        let raw = self.raw(name)?;
        Some(self.interner.share(raw.trim()))
    }

    /// A whole number, written in decimal or as `0x…`.
    pub fn number(&self, name: &str) -> Option<u64> {
        match self.values.get(name)? {
            Value::Number(number) => number
                .as_u64()
                .or_else(|| number.as_i64().map(i64::cast_unsigned)),
            Value::String(text) => parse_number(text),
            _ => None,
        }
    }

    /// A number that fits 32 bits; the lower half of a sign-extended one.
    pub fn u32(&self, name: &str) -> Option<u32> {
        self.number(name)
            .map(|n| u32::try_from(n & 0xFFFF_FFFF).unwrap_or(u32::MAX))
    }

    /// A logon id.
    pub fn luid(&self, name: &str) -> Option<Luid> {
        self.number(name).and_then(Luid::new)
    }

    /// A security identifier; `None` for S-1-0-0.
    pub fn sid(&mut self, name: &str) -> Option<Text> {
        self.text(name).filter(|sid| known_sid(sid).is_some())
    }

    /// `<prefix>UserSid`, `<prefix>UserName` and `<prefix>DomainName`.
    pub fn identity(&mut self, prefix: &str) -> Identity {
        Identity {
            sid: self.sid(&format!("{prefix}UserSid")),
            user: self.raw(&format!("{prefix}UserName")),
            domain: self.text(&format!("{prefix}DomainName")),
        }
    }

    /// The same, shared.
    pub fn who(&mut self, prefix: &str) -> Who {
        let identity = self.identity(prefix);
        self.interner.identity(identity)
    }

    /// Shares an identity that was made from fields.
    pub fn share_who(&mut self, identity: Identity) -> Who {
        self.interner.identity(identity)
    }

    /// Shares the form of a logon.
    pub fn share_logon(&mut self, form: LogonForm) -> Arc<LogonForm> {
        self.interner.logon(form)
    }

    /// Shares the form of a refusal.
    pub fn share_failure(&mut self, form: FailureForm) -> Arc<FailureForm> {
        self.interner.failure(form)
    }

    /// A port; `None` for zero.
    pub fn port(&self, name: &str) -> Option<u16> {
        let port = self.number(name).and_then(|port| u16::try_from(port).ok());
        port.filter(|&port| port != 0)
    }

    /// An address field with its port field; `None` only when the record has no such field.
    pub fn address(&mut self, name: &str, port: Option<&str>) -> Option<LoggedAddress> {
        let address = match self.values.get(name)? {
            Value::String(text) => LoggedAddress::parse(text),
            _ => LoggedAddress::Missing,
        };
        Some(address.or_port(port.and_then(|port| self.port(port))))
    }

    /// An account in one field: `DOMAIN\user`, `user@realm` or a bare name.
    pub fn account(&mut self, name: &str) -> Who {
        let logged = self.raw(name);
        let identity = self.account_of(logged.as_deref());
        self.interner.identity(identity)
    }

    /// The same of a text.
    pub fn account_of(&mut self, text: Option<&str>) -> Identity {
        let name = text.and_then(AccountName::parse);
        Identity {
            sid: None,
            user: name.as_ref().map(|name| self.share(&name.user)),
            domain: name
                .and_then(|name| name.domain)
                .map(|domain| self.share(&domain)),
        }
    }

    /// `%%1842` is yes and `%%1843` is no (domain reference A.2.4).
    pub fn yes_no(&mut self, name: &str) -> Option<bool> {
        match &*self.text(name)? {
            "%%1842" => Some(true),
            "%%1843" => Some(false),
            _ => None,
        }
    }

    /// A moment.
    pub fn time(&mut self, name: &str) -> Option<Timestamp> {
        self.text(name).and_then(|text| Timestamp::parse(&text))
    }

    /// The unnamed values of a classic record, which are told apart by position alone.
    pub fn unnamed(&mut self, position: usize) -> Option<Text> {
        let value = match self.values.get("#text")? {
            Value::Array(values) => values.get(position)?.as_str()?.to_owned(),
            Value::String(text) if position == 0 => text.clone(),
            _ => return None,
        };
        (!value.is_empty()).then(|| self.interner.share(&value))
    }

    /// Shares a text that was made from fields.
    pub fn share(&mut self, text: &str) -> Text {
        self.interner.share(text)
    }
}

fn flatten(object: Map<String, Value>, into: &mut Map<String, Value>, depth: usize) {
    for (name, value) in object {
        match value {
            Value::Object(_) if name == "#attributes" || depth >= MAX_DEPTH => {}
            Value::Object(inner) => {
                // `<Data Name="x" attr="y">v</Data>` arrives as {"#attributes", "#text"}.
                if let Some(text) = inner.get("#text").filter(|_| name != "Data") {
                    into.entry(name).or_insert_with(|| text.clone());
                } else {
                    flatten(inner, into, depth + 1);
                }
            }
            value => {
                into.entry(name).or_insert(value);
            }
        }
    }
}

fn parse_number(text: &str) -> Option<u64> {
    let text = text.trim();
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_data_is_unwrapped_and_empties_are_none() {
        let mut interner = Interner::default();
        let payload = r##"{"EventXML":{"#attributes":{"xmlns":"Event_NS"},"User":"C137\\rick","SessionID":2,"Address":""}}"##;
        let mut fields = Fields::parse(Some(payload), &mut interner);
        assert_eq!(fields.text("User").as_deref(), Some(r"C137\rick"));
        assert_eq!(fields.u32("SessionID"), Some(2));
        assert_eq!(
            fields.address("Address", None),
            Some(LoggedAddress::Missing)
        );
        assert_eq!(fields.address("Elsewhere", None), None);
    }

    #[test]
    fn numbers_come_in_three_spellings() {
        let mut interner = Interner::default();
        let payload = r#"{"A":"0x51c10f","B":10,"C":"7","D":"0x0","E":-1073741715}"#;
        let fields = Fields::parse(Some(payload), &mut interner);
        assert_eq!(fields.luid("A"), Luid::new(0x51_c10f));
        assert_eq!(fields.number("B"), Some(10));
        assert_eq!(fields.number("C"), Some(7));
        assert_eq!(fields.luid("D"), None);
        assert_eq!(fields.u32("E"), Some(0xC000_006D));
    }

    #[test]
    fn typed_names_keep_their_blanks() {
        let mut interner = Interner::default();
        let payload = r#"{"TargetUserName":"Jonathan ","TargetUserSid":"S-1-0-0","LogonProcessName":"User32 "}"#;
        let mut fields = Fields::parse(Some(payload), &mut interner);
        let who = fields.identity("Target");
        assert_eq!(who.user.as_deref(), Some("Jonathan "));
        assert_eq!(who.sid, None);
        assert_eq!(fields.text("LogonProcessName").as_deref(), Some("User32"));
    }
}

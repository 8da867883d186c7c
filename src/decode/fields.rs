//! Typed access to the named values of a record's payload. Every spelling of an empty value is
//! `None`.

use std::sync::Arc;

use super::cache::interner::{Interned, Interner};
use super::fingerprint::parse_number;
use super::payload::{FieldValue, Payload};
use super::stamp::Writer;
use crate::domain::account::{AccountName, known_sid};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Identity, Luid, Origin, SharedIdentity, Text};
use crate::domain::time::Timestamp;

/// The payload of one record. Values are read by name, never by position, which changes between
/// versions.
pub struct Fields<'a> {
    /// Its values.
    pub payload: Payload<'a>,
    /// The process and activity that wrote the record.
    pub writer: Writer,
    interner: &'a mut Interner,
}

/// The names of the three values of an identity.
struct IdentityNames {
    sid: &'static str,
    user: &'static str,
    domain: &'static str,
}

const SUBJECT: IdentityNames = IdentityNames {
    sid: "SubjectUserSid",
    user: "SubjectUserName",
    domain: "SubjectDomainName",
};
const TARGET: IdentityNames = IdentityNames {
    sid: "TargetUserSid",
    user: "TargetUserName",
    domain: "TargetDomainName",
};

impl<'a> Fields<'a> {
    /// The values of a payload. Texts are shared through `interner`.
    pub fn new(payload: Payload<'a>, writer: Writer, interner: &'a mut Interner) -> Self {
        Self {
            payload,
            writer,
            interner,
        }
    }

    /// A text as logged. `None` if it is empty, blank or `-`.
    pub fn raw(&mut self, name: &'static str) -> Option<Text> {
        self.shared(name).map(|(raw, _)| raw)
    }

    /// A trimmed text (Windows pads `"User32 "`).
    pub fn text(&mut self, name: &'static str) -> Option<Text> {
        self.shared(name).map(|(_, trimmed)| trimmed)
    }

    /// A text as logged, and the same text trimmed.
    fn shared(&mut self, name: &'static str) -> Option<(Text, Text)> {
        match self.payload.get(name)? {
            FieldValue::Text(text) => self.interner.share_logged(&text),
            FieldValue::Number(number) => self.interner.share_logged(&number.to_string()),
            FieldValue::Hex(number) => self.interner.share_logged(&format!("{number:#x}")),
            FieldValue::Nothing => None,
            FieldValue::Sid(bytes) => self.interner.share_sid(bytes),
            FieldValue::Utf16(utf16) => self.interner.share_utf16(utf16).unwrap_or_else(|| {
                // Not well formed: the slow path decides what to do with it.
                self.payload.require_slow_path();
                None
            }),
        }
    }

    /// A whole number, written in decimal or as `0x…`.
    pub fn number(&mut self, name: &'static str) -> Option<u64> {
        number_of(&self.payload.get(name)?)
    }

    /// A 32-bit number. A sign-extended one is reduced to its lower half.
    pub fn u32(&mut self, name: &'static str) -> Option<u32> {
        self.number(name)
            .map(|n| u32::try_from(n & 0xFFFF_FFFF).unwrap_or(u32::MAX))
    }

    /// A process id.
    pub fn process_id(&mut self, name: &'static str) -> Option<u32> {
        process_id_of(&self.payload.get(name)?)
    }

    /// A logon id.
    pub fn luid(&mut self, name: &'static str) -> Option<Luid> {
        luid_of(&self.payload.get(name)?)
    }

    /// A security identifier; `None` for S-1-0-0.
    pub fn sid(&mut self, name: &'static str) -> Option<Text> {
        self.text(name).filter(|sid| known_sid(sid).is_some())
    }

    /// `<prefix>UserSid`, `<prefix>UserName` and `<prefix>DomainName`; the prefix is `Subject` or
    /// `Target`.
    pub fn identity(&mut self, prefix: &str) -> Identity {
        let names = if prefix == "Subject" { SUBJECT } else { TARGET };
        Identity {
            sid: self.sid(names.sid),
            user: self.raw(names.user),
            domain: self.text(names.domain),
        }
    }

    /// Like `identity`, but shared.
    pub fn who(&mut self, prefix: &str) -> SharedIdentity {
        let identity = self.identity(prefix);
        self.intern(identity)
    }

    /// Shares a recurring value that was made from fields.
    pub fn intern<T: Interned>(&mut self, value: T) -> Arc<T> {
        self.interner.intern(value)
    }

    /// A port; `None` for zero.
    pub fn port(&mut self, name: &'static str) -> Option<u16> {
        port_of(&self.payload.get(name)?)
    }

    /// An address. `None` only if the record does not have this field.
    pub fn address(&mut self, name: &'static str) -> Option<LoggedAddress> {
        Some(match self.payload.get(name)? {
            FieldValue::Text(text) => LoggedAddress::parse(&text),
            FieldValue::Utf16(utf16) => match self.interner.share_utf16(utf16) {
                Some(Some((raw, _))) => LoggedAddress::parse(&raw),
                Some(None) => LoggedAddress::Missing,
                None => {
                    // Not well formed: the slow path decides what to do with it.
                    self.payload.require_slow_path();
                    LoggedAddress::NotUnderstood
                }
            },
            FieldValue::Nothing => LoggedAddress::Missing,
            FieldValue::Sid(_) | FieldValue::Number(_) | FieldValue::Hex(_) => {
                LoggedAddress::NotUnderstood
            }
        })
    }

    /// The text of an address that was not understood.
    pub fn text_of_address(
        &mut self,
        name: &'static str,
        address: Option<LoggedAddress>,
    ) -> Option<Text> {
        if address == Some(LoggedAddress::NotUnderstood) {
            self.text(name)
        } else {
            None
        }
    }

    /// A socket address in binary, or else an ordinary address.
    pub fn socket_address(&mut self, name: &'static str) -> Option<LoggedAddress> {
        match self.payload.get(name)? {
            FieldValue::Text(text) => {
                Some(LoggedAddress::of_socket(&text).unwrap_or_else(|| LoggedAddress::parse(&text)))
            }
            _ => self.address(name),
        }
    }

    /// An account in one field: `DOMAIN\user`, `user@realm` or a bare name.
    pub fn account(&mut self, name: &'static str) -> Identity {
        let logged = self.raw(name);
        self.account_of(logged.as_deref())
    }

    /// Like `account`, for a text.
    pub fn account_of(&mut self, text: Option<&str>) -> Identity {
        self.identity_of(text.and_then(AccountName::parse))
    }

    /// The identity for an account name.
    pub fn identity_of(&mut self, name: Option<AccountName>) -> Identity {
        Identity {
            sid: None,
            user: name.as_ref().map(|name| self.share(&name.user)),
            domain: name
                .and_then(|name| name.domain)
                .map(|domain| self.share(&domain)),
        }
    }

    /// The origin of a record: account, address and activity.
    pub fn origin(&mut self, who: Identity, address: Option<LoggedAddress>) -> Arc<Origin> {
        let activity = self.writer.activity;
        self.intern(Origin {
            who,
            address,
            address_text: None,
            activity,
        })
    }

    /// `%%1842` is yes and `%%1843` is no [source 2.4].
    pub fn yes_no(&mut self, name: &'static str) -> Option<bool> {
        match &*self.text(name)? {
            "%%1842" => Some(true),
            "%%1843" => Some(false),
            _ => None,
        }
    }

    /// A time.
    pub fn time(&mut self, name: &'static str) -> Option<Timestamp> {
        self.text(name).and_then(|text| Timestamp::parse(&text))
    }

    /// An unnamed value of a classic record. Such values can only be distinguished by position.
    pub fn unnamed(&mut self, position: usize) -> Option<Text> {
        let value = self.payload.unnamed(position)?;
        (!value.is_empty()).then(|| self.interner.share(&value))
    }

    /// Shares a text that was made from fields.
    pub fn share(&mut self, text: &str) -> Text {
        self.interner.share(text)
    }
}

/// A whole number, written in decimal or as `0x…`.
pub(super) fn number_of(field: &FieldValue<'_>) -> Option<u64> {
    match field {
        FieldValue::Number(number) | FieldValue::Hex(number) => Some(*number),
        FieldValue::Text(text) => parse_number(text),
        FieldValue::Utf16(utf16) => parse_utf16(utf16),
        FieldValue::Sid(_) | FieldValue::Nothing => None,
    }
}

/// A process id, which Windows keeps in 32 bits.
pub(super) fn process_id_of(field: &FieldValue<'_>) -> Option<u32> {
    number_of(field).and_then(|id| u32::try_from(id).ok())
}

/// A logon id.
pub(super) fn luid_of(field: &FieldValue<'_>) -> Option<Luid> {
    number_of(field).and_then(Luid::new)
}

/// A port; `None` for zero.
pub(super) fn port_of(field: &FieldValue<'_>) -> Option<u16> {
    let port = number_of(field).and_then(|port| u16::try_from(port).ok());
    port.filter(|&port| port != 0)
}

/// Parses a number in UTF-16 without allocating a text.
fn parse_utf16(utf16: &[u8]) -> Option<u64> {
    let units = utf16.as_chunks::<2>().0;
    let mut letters = [0_u8; 24];
    for (letter, unit) in letters.iter_mut().zip(units) {
        match unit {
            [ascii, 0] if ascii.is_ascii() => *letter = *ascii,
            _ => return None,
        }
    }
    let text = letters.get(..units.len())?;
    parse_number(std::str::from_utf8(text).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_data_is_unwrapped_and_empty_values_are_none() {
        let mut interner = Interner::default();
        let payload = r##"{"EventXML":{"#attributes":{"xmlns":"Event_NS"},"User":"C137\\rick","SessionID":2,"Address":""}}"##;
        let mut fields = Fields::new(
            Payload::rendered(Some(payload)),
            Writer::default(),
            &mut interner,
        );
        assert_eq!(fields.text("User").as_deref(), Some(r"C137\rick"));
        assert_eq!(fields.u32("SessionID"), Some(2));
        assert_eq!(fields.address("Address"), Some(LoggedAddress::Missing));
        assert_eq!(fields.address("Elsewhere"), None);
    }

    #[test]
    fn numbers_are_read_in_three_spellings() {
        let mut interner = Interner::default();
        let payload = r#"{"A":"0x51c10f","B":10,"C":"7","D":"0x0","E":-1073741715}"#;
        let mut fields = Fields::new(
            Payload::rendered(Some(payload)),
            Writer::default(),
            &mut interner,
        );
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
        let mut fields = Fields::new(
            Payload::rendered(Some(payload)),
            Writer::default(),
            &mut interner,
        );
        let who = fields.identity("Target");
        assert_eq!(who.user.as_deref(), Some("Jonathan "));
        assert_eq!(who.sid, None);
        assert_eq!(fields.text("LogonProcessName").as_deref(), Some("User32"));
    }
}

//! Logs of a Windows in another language. Texts from Windows' own resources are translated: the
//! word for the machine's own screen, the names of service accounts, texts for people. Codes and
//! names set by programs (`Console`, `User32`, `%%1843`) are not.

use crate::common::evtx_writer::{Payload, Record, Value};

/// The translation of each English text, as a whole or as one side of `DOMAIN\name`.
pub type Language = &'static [(&'static str, &'static str)];

/// Translates the payload of a record.
pub(super) fn translate(record: &mut Record, language: Language) {
    match &mut record.payload {
        Payload::EventData(fields) | Payload::UserData { fields, .. } => {
            for (_, value) in fields {
                if let Value::Text(text) | Value::TextNul(text) = value {
                    *text = translated(text, language);
                }
            }
        }
        Payload::Unnamed { strings, .. } => {
            for text in strings {
                *text = translated(text, language);
            }
        }
    }
}

fn translated(text: &str, language: Language) -> String {
    let word = |text: &str| {
        let found = language.iter().find(|(english, _)| *english == text);
        found.map_or_else(|| text.to_owned(), |(_, other)| (*other).to_owned())
    };
    match text.split_once('\\') {
        Some((domain, name)) if !name.contains('\\') => {
            format!("{}\\{}", word(domain), word(name))
        }
        _ => word(text),
    }
}

//! Logs of a Windows in another language. What Windows takes from its own resources is translated: the
//! word for its screen, the names of its own accounts, texts for people. Codes and what programs spell
//! themselves (`Console`, `User32`, `%%1843`) stay.

use crate::common::evtx_writer::{Payload, Record, Value};

/// What stands for each English text, as a whole or as one side of `DOMAIN\name`.
pub type Language = &'static [(&'static str, &'static str)];

/// Translates the payload of a record.
pub(super) fn translate(record: &mut Record, language: Language) {
    match &mut record.payload {
        Payload::EventData(fields) | Payload::UserData { fields, .. } => {
            for (_, value) in fields {
                if let Value::Text(text) | Value::TextNul(text) = value {
                    *text = said(text, language);
                }
            }
        }
        Payload::Unnamed { strings, .. } => {
            for text in strings {
                *text = said(text, language);
            }
        }
    }
}

fn said(text: &str, language: Language) -> String {
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

//! The list of formats.

use super::sink::Format;
use super::{csv, jsonl};

/// Every format, in the order in which the export window offers them.
pub const FORMATS: &[&Format] = &[&csv::SPREADSHEET, &csv::RAW, &jsonl::JSON_LINES];

/// The format of this name; the profile decides where several share it.
pub fn find(name: &str, profile: &str) -> Option<&'static Format> {
    let is_asked_for =
        |format: &&&Format| format.name == name && format.profile.is_none_or(|own| own == profile);
    FORMATS.iter().find(is_asked_for).copied()
}

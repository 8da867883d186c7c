//! Raw records to events: a pure function for each channel, chosen by one table.

#![allow(
    clippy::unnecessary_wraps,
    reason = "all rows of the table share one signature"
)]

mod fields;
mod gateway;
mod kerberos;
mod logon_ui;
mod process;
mod rmm;
mod security;
mod ssh;
mod system;
mod table;
mod terminal;
mod vpn;
mod winrm;

use std::collections::HashSet;
use std::sync::Arc;

use crate::domain::event::{Event, Guid, Place, Text};
use crate::evidence::record::RawRecord;

pub use table::{ROWS, Row};

/// Keeps one copy of each text.
#[derive(Debug, Default)]
pub struct Interner(HashSet<Text>);

impl Interner {
    /// The shared copy of `text`.
    pub fn share(&mut self, text: &str) -> Text {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let shared: Text = Arc::from(text);
        self.0.insert(Arc::clone(&shared));
        shared
    }
}

/// The event that a record states; `None` when the record is not one that Whence understands.
pub fn decode(record: &RawRecord<'_>, place: Place, interner: &mut Interner) -> Option<Event> {
    let row = table::find(&record.provider, &record.channel, record.event_id)?;
    let payload = record.payload.map(serde_json::value::RawValue::get);
    let fact = (row.decode)(&mut fields::Fields::parse(payload, interner), record)?;
    Some(Event {
        time: record.time,
        computer: interner.share(&record.computer),
        channel: interner.share(&record.channel),
        event_id: record.event_id,
        record_id: record.record_id,
        activity: record.activity.as_deref().and_then(Guid::parse),
        user_sid: record.user_sid.as_deref().map(|sid| interner.share(sid)),
        process_id: record.process_id,
        payload: payload.map_or(0, |text| crc32fast::hash(text.as_bytes())),
        numbering: 0,
        places: vec![place],
        fact,
    })
}

#[cfg(test)]
mod tests;

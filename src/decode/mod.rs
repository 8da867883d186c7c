//! Raw records to events: a pure function for each channel, chosen by one table.

#![allow(
    clippy::unnecessary_wraps,
    reason = "all rows of the table share one signature"
)]

mod fields;
mod gateway;
mod interner;
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

use crate::domain::event::{Event, Guid, Header, Place, Places};
use crate::evidence::record::RawRecord;

pub use interner::Interner;
pub use table::{ROWS, Row};

/// The event that a record states; `None` when the record is not one that Whence understands.
pub fn decode(record: &RawRecord<'_>, place: Place, interner: &mut Interner) -> Option<Event> {
    let row = table::find(&record.provider, &record.channel, record.event_id)?;
    let payload = record.payload.map(serde_json::value::RawValue::get);
    let fact = (row.decode)(&mut fields::Fields::parse(payload, interner), record)?;
    let header = Header {
        computer: interner.share(&record.computer),
        channel: interner.share(&record.channel),
        event_id: record.event_id,
        user_sid: record.user_sid.as_deref().map(|sid| interner.share(sid)),
    };
    Some(Event {
        time: record.time,
        record_id: record.record_id,
        header: interner.header(header),
        activity: record.activity.as_deref().and_then(Guid::parse),
        places: Places::one(place, record.record_id),
        process_id: record.process_id,
        payload: payload.map_or(0, |text| crc32fast::hash(text.as_bytes())),
        numbering: 0,
        fact,
    })
}

#[cfg(test)]
mod tests;

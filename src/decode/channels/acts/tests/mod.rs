//! Decodes payloads of real records and checks what was done, by whom, and to what.

mod log;
mod security;

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::decode::Decoder;
use crate::domain::activity::Act;
use crate::domain::event::{Fact, Place};
use crate::domain::time::Timestamp;
use crate::evidence::render::record::RawRecord;

const AUDIT: (&str, &str) = ("Microsoft-Windows-Security-Auditing", "Security");
const ACTIVITY: &str = "59288327-6042-4B62-907A-3AF47A800000";
const SYSTEM: &str = "S-1-5-18";

fn fact(log: (&str, &str), event_id: u32, sid: &str, payload: Option<&str>) -> Option<Fact> {
    let payload =
        payload.map(|payload| RawValue::from_string(payload.to_owned()).expect("a payload"));
    let record = RawRecord {
        time: Timestamp::parse("2020-09-19T03:22:37Z").expect("a time"),
        provider: Cow::Borrowed(log.0),
        channel: Cow::Borrowed(log.1),
        computer: Cow::Borrowed("HOST1"),
        event_id,
        record_id: 7,
        activity: Some(ACTIVITY.to_owned()),
        user_sid: Some(sid.to_owned()),
        process_id: 4,
        payload: payload.as_deref(),
    };
    let place = Place {
        file: 0,
        chunk: 0,
        header_record: 7,
    };
    Decoder::default()
        .rendered(&record, place)
        .map(|event| event.fact)
}

fn act(log: (&str, &str), event_id: u32, payload: &str) -> Act {
    let fact = fact(log, event_id, SYSTEM, Some(payload)).expect("a fact");
    fact.act().expect("an act").clone()
}

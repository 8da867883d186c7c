//! A record as the `evtx` crate renders it: the System part is typed, the payload is still text.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::domain::time::Timestamp;

/// One record of an event log, borrowed from its rendered form.
#[derive(Debug)]
pub struct RawRecord<'a> {
    /// `System/TimeCreated`.
    pub time: Timestamp,
    /// `System/Provider/@Name`.
    pub provider: Cow<'a, str>,
    /// `System/Channel`; empty if the record does not name one.
    pub channel: Cow<'a, str>,
    /// `System/Computer`.
    pub computer: Cow<'a, str>,
    /// `System/EventID`, without qualifiers.
    pub event_id: u32,
    /// `System/EventRecordID`.
    pub record_id: u64,
    /// `System/Correlation/@ActivityID`.
    pub activity: Option<String>,
    /// `System/Security/@UserID`.
    pub user_sid: Option<String>,
    /// `System/Execution/@ProcessID`.
    pub process_id: u32,
    /// `EventData`, `UserData` or `ProcessingErrorData` as JSON text. The last replaces a payload
    /// that the writer could not fit to its manifest.
    pub payload: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow, rename = "Event")]
    event: EventPart<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EventPart<'a> {
    #[serde(borrow)]
    system: SystemPart<'a>,
    #[serde(borrow, default)]
    event_data: Option<&'a RawValue>,
    #[serde(borrow, default)]
    user_data: Option<&'a RawValue>,
    #[serde(borrow, default)]
    processing_error_data: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SystemPart<'a> {
    #[serde(borrow)]
    provider: &'a RawValue,
    #[serde(borrow, rename = "EventID")]
    event_id: &'a RawValue,
    #[serde(borrow)]
    time_created: &'a RawValue,
    #[serde(borrow, rename = "EventRecordID", default)]
    event_record_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    correlation: Option<&'a RawValue>,
    #[serde(borrow, default)]
    execution: Option<&'a RawValue>,
    #[serde(borrow, default)]
    channel: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    computer: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    security: Option<&'a RawValue>,
}

/// The attributes that are used, of all elements.
#[derive(Default, Deserialize)]
struct Attributes {
    #[serde(rename = "Name")]
    name: Option<String>,
    #[serde(rename = "EventSourceName")]
    source_name: Option<String>,
    #[serde(rename = "SystemTime")]
    system_time: Option<String>,
    #[serde(rename = "ActivityID")]
    activity_id: Option<String>,
    #[serde(rename = "ProcessID")]
    process_id: Option<u32>,
    #[serde(rename = "UserID")]
    user_id: Option<String>,
}

#[derive(Deserialize)]
struct Element {
    #[serde(rename = "#attributes", default)]
    attributes: Attributes,
}

fn attributes(element: Option<&RawValue>) -> Attributes {
    element
        .and_then(|raw| serde_json::from_str::<Element>(raw.get()).ok())
        .map_or_else(Attributes::default, |element| element.attributes)
}

/// Reads a number that is written as a number, a string, or an element with attributes.
fn number(raw: &RawValue) -> Option<u64> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Number {
        Plain(u64),
        Text(String),
        Element {
            #[serde(rename = "#text")]
            text: Box<Number>,
        },
    }
    fn value(number: &Number) -> Option<u64> {
        match number {
            Number::Plain(n) => Some(*n),
            Number::Text(text) => text.trim().parse().ok(),
            Number::Element { text } => value(text),
        }
    }
    serde_json::from_str::<Number>(raw.get())
        .ok()
        .as_ref()
        .and_then(value)
}

/// Parses a record that was rendered as JSON. `header_record` is used if the record id is missing.
///
/// # Errors
/// A sentence that names the part of the record that is missing or malformed.
pub fn parse(json: &[u8], header_record: u64) -> Result<RawRecord<'_>, String> {
    let document: Document<'_> = serde_json::from_slice(json).map_err(|e| e.to_string())?;
    let system = document.event.system;
    let provider = attributes(Some(system.provider));
    let execution = attributes(system.execution);
    let time = attributes(Some(system.time_created))
        .system_time
        .and_then(|text| Timestamp::parse(&text))
        .ok_or("the record has no readable time")?;
    let event_id = number(system.event_id)
        .and_then(|id| u32::try_from(id).ok())
        .ok_or("the record has no readable event id")?;
    Ok(RawRecord {
        time,
        provider: Cow::Owned(provider.name.or(provider.source_name).unwrap_or_default()),
        channel: system.channel.unwrap_or_default(),
        computer: system.computer.unwrap_or_default(),
        event_id,
        record_id: system
            .event_record_id
            .and_then(number)
            .unwrap_or(header_record),
        activity: attributes(system.correlation).activity_id,
        user_sid: attributes(system.security).user_id,
        process_id: execution.process_id.unwrap_or(0),
        payload: (document.event.event_data)
            .or(document.event.user_data)
            .or(document.event.processing_error_data),
    })
}

//! A record to be written, and the templates for its kind of record.

use std::borrow::Cow;

use super::binxml::{Element, Text};
use super::value::{Guid, Value};

const EVENT_NAMESPACE: &str = "http://schemas.microsoft.com/win/2004/08/events/event";

/// Number of the substitution for the payload in the system template.
const PAYLOAD: u16 = 17;

/// Type code of a nested `BinXML` stream.
pub(super) const BINXML: u8 = 0x21;

/// The provider of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Provider {
    pub name: &'static str,
    /// `None` for a classic source such as `EventLog`.
    pub guid: Option<&'static str>,
    /// The classic source that a manifest provider replaces (`User32`).
    pub event_source: Option<&'static str>,
}

/// The payload of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// `EventData` with named fields.
    EventData(Vec<(&'static str, Value)>),
    /// `EventData` of a classic source: unnamed strings, and bytes.
    Unnamed {
        strings: Vec<String>,
        binary: Vec<u8>,
    },
    /// `UserData` with one element in its own namespace.
    UserData {
        element: &'static str,
        namespace: &'static str,
        fields: Vec<(&'static str, Value)>,
    },
}

impl Payload {
    /// Appends what determines the template: the form, then the names and types of the fields.
    pub(super) fn describe(&self, shape: &mut Vec<(&'static str, u8)>) {
        let fields: &[_] = match self {
            Payload::EventData(fields) => fields,
            Payload::Unnamed { .. } => {
                shape.push(("", 1));
                &[]
            }
            Payload::UserData {
                element,
                namespace,
                fields,
            } => {
                shape.extend([(*element, 2), (*namespace, 2)]);
                fields
            }
        };
        shape.push(("", 0));
        shape.extend(
            fields
                .iter()
                .map(|(name, value)| (*name, value.type_code())),
        );
    }
}

/// One complete event.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub provider: Provider,
    pub channel: &'static str,
    pub computer: String,
    pub event_id: u16,
    pub qualifiers: Option<u16>,
    pub version: u8,
    pub level: u8,
    pub task: u16,
    pub opcode: u8,
    pub keywords: u64,
    pub record_id: u64,
    /// FILETIME: 100 ns since 1601, UTC.
    pub time: u64,
    pub process_id: u32,
    pub thread_id: u32,
    pub activity_id: Option<Guid>,
    pub user_sid: Option<String>,
    pub payload: Payload,
}

impl Record {
    /// The template of everything outside the payload.
    pub(super) fn system_template(&self) -> Element {
        match self.provider.guid {
            Some(_) => self.manifest_template(),
            None => self.classic_template(),
        }
    }

    /// The values of the system template, in order.
    pub(super) fn system_values(&self) -> [Value; PAYLOAD as usize] {
        let provider_guid = match self.provider.guid {
            Some(guid) => Value::Guid(Guid::parse(guid)),
            None => Value::Null,
        };
        [
            Value::UInt8(self.level),
            Value::UInt8(self.opcode),
            Value::UInt16(self.task),
            Value::UInt16(self.event_id),
            self.qualifiers.map_or(Value::Null, Value::UInt16),
            Value::HexInt64(self.keywords),
            Value::FileTime(self.time),
            self.activity_id.map_or(Value::Null, Value::Guid),
            Value::UInt32(self.process_id),
            Value::UInt32(self.thread_id),
            Value::UInt64(self.record_id),
            Value::UInt8(self.version),
            self.user_sid.clone().map_or(Value::Null, Value::Sid),
            Value::Null,
            Value::text(self.provider.name),
            provider_guid,
            Value::text(self.channel),
        ]
    }

    fn manifest_template(&self) -> Element {
        let mut provider = Element::new("Provider")
            .attribute("Name", Text::Optional(14, 0x01))
            .attribute("Guid", Text::Optional(15, 0x0f));
        if let Some(source) = self.provider.event_source {
            provider = provider.attribute("EventSourceName", Text::Fixed(source.to_owned()));
        }
        let correlation = Element::new("Correlation")
            .attribute("ActivityID", Text::Optional(7, 0x0f))
            .attribute("RelatedActivityID", Text::Optional(13, 0x0f));
        let execution = Element::new("Execution")
            .attribute("ProcessID", Text::Optional(8, 0x08))
            .attribute("ThreadID", Text::Optional(9, 0x08));
        let system = Element::new("System")
            .child(provider)
            .child(event_id())
            .child(optional("Version", 11, 0x04))
            .child(optional("Level", 0, 0x04))
            .child(optional("Task", 2, 0x06))
            .child(optional("Opcode", 1, 0x04))
            .child(optional("Keywords", 5, 0x15))
            .child(time_created())
            .child(optional("EventRecordID", 10, 0x0a))
            .child(correlation)
            .child(execution)
            .child(optional("Channel", 16, 0x01))
            .child(fixed("Computer", &self.computer))
            .child(security());
        self.with_payload(system)
    }

    /// Classic sources have their names in the template, and no version, activity id or process.
    fn classic_template(&self) -> Element {
        let name = Text::Fixed(self.provider.name.to_owned());
        let system = Element::new("System")
            .child(Element::new("Provider").attribute("Name", name))
            .child(event_id())
            .child(optional("Level", 0, 0x04))
            .child(optional("Task", 2, 0x06))
            .child(optional("Keywords", 5, 0x15))
            .child(time_created())
            .child(optional("EventRecordID", 10, 0x0a))
            .child(fixed("Channel", self.channel))
            .child(fixed("Computer", &self.computer))
            .child(security());
        self.with_payload(system)
    }

    /// `EventData` has its own element; `UserData` is in the template, around the payload.
    fn with_payload(&self, system: Element) -> Element {
        let namespace = Text::Fixed(EVENT_NAMESPACE.to_owned());
        let event = Element::new("Event")
            .attribute("xmlns", namespace)
            .child(system);
        match self.payload {
            Payload::UserData { .. } => event.child(optional("UserData", PAYLOAD, BINXML)),
            _ => event
                .if_value(PAYLOAD)
                .text(Text::Optional(PAYLOAD, BINXML)),
        }
    }

    /// The template of the payload.
    pub(super) fn payload_template(&self) -> Element {
        match &self.payload {
            Payload::EventData(fields) => {
                let element = Element::new("EventData").spelled_out();
                (0u16..)
                    .zip(fields)
                    .fold(element, |element, (index, (name, value))| {
                        let data = Element::new("Data")
                            .attribute("Name", Text::Fixed((*name).to_owned()))
                            .text(Text::Value(index, value.type_code()));
                        element.child(data)
                    })
            }
            Payload::Unnamed { .. } => Element::new("EventData")
                .child(optional("Data", 0, 0x81))
                .child(optional("Binary", 2, 0x0e)),
            Payload::UserData {
                element,
                namespace,
                fields,
            } => {
                let namespace = Text::Fixed((*namespace).to_owned());
                let element = Element::new(element)
                    .attribute("xmlns", namespace)
                    .spelled_out();
                (0u16..)
                    .zip(fields)
                    .fold(element, |element, (index, (name, value))| {
                        let text = Text::Value(index, value.type_code());
                        element.child(Element::new(name).text(text))
                    })
            }
        }
    }

    /// The values of the payload template, in order.
    pub(super) fn payload_values(&self) -> Vec<Cow<'_, Value>> {
        match &self.payload {
            Payload::EventData(fields) | Payload::UserData { fields, .. } => fields
                .iter()
                .map(|(_, value)| Cow::Borrowed(value))
                .collect(),
            Payload::Unnamed { strings, binary } => {
                let strings = match strings.as_slice() {
                    [] => Value::Null,
                    strings => Value::TextList(strings.to_vec()),
                };
                let binary = match binary.as_slice() {
                    [] => Value::Null,
                    bytes => Value::Binary(bytes.to_vec()),
                };
                [strings, Value::UInt32(0), binary].map(Cow::Owned).into()
            }
        }
    }

    /// `UserData` payloads start with the template instance, `EventData` ones with a fragment
    /// header.
    pub(super) fn payload_is_fragment(&self) -> bool {
        !matches!(self.payload, Payload::UserData { .. })
    }
}

fn optional(name: &str, substitution: u16, kind: u8) -> Element {
    Element::new(name)
        .if_value(substitution)
        .text(Text::Optional(substitution, kind))
}

fn fixed(name: &str, text: &str) -> Element {
    Element::new(name).text(Text::Fixed(text.to_owned()))
}

fn event_id() -> Element {
    Element::new("EventID")
        .if_value(3)
        .attribute("Qualifiers", Text::Optional(4, 0x06))
        .text(Text::Optional(3, 0x06))
}

fn time_created() -> Element {
    Element::new("TimeCreated").attribute("SystemTime", Text::Optional(6, 0x11))
}

fn security() -> Element {
    Element::new("Security").attribute("UserID", Text::Optional(12, 0x13))
}

//! The exported record: one column for each field of the session model, in its order. JSON keys,
//! CSV headers and the column names on screen are these.

use serde::Serialize;

use crate::case::Case;
use crate::domain::mark::Mark;
use crate::domain::rule::Rule;
use crate::domain::session::Session;
use crate::domain::status::failure_reason;
use crate::domain::time::{TICKS_PER_SECOND, Timestamp};

/// One value of the record.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Unknown: `null` in JSON, empty in CSV.
    Unknown,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A list of texts.
    Texts(Vec<String>),
    /// A list of numbers.
    Numbers(Vec<u8>),
    /// The source records.
    Sources(Vec<SourceValue>),
}

/// One source record, as exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceValue {
    /// Channel.
    pub channel: String,
    /// Event id.
    pub event_id: u32,
    /// `System/EventRecordID`.
    pub record_id: u64,
    /// When it was written.
    pub time: String,
    /// What it does.
    pub role: &'static str,
    /// By which rule it was joined.
    pub rule: Rule,
    /// By which key.
    pub join: String,
    /// The files that hold it.
    pub files: Vec<String>,
}

/// One field of the record.
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: fn(&Case, &Session, &Mark) -> Value,
}

fn text(value: Option<impl AsRef<str>>) -> Value {
    value.map_or(Value::Unknown, |value| {
        Value::Text(value.as_ref().to_owned())
    })
}

fn shown(value: Option<impl std::fmt::Display>) -> Value {
    value.map_or(Value::Unknown, |value| Value::Text(value.to_string()))
}

fn time(value: Option<Timestamp>) -> Value {
    shown(value)
}

fn number(value: Option<impl Into<f64>>) -> Value {
    value.map_or(Value::Unknown, |value| Value::Number(value.into()))
}

macro_rules! columns {
    ($($name:literal => |$case:pat_param, $session:pat_param, $mark:pat_param| $value:expr;)+) => {
        &[$(Column { name: $name, value: |$case: &Case, $session: &Session, $mark: &Mark| $value },)+]
    };
}

/// Every field, in order.
pub const COLUMNS: &[Column] = columns! {
    "id" => |_, s, _| Value::Text(s.id.to_string());
    "host" => |case, s, _| Value::Text(case.host_name(s.host).to_owned());
    "host_aliases" => |case, s, _| Value::Texts(aliases(case, s));
    "user" => |_, s, _| text(s.user.as_deref());
    "domain" => |_, s, _| text(s.domain.as_deref());
    "sid" => |_, s, _| text(s.sid.as_deref());
    "user_as_logged" => |_, s, _| text(s.user_as_logged.as_deref());
    "kind" => |_, s, _| shown(Some(s.kind));
    "detail" => |_, s, _| text(s.detail.as_deref());
    "outcome" => |_, s, _| shown(Some(s.outcome));
    "reconnect" => |_, s, _| Value::Flag(s.reconnect);
    "source_ip" => |_, s, _| shown(s.source_ip);
    "source_port" => |_, s, _| number(s.source_port);
    "source_host" => |_, s, _| text(s.source_host.as_deref());
    "source_class" => |_, s, _| text(Some(s.source_class.as_str()));
    "source_range" => |_, s, _| shown(s.source_ip.map(crate::domain::address::range_of));
    "begin" => |_, s, _| time(s.begin);
    "authenticated" => |_, s, _| time(s.authenticated);
    "desktop" => |_, s, _| time(s.desktop);
    "end" => |_, s, _| time(s.end);
    "duration_s" => |_, s, _| number(s.duration().map(|d| d.0 as f64 / TICKS_PER_SECOND as f64));
    "begin_precision" => |_, s, _| shown(s.begin_precision);
    "end_precision" => |_, s, _| shown(s.end_precision);
    "end_kind" => |_, s, _| shown(Some(s.end_kind));
    "end_detail" => |_, s, _| shown(s.end_detail);
    "failure_code" => |_, s, _| shown(s.failure_code.map(|code| format!("0x{code:08X}")));
    "failure_reason" => |_, s, _| text(s.failure_code.map(|c| failure_reason(c).unwrap_or("unknown")));
    "attempts" => |_, s, _| Value::Number(s.attempts.into());
    "elevated" => |_, s, _| s.elevated.map_or(Value::Unknown, Value::Flag);
    "logon_types" => |_, s, _| Value::Numbers(s.logon_types.to_vec());
    "auth_package" => |_, s, _| text(s.auth_package.as_deref());
    "logon_process" => |_, s, _| text(s.logon_process.as_deref());
    "logon_ids" => |_, s, _| Value::Texts(s.logon_ids.iter().map(ToString::to_string).collect());
    "local_session_id" => |_, s, _| number(s.local_session_id);
    "connection_id" => |_, s, _| shown(s.connection_id);
    "client_name" => |_, s, _| text(s.client_name.as_deref());
    "via_gateway" => |_, s, _| text(s.via_gateway.as_deref());
    "client_utc_offset" => |_, s, _| text(s.client_utc_offset.map(utc_offset));
    "confidence" => |_, s, _| shown(Some(s.confidence()));
    "confidence_begin" => |_, s, _| shown(Some(s.confidence_begin));
    "confidence_end" => |_, s, _| shown(Some(s.confidence_end));
    "confidence_user" => |_, s, _| shown(Some(s.confidence_user));
    "confidence_source" => |_, s, _| shown(Some(s.confidence_source));
    "notes" => |case, s, _| Value::Texts(notes(case, s));
    "sources" => |case, s, _| Value::Sources(sources(case, s));
    "tags" => |_, _, mark| Value::Texts(mark.tags.iter().cloned().collect());
    "comment" => |_, _, mark| text(Some(&mark.comment).filter(|text| !text.is_empty()));
};

fn aliases(case: &Case, session: &Session) -> Vec<String> {
    case.hosts
        .get(session.host.0 as usize)
        .map(|host| host.aliases.iter())
        .map(|aliases| aliases.map(|alias| alias.name.to_string()).collect())
        .unwrap_or_default()
}

/// `+02:00` of minutes east of UTC.
pub fn utc_offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// What explains the session, then what was left out of it and why.
fn notes(case: &Case, session: &Session) -> Vec<String> {
    let left_out = session.near_misses.iter();
    let left_out = left_out.filter_map(|miss| Some(miss.sentence(case.record(miss.event)?)));
    session.notes.iter().cloned().chain(left_out).collect()
}

/// The source records of a session, as exported.
pub fn sources(case: &Case, session: &Session) -> Vec<SourceValue> {
    session
        .sources
        .iter()
        .filter_map(|source| {
            let event = case.record(source.event)?;
            Some(SourceValue {
                channel: event.channel.to_string(),
                event_id: event.event_id,
                record_id: event.record_id,
                time: event.time.to_string(),
                role: source.role.as_str(),
                rule: source.rule,
                join: source.join.to_string(),
                files: case
                    .file_names(event)
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            })
        })
        .collect()
}

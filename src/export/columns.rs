//! The exported record: one column for each field, in fixed order [source 13.1]. JSON keys, CSV
//! headers and the column names on screen are these.

use std::borrow::Cow;

use serde::Serialize;

use crate::case::Case;
use crate::domain::join::Join;
use crate::domain::mark::Mark;
use crate::domain::rule::Rule;
use crate::domain::session::{EndDetail, Precision, Session};
use crate::domain::status::failure_reason;
use crate::domain::time::{TICKS_PER_SECOND, Timestamp};

/// One value of the record. It borrows what stands in the case: an export may have a million records.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Unknown: `null` in JSON, empty in CSV.
    Unknown,
    /// Text.
    Text(Cow<'a, str>),
    /// A moment.
    Time(Timestamp),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
    /// A list of texts.
    Texts(Vec<Cow<'a, str>>),
    /// A list of numbers.
    Numbers(&'a [u8]),
    /// The source records.
    Sources(Vec<SourceValue<'a>>),
}

/// One source record, as exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceValue<'a> {
    /// Channel.
    pub channel: &'a str,
    /// Event id.
    pub event_id: u32,
    /// `System/EventRecordID`.
    pub record_id: u64,
    /// When it was written.
    #[serde(serialize_with = "written")]
    pub time: Timestamp,
    /// What it does.
    pub role: &'static str,
    /// By which rule it was joined.
    pub rule: Rule,
    /// By which key.
    #[serde(serialize_with = "written")]
    pub join: &'a Join,
    /// The files that hold it.
    pub files: Vec<&'a str>,
}

impl std::fmt::Display for SourceValue<'_> {
    /// Which record it is, in a cell: `channel:event_id:record_id`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.channel, self.event_id, self.record_id)
    }
}

/// Writes a value as its text, without making one.
fn written<S: serde::Serializer>(
    value: &impl std::fmt::Display,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// One field of the record.
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: for<'a> fn(&'a Case, &'a Session, &'a Mark) -> Value<'a>,
}

fn text(value: Option<&(impl AsRef<str> + ?Sized)>) -> Value<'_> {
    value.map_or(Value::Unknown, |value| {
        Value::Text(Cow::Borrowed(value.as_ref()))
    })
}

fn shown(value: Option<impl std::fmt::Display>) -> Value<'static> {
    value.map_or(Value::Unknown, |value| {
        Value::Text(Cow::Owned(value.to_string()))
    })
}

fn time(value: Option<Timestamp>) -> Value<'static> {
    value.map_or(Value::Unknown, Value::Time)
}

fn number(value: Option<impl Into<f64>>) -> Value<'static> {
    value.map_or(Value::Unknown, |value| Value::Number(value.into()))
}

macro_rules! columns {
    ($($name:literal => |$case:pat_param, $session:pat_param, $mark:pat_param| $value:expr;)+) => {
        &[$(Column { name: $name, value: |$case, $session, $mark| $value },)+]
    };
}

/// Every field, in order.
pub const COLUMNS: &[Column] = columns! {
    "id" => |_, s, _| shown(Some(s.id));
    "host" => |case, s, _| text(Some(case.host_name(s.host)));
    "host_aliases" => |case, s, _| Value::Texts(aliases(case, s));
    "user" => |_, s, _| text(s.user.as_ref());
    "domain" => |_, s, _| text(s.domain.as_ref());
    "sid" => |_, s, _| text(s.sid.as_ref());
    "user_as_logged" => |_, s, _| text(s.user_as_logged.as_ref());
    "kind" => |_, s, _| text(Some(s.kind.as_str()));
    "detail" => |_, s, _| text(s.detail.as_ref());
    "outcome" => |_, s, _| text(Some(s.outcome.as_str()));
    "reconnect" => |_, s, _| Value::Flag(s.reconnect);
    "source_ip" => |_, s, _| shown(s.source_ip);
    "source_port" => |_, s, _| number(s.source_port);
    "source_host" => |_, s, _| text(s.source_host.as_ref());
    "source_class" => |_, s, _| text(Some(s.source_class.as_str()));
    "source_range" => |_, s, _| shown(s.source_ip.map(crate::domain::address::range_of));
    "begin" => |_, s, _| time(s.begin);
    "authenticated" => |_, s, _| time(s.authenticated);
    "desktop" => |_, s, _| time(s.desktop);
    "end" => |_, s, _| time(s.end);
    "duration_s" => |_, s, _| number(s.duration().map(|d| d.0 as f64 / TICKS_PER_SECOND as f64));
    "begin_precision" => |_, s, _| text(s.begin_precision.map(Precision::as_str));
    "end_precision" => |_, s, _| text(s.end_precision.map(Precision::as_str));
    "end_kind" => |_, s, _| text(Some(s.end_kind.as_str()));
    "end_detail" => |_, s, _| text(s.end_detail.map(EndDetail::as_str));
    "failure_code" => |_, s, _| shown(s.failure_code.map(|code| format!("0x{code:08X}")));
    "failure_reason" => |_, s, _| text(s.failure_code.map(|c| failure_reason(c).unwrap_or("unknown")));
    "attempts" => |_, s, _| Value::Number(s.attempts.into());
    "elevated" => |_, s, _| s.elevated.map_or(Value::Unknown, Value::Flag);
    "logon_types" => |_, s, _| Value::Numbers(&s.logon_types);
    "auth_package" => |_, s, _| text(s.auth_package.as_ref());
    "logon_process" => |_, s, _| text(s.logon_process.as_ref());
    "logon_ids" => |_, s, _| Value::Texts(s.logon_ids.iter().map(|id| Cow::Owned(id.to_string())).collect());
    "local_session_id" => |_, s, _| number(s.local_session_id);
    "connection_id" => |_, s, _| shown(s.connection_id);
    "client_name" => |_, s, _| text(s.client_name.as_ref());
    "via_gateway" => |_, s, _| text(s.via_gateway.as_ref());
    "client_utc_offset" => |_, s, _| shown(s.client_utc_offset.map(utc_offset));
    "confidence" => |_, s, _| text(Some(s.confidence().as_str()));
    "confidence_begin" => |_, s, _| text(Some(s.confidence_begin.as_str()));
    "confidence_end" => |_, s, _| text(Some(s.confidence_end.as_str()));
    "confidence_user" => |_, s, _| text(Some(s.confidence_user.as_str()));
    "confidence_source" => |_, s, _| text(Some(s.confidence_source.as_str()));
    "notes" => |case, s, _| Value::Texts(notes(case, s));
    "sources" => |case, s, _| Value::Sources(sources(case, s));
    "tags" => |_, _, mark| Value::Texts(mark.tags.iter().map(Into::into).collect());
    "comment" => |_, _, mark| text(Some(&mark.comment).filter(|text| !text.is_empty()));
};

fn aliases<'a>(case: &'a Case, session: &Session) -> Vec<Cow<'a, str>> {
    let host = case.hosts.get(session.host.0 as usize);
    let aliases = host.into_iter().flat_map(|host| &host.aliases);
    aliases
        .map(|alias| Cow::Borrowed(alias.name.as_str()))
        .collect()
}

/// `+02:00` of minutes east of UTC.
pub fn utc_offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// What explains the session, then what was left out of it and why.
fn notes(case: &Case, session: &Session) -> Vec<Cow<'static, str>> {
    let left_out = session.near_misses.iter();
    let left_out = left_out.filter_map(|miss| Some(miss.sentence(case.record(miss.event)?)));
    let notes = session.notes.iter().map(ToString::to_string);
    notes.chain(left_out).map(Cow::Owned).collect()
}

/// The source records of a session, as exported.
fn sources<'a>(case: &'a Case, session: &'a Session) -> Vec<SourceValue<'a>> {
    let sources = session.sources.iter();
    let values = sources.filter_map(|source| {
        let event = case.record(source.event)?;
        Some(SourceValue {
            channel: &event.channel,
            event_id: event.event_id,
            record_id: event.record_id,
            time: event.time,
            role: source.role.as_str(),
            rule: source.rule,
            join: &source.join,
            files: case.file_names(event),
        })
    });
    values.collect()
}

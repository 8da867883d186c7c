//! The fields of a session by the names of the exported record.

use crate::case::Case;
use crate::domain::address::range_of;
use crate::domain::event::Text;
use crate::domain::session::Session;
use crate::domain::status::{failure_reason, logon_type_name};
use crate::domain::time::{DisplayZone, Timestamp};
use crate::tables::wording::yes_no;

/// Name, value and, for moments, UTC with seven digits.
pub(super) type Field = (&'static str, String, Option<String>);

/// All known fields, in the order of the exported record.
pub(super) fn fields(case: &Case, session: &Session, zone: &DisplayZone) -> Vec<Field> {
    let mut list = List {
        fields: Vec::new(),
        zone,
    };
    who(&mut list, case, session);
    from_where(&mut list, session);
    when(&mut list, session);
    how(&mut list, session);
    list.fields
}

struct List<'a> {
    fields: Vec<Field>,
    zone: &'a DisplayZone,
}

impl List<'_> {
    fn add(&mut self, name: &'static str, value: &(impl ToString + ?Sized)) {
        self.fields.push((name, value.to_string(), None));
    }

    fn some(&mut self, name: &'static str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.add(name, &value);
        }
    }

    fn text(&mut self, name: &'static str, value: Option<&Text>) {
        self.some(name, value);
    }

    fn list(&mut self, name: &'static str, values: &[impl ToString]) {
        if !values.is_empty() {
            let words: Vec<String> = values.iter().map(ToString::to_string).collect();
            self.add(name, &words.join("; "));
        }
    }

    fn time(&mut self, name: &'static str, time: Option<Timestamp>) {
        if let Some(time) = time {
            self.fields
                .push((name, self.zone.full(time), Some(time.to_string())));
        }
    }
}

fn who(list: &mut List<'_>, case: &Case, session: &Session) {
    list.add("id", &session.id);
    list.add("host", case.host_name(session.host));
    if let Some(host) = case.hosts.get(session.host.0 as usize) {
        let names: Vec<_> = host.aliases.iter().map(|alias| &alias.name).collect();
        list.list("host_aliases", &names);
    }
    list.text("user", session.user.as_ref());
    list.text("domain", session.domain.as_ref());
    list.text("sid", session.sid.as_ref());
    list.text("user_as_logged", session.user_as_logged.as_ref());
    list.add("kind", &session.kind);
    list.text("detail", session.detail.as_ref());
    list.add("outcome", &session.outcome);
    list.add("reconnect", yes_no(session.reconnect));
}

fn from_where(list: &mut List<'_>, session: &Session) {
    list.some("source_ip", session.source_ip);
    list.some("source_port", session.source_port);
    list.text("source_host", session.source_host.as_ref());
    list.add("source_class", session.source_class.as_str());
    list.some("source_range", session.source_ip.map(range_of));
}

fn when(list: &mut List<'_>, session: &Session) {
    list.time("begin", session.begin);
    list.time("authenticated", session.authenticated);
    list.time("desktop", session.desktop);
    list.time("end", session.end);
    list.some("duration", session.duration());
    list.some("begin_precision", session.begin_precision);
    list.some("end_precision", session.end_precision);
    list.add("end_kind", &session.end_kind);
    list.some("end_detail", session.end_detail);
}

fn how(list: &mut List<'_>, session: &Session) {
    if let Some(code) = session.failure_code {
        list.add("failure_code", &format!("0x{code:08X}"));
        list.some("failure_reason", failure_reason(code));
    }
    list.add("attempts", &session.attempts);
    list.some("elevated", session.elevated.map(yes_no));
    let types: Vec<String> = session
        .logon_types
        .iter()
        .map(|&number| format!("{number} {}", logon_type_name(number)))
        .collect();
    list.list("logon_types", &types);
    list.text("auth_package", session.auth_package.as_ref());
    list.text("logon_process", session.logon_process.as_ref());
    list.list("logon_ids", &session.logon_ids);
    list.some("local_session_id", session.local_session_id);
    list.some("connection_id", session.connection_id);
    list.text("client_name", session.client_name.as_ref());
    list.text("via_gateway", session.via_gateway.as_ref());
    list.some("client_utc_offset", session.client_utc_offset.map(offset));
    list.add("confidence", &session.confidence());
    list.add("sources", &session.sources.len());
}

/// `+02:00`.
fn offset(minutes: i32) -> String {
    DisplayZone::Fixed(minutes).label()
}

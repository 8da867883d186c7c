//! PowerShell: hosts, pipelines and script blocks.

use super::{by_writer, details, guid, without_luid};
use crate::decode::fields::Fields;
use crate::decode::lines::first_line_of;
use crate::domain::activity::{ActForm, ActKey, ActRole, ActivityKind};
use crate::domain::event::{Fact, Guid, Header, Identity};

/// How much of a script stands for it, in characters.
const MAX_SCRIPT: usize = 300;

/// Windows PowerShell 400: a host was started. No user.
pub(in crate::decode) fn host_began(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    of_host(fields, ActRole::Row)
}

/// Windows PowerShell 403: the host stopped.
pub(in crate::decode) fn host_ended(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    of_host(fields, ActRole::End)
}

/// The third value has the lines of the context.
fn of_host(fields: &mut Fields<'_>, role: ActRole) -> Option<Fact> {
    let text = fields.unnamed_unshared(2).unwrap_or_default();
    let context = Context::parse(&text);
    let object = context.object();
    let application = context
        .application
        .filter(|_| object != context.application);
    let application = application.map(|application| fields.line_of(application));
    let host = context.host_name.filter(|_| object != context.host_name);
    let host = host.map(|host| fields.line_of(host));
    let form = ActForm {
        kind: ActivityKind::ScriptRun,
        role,
        details: details(fields, [("", application), ("host ", host)]),
        key: context.host_id.map(ActKey::PowerShellHost),
        ..ActForm::default()
    };
    let object = object.map(|object| fields.line_of(object));
    without_luid(fields, object, form)
}

/// Windows PowerShell 800: a pipeline of a host. The first value is its text, the second the context, which
/// names the user.
pub(in crate::decode) fn pipeline(fields: &mut Fields<'_>, _: &Header) -> Option<Fact> {
    let text = fields.unnamed_unshared(0);
    let context = fields.unnamed_unshared(1).unwrap_or_default();
    let context = Context::parse(&context);
    let line = text.as_deref().and_then(first_line_of);
    let form = ActForm {
        kind: ActivityKind::ScriptRun,
        role: ActRole::Companion,
        who: fields.account_of(context.user),
        details: line.map(|line| fields.line_of(line)),
        key: context.host_id.map(ActKey::PowerShellHost),
        ..ActForm::default()
    };
    without_luid(fields, None, form)
}

/// PowerShell/Operational 4103: a command of a pipeline.
pub(in crate::decode) fn command(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let text = fields.unshared("ContextInfo").unwrap_or_default();
    let context = Context::parse(&text);
    let payload = fields.first_line("Payload", MAX_SCRIPT);
    let script = context
        .script
        .or_else(|| context.application.and_then(script_of));
    let object = script
        .or(context.application)
        .map(|object| fields.line_of(object));
    let named = fields.account_of(context.user);
    let form = ActForm {
        who: Identity {
            sid: header.user_sid.clone(),
            ..named
        },
        details: payload.clone().filter(|_| object.is_some()),
        key: context.host_id.map(ActKey::PowerShellHost),
        ..by_writer(header, ActivityKind::ScriptRun)
    };
    without_luid(fields, object.or(payload), form)
}

/// PowerShell/Operational 4104: a script block. A long one has several records; the first that is
/// left stands for it.
pub(in crate::decode) fn script_block(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let key = guid(fields, "ScriptBlockId").map(ActKey::ScriptBlock);
    let is_first = fields.u32("MessageNumber").is_none_or(|number| number <= 1);
    let path = fields.line("Path");
    let line = fields.first_line("ScriptBlockText", MAX_SCRIPT);
    let form = ActForm {
        details: line.clone().filter(|_| path.is_some() && is_first),
        key,
        ..by_writer(header, ActivityKind::ScriptRun)
    };
    without_luid(fields, path.or(line), form)
}

/// The lines of a context that say which host it is and what it runs: `HostId=…` in the classic log, with
/// blanks in the other one, where the names are translated.
#[derive(Debug, Default, PartialEq, Eq)]
struct Context<'a> {
    host_name: Option<&'a str>,
    host_id: Option<Guid>,
    application: Option<&'a str>,
    script: Option<&'a str>,
    user: Option<&'a str>,
}

impl<'a> Context<'a> {
    /// The host id is the first GUID in any language, and the application stands behind it. Between it and
    /// the second GUID, that of the runspace, the version of the engine stands too. PowerShell 2 to 4 have
    /// no application.
    fn parse(text: &'a str) -> Self {
        let lines: Vec<(&str, &str)> = text
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(name, value)| (name.trim(), value.trim()))
            .collect();
        let value = |at: usize| lines.get(at).map(|(_, value)| *value);
        let named = |names: [&str; 2]| {
            let found = lines.iter().find(|(name, _)| names.contains(name));
            found
                .map(|(_, value)| *value)
                .filter(|value| !value.is_empty())
        };
        let mut guids = lines
            .iter()
            .enumerate()
            .filter_map(|(at, (_, value))| Some((at, Guid::parse(value)?)));
        let host = guids.next();
        let runspace = guids.next();
        let application = || {
            let (from, to) = (host?.0, runspace?.0);
            (to >= from + 3).then(|| value(from + 1)).flatten()
        };
        let host_name = || host.and_then(|(at, _)| value(at.checked_sub(2)?));
        Self {
            host_name: named(["HostName", "Host Name"]).or_else(host_name),
            host_id: host.map(|(_, id)| id),
            application: named(["HostApplication", "Host Application"])
                .or_else(application)
                .filter(|application| !application.is_empty()),
            script: named(["ScriptName", "Script Name"]),
            user: named(["UserId", "User"]),
        }
    }

    /// What was run: a script, else the application, else the host.
    fn object(&self) -> Option<&'a str> {
        self.script
            .or_else(|| self.application.and_then(script_of))
            .or(self.application)
            .or(self.host_name)
    }
}

/// The script that a command line of PowerShell runs: behind `-File`, behind `.` or `&`, or as the first
/// argument.
fn script_of(command_line: &str) -> Option<&str> {
    let mut before = "";
    for (number, token) in tokens(command_line).into_iter().enumerate() {
        if is_file_option(before) {
            return Some(token);
        }
        let is_run = number == 1 || matches!(before, "." | "&");
        let token = token.split(';').next().unwrap_or(token);
        let bytes = token.as_bytes();
        let end = bytes.len().checked_sub(4).and_then(|at| bytes.get(at..));
        let is_script = end.is_some_and(|end| end.eq_ignore_ascii_case(b".ps1"));
        if is_run && is_script && !token.contains(char::is_whitespace) {
            return Some(token);
        }
        let inner = token
            .strip_prefix("& ")
            .or_else(|| token.strip_prefix(". "));
        if let Some(script) = inner.and_then(|inner| tokens(inner).first().copied())
            && script.to_ascii_lowercase().ends_with(".ps1")
        {
            return Some(script);
        }
        before = token;
    }
    None
}

/// `-File`, which may be shortened.
fn is_file_option(token: &str) -> bool {
    let word = token.strip_prefix(['-', '/']).unwrap_or_default();
    let is_begin = "file"
        .get(..word.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    !word.is_empty() && is_begin
}

/// The words of a command line. Quotation marks hold words together.
fn tokens(mut text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    while tokens.len() < 64 {
        text = text.trim_start();
        let mark = text.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (token, rest) = match mark {
            Some(mark) => {
                let text = text.get(1..).unwrap_or_default();
                text.split_once(mark).unwrap_or((text, ""))
            }
            None => text.split_once(char::is_whitespace).unwrap_or((text, "")),
        };
        if token.is_empty() && rest.is_empty() {
            break;
        }
        tokens.push(token);
        text = rest;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: &str = "af84e055-4232-44c3-998f-9ca3ada63d5b";

    #[test]
    fn a_context_of_the_classic_log() {
        let text = format!(
            "\tNewEngineState=Available\r\n\tPreviousEngineState=None\r\n\r\n\tSequenceNumber=13\r\n\r\n\
             \tHostName=ConsoleHost\r\n\tHostVersion=5.1\r\n\tHostId={HOST}\r\n\
             \tHostApplication=powershell -Exec Bypass . \"C:\\TMP\\nc.ps1\";powercat -c x\r\n\
             \tEngineVersion=5.1\r\n\tRunspaceId=ceac9e32-8765-4b0e-b0a2-e4688344e76c\r\n\tPipelineId=\r\n\
             \tScriptName=\r\n\tCommandLine="
        );
        let context = Context::parse(&text);
        assert_eq!(context.host_id, Guid::parse(HOST));
        assert_eq!(context.host_name, Some("ConsoleHost"));
        assert_eq!(context.object(), Some(r"C:\TMP\nc.ps1"));
    }

    #[test]
    fn a_host_without_application_is_named_by_its_kind() {
        let text = format!(
            "HostName=ServerRemoteHost\nHostVersion=4.0\nHostId={HOST}\nEngineVersion=4.0\n\
             RunspaceId=ceac9e32-8765-4b0e-b0a2-e4688344e76c\nScriptName=\n"
        );
        let context = Context::parse(&text);
        assert_eq!(context.application, None, "this is the engine's version");
        assert_eq!(context.object(), Some("ServerRemoteHost"));
    }

    #[test]
    fn names_of_a_context_may_be_translated() {
        let text = format!(
            "  Schweregrad = Informational\n  Hostname = ConsoleHost\n  Hostversion = 5.1\n  \
             Host-ID = {HOST}\n  Hostanwendung = powershell.exe -f C:\\a.ps1\n  Modulversion = 5.1\n  \
             Runspace-ID = ceac9e32-8765-4b0e-b0a2-e4688344e76c\n"
        );
        let context = Context::parse(&text);
        assert_eq!(context.host_name, Some("ConsoleHost"));
        assert_eq!(context.object(), Some(r"C:\a.ps1"));
    }

    #[test]
    fn the_script_of_a_command_line() {
        assert_eq!(
            script_of(r#"powershell.exe -NoProfile -File "C:\a b\run.ps1" -x"#),
            Some(r"C:\a b\run.ps1")
        );
        assert_eq!(
            script_of(r"powershell.exe -Exec ByPasS . C:\TMP\back.ps1;Invoke-It -ip 8.8.8.8"),
            Some(r"C:\TMP\back.ps1")
        );
        assert_eq!(
            script_of(r#"powershell.exe -Command "& 'C:\x\y.ps1' -z""#),
            Some(r"C:\x\y.ps1")
        );
        assert_eq!(script_of("powershell.exe run.PS1"), Some("run.PS1"));
        assert_eq!(script_of("powershell.exe -c Copy-Item a.ps1 b"), None);
        assert_eq!(
            script_of("powershell.exe -ExecutionPolicy Restricted"),
            None
        );
        assert_eq!(script_of(""), None);
    }
}

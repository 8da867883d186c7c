//! WinRM: PowerShell remoting, as client and server log it.

use super::{Account, WINRM, record};
use crate::common::evtx_writer::{Guid, Payload, Provider, Record, Value};

const PROVIDER: Provider = Provider {
    name: "Microsoft-Windows-WinRM",
    guid: Some("a7975c8f-ac13-49f1-87da-5a984a4ab417"),
    event_source: None,
};

const POWERSHELL: &str = "http://schemas.microsoft.com/powershell/Microsoft.PowerShell";

fn winrm(event_id: u16, user_sid: &str, fields: Vec<(&'static str, Value)>) -> Record {
    Record {
        keywords: 0x4000_0000_0000_0004,
        user_sid: Some(user_sid.to_owned()),
        ..record(PROVIDER, WINRM, event_id, Payload::EventData(fields))
    }
}

/// 6, on the client: it opens a session with a server.
pub fn client_connects(user: &Account, connection: &str) -> Record {
    winrm(6, &user.sid, vec![("connection", Value::text(connection))])
}

/// 91: the server creates a shell. Newer versions append the user and the client's address.
pub fn shell_made(user: &Account, client: Option<&str>, shell: Guid) -> Record {
    let resource = match client {
        Some(address) => format!("{POWERSHELL} ({} clientIP: {address})", user.qualified()),
        None => POWERSHELL.to_owned(),
    };
    let fields = vec![
        ("resourceUri", Value::text(resource)),
        ("shellId", Value::Guid(shell)),
    ];
    winrm(91, &user.sid, fields)
}

/// 169: the server accepted credentials (Windows 7).
pub fn authenticated(user: &Account, activity: Guid) -> Record {
    let fields = vec![
        ("username", Value::text(user.qualified().to_lowercase())),
        ("authenticationMechanism", Value::text("NTLM")),
    ];
    Record {
        activity_id: Some(activity),
        ..winrm(169, super::NETWORK_SERVICE_SID, fields)
    }
}

/// 192: the account may not do what it requested.
pub fn unauthorized(activity: Guid) -> Record {
    Record {
        activity_id: Some(activity),
        ..winrm(
            192,
            super::NETWORK_SERVICE_SID,
            vec![("errorCode", Value::UInt32(5))],
        )
    }
}

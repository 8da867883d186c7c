//! Remote-management software that logs its own sessions [source 9.4]. Its accounts are not Windows
//! accounts.

use crate::decode::fields::Fields;
use crate::domain::event::{Fact, Header, Text};
use crate::domain::remote_access::{RmmLine, RmmStep};

/// ScreenConnect 100, 101 and 30: the account precedes the verb in the text.
pub(crate) fn screen_connect(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let (step, verb) = match header.event_id {
        100 => (RmmStep::Connected, "Connected"),
        101 => (RmmStep::Disconnected, "Disconnected"),
        30 => (RmmStep::Ended, ""),
        _ => return None,
    };
    let text = fields.unnamed(0);
    let user = text
        .as_deref()
        .filter(|_| !verb.is_empty())
        .and_then(|text| text.split_once(verb))
        .map(|(user, _)| user.trim())
        .filter(|user| !user.is_empty());
    Some(Fact::Rmm(Box::new(RmmLine {
        step,
        product: fields.share("ScreenConnect"),
        user: user.map(|user| fields.share(user)),
        client: None,
        session: None,
    })))
}

/// Splashtop Streamer 1000 and 1001.
pub(crate) fn splashtop(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let step = match header.event_id {
        1000 => RmmStep::Connected,
        1001 => RmmStep::Disconnected,
        _ => return None,
    };
    let product: Text = fields.share("Splashtop");
    Some(Fact::Rmm(Box::new(RmmLine {
        step,
        product,
        user: fields.text("SPID"),
        client: fields.text("SRC_Name"),
        session: fields.text("Session_ID"),
    })))
}

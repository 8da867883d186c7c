//! Where an outgoing connection led: the session on the target, where the case has the target's logs.

use crate::case::Case;
use crate::domain::account::{same_first_label, same_name};
use crate::domain::activity::{Activity, ActivityKind};
use crate::domain::session::{HostIndex, Kind, Session};
use crate::domain::time::Span;

/// The clocks of two hosts may differ by this much (chosen).
const EARLIEST: Span = Span::seconds(5);
/// The longest time from the connection to the begin of the session on the target (chosen).
const LATEST: Span = Span::seconds(120);

/// The session to which a connection led; `None` where the case has no logs of the target, or where not exactly
/// one session there fits.
pub fn session_on_target(case: &Case, activity: &Activity) -> Option<u32> {
    if activity.kind != ActivityKind::ConnectionMade {
        return None;
    }
    let (time, from) = (activity.time?, activity.host?);
    let target = target_host(case, activity)?;
    let from_host = case.hosts.get(from.0 as usize)?;
    let fits = |session: &&(u32, &Session)| {
        let session = session.1;
        let is_near = session
            .begin
            .is_some_and(|begin| begin.plus(EARLIEST) >= time && begin.since(time) <= LATEST);
        let named = session
            .source_host
            .as_deref()
            .or(session.client_name.as_deref());
        let is_from =
            named.is_none_or(|name| from_host.names().any(|own| same_first_label(own, name)));
        let is_remote = matches!(
            session.kind,
            Kind::Rdp | Kind::Network | Kind::WinRm | Kind::Ssh | Kind::Interactive
        );
        session.host == target && is_near && is_from && is_remote
    };
    let sessions: Vec<(u32, &Session)> = (0..).zip(&case.sessions).collect();
    let mut desktops = sessions
        .iter()
        .filter(fits)
        .filter(|(_, session)| session.kind.is_desktop());
    let first = desktops.next();
    let only = first.filter(|_| desktops.next().is_none());
    let mut all = sessions.iter().filter(fits);
    let any = all.next().filter(|_| all.next().is_none());
    only.or(any).map(|(index, _)| *index)
}

/// The host of the case that a connection names.
pub fn target_host(case: &Case, activity: &Activity) -> Option<HostIndex> {
    let object = activity.object.as_deref()?;
    let name = object.rsplit_once('/').map_or(object, |(_, name)| name);
    let name = match name.split_once(':') {
        Some((host, port)) if !port.contains(':') => host,
        _ => name,
    };
    let numbered = (0..).map(HostIndex).zip(&case.hosts);
    let mut named = numbered.filter(|(_, host)| {
        host.names()
            .any(|own| same_name(own, name) || same_first_label(own, name))
    });
    let (first, _) = named.next()?;
    named.next().is_none().then_some(first)
}

//! Which local session's logon screen a winlogon process draws. Each session has one such process for as
//! long as it exists.

use std::collections::BTreeSet;

use crate::correlate::maps::HashMap;
use crate::correlate::near;
use crate::correlate::order::{FactKinds, Items, Pos};
use crate::correlate::windows::SCREEN_FAILURE_TO_NOTICE;
use crate::domain::account::window_manager_session;
use crate::domain::event::{Fact, LogonFailure, NoticeSource};

/// The winlogon processes of a host, by boot and process id: from where on, and which session.
#[derive(Debug, Default)]
pub(crate) struct LogonScreens(HashMap<(u32, u64), Vec<(Pos, u32)>>);

impl LogonScreens {
    /// Learns from the logons of window managers, which winlogon makes for its session, and from
    /// 7001 and 7002, which it writes itself.
    pub(crate) fn learn(items: &Items<'_>) -> Self {
        let mut screens = Self::default();
        // Winlogon makes none over the network.
        let kinds =
            FactKinds::LOGON_AT_SCREEN | FactKinds::LOGON_OTHERWISE | FactKinds::USER_NOTICE;
        for (pos, item) in items.of(kinds) {
            let (process, session) = match &item.event.fact {
                Fact::Logon(logon) => {
                    let sid = logon.target.sid.as_deref();
                    let by_winlogon = is_winlogon(logon.process_name.as_deref());
                    match sid.and_then(window_manager_session) {
                        Some(session) if by_winlogon => (logon.process_id, session),
                        _ => continue,
                    }
                }
                Fact::UserNotice {
                    source: NoticeSource::Winlogon,
                    session_id,
                    process_id,
                    ..
                } => (u64::from(*process_id), *session_id),
                _ => continue,
            };
            let known = screens.0.entry((item.boot, process)).or_default();
            if known.last().is_none_or(|(_, last)| *last != session) {
                known.push((pos, session));
            }
        }
        screens
    }

    /// The local session at whose screen a refusal happened: by the process that the refusal names,
    /// or, where that is a service, by the end of the check in Winlogon's own log.
    pub(crate) fn session_of(
        &self,
        items: &Items<'_>,
        pos: Pos,
        failure: &LogonFailure,
    ) -> Option<u32> {
        let boot = items.get(pos)?.boot;
        let process = if is_winlogon(failure.process_name.as_deref()) {
            failure.process_id
        } else {
            let kinds = FactKinds::WINLOGON_AUTHENTICATION;
            let refusals = near::after(items, pos, SCREEN_FAILURE_TO_NOTICE, kinds).filter_map(
                |at| match items.get(at)?.event.fact {
                    Fact::WinlogonAuthentication {
                        status: Some(1..),
                        process_id,
                    } => Some(process_id),
                    _ => None,
                },
            );
            let processes: BTreeSet<u32> = refusals.collect();
            // Two screens refused somebody in the same second: nothing shows which was which.
            let only = processes.first().filter(|_| processes.len() == 1)?;
            u64::from(*only)
        };
        let known = self.0.get(&(boot, process))?;
        let before = known.partition_point(|(from, _)| *from <= pos);
        known
            .get(before.checked_sub(1)?)
            .map(|(_, session)| *session)
    }
}

fn is_winlogon(path: Option<&str>) -> bool {
    path.is_some_and(|path| path.to_ascii_lowercase().ends_with("winlogon.exe"))
}

//! Where only the profile service is left to show that somebody was at a desktop.

use crate::correlate::order::{Item, Pos};
use crate::correlate::windows::LOGOFF_TO_DESKTOP_END;
use crate::domain::account::is_account_sid;
use crate::domain::event::{Fact, NoticeSource};

/// The part of the order that better logs of desktops cover than the profile service's: LocalSessionManager,
/// 7001 and 7002, and the logons of Security.
pub(crate) struct BetterLogs(Option<(Pos, Pos)>);

impl BetterLogs {
    /// Looks over the records of a host.
    pub(crate) fn of(items: &[Item<'_>]) -> Self {
        let better = |item: &Item<'_>| match &item.event.fact {
            Fact::LocalSession(_)
            | Fact::Logon(_)
            | Fact::LogonEnded { .. }
            | Fact::LogoffStarted { .. } => true,
            Fact::UserNotice { source, .. } => *source == NoticeSource::Winlogon,
            _ => false,
        };
        let first = items.iter().position(better);
        Self(first.zip(items.iter().rposition(better)))
    }

    /// Whether these logs do not cover the time of a profile notice of a person's logon (1) or logoff (3).
    pub(crate) fn are_silent_at(&self, items: &[Item<'_>], pos: Pos, sid: Option<&str>) -> bool {
        let Some(item) = items.get(pos) else {
            return false;
        };
        let near = |at: Pos| {
            items
                .get(at)
                .is_some_and(|at| at.is_near(item, LOGOFF_TO_DESKTOP_END))
        };
        let outside = self.0.is_none_or(|(first, last)| {
            (pos < first && !near(first)) || (pos > last && !near(last))
        });
        // Services have session 0, and 2 and 4 only repeat 1 and 3.
        let is_first_word = matches!(
            item.event.fact,
            Fact::UserNotice { source: NoticeSource::ProfileService, session_id, .. }
                if session_id != 0
        );
        outside && is_first_word && sid.is_some_and(is_account_sid)
    }
}

//! A record about a local session, and where it places the user.

use crate::correlate::order::{Item, Pos};
use crate::correlate::units::connections::is_console_activity;
use crate::correlate::units::screen_words::ScreenWords;
use crate::correlate::units::visits::visit::Screen;
use crate::correlate::users::People;
use crate::correlate::windows::{END_CLUSTER, LOGON_COMPANIONS};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, LocalSessionLine, LocalSessionStep, NoticeSource};

/// A record and the local session that it names.
pub(super) struct RecordContext<'a, 'e> {
    pub items: &'a [Item<'e>],
    pub people: &'a People<'a>,
    pub pos: Pos,
    /// Where the connection that it names began.
    pub connection_begin: Option<Pos>,
    pub session_id: u32,
    pub boot: u32,
}

impl RecordContext<'_, '_> {
    /// The profile service's notices, not Winlogon's.
    pub(super) fn is_profile_notice(&self) -> bool {
        let fact = self.items.get(self.pos).map(|item| &item.event.fact);
        matches!(fact, Some(Fact::UserNotice { source, .. }) if *source != NoticeSource::Winlogon)
    }

    pub(super) fn is_within_cluster_of(&self, first: Pos) -> bool {
        self.items
            .get(first)
            .zip(self.items.get(self.pos))
            .is_some_and(|(first, this)| first.is_near(this, END_CLUSTER))
    }

    /// Whether LocalSessionManager wrote of the same session within seconds.
    pub(super) fn has_local_session_record(&self) -> bool {
        let Some(this) = self.items.get(self.pos) else {
            return false;
        };
        let names_it = |item: &&Item<'_>| {
            matches!(&item.event.fact, Fact::LocalSession(line)
                if line.session_id == self.session_id)
        };
        let before = self.items.get(..self.pos).unwrap_or_default().iter().rev();
        let after = self.items.get(self.pos..).unwrap_or_default().iter();
        before
            .take_while(|item| item.is_near(this, END_CLUSTER))
            .any(|item| names_it(&item))
            || after
                .take_while(|item| item.is_near(this, LOGON_COMPANIONS))
                .any(|item| names_it(&item))
    }
}

/// Where the user is, by a LocalSessionManager record.
pub(super) fn screen_of(
    line: &LocalSessionLine,
    has_connection: bool,
    words: &ScreenWords,
) -> Screen {
    match line.address {
        Some(LoggedAddress::Local) => Screen::Console,
        Some(LoggedAddress::Ip(ip, _)) => Screen::Remote(Some(ip)),
        Some(LoggedAddress::NotUnderstood) if words.has(line.address_text.as_ref()) => {
            Screen::Console
        }
        _ if is_console_activity(line.activity) => Screen::Console,
        // An empty address is the virtual machine bus; 23 and 40 have no address field at all.
        Some(LoggedAddress::Missing | LoggedAddress::Unspecified)
            if matches!(
                line.step,
                LocalSessionStep::LoggedOn
                    | LocalSessionStep::Reconnected
                    | LocalSessionStep::Disconnected
            ) =>
        {
            Screen::HyperV
        }
        _ if has_connection => Screen::Remote(None),
        _ => Screen::Unknown,
    }
}

//! Which table or page is shown, and its subject.

use std::sync::Arc;

use crate::analysis::filter::Scope;
use crate::analysis::presence_list::Asked;
use crate::domain::session::HostIndex;
use crate::domain::time::Timestamp;

/// A table or page and its subject.
#[derive(Clone, Debug, PartialEq)]
pub enum Route {
    /// All users.
    Users,
    /// Users with each place that they came from.
    UserPlaces(Scope),
    /// Ranges of addresses.
    Ranges(Scope),
    /// Sessions.
    Sessions(Scope),
    /// Sessions that ran at a moment, on one host or on all.
    At(Timestamp, Option<HostIndex>),
    /// Who was on which hosts at which moments.
    WhoWasOn(Arc<Vec<Asked>>),
    /// One session, by its index in the case, and which part of it.
    Session(u32, SessionTab),
    /// What was done, in any session or in none.
    Activity,
    /// Hosts.
    Hosts,
    /// Evidence files.
    Evidence,
    /// What could not be read.
    Problems,
    /// Windows logon sessions.
    LogonSessions,
    /// Local sessions.
    LocalSessions,
}

impl Route {
    /// Whether this view lists sessions, or groups of them.
    pub fn is_list(&self) -> bool {
        !matches!(
            self,
            Self::Session(..)
                | Self::WhoWasOn(_)
                | Self::Activity
                | Self::Evidence
                | Self::Problems
                | Self::LogonSessions
                | Self::LocalSessions
        )
    }

    /// Whether a row of this view is a session.
    pub fn lists_sessions(&self) -> bool {
        matches!(self, Self::Sessions(_) | Self::At(..))
    }

    /// Whether the filter bar applies to this view. Who was there at a moment is
    /// answered in full, whatever the filter.
    pub fn is_filtered(&self) -> bool {
        (self.is_list() && !matches!(self, Self::At(..))) || self.is_filtered_by_rows()
    }

    /// Whether the filter is applied to the cells of this view, because its rows are not sessions.
    pub fn is_filtered_by_rows(&self) -> bool {
        matches!(
            self,
            Self::LogonSessions | Self::LocalSessions | Self::Activity
        )
    }

    /// The scope of this view.
    pub fn scope(&self) -> Scope {
        match self {
            Self::UserPlaces(scope) | Self::Ranges(scope) | Self::Sessions(scope) => scope.clone(),
            _ => Scope::default(),
        }
    }
}

/// The parts of a session's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionTab {
    /// What it was, in a sentence and in fields.
    Summary,
    /// The records that made it.
    Sources,
    /// Its Windows logon sessions.
    Logons,
    /// The desktop that it visited.
    Local,
    /// What was done in it.
    Activity,
    /// The sessions around it.
    Neighbours,
}

impl SessionTab {
    /// All tabs, in order.
    pub const ALL: [Self; 6] = [
        Self::Summary,
        Self::Sources,
        Self::Logons,
        Self::Local,
        Self::Activity,
        Self::Neighbours,
    ];

    /// The next or previous tab, without wrapping around.
    #[must_use]
    pub fn step(self, by: isize) -> Self {
        let here = Self::ALL.iter().position(|&tab| tab == self).unwrap_or(0);
        let there = here.saturating_add_signed(by).min(Self::ALL.len() - 1);
        Self::ALL.get(there).copied().unwrap_or(self)
    }
}

//! What the parts of a session's page are drawn from.

use crate::analysis::outliers::Outlier;
use crate::analysis::story::Story;
use crate::case::Case;
use crate::domain::session::Session;
use crate::tables::route::SessionTab;
use crate::ui::state::history::Stop;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::Preferences;

/// A session, and how it is shown.
#[derive(Clone, Copy)]
pub(crate) struct Page<'a> {
    /// The case.
    pub(crate) opened: &'a OpenedCase,
    /// The preferences.
    pub(crate) prefs: &'a Preferences,
    /// The session, by its index in the case.
    pub(crate) index: u32,
    /// The session.
    pub(crate) session: &'a Session,
    /// Its story, where it is told already.
    pub(crate) story: Option<&'a Story>,
    /// The tab that is shown.
    pub(crate) tab: SessionTab,
    /// Where the page stands in the history.
    pub(crate) stop: &'a Stop,
    /// It is shown next to a table.
    pub(crate) is_pane: bool,
}

impl<'a> Page<'a> {
    /// The case.
    pub(crate) fn case(&self) -> &'a Case {
        &self.opened.loaded.case
    }

    /// What stands out about its user and place.
    pub(crate) fn outlier(&self) -> Option<&'a Outlier> {
        self.opened.loaded.outliers.session(self.session)
    }
}

//! Everything that a user can request, by area. Views send commands; `commands::apply` obeys them.

use super::case_file::CaseFileCommand;
use super::detail::DetailCommand;
use super::edit::EditCommand;
use super::evidence::EvidenceCommand;
use super::export::ExportCommand;
use super::filter::FilterCommand;
use super::go::GoCommand;
use super::mark::MarkCommand;
use super::table::TableCommand;
use super::view::ViewCommand;
use crate::ui::dialogs::DialogRequest;
use crate::ui::state::overlay::OverlayCommand;

/// One request of the user.
#[derive(Clone, Debug)]
pub enum Command {
    /// Show a file dialog.
    Dialog(DialogRequest),
    /// Open evidence, stop that, close it.
    Evidence(EvidenceCommand),
    /// Save marks in a case file, use drafts.
    CaseFile(CaseFileCommand),
    /// Go to another view.
    Go(GoCommand),
    /// In the session that is shown next to the table.
    Detail(DetailCommand),
    /// In the table of the current view.
    Table(TableCommand),
    /// Change the filter.
    Filter(FilterCommand),
    /// Mark sessions or records.
    Mark(MarkCommand),
    /// Take the last change of the filter or of marks back, or make it again.
    Edit(EditCommand),
    /// Show things in another way.
    View(ViewCommand),
    /// Export sessions.
    Export(ExportCommand),
    /// In the palette, or in a question that a line of text answers.
    Overlay(OverlayCommand),
}

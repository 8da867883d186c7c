//! What the menu of a row offers besides copying and filtering.

use super::commands::go::Aspect;
use super::state::mark_change::MarkChange;
use super::state::overlay::PromptKind;
use super::text;

/// What an entry of the menu does.
#[derive(Clone, Debug)]
pub(super) enum RowMenuCommand {
    /// Shows all sessions that have this in common with that of the row.
    AllOf(Aspect),
    /// Shows what overlaps it.
    Overlapping,
    /// Shows what happened half an hour before and after.
    Around,
    /// Asks for a tag or a comment for the selected rows.
    Ask(PromptKind),
    /// Marks the selected rows.
    Mark(MarkChange),
    /// Folds repeated attempts, or gives each its row.
    TurnFolding,
}

/// The labels, in groups.
pub(super) const LABELS: &[&[&str]] = &[
    &[
        text::ALL_OF_USER,
        text::ALL_OF_PLACE,
        text::ALL_OF_RANGE,
        text::ALL_OF_HOST,
        text::ALL_OVERLAPPING,
        text::ALL_AROUND,
    ],
    &[
        text::MENU_TAG,
        text::MENU_COMMENT,
        text::MENU_BOOKMARK,
        text::MENU_MUTE,
    ],
    &[text::TURN_FOLDING],
];

/// What the entry of a label does.
pub(super) fn command(label: &str) -> Option<RowMenuCommand> {
    Some(match label {
        text::ALL_OF_USER => RowMenuCommand::AllOf(Aspect::User),
        text::ALL_OF_PLACE => RowMenuCommand::AllOf(Aspect::Place),
        text::ALL_OF_RANGE => RowMenuCommand::AllOf(Aspect::Range),
        text::ALL_OF_HOST => RowMenuCommand::AllOf(Aspect::Host),
        text::ALL_OVERLAPPING => RowMenuCommand::Overlapping,
        text::ALL_AROUND => RowMenuCommand::Around,
        text::MENU_TAG => RowMenuCommand::Ask(PromptKind::Tag),
        text::MENU_COMMENT => RowMenuCommand::Ask(PromptKind::Comment),
        text::MENU_BOOKMARK => RowMenuCommand::Mark(MarkChange::Bookmark),
        text::MENU_MUTE => RowMenuCommand::Mark(MarkChange::Mute),
        text::TURN_FOLDING => RowMenuCommand::TurnFolding,
        _ => return None,
    })
}

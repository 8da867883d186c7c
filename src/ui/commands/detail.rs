//! Commands that concern the session at the cursor, which is shown in full next to the table.

use egui::Context;

use super::go;
use crate::tables::route::SessionTab;
use crate::tables::selection::Pick;
use crate::ui::state::opened_case::OpenedCase;
use crate::ui::state::prefs::DetailPlace;
use crate::ui::state::window::Window;
use crate::ui::widgets::table::TableAction;

/// In the session that is shown next to the table.
#[derive(Clone, Debug)]
pub enum DetailCommand {
    /// Show it in another place, or nowhere.
    Place(DetailPlace),
    /// Another tab of it.
    Tab(SessionTab),
    /// What was done with the mouse in its table.
    Act(TableAction),
}

/// Applies a command.
pub(crate) fn apply(window: &mut Window, command: DetailCommand, ctx: &Context) {
    match command {
        DetailCommand::Place(place) => {
            window.prefs.detail = place;
            // The table has another height or width: its cursor stays in view.
            if let Some(opened) = &mut window.opened {
                opened.frames_to_reveal = 2;
            }
        }
        DetailCommand::Tab(tab) => {
            if let Some(opened) = &mut window.opened {
                opened.show_pane_tab(tab);
            }
        }
        DetailCommand::Act(action) => act(window, action, ctx),
    }
}

/// Does what was done with the mouse in the table.
fn act(window: &mut Window, action: TableAction, ctx: &Context) {
    let prefs = &mut window.prefs;
    let Some(opened) = &mut window.opened else {
        return;
    };
    let Some(pane) = &mut opened.pane else {
        return;
    };
    match action {
        TableAction::Pick(position, column, how) => pick(opened, position, column, how, ctx),
        TableAction::Open(position) => {
            let row = pane.answer.order.get(position);
            if let Some(route) = row.and_then(|&row| pane.answer.rows.down(row)) {
                go::down(opened, route, &prefs.zone);
            }
        }
        TableAction::Sort(column, also) => {
            let known = pane.answer.sort;
            pane.stop.sort = Some(if also {
                known.also(column)
            } else {
                known.by(column)
            });
        }
        TableAction::Widths(widths) => {
            let table = pane.answer.rows.name();
            prefs.widths.insert(table.to_owned(), widths);
        }
        TableAction::Arrange(change) => prefs.arrange(&*pane.answer.rows, change),
        // The rest is offered in the table of the view alone.
        TableAction::Page(..)
        | TableAction::Group(_)
        | TableAction::Fit(_)
        | TableAction::CopyCell(..)
        | TableAction::CopyRows
        | TableAction::Filter { .. }
        | TableAction::FilterField(..)
        | TableAction::RowMenu(..) => {}
    }
}

fn pick(opened: &mut OpenedCase, position: usize, column: usize, how: Pick, ctx: &Context) {
    let Some(pane) = &mut opened.pane else {
        return;
    };
    pane.stop.column = column;
    pane.stop.selection.pick(position, how, &pane.answer.order);
    if let Some(&row) = pane.answer.order.get(position) {
        opened
            .record
            .ask(&opened.loaded.case, (&*pane.answer.rows, row), ctx);
    }
}

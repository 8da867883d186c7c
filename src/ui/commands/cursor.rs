//! The cursor of the table of the current view: where it goes, and what is selected with it.

use egui::Context;

use crate::domain::time::{DisplayZone, Timestamp};
use crate::tables::question::Answer;
use crate::tables::route::Route;
use crate::tables::selection::{Pick, step_position};
use crate::ui::state::cursor_target::CursorTarget;
use crate::ui::state::history::{Siblings, Stop};
use crate::ui::state::opened_case::OpenedCase;

/// The answer and the stop that it belongs to.
pub(super) fn shown(opened: &OpenedCase) -> Option<(&Answer, &Stop)> {
    Some((opened.answer()?, opened.history.here()?))
}

/// Selects the row at a position, and shows its record.
pub(super) fn pick(opened: &mut OpenedCase, position: usize, how: Pick, ctx: &Context) {
    let Some(answer) = opened.answer().cloned() else {
        return;
    };
    if let Some(stop) = opened.history.here_mut() {
        stop.selection.pick(position, how, &answer.order);
    }
    if let Some(&row) = answer.order.get(position) {
        opened
            .record
            .ask(&opened.loaded.case, (&*answer.rows, row), ctx);
    }
}

/// Moves the cursor by some rows and brings it into view.
pub(super) fn move_by(opened: &mut OpenedCase, by: isize, extend: bool, ctx: &Context) {
    let Some((answer, stop)) = shown(opened) else {
        return;
    };
    let Some(position) = step_position(stop.selection.cursor(), by, answer.order.len()) else {
        return;
    };
    pick(
        opened,
        position,
        if extend { Pick::Range } else { Pick::Only },
        ctx,
    );
    opened.reveal = Some(position);
}

/// Selects every row.
pub(super) fn select_all(opened: &mut OpenedCase) {
    let Some(answer) = opened.answer().cloned() else {
        return;
    };
    if let Some(stop) = opened.history.here_mut() {
        // The header of a group and the row of a fold represent their rows, whether these are shown or not.
        if answer.grouped.is_some() || answer.folded.is_some() {
            stop.selection.select(&answer.order, &answer.order);
        } else {
            stop.selection.all(answer.order.len());
        }
    }
}

/// Selects the row that represents a session and brings it into view.
pub(super) fn select_session(opened: &mut OpenedCase, session: u32) {
    let Some(answer) = opened.answer().cloned() else {
        return;
    };
    let row = answer.rows.row_of(session);
    let position = row.and_then(|row| answer.position_of(row));
    if let (Some(position), Some(stop)) = (position, opened.history.here_mut()) {
        stop.selection.pick(position, Pick::Only, &answer.order);
        opened.reveal = Some(position);
    }
}

/// Goes down from the row at the cursor, remembering its neighbours.
pub(super) fn open_cursor(opened: &mut OpenedCase, zone: &DisplayZone) {
    let Some((answer, stop)) = shown(opened) else {
        return;
    };
    let Some(position) = stop.selection.cursor() else {
        return;
    };
    let Some(&row) = answer.order.get(position) else {
        return;
    };
    if let (Some(group), Some(groups)) = (answer.rows.group(row), &answer.grouped) {
        let name = groups.name_of(group).unwrap_or_default().to_owned();
        opened.turn_group(&name);
        return;
    }
    let fold = answer.folded.as_ref();
    if let Some(first_session) = fold.and_then(|folded| folded.first_session(row)) {
        if let Some(stop) = opened.history.here_mut() {
            stop.folding.turn(first_session);
        }
        return;
    }
    let Some(route) = answer.rows.down(row) else {
        return;
    };
    let siblings = Siblings::new(answer, row);
    let mut stop = Stop::new(route, &opened.loaded, zone);
    stop.siblings = Some(siblings);
    opened.go_down(stop);
}

/// From one session to the next of the list that it was opened from, on the same tab.
pub(super) fn step_to_sibling(opened: &mut OpenedCase, by: isize, zone: &DisplayZone) {
    let Some(stop) = opened.history.here() else {
        return;
    };
    let (Route::Session(_, tab), Some(siblings)) = (&stop.route, &stop.siblings) else {
        return;
    };
    let tab = *tab;
    let Some((position, Route::Session(index, _))) = siblings.step(by) else {
        return;
    };
    let mut siblings = siblings.clone();
    siblings.position = position;
    let on_screen = siblings.on_screen();
    let mut next = Stop::new(Route::Session(index, tab), &opened.loaded, zone);
    next.siblings = Some(siblings);
    opened.history.replace(next);
    if let (Some(parent), Some((order, position))) = (opened.history.parent_mut(), on_screen) {
        parent.selection.pick(position, Pick::Only, &order);
    }
    opened.record.clear();
}

/// Puts the cursor where it was asked to go, as soon as the rows of the view are there.
pub(super) fn arrive_at_target(opened: &mut OpenedCase, ctx: &Context) {
    let Some(target) = opened.cursor_target.filter(|_| !opened.is_asking()) else {
        return;
    };
    let Some(answer) = opened.answer() else {
        return;
    };
    let position = match target {
        CursorTarget::Position(position) => Some(position),
        CursorTarget::Row(row) => answer.position_of(row),
        CursorTarget::Session(session) => {
            let row = answer.rows.row_of(session);
            row.and_then(|row| answer.position_of(row))
        }
        // After the last one there is only the last one.
        CursorTarget::Time(time) => {
            first_from(opened, answer, time).or_else(|| answer.order.len().checked_sub(1))
        }
    };
    opened.cursor_target = None;
    if let Some(position) = position {
        pick(opened, position, Pick::Only, ctx);
        opened.reveal = Some(position);
    }
}

/// The place of the session that began first at a moment or later.
fn first_from(opened: &OpenedCase, answer: &Answer, time: Timestamp) -> Option<usize> {
    let session_index = &opened.loaded.session_index;
    let began = |position: usize| {
        let row = *answer.order.get(position)?;
        let begins = answer.rows.sessions(row);
        let begins = begins
            .iter()
            .filter_map(|&session| session_index.get(session)?.sort_time());
        let begin = begins.filter(|begin| *begin >= time).min()?;
        // Prefers a row to its fold and to its group, where several are shown.
        let is_fold = answer.rows.members(row).is_some();
        Some((begin, answer.rows.group(row).is_some(), is_fold))
    };
    let places = (0..answer.order.len()).filter_map(|place| Some((began(place)?, place)));
    places.min().map(|(_, place)| place)
}

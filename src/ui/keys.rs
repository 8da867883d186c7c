//! The keyboard: keys to commands.

use egui::{Context, Event, Key, KeyboardShortcut, Modifiers};

use super::app::App;
use super::command::Command;
use super::dialogs::Ask;
use super::route::Route;
use crate::analysis::filter::Scope;

const CTRL: Modifiers = Modifiers::COMMAND;
const NONE: Modifiers = Modifiers::NONE;

/// Reads the keys of this frame.
pub fn read(app: &App, ctx: &Context, out: &mut Vec<Command>) {
    if app.loading.is_some() {
        return;
    }
    if pressed(ctx, CTRL, Key::O) {
        out.push(Command::Dialog(Ask::Folder));
    }
    let Some(opened) = &app.opened else {
        return;
    };
    if opened.export.is_some() {
        if pressed(ctx, NONE, Key::Escape) {
            out.push(Command::CloseExport);
        }
        return;
    }
    anywhere(ctx, out);
    if !ctx.text_edit_focused() {
        in_table(ctx, opened.page, out);
    }
}

/// Keys that mean the same while a text is typed.
fn anywhere(ctx: &Context, out: &mut Vec<Command>) {
    let views = [
        (Key::Num1, Route::Users),
        (Key::Num2, Route::UserPlaces(Scope::default())),
        (Key::Num3, Route::Ranges(Scope::default())),
        (Key::Num4, Route::Sessions(Scope::default())),
        (Key::Num5, Route::Hosts),
        (Key::Num6, Route::Evidence),
        (Key::Num7, Route::Problems),
    ];
    for (key, route) in views {
        if pressed(ctx, CTRL, key) {
            out.push(Command::Go(route));
        }
    }
    let others = [
        (CTRL, Key::E, Command::Export),
        (CTRL, Key::F, Command::FocusFilter),
        (CTRL.plus(Modifiers::SHIFT), Key::L, Command::ClearFilter),
        (Modifiers::ALT, Key::ArrowLeft, Command::Back),
        (Modifiers::ALT, Key::ArrowRight, Command::Forward),
        (Modifiers::ALT, Key::ArrowUp, Command::Up),
        (CTRL, Key::PageUp, Command::StepTab(-1)),
        (CTRL, Key::PageDown, Command::StepTab(1)),
    ];
    for (modifiers, key, command) in others {
        if pressed(ctx, modifiers, key) {
            out.push(command);
        }
    }
}

/// Keys of the table, which belong to a text box while one is typed in.
fn in_table(ctx: &Context, page: usize, out: &mut Vec<Command>) {
    let page = page as isize;
    let far = isize::MAX / 2;
    let moves = [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, -1),
        (Key::PageDown, page),
        (Key::PageUp, -page),
        (Key::Home, -far),
        (Key::End, far),
    ];
    for (key, by) in moves {
        for (modifiers, extend) in [(Modifiers::SHIFT, true), (NONE, false)] {
            if pressed(ctx, modifiers, key) {
                out.push(Command::Move { by, extend });
            }
        }
    }
    if pressed(ctx, NONE, Key::Backspace) {
        out.push(Command::Up);
    }
    // Enter on a focused button presses the button.
    let has_focus = ctx.memory(egui::Memory::focused).is_some();
    if !has_focus && pressed(ctx, NONE, Key::Enter) {
        out.push(Command::OpenCursor);
    }
    if pressed(ctx, CTRL, Key::A) {
        out.push(Command::SelectAll);
    }
    for (key, by) in [(Key::OpenBracket, -1), (Key::CloseBracket, 1)] {
        if pressed(ctx, NONE, key) {
            out.push(Command::Step(by));
        }
    }
    // Text that was marked with the mouse is what Ctrl+C means then.
    let marked = ctx
        .plugin::<egui::text_selection::LabelSelectionState>()
        .lock()
        .has_selection();
    if !marked && ctx.input(|input| input.events.contains(&Event::Copy)) {
        out.push(Command::Copy);
    }
}

fn pressed(ctx: &Context, modifiers: Modifiers, key: Key) -> bool {
    ctx.input_mut(|input| input.consume_shortcut(&KeyboardShortcut::new(modifiers, key)))
}

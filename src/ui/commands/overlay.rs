//! What is done in the palette, and what the line of text of a question asks for.

use super::case_file::CaseFileCommand;
use super::command::Command;
use super::filter::FilterCommand;
use super::go::GoCommand;
use super::mark::MarkCommand;
use super::view::ViewCommand;
use crate::analysis::query;
use crate::domain::time::{DisplayZone, Span};
use crate::ui::palette::found;
use crate::ui::state::mark_change::MarkChange;
use crate::ui::state::overlay::{Overlay, OverlayCommand, Palette, Prompt, PromptKind};
use crate::ui::state::window::Window;
use crate::ui::text;
use crate::ui::typed_path::typed_path;

/// Runs the command; returns the commands to run next.
pub(crate) fn apply(window: &mut Window, command: OverlayCommand) -> Vec<Command> {
    match (command, window.overlay.take()) {
        (OverlayCommand::Close, _) => Vec::new(),
        (OverlayCommand::Palette, _) => {
            window.overlay = Some(Overlay::Palette(Palette::default()));
            Vec::new()
        }
        (OverlayCommand::Ask(kind), _) => {
            window.ask(kind);
            Vec::new()
        }
        (command, Some(Overlay::Palette(palette))) => in_palette(window, palette, command),
        (command, Some(Overlay::Prompt(prompt))) => in_prompt(window, prompt, command),
        (_, None) => Vec::new(),
    }
}

fn mark(change: MarkChange) -> Command {
    Command::Mark(MarkCommand::Sessions(change))
}

fn is_tag(typed: &str) -> bool {
    typed
        .split(',')
        .any(|tag| crate::domain::mark::tag(tag).is_some())
}

fn in_palette(window: &mut Window, mut palette: Palette, command: OverlayCommand) -> Vec<Command> {
    let place = match command {
        OverlayCommand::Enter => palette.at,
        OverlayCommand::Run(place) => place,
        OverlayCommand::Typed(typed) => {
            window.overlay = Some(Overlay::Palette(Palette { typed, at: 0 }));
            return Vec::new();
        }
        OverlayCommand::Move(by) => {
            let last = found(&palette, window).len().saturating_sub(1);
            palette.at = palette.at.saturating_add_signed(by).min(last);
            window.overlay = Some(Overlay::Palette(palette));
            return Vec::new();
        }
        // These are obeyed whatever is open.
        OverlayCommand::Palette | OverlayCommand::Ask(_) | OverlayCommand::Close => {
            return Vec::new();
        }
    };
    let mut found = found(&palette, window);
    if place < found.len() {
        vec![found.swap_remove(place).command]
    } else {
        window.overlay = Some(Overlay::Palette(palette));
        Vec::new()
    }
}

fn in_prompt(window: &mut Window, mut prompt: Prompt, command: OverlayCommand) -> Vec<Command> {
    match command {
        OverlayCommand::Typed(typed) => {
            prompt.typed = typed;
            prompt.error = None;
        }
        OverlayCommand::Enter => match answer(prompt.kind, &prompt.typed, window) {
            Ok(commands) => return commands,
            Err(error) => prompt.error = Some(error),
        },
        // There is nothing to choose from, and the rest is obeyed whatever is open.
        OverlayCommand::Move(_)
        | OverlayCommand::Run(_)
        | OverlayCommand::Palette
        | OverlayCommand::Ask(_)
        | OverlayCommand::Close => {}
    }
    window.overlay = Some(Overlay::Prompt(prompt));
    Vec::new()
}

/// What the answer requests, or what is wrong with it.
fn answer(kind: PromptKind, typed: &str, window: &Window) -> Result<Vec<Command>, String> {
    let zone = &window.prefs.zone;
    let typed = typed.trim();
    let wrong = || format!("{}: {}", text::NOT_UNDERSTOOD, kind.hint());
    let one = |command: Option<Command>| command.map(|c| vec![c]).ok_or_else(wrong);
    match kind {
        PromptKind::Time => one(zone
            .parse_moment(typed)
            .map(|time| Command::Go(GoCommand::ToTime(time)))),
        PromptKind::Presence => match zone.parse_moment(typed) {
            Some(_) => Ok(vec![
                Command::Go(GoCommand::PresenceText(typed.to_owned())),
                Command::Go(GoCommand::Presence),
            ]),
            None => Err(wrong()),
        },
        PromptKind::PresenceList => {
            let lines = (!typed.is_empty()).then(|| typed.to_owned());
            one(lines.map(|lines| Command::Go(GoCommand::PresenceList(lines))))
        }
        PromptKind::Around => {
            let typed = if typed.is_empty() { kind.hint() } else { typed };
            one(query::span(typed).map(|ticks| Command::Go(GoCommand::Around(Span(ticks)))))
        }
        PromptKind::Zone => {
            one(DisplayZone::parse(typed).map(|zone| Command::View(ViewCommand::Zone(zone))))
        }
        PromptKind::FilterName => {
            let name = (!typed.is_empty()).then(|| typed.to_owned());
            one(name.map(|name| Command::Filter(FilterCommand::Save(name))))
        }
        PromptKind::Tag => one(is_tag(typed).then(|| mark(MarkChange::Tag(typed.to_owned())))),
        PromptKind::Untag => one(is_tag(typed).then(|| mark(MarkChange::Untag(typed.to_owned())))),
        PromptKind::Comment => Ok(vec![mark(MarkChange::Comment(typed.to_owned()))]),
        PromptKind::RecordTag => one(is_tag(typed).then(|| {
            let tags = MarkChange::Tag(typed.to_owned());
            Command::Mark(MarkCommand::Record(tags))
        })),
        PromptKind::RecordComment => {
            let comment = MarkChange::Comment(typed.to_owned());
            Ok(vec![Command::Mark(MarkCommand::Record(comment))])
        }
        PromptKind::CasePath => {
            let path = (!typed.is_empty()).then(|| typed_path(typed));
            one(path.map(|path| Command::CaseFile(CaseFileCommand::SaveAt(path))))
        }
    }
}

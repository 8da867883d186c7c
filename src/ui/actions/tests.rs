use super::chord::{Chord, command_key};
use super::*;
use crate::ui::text;

const CMD: Modifiers = Modifiers {
    alt: false,
    ctrl: false,
    shift: false,
    mac_cmd: true,
    command: true,
};

#[test]
fn keys_and_titles_are_unique() {
    for (number, action) in ACTIONS.iter().enumerate() {
        for other in ACTIONS.iter().skip(number + 1) {
            assert_ne!(action.title, other.title);
            for is_mac in [false, true] {
                for chord in action.keys_on(is_mac) {
                    assert!(
                        !other.keys_on(is_mac).contains(chord),
                        "{} of {} and {}",
                        chord.words(is_mac),
                        action.title,
                        other.title
                    );
                }
            }
        }
    }
}

/// What macOS, and the menu that winit makes there, keep for themselves.
fn keys_of_macos() -> Vec<(Modifiers, Key)> {
    let (shift, option, ctrl) = (Modifiers::SHIFT, Modifiers::ALT, Modifiers::CTRL);
    vec![
        // The menu of the program: hide, hide others, quit.
        (CMD, Key::H),
        (CMD | option, Key::H),
        (CMD, Key::Q),
        (CMD | option, Key::Q),
        // Windows and programs.
        (CMD, Key::M),
        (CMD | option, Key::M),
        (CMD, Key::Backtick),
        (CMD | shift, Key::Backtick),
        (CMD, Key::Tab),
        (CMD | shift, Key::Tab),
        (CMD | option, Key::Escape),
        (CMD | ctrl, Key::F),
        // Dock, Spotlight, help, settings, characters.
        (CMD | option, Key::D),
        (CMD, Key::Space),
        (CMD | option, Key::Space),
        (CMD | ctrl, Key::Space),
        (ctrl, Key::Space),
        (CMD, Key::Comma),
        (CMD | shift, Key::Slash),
        (CMD | shift, Key::Questionmark),
        // Log out, lock.
        (CMD | shift, Key::Q),
        (CMD | shift | option, Key::Q),
        (CMD | ctrl, Key::Q),
        // Pictures of the screen.
        (CMD | shift, Key::Num3),
        (CMD | shift, Key::Num4),
        (CMD | shift, Key::Num5),
        (CMD | shift, Key::Num6),
        // Zoom, contrast, accessibility.
        (CMD | option, Key::Num8),
        (CMD | option, Key::Equals),
        (CMD | option, Key::Minus),
        (CMD | option, Key::F5),
        (CMD, Key::F5),
        // Mission Control.
        (ctrl, Key::ArrowUp),
        (ctrl, Key::ArrowDown),
        (ctrl, Key::ArrowLeft),
        (ctrl, Key::ArrowRight),
    ]
}

#[test]
fn no_key_is_one_of_the_system_on_a_mac() {
    for action in ACTIONS {
        let words = |chord: &Chord| format!("{}: {}", action.title, chord.words(true));
        for chord in action.keys_on(true) {
            for (held, key) in keys_of_macos() {
                assert!(!chord.is(key, held), "{}", words(chord));
            }
            // An arrow with Option moves by words or lines where text is typed.
            let moves_in_text = chord.alt
                && matches!(
                    chord.key,
                    Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown
                );
            let works_in_text = action.scope != ShortcutScope::InTable;
            assert!(!(moves_in_text && works_in_text), "{}", words(chord));
        }
    }
}

#[test]
fn the_list_of_system_keys_would_find_the_keys_of_other_systems() {
    let taken = |title: &str| {
        let action = ACTIONS.iter().find(|action| action.title == title);
        let keys = action.expect("an action").keys_on(false);
        let mut all = keys_of_macos().into_iter();
        all.any(|(held, key)| keys.iter().any(|chord| chord.is(key, held)))
    };
    assert!(taken(named::SHOW_HIDDEN.title), "Cmd+H");
    assert!(!taken(named::SAVE_CASE.title));
}

#[test]
fn keys_are_called_as_the_platform_calls_them() {
    let of = |title, is_mac| keys_of_on(title, is_mac);
    assert_eq!(of(named::SAVE_CASE.title, false), "Ctrl+S");
    assert_eq!(of(named::SAVE_CASE.title, true), "Cmd+S");
    assert_eq!(of(named::SHOW_HIDDEN.title, false), "Ctrl+H");
    assert_eq!(of(named::SHOW_HIDDEN.title, true), "Cmd+Shift+H");
    assert_eq!(of(named::BACK.title, false), "Alt+Left");
    assert_eq!(of(named::BACK.title, true), "Cmd+[");
    let up = Chord::alt(Key::ArrowUp).shift();
    assert_eq!(up.words(false), "Alt+Shift+Up");
    assert_eq!(up.words(true), "Option+Shift+Up");
    assert_eq!(command_key(false), "Ctrl");
    assert_eq!(command_key(true), "Cmd");
}

#[test]
fn ctrl_beside_cmd_is_another_key() {
    let save = Chord::ctrl(Key::S);
    assert!(save.is(Key::S, CMD));
    assert!(!save.is(Key::S, CMD | Modifiers::CTRL));
    assert!(!save.is(Key::S, Modifiers::CTRL), "Ctrl alone on a Mac");
    assert!(!Chord::key(Key::S).is(Key::S, Modifiers::CTRL));
    // Elsewhere Ctrl is the command key.
    assert!(save.is(Key::S, Modifiers::CTRL | Modifiers::COMMAND));
    assert!(save.is(Key::S, Modifiers::COMMAND));
}

/// A title that is misspelt would leave an empty place in a text.
#[test]
fn every_text_that_names_keys_finds_them() {
    for title in [
        named::SAVE_CASE.title,
        named::BACK.title,
        named::FORWARD.title,
        named::OVERLAPPING.title,
        named::AROUND.title,
        named::TYPE_FILTER.title,
        named::TAG.title,
        named::FIND_ACTION.title,
        named::LIST_OF_KEYS.title,
        named::SHOW_HIDDEN.title,
        named::DETAILS.title,
        text::USERS,
        text::USER_PLACES,
        text::RANGES,
        text::SESSIONS,
        text::HOSTS,
        text::EVIDENCE,
        text::PROBLEMS,
        text::LOGON_SESSIONS,
        text::LOCAL_SESSIONS,
        text::EXPORT,
    ] {
        for is_mac in [false, true] {
            assert!(!keys_of_on(title, is_mac).is_empty(), "{title}");
        }
    }
    assert_eq!(keys_of("no such action"), "");
}

/// Texts name keys through the list of actions: as literals they would be wrong on a Mac.
#[test]
fn no_text_spells_out_a_modifier() {
    fn walk(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("a readable file");
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            let code = code.lines().filter(|line| !line.trim().starts_with("//"));
            let is_literal = |line: &&str| line.contains("Ctrl+") || line.contains("Alt+");
            let lines = code.filter(is_literal).map(str::trim);
            found.extend(lines.map(|line| format!("{}: {line}", path.display())));
        }
    }
    let mut found = Vec::new();
    let ui = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ui");
    walk(&ui, &mut found);
    found.retain(|line| !line.contains("tests.rs:"));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_begins_as_typed_comes_first() {
    let titles: Vec<&str> = matching("copy").iter().map(|action| action.title).collect();
    assert!(
        titles
            .first()
            .is_some_and(|title| title.starts_with("Copy"))
    );
    assert!(matching("no such thing").is_empty());
    assert_eq!(matching("").len(), ACTIONS.len());
}

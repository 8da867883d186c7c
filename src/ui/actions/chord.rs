//! A key and its modifiers.

use std::fmt;

use egui::{Key, Modifiers};

/// Whether keys are those of a Mac.
pub const IS_MAC: bool = cfg!(target_os = "macos");

/// The name of the modifier key that most shortcuts use.
pub const fn command_key(is_mac: bool) -> &'static str {
    if is_mac { "Cmd" } else { "Ctrl" }
}

/// The other one.
const fn alt_key(is_mac: bool) -> &'static str {
    if is_mac { "Option" } else { "Alt" }
}

/// A key and its modifiers. Ctrl is Cmd on a Mac, Alt is Option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord {
    /// Ctrl is held.
    pub ctrl: bool,
    /// Alt is held.
    pub alt: bool,
    /// Shift is held.
    pub shift: bool,
    /// The key.
    pub key: Key,
}

impl Chord {
    /// A key alone.
    pub const fn key(key: Key) -> Self {
        Self {
            ctrl: false,
            alt: false,
            shift: false,
            key,
        }
    }

    /// A key with Ctrl.
    pub const fn ctrl(key: Key) -> Self {
        let mut chord = Self::key(key);
        chord.ctrl = true;
        chord
    }

    /// A key with Alt.
    pub const fn alt(key: Key) -> Self {
        let mut chord = Self::key(key);
        chord.alt = true;
        chord
    }

    /// This chord with Shift.
    #[must_use]
    pub const fn shift(mut self) -> Self {
        self.shift = true;
        self
    }

    /// Whether this was pressed.
    pub fn is(&self, key: Key, held: Modifiers) -> bool {
        // A Mac has Ctrl in addition to Cmd: what is held with it is the system's, or moves in a text.
        let is_ctrl_of_mac = held.ctrl && (held.mac_cmd || !held.command);
        !is_ctrl_of_mac
            && (self.key, self.ctrl, self.alt, self.shift)
                == (key, held.command, held.alt, held.shift)
    }

    /// The modifiers.
    pub fn held(&self) -> Modifiers {
        Modifiers {
            alt: self.alt,
            ctrl: self.ctrl,
            shift: self.shift,
            mac_cmd: false,
            command: self.ctrl,
        }
    }

    /// What it is called.
    pub fn words(&self, is_mac: bool) -> String {
        let held = [
            (self.ctrl, command_key(is_mac)),
            (self.alt, alt_key(is_mac)),
            (self.shift, "Shift"),
        ];
        let held = held.into_iter().filter(|(is_held, _)| *is_held);
        let names: Vec<&str> = held
            .map(|(_, name)| name)
            .chain([self.key_name()])
            .collect();
        names.join("+")
    }

    fn key_name(self) -> &'static str {
        match self.key {
            Key::ArrowLeft => "Left",
            Key::ArrowRight => "Right",
            Key::ArrowUp => "Up",
            Key::ArrowDown => "Down",
            Key::OpenBracket => "[",
            Key::CloseBracket => "]",
            Key::PageUp => "Page Up",
            Key::PageDown => "Page Down",
            key => key.name(),
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(IS_MAC))
    }
}

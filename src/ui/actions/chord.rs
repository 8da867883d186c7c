//! A key with what is held beside it.

use std::fmt;

use egui::{Key, Modifiers};

/// A key with what is held beside it. Ctrl is Cmd on a Mac.
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

    /// The same with Shift.
    #[must_use]
    pub const fn shift(mut self) -> Self {
        self.shift = true;
        self
    }

    /// Whether this was pressed.
    pub fn is(&self, key: Key, held: Modifiers) -> bool {
        (self.key, self.ctrl, self.alt, self.shift) == (key, held.command, held.alt, held.shift)
    }

    /// What is held beside the key.
    pub fn held(&self) -> Modifiers {
        Modifiers {
            alt: self.alt,
            ctrl: self.ctrl,
            shift: self.shift,
            mac_cmd: false,
            command: self.ctrl,
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = [
            (self.ctrl, "Ctrl+"),
            (self.alt, "Alt+"),
            (self.shift, "Shift+"),
        ];
        for (is_held, name) in held {
            if is_held {
                f.write_str(name)?;
            }
        }
        f.write_str(match self.key {
            Key::ArrowLeft => "Left",
            Key::ArrowRight => "Right",
            Key::ArrowUp => "Up",
            Key::ArrowDown => "Down",
            Key::OpenBracket => "[",
            Key::CloseBracket => "]",
            Key::PageUp => "Page Up",
            Key::PageDown => "Page Down",
            key => key.name(),
        })
    }
}

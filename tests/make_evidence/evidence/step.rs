//! What happens next on a host.

use crate::common::scenario::{Client, ShellId, SshId};

/// How somebody comes to a host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    RemoteDesktop,
    WrongDesktopPassword,
    /// The password is right, and the client leaves before there is a desktop.
    Aborted,
    LogonScreenGuesses,
    GuessingBurst,
    /// Connections without credentials. Hidden by default.
    Scan,
    Files,
    FilesByNtlm,
    WrongFilesPassword,
    Ssh,
    SshGuesses,
    Shell,
    Console,
    /// Hidden by default, as the two below.
    Machine,
    Anonymous,
    Tickets,
}

/// What somebody does at his desktop, or what happens to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    Run,
    Lock,
    Unlock,
    Leave,
    Return,
    /// A limit or an administrator logs off a desktop that nobody looks at.
    LoggedOff,
}

/// How a machine stops.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// Whoever is at this desktop shuts it down, or restarts it.
    By {
        restart: bool,
    },
    /// For a fast start-up.
    Hybrid,
    Crash,
}

pub enum Step {
    Arrive(Way),
    /// The same person comes again, now with the right password.
    Again(usize, Client),
    /// Somebody who will restart the machine.
    Maintain,
    Desk(u64, Act),
    Guess {
        guesser: Client,
        left: u32,
    },
    SshEnd(SshId),
    ShellEnd(ShellId),
    Stop(Stop),
    Start,
    /// As many sessions as are still missing by now.
    Fill(u64),
}

impl Step {
    /// Uses the logon screen or the remote-desktop listener: one after the other, so that nobody
    /// need guess whose record is whose.
    pub fn uses_door(&self) -> bool {
        match self {
            Step::Arrive(way) => !matches!(
                way,
                Way::Files
                    | Way::FilesByNtlm
                    | Way::WrongFilesPassword
                    | Way::Machine
                    | Way::Anonymous
                    | Way::Tickets
            ),
            Step::Again(..) | Step::Maintain | Step::Guess { .. } => true,
            Step::Desk(_, act) => *act != Act::Run,
            _ => false,
        }
    }

    /// Does not begin shortly before the machine stops, nor while it is off.
    pub fn needs_calm(&self) -> bool {
        matches!(
            self,
            Step::Arrive(_) | Step::Again(..) | Step::Desk(..) | Step::Guess { .. } | Step::Fill(_)
        )
    }
}

//! The steps of a host's story.

use crate::common::scenario::{Client, ShellId, SshId};

/// A way of accessing a host.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    RemoteDesktop,
    WrongDesktopPassword,
    /// The password is right, and the client disconnects before there is a desktop.
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
    /// Hidden by default, like the two below.
    Machine,
    Anonymous,
    Tickets,
}

/// What a user does on a desktop, or what happens to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    Run,
    Lock,
    Unlock,
    Leave,
    Return,
    /// A limit or an administrator logs off a disconnected desktop.
    LoggedOff,
}

/// How a machine stops.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// The user of this desktop shuts the machine down, or restarts it.
    By {
        restart: bool,
    },
    /// With fast start-up.
    Hybrid,
    Crash,
}

pub enum Step {
    Arrive(Way),
    /// The same person tries again, now with the right password.
    RetryPassword(usize, Client),
    /// An administrator logs on who will restart the machine.
    LogOnToRestart,
    Desk(u64, Act),
    Guess {
        guesser: Client,
        left: u32,
    },
    SshEnd(SshId),
    ShellEnd(ShellId),
    Stop(Stop),
    Start,
    /// Adds the sessions that are still missing by now.
    Fill(u64),
}

impl Step {
    /// Whether the step uses the logon screen or the Remote Desktop listener. Such steps happen one
    /// after the other, so that it is clear which record belongs to which.
    pub fn uses_logon_screen(&self) -> bool {
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
            Step::RetryPassword(..) | Step::LogOnToRestart | Step::Guess { .. } => true,
            Step::Desk(_, act) => *act != Act::Run,
            _ => false,
        }
    }

    /// Whether the step must not begin shortly before the machine stops, or while it is off.
    pub fn needs_running_machine(&self) -> bool {
        matches!(
            self,
            Step::Arrive(_)
                | Step::RetryPassword(..)
                | Step::Desk(..)
                | Step::Guess { .. }
                | Step::Fill(_)
        )
    }
}

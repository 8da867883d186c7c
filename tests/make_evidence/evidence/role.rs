//! The purpose of a host, which decides who uses it and how.

use super::step::Way;
use crate::common::scenario::Os;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A terminal server whose desktops people use all day.
    Desktops,
    Files,
    Workstation,
    /// Open to the Internet: to people at home and to password guessers.
    Gateway,
    /// Administered through Windows Remote Management and SSH.
    Application,
    Controller,
}

/// The roles of the first ten hosts, repeated for the next ten.
const ROLES: [Role; 10] = [
    Role::Desktops,
    Role::Files,
    Role::Workstation,
    Role::Gateway,
    Role::Application,
    Role::Controller,
    Role::Desktops,
    Role::Workstation,
    Role::Files,
    Role::Desktops,
];

impl Role {
    pub fn of(host: usize) -> Role {
        ROLES[host % ROLES.len()]
    }

    pub fn host_name(self, host: usize) -> String {
        let number = host + 1;
        match self {
            Role::Desktops => format!("TS{number:02}"),
            Role::Files => format!("FS{number:02}"),
            Role::Workstation => format!("WS-{number:04}"),
            Role::Gateway => format!("GATE{number:02}"),
            Role::Application => format!("APP{number:02}"),
            Role::Controller => format!("DC{number:02}"),
        }
    }

    pub fn os(self, host: usize) -> Os {
        match self {
            Role::Workstation if host % 20 == 2 => Os::Windows11,
            Role::Workstation => Os::Windows10,
            Role::Application | Role::Controller => Os::Server2016,
            _ if host.is_multiple_of(3) => Os::Server2012R2,
            _ => Os::Server2016,
        }
    }

    /// Its share of the sessions, relative to other hosts.
    pub fn weight(self) -> u64 {
        match self {
            Role::Desktops => 16,
            Role::Files => 30,
            Role::Workstation => 1,
            Role::Gateway => 30,
            Role::Application => 16,
            Role::Controller => 18,
        }
    }

    /// How many of a hundred shown sessions begin in each way.
    pub fn arrivals(self) -> &'static [(Way, u32)] {
        match self {
            Role::Desktops => &[
                (Way::RemoteDesktop, 40),
                (Way::Files, 42),
                (Way::FilesByNtlm, 8),
                (Way::WrongFilesPassword, 3),
                (Way::WrongDesktopPassword, 4),
                (Way::Aborted, 2),
                (Way::LogonScreenGuesses, 1),
            ],
            Role::Files => &[
                (Way::Files, 70),
                (Way::FilesByNtlm, 20),
                (Way::WrongFilesPassword, 4),
                (Way::RemoteDesktop, 6),
            ],
            Role::Workstation => &[(Way::Files, 80), (Way::WrongFilesPassword, 8)],
            Role::Gateway => &[
                (Way::GuessingBurst, 62),
                (Way::RemoteDesktop, 33),
                (Way::WrongDesktopPassword, 3),
                (Way::Aborted, 1),
                (Way::LogonScreenGuesses, 1),
            ],
            Role::Application => &[
                (Way::Shell, 30),
                (Way::Ssh, 20),
                (Way::SshGuesses, 6),
                (Way::Files, 22),
                (Way::RemoteDesktop, 22),
            ],
            Role::Controller => &[
                (Way::Files, 84),
                (Way::WrongFilesPassword, 8),
                (Way::RemoteDesktop, 8),
            ],
        }
    }

    /// How often, for a hundred shown sessions, each kind of hidden activity occurs.
    pub fn background(self) -> &'static [(Way, u32)] {
        match self {
            Role::Desktops => &[(Way::Machine, 20)],
            Role::Files => &[(Way::Machine, 120), (Way::Anonymous, 10)],
            Role::Workstation => &[(Way::Machine, 200)],
            Role::Gateway => &[(Way::Scan, 2), (Way::Machine, 20)],
            Role::Application => &[(Way::Machine, 60)],
            Role::Controller => &[(Way::Tickets, 90), (Way::Machine, 100)],
        }
    }
}

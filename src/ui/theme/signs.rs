//! The signs of what the window shows most: kinds of sessions, outcomes, levels of attention, classes of
//! addresses. Each is an icon beside its colour, so that nothing is told by colour alone.

use egui::Color32;

use super::icons;
use super::tokens::Tokens;
use crate::analysis::outliers::Level;
use crate::domain::address::AddressClass;
use crate::domain::session::{Kind, Outcome};

/// An icon and its colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sign {
    /// The icon.
    pub icon: char,
    /// The filled form of it.
    pub is_filled: bool,
    /// The colour.
    pub color: Color32,
}

/// What a bar of a session looks like, so that its kind is seen without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarForm {
    /// Filled, with a dark line near the lower edge.
    Underlined,
    /// Filled.
    Solid,
    /// Slanted lines.
    Hatched,
    /// Filled, of half the height.
    Half,
    /// An outline.
    Outline,
    /// A thin line.
    Line,
}

/// The families that kinds of sessions are shown in: sixteen hues could not be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// At the screen of the machine.
    Screen,
    /// By Remote Desktop and the like.
    RemoteDesktop,
    /// By a remote shell.
    RemoteShell,
    /// Over the network, without a screen.
    Network,
    /// Through a VPN or a gateway.
    Tunnel,
    /// Machines among themselves.
    Machine,
}

impl Family {
    /// All families, as the legend lists them.
    pub const ALL: [Self; 6] = [
        Self::Screen,
        Self::RemoteDesktop,
        Self::RemoteShell,
        Self::Network,
        Self::Tunnel,
        Self::Machine,
    ];

    /// That of a kind.
    pub fn of(kind: Kind) -> Self {
        match kind {
            Kind::Console | Kind::Interactive => Self::Screen,
            Kind::Rdp | Kind::HyperV => Self::RemoteDesktop,
            Kind::Ssh | Kind::WinRm | Kind::Rmm => Self::RemoteShell,
            Kind::Network | Kind::CredentialUse | Kind::DomainAuth => Self::Network,
            Kind::Vpn | Kind::Gateway => Self::Tunnel,
            Kind::Service | Kind::Batch | Kind::System | Kind::Connection => Self::Machine,
        }
    }

    /// Its word in the legend.
    pub fn word(self) -> &'static str {
        match self {
            Self::Screen => "Console",
            Self::RemoteDesktop => "Remote Desktop",
            Self::RemoteShell => "Remote shell",
            Self::Network => "Network",
            Self::Tunnel => "VPN, gateway",
            Self::Machine => "Machine",
        }
    }

    /// Its colour: for marks, not for text.
    pub fn color(self, tokens: &Tokens) -> Color32 {
        let [screen, desktop, shell, network, tunnel, machine] = tokens.families;
        match self {
            Self::Screen => screen,
            Self::RemoteDesktop => desktop,
            Self::RemoteShell => shell,
            Self::Network => network,
            Self::Tunnel => tunnel,
            Self::Machine => machine,
        }
    }

    /// What its bars look like.
    pub fn form(self) -> BarForm {
        match self {
            Self::Screen => BarForm::Underlined,
            Self::RemoteDesktop => BarForm::Solid,
            Self::RemoteShell => BarForm::Hatched,
            Self::Network => BarForm::Half,
            Self::Tunnel => BarForm::Outline,
            Self::Machine => BarForm::Line,
        }
    }
}

/// The sign of a kind.
pub fn kind(tokens: &Tokens, kind: Kind) -> Sign {
    let family = Family::of(kind);
    let icon = match family {
        Family::Screen => icons::MONITOR,
        Family::RemoteDesktop => icons::SCREENCAST,
        Family::RemoteShell => icons::TERMINAL_WINDOW,
        Family::Network if kind == Kind::CredentialUse => icons::KEY,
        Family::Network => icons::SHARE_NETWORK,
        Family::Tunnel => icons::SHIELD,
        Family::Machine => icons::GEAR_SIX,
    };
    Sign {
        icon,
        is_filled: false,
        color: family.color(tokens),
    }
}

/// The sign of an outcome.
pub fn outcome(tokens: &Tokens, outcome: Outcome) -> Sign {
    let (icon, is_filled, color) = match outcome {
        Outcome::Success => (icons::CHECK_CIRCLE, true, tokens.came_in),
        Outcome::Failed => (icons::X_CIRCLE, false, tokens.failed),
        Outcome::Refused => (icons::PROHIBIT, false, tokens.failed),
        Outcome::Aborted => (icons::CIRCLE_HALF, false, tokens.worth_a_look),
        Outcome::Unknown => (icons::CIRCLE_DASHED, false, tokens.third),
    };
    Sign {
        icon,
        is_filled,
        color,
    }
}

/// The sign of a level of attention.
pub fn level(tokens: &Tokens, level: Level) -> Sign {
    let (icon, is_filled, color) = match level {
        Level::Warning => (icons::WARNING_OCTAGON, true, tokens.look_first),
        Level::Notice => (icons::WARNING, true, tokens.worth_a_look),
    };
    Sign {
        icon,
        is_filled,
        color,
    }
}

/// What a level of attention is called.
pub fn level_word(level: Level) -> &'static str {
    match level {
        Level::Warning => "Look first",
        Level::Notice => "Worth a look",
    }
}

/// The icon of an address by its class; of no address at all where that is `None`.
pub fn address(class: Option<AddressClass>) -> char {
    match class {
        Some(AddressClass::Console) => icons::MONITOR,
        Some(AddressClass::Loopback) => icons::LINK_SIMPLE,
        Some(AddressClass::Public) => icons::GLOBE_HEMISPHERE_WEST,
        Some(AddressClass::LinkLocal | AddressClass::Private | AddressClass::Cgnat) => {
            icons::HOUSE_SIMPLE
        }
        None | Some(AddressClass::Unknown) => icons::QUESTION,
    }
}

/// The icon of a user by the name: a service or machine account is no person.
pub fn user(name: &str) -> char {
    let account = name.rsplit('\\').next().unwrap_or(name);
    let is_of_windows = WINDOWS_ACCOUNTS
        .iter()
        .any(|known| account.eq_ignore_ascii_case(known));
    let prefix = |known: &str| {
        let start = account.get(..known.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(known))
    };
    if account.ends_with('$') || is_of_windows || VIRTUAL_ACCOUNTS.iter().any(|known| prefix(known))
    {
        icons::ROBOT
    } else {
        icons::USER
    }
}

/// Accounts of Windows itself.
const WINDOWS_ACCOUNTS: [&str; 4] = [
    "SYSTEM",
    "LOCAL SERVICE",
    "NETWORK SERVICE",
    "ANONYMOUS LOGON",
];

/// How the accounts that Windows makes for its own sessions begin.
const VIRTUAL_ACCOUNTS: [&str; 2] = ["DWM-", "UMFD-"];

/// What the screen calls a kind: in people's words.
pub fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Console => "Console",
        Kind::Rdp => "Remote Desktop",
        Kind::Interactive => "Screen, unsure",
        Kind::HyperV => "Hyper-V",
        Kind::Ssh => "SSH",
        Kind::WinRm => "PowerShell remoting",
        Kind::Network => "Network",
        Kind::Gateway => "RD Gateway",
        Kind::Vpn => "VPN",
        Kind::Rmm => "Remote management",
        Kind::CredentialUse => "Other credentials",
        Kind::DomainAuth => "In the domain",
        Kind::Connection => "Connection only",
        Kind::Batch => "Task",
        Kind::Service => "Service",
        Kind::System => "System",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_of_machines_and_services_are_no_people() {
        for name in ["FS01$", r"NT AUTHORITY\SYSTEM", r"Window Manager\dwm-1"] {
            assert_eq!(user(name), icons::ROBOT, "{name}");
        }
        for name in ["anna", r"LARKFIELD\systematic", ""] {
            assert_eq!(user(name), icons::USER, "{name}");
        }
    }
}

//! The records of a host in their order, and which of them state what. A rule looks at few kinds of
//! record: it is given those alone, told by a byte each, so that a host's million others cost nothing.

use std::ops::{BitOr, Deref};

use super::{Item, Pos};
use crate::domain::event::Fact;

/// Kinds of records, by what they state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds(u64);

/// The number of all kinds that no rule looks for alone: the last bit.
const OTHERS: u8 = 63;

macro_rules! kinds {
    ($($name:ident = $fact:pat $(if $guard:expr)?,)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Number { $($name,)+ }

        #[allow(missing_docs, reason = "each is named like the fact that it stands for")]
        impl Kinds {
            $(pub const $name: Self = Self(1 << Number::$name as u8);)+

            /// The number of the kind that states a fact: below 64.
            fn number_of(fact: &Fact) -> u8 {
                match fact {
                    $($fact $(if $guard)? => Number::$name as u8,)+
                    _ => OTHERS,
                }
            }
        }

        const _: () = assert!([$(Number::$name),+].len() <= OTHERS as usize);
    };
}

kinds! {
    WIN_RM = Fact::WinRm(_),
    GATEWAY = Fact::Gateway(_),
    VPN = Fact::Vpn(_),
    POLICY = Fact::Policy(_),
    RMM = Fact::Rmm(_),
    TICKET = Fact::Ticket(_),
    LOGON_AT_SCREEN = Fact::Logon(logon) if matches!(logon.logon_type, 2 | 7 | 10..=13),
    LOGON_BY_NETWORK = Fact::Logon(logon) if matches!(logon.logon_type, 3 | 8),
    LOGON_OTHERWISE = Fact::Logon(_),
    LOGON_FAILED = Fact::LogonFailed(_),
    LOGON_ENDED = Fact::LogonEnded { .. },
    LOGOFF_STARTED = Fact::LogoffStarted { .. },
    EXPLICIT_CREDENTIALS = Fact::ExplicitCredentials(_),
    PRIVILEGES_ASSIGNED = Fact::PrivilegesAssigned { .. },
    CREDENTIALS_CHECKED = Fact::CredentialsChecked { .. },
    ATTACHED = Fact::Attached(_),
    DETACHED = Fact::Detached(_),
    LOCK = Fact::Lock(_),
    RDP_DENIED = Fact::RdpDenied(_),
    LOCAL_SESSION = Fact::LocalSession(_),
    CONNECTION = Fact::Connection(_),
    SHADOWED = Fact::Shadowed(_),
    USER_NOTICE = Fact::UserNotice { .. },
    WINLOGON_AUTHENTICATION = Fact::WinlogonAuthentication { .. },
    WINLOGON_NOTICE = Fact::WinlogonNotice { .. },
    SSH = Fact::Ssh(_),
    POWER = Fact::Power { .. },
    SLEPT = Fact::Slept { .. },
    SHARE_OPENED = Fact::ShareOpened(_),
    CLOCK_SET = Fact::ClockSet { .. },
    LOG_CLEARED = Fact::LogCleared { .. },
    PROCESS_STARTED = Fact::ProcessStarted(_),
}

impl Kinds {
    /// Logons of any type.
    pub const LOGON: Self =
        Self(Self::LOGON_AT_SCREEN.0 | Self::LOGON_BY_NETWORK.0 | Self::LOGON_OTHERWISE.0);
}

impl BitOr for Kinds {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Records of which one look tells whether a kind is among them.
const STRETCH: usize = 64;

/// The records of a host in their order.
pub struct Items<'a> {
    all: Vec<Item<'a>>,
    /// The number of each one's kind.
    kinds: Vec<u8>,
    /// The kinds that are among each stretch of them: most rules look for what is rare.
    stretches: Vec<Kinds>,
}

impl<'a> Items<'a> {
    /// Notes what each record states.
    pub fn new(all: Vec<Item<'a>>) -> Self {
        let kinds = all.iter().map(|item| Kinds::number_of(&item.event.fact));
        let kinds: Vec<u8> = kinds.collect();
        let stretches = kinds.chunks(STRETCH).map(|stretch| {
            let bits = stretch.iter().map(|kind| 1 << kind);
            Kinds(bits.fold(0, BitOr::bitor))
        });
        Self {
            stretches: stretches.collect(),
            kinds,
            all,
        }
    }

    /// The records of these kinds, in their order.
    pub fn of(&self, kinds: Kinds) -> impl Iterator<Item = (Pos, &Item<'a>)> {
        let own = self.kinds.chunks(STRETCH).zip(self.all.chunks(STRETCH));
        let stretches = self.stretches.iter().zip((0..).step_by(STRETCH)).zip(own);
        let among = stretches.filter(move |((among, _), _)| among.0 & kinds.0 != 0);
        among.flat_map(move |((_, first), (numbers, items))| {
            let own = (first..).zip(numbers.iter().zip(items));
            own.filter(move |(_, (kind, _))| kinds.0 >> **kind & 1 != 0)
                .map(|(pos, (_, item))| (pos, item))
        })
    }

    /// All records, to be numbered.
    pub(super) fn all_mut(&mut self) -> &mut [Item<'a>] {
        &mut self.all
    }

    /// Whether a record is of these kinds.
    pub fn is(&self, pos: Pos, kinds: Kinds) -> bool {
        let kind = self.kinds.get(pos);
        kind.is_some_and(|kind| kinds.0 >> kind & 1 != 0)
    }
}

impl<'a> Deref for Items<'a> {
    type Target = [Item<'a>];

    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correlate::testing::event;
    use crate::domain::event::{Event, EventIndex, PowerStep};

    #[test]
    fn what_is_rare_is_found_wherever_it_stands() {
        let rare = [0, 63, 64, 200, 258];
        let boot = Fact::Power {
            step: PowerStep::Booted,
            at: None,
        };
        let events: Vec<Event> = (0..259)
            .map(|number| {
                let mut event = event(0, ("HOST", "System"), number as u64, 0);
                if !rare.contains(&number) {
                    event.fact = boot.clone();
                }
                event
            })
            .collect();
        let items = (0..).map(EventIndex).zip(&events);
        let items = Items::new(
            items
                .map(|(index, event)| Item::new(index, event))
                .collect(),
        );
        let positions = |kinds| items.of(kinds).map(|(pos, _)| pos).collect::<Vec<_>>();
        assert_eq!(positions(Kinds::SLEPT), rare);
        assert_eq!(positions(Kinds::SLEPT | Kinds::POWER).len(), events.len());
        assert!(positions(Kinds::SSH).is_empty());
        assert!(
            items
                .of(Kinds::SLEPT)
                .all(|(pos, item)| item.index.0 as usize == pos)
        );
    }

    #[test]
    fn a_kind_is_told_by_what_is_stated() {
        let number = |fact: &Fact| Kinds(1 << Kinds::number_of(fact));
        let power = Fact::Power {
            step: PowerStep::Booted,
            at: None,
        };
        assert_eq!(number(&power), Kinds::POWER);
        let notice = Fact::UserNotice {
            logon: true,
            session_id: 1,
            sid: None,
            process_id: 0,
        };
        assert_eq!(number(&notice), Kinds::USER_NOTICE);
    }
}

//! The records of a host in their order, indexed by what they state. A rule uses few kinds of record. It
//! gets those alone, found by one bit for each record, so that a host's million other records cost nothing.

use std::ops::{BitAnd, BitOr, Deref};

use super::item::{Item, Pos};
use crate::correlate::programs::is_shell_host;
use crate::domain::event::Fact;

/// A set of kinds of records, by what they state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FactKinds(u64);

/// The number of all other kinds, which no rule asks for: the last bit.
const OTHERS: u8 = 63;

macro_rules! kinds {
    ($($name:ident = $fact:pat $(if $guard:expr)?,)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        enum Number { $($name,)+ }

        #[allow(missing_docs, reason = "each is named like the fact that it stands for")]
        impl FactKinds {
            $(pub(crate) const $name: Self = Self(1 << Number::$name as u8);)+

            /// The number of the kind that states a fact: below 64.
            pub(super) fn number_of(fact: &Fact) -> u8 {
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
    SMB_REFUSED = Fact::SmbRefused(_),
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
    MEMBER_ADDED = Fact::MemberAdded { .. },
    CLOCK_SET = Fact::ClockSet { .. },
    LOG_CLEARED = Fact::LogCleared { .. },
    SHELL_HOST_STARTED = Fact::ProcessStarted(process) if is_shell_host(process),
    OTHER_PROGRAM_STARTED = Fact::ProcessStarted(_),
    ACT = Fact::Act(_),
    ACCOUNT_CHANGED = Fact::Account { .. } | Fact::AccountChanged { .. },
}

impl FactKinds {
    /// Logons of any type.
    pub(crate) const LOGON: Self =
        Self(Self::LOGON_AT_SCREEN.0 | Self::LOGON_BY_NETWORK.0 | Self::LOGON_OTHERWISE.0);
    /// Starts of any program.
    pub(crate) const PROCESS_STARTED: Self =
        Self(Self::SHELL_HOST_STARTED.0 | Self::OTHER_PROGRAM_STARTED.0);
}

impl BitAnd for FactKinds {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for FactKinds {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// How many records one word covers.
const WORD: usize = u64::BITS as usize;

/// The records of a host in their order.
pub(crate) struct Items<'a> {
    all: Vec<Item<'a>>,
    /// The number of each one's kind.
    kinds: Vec<u8>,
    /// For each kind, by its number, a bit for each record; empty where no record is of the kind.
    /// Most rules look for what is rare: one word shows at once that it is absent.
    bits: Vec<Vec<u64>>,
    /// The kinds that occur.
    present: FactKinds,
}

impl<'a> Items<'a> {
    /// Notes what each record states: `kind_of` gives the number of its kind.
    pub(super) fn new(all: Vec<Item<'a>>, kind_of: impl Fn(&Item<'a>) -> Option<u8>) -> Self {
        let kinds = all.iter().map(|item| kind_of(item).unwrap_or(OTHERS));
        let kinds: Vec<u8> = kinds.collect();
        // Nobody looks for all others.
        let mut bits: Vec<Vec<u64>> = vec![Vec::new(); usize::from(OTHERS)];
        let words = kinds.len().div_ceil(WORD);
        for (word, numbers) in kinds.chunks(WORD).enumerate() {
            let mut own = [0_u64; OTHERS as usize + 1];
            for (at, &number) in numbers.iter().enumerate() {
                if let Some(own) = own.get_mut(usize::from(number)) {
                    *own |= 1 << at;
                }
            }
            for (of_kind, own) in bits.iter_mut().zip(own).filter(|(_, own)| *own != 0) {
                of_kind.resize(words, 0);
                if let Some(slot) = of_kind.get_mut(word) {
                    *slot = own;
                }
            }
        }
        let there = bits.iter().rev();
        let there = there.fold(0, |there, own| there << 1 | u64::from(!own.is_empty()));
        Self {
            all,
            kinds,
            bits,
            present: FactKinds(there),
        }
    }

    /// The records of these kinds, in their order.
    pub(crate) fn of(&self, kinds: FactKinds) -> impl Iterator<Item = (Pos, &Item<'a>)> {
        let positions = self.positions(kinds);
        positions.filter_map(|pos| Some((pos, self.all.get(pos)?)))
    }

    /// Whether any record is of these kinds.
    pub(crate) fn has(&self, kinds: FactKinds) -> bool {
        (kinds & self.present).0 != 0
    }

    /// How many records are of these kinds.
    pub(crate) fn count(&self, kinds: FactKinds) -> usize {
        let kinds = kinds & self.present;
        let words = (0..self.words()).map(|at| self.word(at, kinds));
        words.map(|word| word.count_ones() as usize).sum()
    }

    /// The positions of the records of these kinds, in order.
    pub(crate) fn positions(&self, kinds: FactKinds) -> impl Iterator<Item = Pos> + '_ {
        self.positions_from(0, kinds, |_| true)
    }

    /// The positions of the records of these kinds from `first` on, in order. `goes_on` is asked now and
    /// then, with a position before all that are left, because rare records may be far away.
    pub(crate) fn positions_from<'s>(
        &'s self,
        first: Pos,
        kinds: FactKinds,
        goes_on: impl Fn(Pos) -> bool + 's,
    ) -> impl Iterator<Item = Pos> + 's {
        let kinds = kinds & self.present;
        let words = if kinds.0 == 0 { 0 } else { self.words() };
        let mut at = first / WORD;
        let mut word = self.word(at, kinds) & (u64::MAX << (first % WORD));
        std::iter::from_fn(move || {
            while word == 0 {
                at += 1;
                if at >= words || !goes_on(at * WORD) {
                    return None;
                }
                word = self.word(at, kinds);
            }
            let bit = word.trailing_zeros() as usize;
            word &= word - 1;
            Some(at * WORD + bit)
        })
        .fuse()
    }

    /// The same before `end`, the last one first.
    pub(crate) fn positions_before<'s>(
        &'s self,
        end: Pos,
        kinds: FactKinds,
        goes_on: impl Fn(Pos) -> bool + 's,
    ) -> impl Iterator<Item = Pos> + 's {
        let kinds = kinds & self.present;
        let mut at = if kinds.0 == 0 { 0 } else { end / WORD };
        let mut word = self.word(at, kinds) & !(u64::MAX << (end % WORD));
        std::iter::from_fn(move || {
            while word == 0 {
                at = at.checked_sub(1)?;
                if !goes_on(at * WORD + WORD - 1) {
                    return None;
                }
                word = self.word(at, kinds);
            }
            let bit = word.ilog2();
            word ^= 1 << bit;
            Some(at * WORD + bit as usize)
        })
        .fuse()
    }

    fn words(&self) -> usize {
        self.kinds.len().div_ceil(WORD)
    }

    /// The bits of 64 records that are of these kinds.
    fn word(&self, at: usize, kinds: FactKinds) -> u64 {
        let (mut rest, mut word) = (kinds.0, 0);
        while rest != 0 {
            let of_kind = self.bits.get(rest.trailing_zeros() as usize);
            word |= of_kind.and_then(|own| own.get(at)).copied().unwrap_or(0);
            rest &= rest - 1;
        }
        word
    }

    /// All records, without what is known of them.
    pub(super) fn into_all(self) -> Vec<Item<'a>> {
        self.all
    }

    /// All records, to be numbered.
    pub(super) fn all_mut(&mut self) -> &mut [Item<'a>] {
        &mut self.all
    }

    /// Whether a record is of these kinds.
    pub(crate) fn is(&self, pos: Pos, kinds: FactKinds) -> bool {
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
    use crate::domain::event::{Event, EventIndex, NoticeSource, PowerStep};

    #[test]
    fn rare_kinds_are_found_at_every_position() {
        let rare = [0, 63, 64, 200, 258];
        let boot = Fact::Power {
            step: PowerStep::Booted,
            at: None,
            by: None,
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
        let items = items.map(|(index, event)| Item::new(index, event));
        let kind_of = |item: &Item<'_>| Some(FactKinds::number_of(&item.event.fact));
        let items = Items::new(items.collect(), kind_of);
        let positions = |kinds| items.of(kinds).map(|(pos, _)| pos).collect::<Vec<_>>();
        assert_eq!(positions(FactKinds::SLEPT), rare);
        assert_eq!(
            positions(FactKinds::SLEPT | FactKinds::POWER).len(),
            events.len()
        );
        assert!(positions(FactKinds::SSH).is_empty());
        assert_eq!(items.count(FactKinds::SLEPT | FactKinds::SSH), rare.len());
        assert!(items.has(FactKinds::SLEPT | FactKinds::SSH) && !items.has(FactKinds::SSH));
        let from = |first| items.positions_from(first, FactKinds::SLEPT, |_| true);
        let from = |first| from(first).collect::<Vec<_>>();
        let before = |end| items.positions_before(end, FactKinds::SLEPT, |_| true);
        let before = |end| before(end).collect::<Vec<_>>();
        for at in 0..=rare.len() {
            let (behind, ahead) = rare.split_at(at);
            let first = behind.last().map_or(0, |pos| pos + 1);
            assert_eq!(from(first), ahead);
            assert_eq!(before(ahead.first().copied().unwrap_or(259)), {
                let mut behind = behind.to_vec();
                behind.reverse();
                behind
            });
        }
        assert!(from(1000).is_empty());
        assert_eq!(before(1000).len(), rare.len());
        let near = items.positions_from(64, FactKinds::SLEPT, |at| at < 128);
        assert_eq!(near.collect::<Vec<_>>(), [64]);
        let near = items.positions_before(250, FactKinds::SLEPT, |at| at > 127);
        assert_eq!(near.collect::<Vec<_>>(), [200]);
        assert!(
            items
                .of(FactKinds::SLEPT)
                .all(|(pos, item)| item.index.0 as usize == pos)
        );
    }

    #[test]
    fn a_kind_follows_from_the_fact() {
        let number = |fact: &Fact| FactKinds(1 << FactKinds::number_of(fact));
        let power = Fact::Power {
            step: PowerStep::Booted,
            at: None,
            by: None,
        };
        assert_eq!(number(&power), FactKinds::POWER);
        let notice = Fact::UserNotice {
            source: NoticeSource::Winlogon,
            logon: true,
            session_id: 1,
            sid: None,
            process_id: 0,
        };
        assert_eq!(number(&notice), FactKinds::USER_NOTICE);
    }
}

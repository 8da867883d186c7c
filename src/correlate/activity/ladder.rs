//! The ladder: which session an activity belongs to, by the strongest tie that holds: logon id, then user and
//! time, then time alone. Rules A1, A2, A3, A4, A10.

use std::collections::BTreeSet;

use crate::correlate::activity::accounts::Actor;
use crate::correlate::activity::logon_ties::{LogonTie, LogonTies};
use crate::correlate::activity::open::OpenStays;
use crate::correlate::activity::stays::{Ability, Stay};
use crate::correlate::finish::session_spans::Moment;
use crate::correlate::maps::HashMap;
use crate::domain::activity::{CandidateSet, CandidateSets, Strength};
use crate::domain::event::Luid;

/// All candidates of one host take at most this many entries (64 MiB): thousands of sessions without an end
/// may be open at each of a million activities.
const MAX_CANDIDATES: usize = 16 << 20;

/// What is asked of the ladder.
pub(super) struct Question<'q> {
    /// The boot.
    pub boot: u32,
    /// When, in the order of the host's records.
    pub at: Moment,
    /// The logon id of whoever acted.
    pub luid: Option<Luid>,
    /// Who acted.
    pub actor: &'q Actor,
    /// Only somebody at a desktop can have done it.
    pub at_desktop: bool,
    /// The number of the desktop in which it was done.
    pub local_session: Option<u32>,
}

/// Which session was found, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    /// How surely.
    pub strength: Strength,
    /// The session that is claimed.
    pub session: Option<u32>,
    /// Those that fit where none is claimed.
    pub candidates: CandidateSet,
    /// Nobody was connected to the desktop.
    pub while_disconnected: bool,
    /// The session is the one in which the credentials of the acting user were used.
    pub by_credentials: bool,
    /// The candidates are too many to be listed.
    pub too_many: bool,
}

impl Verdict {
    /// Nothing fits.
    pub(super) const NONE: Self = Self {
        strength: Strength::None,
        session: None,
        candidates: CandidateSet::EMPTY,
        while_disconnected: false,
        by_credentials: false,
        too_many: false,
    };

    fn of_session(strength: Strength, session: u32) -> Self {
        Self {
            strength,
            session: Some(session),
            ..Self::NONE
        }
    }
}

/// Answers questions in the order of their boots and times.
pub(super) struct Ladder<'a> {
    ties: LogonTies<'a>,
    /// The local session number of each session.
    local_numbers: Vec<Option<u32>>,
    open: OpenStays<'a>,
    /// The candidates so far.
    pub(super) sets: CandidateSets,
    listed: usize,
    /// The sets that hold while the same sessions are open.
    current: HashMap<(bool, bool, Option<u32>), Verdict>,
    generation: u64,
}

impl<'a> Ladder<'a> {
    pub(super) fn new(
        ties: LogonTies<'a>,
        stays: &'a [Stay],
        local_numbers: Vec<Option<u32>>,
    ) -> Self {
        Self {
            ties,
            local_numbers,
            open: OpenStays::new(stays),
            sets: CandidateSets::default(),
            listed: 0,
            current: HashMap::default(),
            generation: 0,
        }
    }

    /// The verdict on one activity. Rule A1: a logon id that a session has decides.
    pub(super) fn verdict(&mut self, question: &Question<'_>) -> Verdict {
        self.open.advance(question.boot, question.at);
        let luid = question.luid.filter(|luid| !luid.is_constant());
        let tie = luid.map(|luid| self.ties.of(question.boot, luid, question.at));
        match tie {
            Some(LogonTie::Session(session)) => {
                return Verdict::of_session(Strength::LogonId, session);
            }
            Some(LogonTie::Disconnected(last)) => {
                return self.disconnected(Strength::LogonId, vec![last]);
            }
            _ => {}
        }
        let is_other = matches!(tie, Some(LogonTie::OtherLogon));
        match question.actor {
            Actor::Person(_) | Actor::Unknown if is_other => Verdict::NONE,
            Actor::Person(own) => self.of_person(question, own, luid.is_some()),
            Actor::Machine => self.of_anybody(question, false),
            Actor::Unknown => self.of_anybody(question, luid.is_some()),
        }
    }

    /// Rule A2: the only session of that user. One in which his credentials were used, and a desktop of his
    /// to which nobody is connected, may be where he did it as well. A logon id that nobody
    /// knows speaks against sessions whose logon ids are known.
    fn of_person(&mut self, question: &Question<'_>, own: &[u32], has_luid: bool) -> Verdict {
        let fits = |stay: &&Stay| !(has_luid && stay.has_logon_ids);
        let stays = || self.open.of_accounts(own).filter(fits);
        let (open, away) = open_and_away(stays(), question.at_desktop);
        let (boot, at) = (question.boot, question.at);
        let parents: BTreeSet<u32> = stays().filter_map(parent_of).collect();
        let visits = parents.iter();
        let visits = visits.filter_map(|&parent| self.ties.open_visit(parent, boot, at));
        let visits: BTreeSet<u32> = visits.filter(|visit| !open.contains(visit)).collect();
        let left = parents.iter();
        let left = left.filter_map(|&parent| self.ties.left_desktop(parent, boot, at));
        let left: BTreeSet<u32> = left.filter(|last| !away.contains(last)).collect();
        let (visits, left) = (Vec::from_iter(visits), Vec::from_iter(left));
        let is_certain = stays().all(|stay| stay.is_certain);
        let by_credentials = open.is_empty() && away.is_empty();
        let verdict = match (&open[..], &visits[..], away.len() + left.len()) {
            ([], [], 0) => Verdict::NONE,
            (&[session], [], 0) | ([], &[session], 0) if is_certain => {
                Verdict::of_session(Strength::UserAndTime, session)
            }
            ([], [], 1) => self.disconnected(Strength::UserAndTime, [away, left].concat()),
            ([], [], _) => self.disconnected(Strength::TimeOnly, [away, left].concat()),
            _ => self.time_only([open, visits, away, left].concat()),
        };
        Verdict {
            by_credentials: by_credentials && verdict.strength != Strength::None,
            ..verdict
        }
    }

    /// Rule A3: the actor is unknown, or is the machine, which may act for anybody.
    fn of_anybody(&mut self, question: &Question<'_>, has_luid: bool) -> Verdict {
        if self.generation != self.open.generation() {
            self.generation = self.open.generation();
            self.current.clear();
        }
        let key = (question.at_desktop, has_luid, question.local_session);
        if let Some(verdict) = self.current.get(&key) {
            return *verdict;
        }
        let in_desktop = |stay: &&Stay| {
            let number = self.local_numbers.get(stay.session as usize).copied();
            let wanted = question.local_session.filter(|&number| number != 0);
            wanted.is_none_or(|wanted| number.flatten().is_none_or(|number| number == wanted))
        };
        let fits = |stay: &&Stay| in_desktop(stay) && !(has_luid && stay.has_logon_ids);
        let stays = || self.open.all().filter(fits);
        let (open, away) = open_and_away(stays(), question.at_desktop);
        let verdict = match (&open[..], &away[..]) {
            ([], []) => Verdict::NONE,
            ([], _) => self.disconnected(Strength::TimeOnly, away),
            _ => self.time_only(open),
        };
        self.current.insert(key, verdict);
        verdict
    }

    fn time_only(&mut self, sessions: Vec<u32>) -> Verdict {
        let (candidates, too_many) = self.set_of(sessions);
        Verdict {
            strength: Strength::TimeOnly,
            candidates,
            too_many,
            ..Verdict::NONE
        }
    }

    /// Rule A4: nobody was connected.
    fn disconnected(&mut self, strength: Strength, last: Vec<u32>) -> Verdict {
        Verdict {
            strength,
            while_disconnected: true,
            ..self.time_only(last)
        }
    }

    fn set_of(&mut self, mut sessions: Vec<u32>) -> (CandidateSet, bool) {
        sessions.sort_unstable();
        sessions.dedup();
        self.listed += sessions.len();
        if self.listed > MAX_CANDIDATES {
            self.listed -= sessions.len();
            return (CandidateSet::EMPTY, true);
        }
        (self.sets.add(sessions), false)
    }

    /// Puts the answers to one question in several boots together: none of them is sure then.
    pub(super) fn united(&mut self, verdicts: &[Verdict]) -> Verdict {
        if let [one] = verdicts {
            return *one;
        }
        let sessions = verdicts.iter().flat_map(|one| {
            let candidates = self.sets.get(one.candidates).iter().copied();
            one.session.into_iter().chain(candidates)
        });
        let sessions: Vec<u32> = sessions.collect();
        if sessions.is_empty() {
            return Verdict {
                too_many: verdicts.iter().any(|one| one.too_many),
                ..Verdict::NONE
            };
        }
        Verdict {
            while_disconnected: verdicts.iter().all(|one| one.while_disconnected),
            ..self.time_only(sessions)
        }
    }

    /// Lets questions begin with the first boot again.
    pub(super) fn restart(&mut self) {
        self.open.restart();
    }
}

/// The session in which credentials were used. Rule A10.
fn parent_of(stay: &Stay) -> Option<u32> {
    match stay.ability {
        Ability::Credentials { parent } => Some(parent),
        _ => None,
    }
}

/// The sessions in which somebody was connected who could do it, and those whose desktop lived on.
fn open_and_away<'s>(
    stays: impl Iterator<Item = &'s Stay>,
    at_desktop: bool,
) -> (Vec<u32>, Vec<u32>) {
    let (mut open, mut away) = (Vec::new(), Vec::new());
    for stay in stays {
        if is_able(stay, at_desktop) {
            open.push(stay.session);
        } else if stay.ability == Ability::Disconnected {
            away.push(stay.session);
        }
    }
    (open, away)
}

/// Whether somebody was connected who could do it.
fn is_able(stay: &Stay, at_desktop: bool) -> bool {
    match stay.ability {
        Ability::Desktop => true,
        Ability::NoDesktop => !at_desktop,
        Ability::Disconnected | Ability::Credentials { .. } => false,
    }
}

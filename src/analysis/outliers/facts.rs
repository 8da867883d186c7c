//! The facts that the rules use, collected in one pass over the shown sessions.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use crate::analysis::group_keys::{PlaceKey, RangeKey, UserKey};
use crate::case::Case;
use crate::domain::account::fold;
use crate::domain::address::AddressClass;
use crate::domain::event::Text;
use crate::domain::session::{Kind, Outcome, Session};
use crate::domain::time::{Span, Timestamp};

/// Refusals this shortly before an access count as attempts at it [source 15.2].
const FAILURE_WINDOW: Span = Span::seconds(60 * 60);

/// Host names that attack distributions have when nobody changes them [source 15.6]. The
/// default names of Windows prove nothing: most honest machines keep theirs.
const ATTACK_NAMES: [&str; 3] = ["kali", "parrot", "parrotos"];

/// What is known of one user at one place or in one range.
#[derive(Clone, Debug)]
pub struct Facts {
    /// What kind of place it is.
    pub class: AddressClass,
    /// Sessions that gained access.
    pub gained: u64,
    /// Sessions by Remote Desktop, refused ones included.
    pub rdp: u64,
    /// Refused attempts.
    pub failures: u64,
    /// First and last time seen.
    pub first: Option<Timestamp>,
    /// See `first`.
    pub last: Option<Timestamp>,
    /// A client name that an attack distribution gives itself.
    pub attack_name: Option<Text>,
    /// Most refusals from the same address shortly before access was gained from here.
    pub refused_here_before: u64,
    /// Most refusals of the same user name, from anywhere, before access was gained from here.
    pub refused_user_before: u64,
}

impl Facts {
    fn new(class: AddressClass) -> Self {
        Self {
            class,
            gained: 0,
            rdp: 0,
            failures: 0,
            first: None,
            last: None,
            attack_name: None,
            refused_here_before: 0,
            refused_user_before: 0,
        }
    }

    fn add(&mut self, other: &Self) {
        self.gained += other.gained;
        self.rdp += other.rdp;
        self.failures += other.failures;
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = self.last.max(other.last);
        // The smallest name, so that the order of places does not matter.
        self.attack_name = [self.attack_name.take(), other.attack_name.clone()]
            .into_iter()
            .flatten()
            .min();
        self.refused_here_before = self.refused_here_before.max(other.refused_here_before);
        self.refused_user_before = self.refused_user_before.max(other.refused_user_before);
    }
}

/// What is known of one user.
#[derive(Debug, Default)]
pub struct UserFacts {
    /// By place.
    pub places: HashMap<PlaceKey, Facts>,
    /// Sessions that gained access, by class of place.
    pub classes: BTreeMap<AddressClass, u64>,
    /// First and last time the user gained access from anywhere.
    pub first: Option<Timestamp>,
    /// See `first`.
    pub last: Option<Timestamp>,
}

impl UserFacts {
    /// Sessions that gained access, from anywhere.
    pub fn gained(&self) -> u64 {
        self.classes.values().sum()
    }

    /// The places grouped by range.
    pub fn ranges(&self) -> HashMap<RangeKey, Facts> {
        let mut ranges: HashMap<RangeKey, Facts> = HashMap::new();
        for (place, facts) in &self.places {
            ranges
                .entry(place.range())
                .or_insert_with(|| Facts::new(facts.class))
                .add(facts);
        }
        ranges
    }
}

/// Whether credentials were accepted, with or without a desktop.
pub fn gained_access(session: &Session) -> bool {
    matches!(session.outcome, Outcome::Success | Outcome::Aborted)
}

/// Whether credentials or the right to enter were refused.
pub fn was_refused(session: &Session) -> bool {
    matches!(session.outcome, Outcome::Failed | Outcome::Refused)
}

/// Gathers the facts of every user.
pub fn gather(case: &Case) -> HashMap<UserKey, UserFacts> {
    let refusals = Refusals::of(case);
    let mut users: HashMap<UserKey, UserFacts> = HashMap::new();
    for session in case.sessions.iter().filter(|session| session.is_shown()) {
        let facts = facts_of(session, &refusals);
        let user = users.entry(UserKey::of(session)).or_default();
        if facts.gained > 0 {
            *user.classes.entry(facts.class).or_default() += 1;
            user.first = [user.first, facts.first].into_iter().flatten().min();
            user.last = user.last.max(facts.last);
        }
        user.places
            .entry(PlaceKey::of(session))
            .or_insert_with(|| Facts::new(facts.class))
            .add(&facts);
    }
    users
}

fn facts_of(session: &Session, refusals: &Refusals) -> Facts {
    let mut facts = Facts::new(session.source_class);
    facts.first = session.sort_time();
    facts.last = facts.first;
    facts.rdp = u64::from(session.kind == Kind::Rdp);
    facts.attack_name = [&session.client_name, &session.source_host]
        .into_iter()
        .flatten()
        .find(|name| ATTACK_NAMES.contains(&fold(name).as_str()))
        .cloned();
    if was_refused(session) {
        facts.failures = weight(session);
    }
    if gained_access(session) {
        facts.gained = 1;
        let own = u64::from(session.attempts);
        let (here, user) = refusals.before(session);
        // Without an address it is unknown whether it was the same source.
        facts.refused_here_before = if session.source_ip.is_some() {
            here + own
        } else {
            0
        };
        facts.refused_user_before = user + own;
    }
    facts
}

/// How many refusals a failed session represents.
fn weight(session: &Session) -> u64 {
    u64::from(session.attempts.max(1))
}

/// Refusals in time order with running totals, to count those in a window by two searches.
#[derive(Default)]
struct Tries(Vec<(Timestamp, u64)>);

impl Tries {
    fn finish(&mut self) {
        self.0.sort_unstable();
        let mut total = 0;
        for (_, count) in &mut self.0 {
            total += *count;
            *count = total;
        }
    }

    fn total_before(&self, time: Timestamp) -> u64 {
        let known = self.0.partition_point(|&(tried, _)| tried < time);
        known
            .checked_sub(1)
            .and_then(|last| self.0.get(last))
            .map_or(0, |&(_, total)| total)
    }

    fn in_window(&self, end: Timestamp) -> u64 {
        self.total_before(end) - self.total_before(end.minus(FAILURE_WINDOW))
    }
}

/// All refusals of the case, by address and by user name. By name and not by account, because a
/// refusal names no SID.
#[derive(Default)]
struct Refusals {
    by_address: HashMap<IpAddr, Tries>,
    by_user: HashMap<String, Tries>,
}

impl Refusals {
    fn of(case: &Case) -> Self {
        let mut all = Self::default();
        for session in case.sessions.iter().filter(|s| was_refused(s)) {
            let Some(time) = session.sort_time() else {
                continue;
            };
            let tried = (time, weight(session));
            if let Some(ip) = session.source_ip {
                all.by_address.entry(ip).or_default().0.push(tried);
            }
            if let Some(user) = &session.user {
                all.by_user.entry(fold(user)).or_default().0.push(tried);
            }
        }
        all.by_address.values_mut().for_each(Tries::finish);
        all.by_user.values_mut().for_each(Tries::finish);
        all
    }

    /// Refusals shortly before a session: from its address, and of its user name.
    fn before(&self, session: &Session) -> (u64, u64) {
        let Some(time) = session.sort_time() else {
            return (0, 0);
        };
        let here = session.source_ip.and_then(|ip| self.by_address.get(&ip));
        let user = session
            .user
            .as_ref()
            .and_then(|user| self.by_user.get(&fold(user)));
        (
            here.map_or(0, |tries| tries.in_window(time)),
            user.map_or(0, |tries| tries.in_window(time)),
        )
    }
}

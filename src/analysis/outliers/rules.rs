//! The rules that judge a user at a place. One function each, in the order in which a mark says them.

use super::facts::{Facts, UserFacts};
use super::{Level, Mark};
use crate::domain::address::AddressClass;
use crate::domain::time::Span;

/// Refusals this close before an access belong to it [source 15.2].
pub const FAILURE_WINDOW: Span = Span::seconds(60 * 60);

/// So many refusals before an access are more than mistyping [source 15.2].
pub const MANY_FAILURES: u64 = 5;

/// So many refusals without any access are worth a notice by themselves [source 15.1].
pub const GUESSING_FAILURES: u64 = 10;

/// Below this number of accesses nothing is usual for a user yet, and nothing rare.
pub const ENOUGH_SESSIONS: u64 = 10;

/// A range with at most this many accesses is rare (in a user who has `ENOUGH_SESSIONS`).
pub const RARE_SESSIONS: u64 = 2;

/// A range with a smaller share of a user's accesses is rare, in percent [source 15.4].
pub const RARE_PERCENT: u64 = 2;

/// One class or range is the usual one from this share on, in percent: where a user comes from
/// everywhere, a place seen twice says nothing.
pub const USUAL_PERCENT: u64 = 50;

/// The first part of what is known of a user is for learning: only a place first seen in the last
/// `100 - LEARNING_PERCENT` is new [source 15.3].
pub const LEARNING_PERCENT: i64 = 80;

/// Less than this is too little to call anything new [source 15.3].
pub const ENOUGH_COVERAGE: Span = Span::seconds(2 * 86_400);

/// "On the last day" is closer to the user's last access than this.
const LAST_DAY: Span = Span::seconds(86_400);

/// Host names that attack distributions have when nobody changes them [source 15.6]. The
/// default names of Windows say nothing: most honest machines keep theirs.
pub const ATTACK_NAMES: [&str; 3] = ["kali", "parrot", "parrotos"];

/// Which rule gave a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The kind of place is not the user's usual one [source 15.4], or is public in Remote Desktop
    /// [source 15.5].
    Class,
    /// Remote Desktop from the machine itself: a tunnel [source 15.7].
    Tunnel,
    /// The client has the default name of an attack distribution [source 15.6].
    AttackName,
    /// The range has hardly any of the user's sessions [source 15.4].
    Rare,
    /// First seen late in what is known of the user [source 15.3].
    New,
    /// Access after many refusals from the same address [source 15.2].
    AfterFailures,
    /// Access after many refusals of the same user name from elsewhere [source 15.2].
    AfterUserFailures,
    /// Many refusals and no access [source 15.1].
    Guessing,
}

/// One thing noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// By which rule.
    pub rule: Rule,
    /// What it is worth; `None` when it only supports others: a new address alone is a new lease.
    pub level: Option<Level>,
    /// The words.
    pub text: String,
}

/// What a rule looks at.
pub struct Subject<'a> {
    /// The user.
    pub user: &'a UserFacts,
    /// The place or range that is judged.
    pub facts: &'a Facts,
    /// The range around it.
    pub range: &'a Facts,
    /// Most of the user's accesses are from one range: only then can another be rare.
    pub at_home: bool,
    /// A range is judged, not a place.
    pub is_range: bool,
}

/// What a rule found: its worth, and the words.
type Finding = (Option<Level>, String);

type Check = fn(&Subject) -> Option<Finding>;

/// Every rule, in the order of the words.
const RULES: [(Rule, Check); 8] = [
    (Rule::Class, class),
    (Rule::Tunnel, tunnel),
    (Rule::AttackName, attack_name),
    (Rule::Rare, rare),
    (Rule::New, new),
    (Rule::AfterFailures, after_failures),
    (Rule::AfterUserFailures, after_user_failures),
    (Rule::Guessing, guessing),
];

/// The mark of a subject, if it deserves one.
pub fn mark(subject: &Subject) -> Option<Mark> {
    let reasons = RULES.iter().filter_map(|&(rule, check)| {
        let (level, text) = check(subject)?;
        Some(Reason { rule, level, text })
    });
    Mark::from_reasons(reasons.collect(), subject.facts.gained > 0)
}

/// How far away a class is: another class at the same distance is no surprise.
fn distance(class: AddressClass) -> Option<u8> {
    match class {
        AddressClass::Console | AddressClass::Loopback => Some(0),
        AddressClass::LinkLocal | AddressClass::Private | AddressClass::Cgnat => Some(1),
        AddressClass::Public => Some(2),
        AddressClass::Unknown => None,
    }
}

/// The class from which the user gained access most often, where there is one.
fn usual_class(user: &UserFacts) -> Option<AddressClass> {
    let total = user.gained();
    let (class, count) = user.classes.iter().max_by_key(|(_, count)| **count)?;
    (total >= ENOUGH_SESSIONS && count * 100 > total * USUAL_PERCENT).then_some(*class)
}

fn class(subject: &Subject) -> Option<Finding> {
    let class = subject.facts.class;
    let public = class == AddressClass::Public;
    let usual = usual_class(subject.user)
        .filter(|&usual| distance(usual).is_some() && distance(class) > distance(usual));
    if let Some(usual) = usual {
        let level = if public {
            Level::Warning
        } else {
            Level::Notice
        };
        let text = format!("{}, access usually {}", class.as_str(), usual.as_str());
        return Some((Some(level), text));
    }
    // Refusals of this kind come to every open port, all day.
    if public && subject.facts.rdp > 0 && subject.facts.gained > 0 {
        return Some((
            Some(Level::Notice),
            "Remote Desktop from a public address".to_owned(),
        ));
    }
    public.then(|| (None, "public".to_owned()))
}

fn tunnel(subject: &Subject) -> Option<Finding> {
    let tunnelled = subject.facts.class == AddressClass::Loopback && subject.facts.rdp > 0;
    let text = "Remote Desktop through a tunnel (loopback)";
    tunnelled.then(|| (Some(Level::Warning), text.to_owned()))
}

fn attack_name(subject: &Subject) -> Option<Finding> {
    let name = subject.facts.attack_name.as_ref()?;
    Some((Some(Level::Warning), format!("client name {name}")))
}

fn rare(subject: &Subject) -> Option<Finding> {
    let (count, total) = (subject.range.gained, subject.user.gained());
    let few = count <= RARE_SESSIONS || count * 100 < total * RARE_PERCENT;
    // "No address" is no place; it may be any of the others.
    let somewhere = subject.facts.class != AddressClass::Unknown;
    let rare = count > 0 && total >= ENOUGH_SESSIONS && subject.at_home && few && somewhere;
    let whose = if subject.is_range {
        ""
    } else {
        " from its range"
    };
    rare.then(|| {
        (
            Some(Level::Notice),
            format!("{count} of {total} sessions{whose}"),
        )
    })
}

fn new(subject: &Subject) -> Option<Finding> {
    let (first, last) = (subject.user.first?, subject.user.last?);
    let seen = subject.facts.first?;
    let coverage = last.since(first);
    let learning = Span(coverage.0 / 100 * LEARNING_PERCENT);
    if coverage < ENOUGH_COVERAGE || seen < first.plus(learning) {
        return None;
    }
    let text = if last.since(seen) < LAST_DAY {
        "first seen on the last day".to_owned()
    } else {
        let rest = 100 - LEARNING_PERCENT;
        format!("first seen in the last {rest} % of the user's time")
    };
    Some((None, text))
}

fn after_failures(subject: &Subject) -> Option<Finding> {
    let count = subject.facts.refused_here_before;
    (count >= MANY_FAILURES).then(|| (Some(Level::Warning), format!("{count} failures before")))
}

fn after_user_failures(subject: &Subject) -> Option<Finding> {
    let count = subject.facts.refused_user_before;
    let elsewhere = count > subject.facts.refused_here_before;
    let text = || format!("{count} failures of this user name before, from any address");
    (count >= MANY_FAILURES && elsewhere).then(|| (None, text()))
}

fn guessing(subject: &Subject) -> Option<Finding> {
    let (gained, failures) = (subject.facts.gained, subject.facts.failures);
    let text = || format!("{failures} failures, no access");
    (gained == 0 && failures >= GUESSING_FAILURES).then(|| (Some(Level::Notice), text()))
}

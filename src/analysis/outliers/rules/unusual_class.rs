//! The kind of place is not the user's usual one [source 15.4], or is public in Remote Desktop
//! [source 15.5].

use super::rule::{Finding, OutlierRule, Subject};
use super::thresholds::{ENOUGH_SESSIONS, USUAL_PERCENT};
use crate::analysis::outliers::facts::UserFacts;
use crate::analysis::outliers::outlier::Level;
use crate::domain::address::AddressClass;

pub(super) const RULE: OutlierRule = OutlierRule {
    name: "unusual-class",
    check,
};

fn check(subject: &Subject<'_>) -> Option<Finding> {
    let class = subject.facts.class;
    let is_public = class == AddressClass::Public;
    let usual = usual_class(subject.user)
        .filter(|&usual| distance(usual).is_some() && distance(class) > distance(usual));
    if let Some(usual) = usual {
        let level = if is_public {
            Level::Warning
        } else {
            Level::Notice
        };
        let text = format!("{}, access usually {}", class.as_str(), usual.as_str());
        return Some(Finding::new(level, text));
    }
    // Every open port gets refusals of this kind all day.
    if is_public && subject.facts.rdp > 0 && subject.facts.gained > 0 {
        let text = "Remote Desktop from a public address";
        return Some(Finding::new(Level::Notice, text));
    }
    is_public.then(|| Finding::supporting("public"))
}

/// How far away a class is: another class at the same distance is not unusual.
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

//! Users who came from unusual places. An outlier is a lead for the examiner, never a verdict: it says in
//! words what is unusual, so that this can be checked against the rows.
//!
//! Outliers are judged over all shown sessions of the case, whatever the filter: what is usual for a
//! user does not change because the examiner looks at one afternoon. Only sessions that gained
//! access count as usual; otherwise password guessing would make its own address the usual one.

pub mod facts;
mod outlier;
mod rules;

use std::collections::HashMap;

use self::facts::{Facts, UserFacts};
pub use self::outlier::{Level, Outlier, Reason};
use self::rules::RULES;
use self::rules::rule::Subject;
use self::rules::thresholds::USUAL_PERCENT;
use super::group_keys::{PlaceKey, RangeKey, UserKey};
use super::session_index::{SessionIndex, UserPlace};
use crate::case::Case;
use crate::domain::session::Session;

/// The outliers among one user's places and ranges, and of the user as a whole.
#[derive(Debug, Default)]
struct UserOutliers {
    places: HashMap<PlaceKey, Outlier>,
    ranges: HashMap<RangeKey, Outlier>,
    whole: Option<Outlier>,
}

/// All outliers of a case. They are found once after loading, and looked up wherever groups are shown.
#[derive(Debug, Default)]
pub struct Outliers {
    users: HashMap<UserKey, UserOutliers>,
}

impl Outliers {
    /// Judges every user's places and ranges.
    pub fn of(case: &Case) -> Self {
        let users = facts::gather(case)
            .into_iter()
            .map(|(user, facts)| (user, judge_user(&facts)))
            .collect();
        Self { users }
    }

    /// The strongest outlier among a user's places, with the place named.
    pub fn user(&self, user: &UserKey) -> Option<&Outlier> {
        self.users.get(user)?.whole.as_ref()
    }

    /// The outlier of a user at a place.
    pub fn place(&self, user: &UserKey, place: &PlaceKey) -> Option<&Outlier> {
        self.users.get(user)?.places.get(place)
    }

    /// The outlier of a user in a range.
    pub fn range(&self, user: &UserKey, range: &RangeKey) -> Option<&Outlier> {
        self.users.get(user)?.ranges.get(range)
    }

    /// How much attention each user at each place asks for, by `SessionEntry::user_place`.
    pub fn of_user_places(&self, session_index: &SessionIndex) -> Vec<Option<Level>> {
        let is_outlier = |known: &UserPlace| {
            let user = session_index.user(known.user)?;
            self.place(&user.key, session_index.place(known.place)?)
        };
        let all = session_index.user_places().iter();
        all.map(|known| is_outlier(known).map(|outlier| outlier.level))
            .collect()
    }

    /// The outlier of the user and place of a session.
    pub fn session(&self, session: &Session) -> Option<&Outlier> {
        self.place(&UserKey::of(session), &PlaceKey::of(session))
    }
}

/// Judges the places and ranges of one user.
fn judge_user(user: &UserFacts) -> UserOutliers {
    let mut outliers = UserOutliers::default();
    let ranges = user.ranges();
    let most = ranges.values().map(|facts| facts.gained).max();
    let has_usual_range = most.is_some_and(|most| most * 100 > user.gained() * USUAL_PERCENT);
    for (range, facts) in &ranges {
        let subject = Subject {
            user,
            facts,
            range: facts,
            has_usual_range,
            is_range: true,
        };
        if let Some(outlier) = judge_subject(&subject) {
            outliers.ranges.insert(range.clone(), outlier);
        }
    }
    for (place, facts) in &user.places {
        let whole = ranges.get(&place.range()).unwrap_or(facts);
        let subject = Subject {
            user,
            facts,
            range: whole,
            has_usual_range,
            is_range: false,
        };
        if let Some(outlier) = judge_subject(&subject) {
            outliers.places.insert(*place, outlier);
        }
    }
    outliers.whole = strongest(&user.places, &outliers.places);
    outliers
}

/// Applies all rules to a subject.
fn judge_subject(subject: &Subject<'_>) -> Option<Outlier> {
    let reasons = RULES.iter().filter_map(|rule| {
        let finding = (rule.check)(subject)?;
        Some(Reason {
            rule: rule.name,
            level: finding.level,
            text: finding.text,
        })
    });
    Outlier::from_reasons(reasons.collect(), subject.facts.gained > 0)
}

/// The outlier of the user as a whole: that of the place that asks for most attention, and how many others
/// there are. Ties go to the place seen last, then to the key, so that the result is always the same.
fn strongest(
    places: &HashMap<PlaceKey, Facts>,
    outliers: &HashMap<PlaceKey, Outlier>,
) -> Option<Outlier> {
    let (place, outlier) = outliers.iter().max_by_key(|(place, outlier)| {
        (
            outlier.level,
            places.get(place).and_then(|f| f.last),
            **place,
        )
    })?;
    let others = match outliers.len() - 1 {
        0 => String::new(),
        1 => " (and 1 other place)".to_owned(),
        n => format!(" (and {n} other places)"),
    };
    Some(Outlier {
        sentence: format!("{}: {}{others}", place.label(), outlier.sentence),
        ..outlier.clone()
    })
}

#[cfg(test)]
mod tests;

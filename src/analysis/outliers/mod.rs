//! What stands out about where a user came from. A mark is a lead for the examiner, never a
//! verdict: it says in words what was noticed, and those words can be checked against the rows.
//!
//! Marks are judged over all shown sessions of the case, whatever the filter: what is usual for a
//! user does not change because the examiner looks at one afternoon. Only sessions that gained
//! access count as usual; otherwise a guessing tool would make its own address the normal one.

pub mod facts;
mod rules;

use std::collections::HashMap;

use self::facts::{Facts, UserFacts};
use self::rules::Subject;
use super::briefs::{Briefs, UserPlace};
use super::keys::{PlaceKey, RangeKey, UserKey};
use crate::case::Case;
use crate::domain::session::Session;

pub use self::rules::{Reason, Rule};

/// How much attention a mark asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Unusual, often harmless.
    Notice,
    /// Look here first: access was gained, and in a way that intruders use.
    Warning,
}

/// What is noticed about a group of sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The strongest level of the reasons; never `Warning` where no access was gained.
    pub level: Level,
    /// The reasons, joined by "; ".
    pub sentence: String,
    /// Each reason by itself. At least one carries a level; the others only support.
    pub reasons: Vec<Reason>,
}

impl Mark {
    fn from_reasons(reasons: Vec<Reason>, gained: bool) -> Option<Self> {
        let level = reasons.iter().filter_map(|reason| reason.level).max()?;
        let words: Vec<&str> = reasons.iter().map(|r| r.text.as_str()).collect();
        Some(Self {
            level: if gained { level } else { Level::Notice },
            sentence: words.join("; "),
            reasons,
        })
    }
}

/// The marks of one user's places and ranges, and of the user as a whole.
#[derive(Debug, Default)]
struct UserMarks {
    places: HashMap<PlaceKey, Mark>,
    ranges: HashMap<RangeKey, Mark>,
    whole: Option<Mark>,
}

/// All marks of a case. Made once after loading, and asked by everything that shows groups.
#[derive(Debug, Default)]
pub struct Outliers {
    users: HashMap<UserKey, UserMarks>,
}

impl Outliers {
    /// Judges every user's places and ranges.
    pub fn of(case: &Case) -> Self {
        let users = facts::gather(case)
            .into_iter()
            .map(|(user, facts)| (user, judge(&facts)))
            .collect();
        Self { users }
    }

    /// The strongest mark among a user's places, with the place named.
    pub fn user(&self, user: &UserKey) -> Option<&Mark> {
        self.users.get(user)?.whole.as_ref()
    }

    /// The mark of a user at a place.
    pub fn place(&self, user: &UserKey, place: &PlaceKey) -> Option<&Mark> {
        self.users.get(user)?.places.get(place)
    }

    /// The mark of a user in a range.
    pub fn range(&self, user: &UserKey, range: &RangeKey) -> Option<&Mark> {
        self.users.get(user)?.ranges.get(range)
    }

    /// Whether there is a mark, by `Brief::user_place`.
    pub fn of_user_places(&self, briefs: &Briefs) -> Vec<bool> {
        let is_marked = |known: &UserPlace| {
            let user = briefs.user(known.user)?;
            self.place(&user.key, briefs.place(known.place)?)
        };
        let all = briefs.user_places().iter();
        all.map(|known| is_marked(known).is_some()).collect()
    }

    /// The mark of the user and place of a session.
    pub fn session(&self, session: &Session) -> Option<&Mark> {
        self.place(&UserKey::of(session), &PlaceKey::of(session))
    }
}

fn judge(user: &UserFacts) -> UserMarks {
    let mut marks = UserMarks::default();
    let ranges = user.ranges();
    let most = ranges.values().map(|facts| facts.gained).max();
    let at_home = most.is_some_and(|most| most * 100 > user.gained() * rules::USUAL_PERCENT);
    for (range, facts) in &ranges {
        let subject = Subject {
            user,
            facts,
            range: facts,
            at_home,
            is_range: true,
        };
        if let Some(mark) = rules::mark(&subject) {
            marks.ranges.insert(range.clone(), mark);
        }
    }
    for (place, facts) in &user.places {
        let whole = ranges.get(&place.range()).unwrap_or(facts);
        let subject = Subject {
            user,
            facts,
            range: whole,
            at_home,
            is_range: false,
        };
        if let Some(mark) = rules::mark(&subject) {
            marks.places.insert(*place, mark);
        }
    }
    marks.whole = strongest(&user.places, &marks.places);
    marks
}

/// The user's own mark: that of the place that asks most, and how many others there are. Ties go
/// to the place seen last, then to the key, so that the same case always says the same.
fn strongest(places: &HashMap<PlaceKey, Facts>, marks: &HashMap<PlaceKey, Mark>) -> Option<Mark> {
    let (place, mark) = marks.iter().max_by_key(|(place, mark)| {
        (mark.level, places.get(place).and_then(|f| f.last), **place)
    })?;
    let others = match marks.len() - 1 {
        0 => String::new(),
        1 => " (and 1 other place)".to_owned(),
        n => format!(" (and {n} other places)"),
    };
    Some(Mark {
        sentence: format!("{}: {}{others}", place.label(), mark.sentence),
        ..mark.clone()
    })
}

#[cfg(test)]
mod tests;

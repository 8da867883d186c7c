//! One term of a query, prepared: all texts are searched before the first session is tested.

use super::input::FilterInput;
use super::stay::overlaps;
use crate::analysis::group_keys::PlaceKey;
use crate::analysis::query::{Condition, Measure, SearchColumn, SearchWord, SessionTrait, Term};
use crate::analysis::session_index::texts::{TextMatch, TextTable};
use crate::analysis::session_index::{SessionEntry, SessionIndex};
use crate::analysis::zone_clock::ZoneClock;
use crate::domain::activity::Activity;
use crate::domain::address::AddressClass;
use crate::domain::mark::Mark;
use crate::domain::session::{Hidden, Outcome};
use crate::domain::time::{DisplayZone, Timestamp};

/// A prepared term that sessions are tested against.
pub(super) struct TermTest<'a> {
    exclude: bool,
    test: PreparedTest<'a>,
}

/// The code that a session has in a column.
type CodeOf = fn(&SessionEntry) -> u32;

enum PreparedTest<'a> {
    /// For each code of a column, whether its text holds one of the words.
    Codes(Vec<(CodeOf, Vec<bool>)>, Option<Vec<bool>>),
    /// By the index of the session.
    Sessions(Vec<bool>),
    /// By the entry of the session.
    Entry(Box<dyn Fn(&SessionEntry) -> bool + 'a>),
    /// By the examiner's mark on it.
    Marked(FilterInput<'a>, Box<dyn Fn(&Mark) -> bool + 'a>),
    /// One of these.
    Any(Vec<PreparedTest<'a>>),
}

impl<'a> TermTest<'a> {
    /// Prepares a term.
    pub(super) fn new(input: FilterInput<'a>, term: &'a Term, zone: &'a DisplayZone) -> Self {
        Self {
            exclude: term.exclude,
            test: prepare(input, &term.test, zone),
        }
    }

    /// Whether a session satisfies the term.
    pub(super) fn holds(&self, index: u32, entry: &SessionEntry) -> bool {
        self.test.holds(index, entry) != self.exclude
    }
}

impl PreparedTest<'_> {
    fn holds(&self, index: u32, entry: &SessionEntry) -> bool {
        let is_set = |flags: &[bool], code: u32| flags.get(code as usize) == Some(&true);
        match self {
            Self::Codes(columns, ids) => {
                let mut columns = columns.iter();
                columns.any(|(code, flags)| is_set(flags, code(entry)))
                    || ids.as_ref().is_some_and(|flags| is_set(flags, index))
            }
            Self::Sessions(flags) => is_set(flags, index),
            Self::Entry(test) => test(entry),
            Self::Marked(input, test) => input.marked.get(&index).is_some_and(test),
            Self::Any(all) => all.iter().any(|test| test.holds(index, entry)),
        }
    }
}

fn prepare<'a>(
    input: FilterInput<'a>,
    test: &'a Condition,
    zone: &'a DisplayZone,
) -> PreparedTest<'a> {
    match test {
        Condition::Words(column, words) => prepare_words(input, *column, words),
        Condition::Networks(networks) => {
            let is_in = |place: &PlaceKey| match place {
                PlaceKey::Ip(ip) => networks.iter().any(|network| network.contains(ip)),
                _ => false,
            };
            let flags = input.session_index.places().map(is_in).collect();
            PreparedTest::Codes(vec![(|entry| entry.place, flags)], None)
        }
        &Condition::Between(measure, least, most) => PreparedTest::Entry(Box::new(move |entry| {
            let number = match measure {
                Measure::Duration => entry.duration(),
                Measure::Tries => Some(i64::from(entry.attempts)),
                Measure::Records => Some(i64::from(entry.sources)),
            };
            number.is_some_and(|number| {
                least.is_none_or(|least| least <= number) && most.is_none_or(|most| number <= most)
            })
        })),
        &Condition::During(from, to) => {
            PreparedTest::Entry(Box::new(move |entry| overlaps(entry, from, to)))
        }
        &Condition::Hours(from, to) => {
            let (from, to) = (i64::from(from), i64::from(to));
            let clock = ZoneClock::new(zone);
            test_of_begin(move |time| {
                let minute = clock.minute(time);
                if from <= to {
                    from <= minute && minute < to
                } else {
                    from <= minute || minute < to
                }
            })
        }
        &Condition::Days(days) => {
            let clock = ZoneClock::new(zone);
            test_of_begin(move |time| days >> clock.day(time) & 1 == 1)
        }
        Condition::Is(traits) => {
            PreparedTest::Any(traits.iter().map(|is| prepare_trait(input, *is)).collect())
        }
    }
}

/// A test of the start. Where the start is unknown, nothing else is taken for it.
fn test_of_begin<'a>(test: impl Fn(Timestamp) -> bool + 'a) -> PreparedTest<'a> {
    PreparedTest::Entry(Box::new(move |entry| entry.begin().is_some_and(&test)))
}

fn prepare_words<'a>(
    input: FilterInput<'a>,
    column: SearchColumn,
    words: &'a [SearchWord],
) -> PreparedTest<'a> {
    if let Some(text_of) = text_of_activity(column) {
        return PreparedTest::Sessions(sessions_that_did(input, column, (words, text_of)));
    }
    let is_any = column == SearchColumn::Any;
    let texts = input.session_index.texts();
    let all: [(SearchColumn, &TextTable, CodeOf); 7] = [
        (SearchColumn::User, &texts.names, |entry| entry.name),
        (SearchColumn::Ip, &texts.places, |entry| entry.place),
        (SearchColumn::Host, &texts.hosts, |entry| entry.host.0),
        (SearchColumn::Kind, &texts.kinds, |entry| entry.kind_words),
        (SearchColumn::Outcome, &texts.outcomes, |entry| {
            entry.outcome as u32
        }),
        (SearchColumn::Client, &texts.clients, |entry| entry.client),
        (SearchColumn::End, &texts.ends, |entry| entry.ended),
    ];
    let columns = all
        .into_iter()
        .filter(|(other, ..)| is_any || *other == column)
        .filter_map(|(_, texts, code)| Some((code, with_any(texts, column, words)?)))
        .collect();
    let may_be_ids = is_any
        && words
            .iter()
            .any(|word| input.session_index.may_be_in_id(&word.text));
    let ids = may_be_ids.then(|| with_any(&texts.ids, column, words));
    let codes = PreparedTest::Codes(columns, ids.flatten());
    if input.marked.is_empty()
        || !matches!(
            column,
            SearchColumn::Any | SearchColumn::Tag | SearchColumn::Comment
        )
    {
        return codes;
    }
    let in_mark = PreparedTest::Marked(input, Box::new(move |mark| mark_has(mark, column, words)));
    PreparedTest::Any(vec![codes, in_mark])
}

type TextOfActivity = fn(&Activity) -> Option<&str>;

/// The text of an activity that a column is about; `None` for a column of sessions.
fn text_of_activity(column: SearchColumn) -> Option<TextOfActivity> {
    match column {
        SearchColumn::Did => Some(|activity| Some(activity.kind.as_str())),
        SearchColumn::Object => Some(|activity| activity.object.as_deref()),
        SearchColumn::Strength => Some(|activity| Some(activity.strength.as_str())),
        _ => None,
    }
}

/// For each session, whether something was done in it that has one of these words.
fn sessions_that_did(
    input: FilterInput<'_>,
    column: SearchColumn,
    (words, text_of): (&[SearchWord], TextOfActivity),
) -> Vec<bool> {
    let mut flags = vec![false; input.session_index.rows().len()];
    for activity in input.activities {
        let flag = activity
            .session
            .and_then(|session| flags.get_mut(session as usize));
        let Some(flag) = flag.filter(|flag| !**flag) else {
            continue;
        };
        *flag = text_of(activity).is_some_and(|text| {
            let text = text.to_lowercase();
            words.iter().any(|word| word.fits(&text, column))
        });
    }
    flags
}

fn with_any(texts: &TextTable, column: SearchColumn, words: &[SearchWord]) -> Option<Vec<bool>> {
    let found = words
        .iter()
        .filter_map(|word| texts.with(&word.text, fit_of(column, word)));
    found.reduce(|mut all, more| {
        for (flag, other) in all.iter_mut().zip(more) {
            *flag |= other;
        }
        all
    })
}

/// Kinds and outcomes are a few fixed words and are matched from their first letter: `kind:rdp`
/// should not find a word that merely contains it.
fn fit_of(column: SearchColumn, word: &SearchWord) -> TextMatch {
    match column {
        _ if word.is_whole => TextMatch::Whole,
        column if column.has_fixed_words() => TextMatch::Start,
        _ => TextMatch::Part,
    }
}

fn mark_has(mark: &Mark, column: SearchColumn, words: &[SearchWord]) -> bool {
    let fits = |text: &str, word: &SearchWord| {
        let text = text.to_lowercase();
        if word.is_whole {
            text == word.text
        } else {
            text.contains(&word.text)
        }
    };
    words.iter().any(|word| {
        (column != SearchColumn::Comment && mark.tags.iter().any(|tag| fits(tag, word)))
            || (column != SearchColumn::Tag && fits(&mark.comment, word))
    })
}

fn prepare_trait(input: FilterInput<'_>, is: SessionTrait) -> PreparedTest<'_> {
    let entry = |test: fn(&SessionEntry) -> bool| PreparedTest::Entry(Box::new(test));
    let marked = |test: fn(&Mark) -> bool| PreparedTest::Marked(input, Box::new(test));
    match is {
        SessionTrait::Public => entry(|b| b.class == AddressClass::Public),
        SessionTrait::Private => entry(|b| {
            let class = b.class;
            matches!(class, AddressClass::Private | AddressClass::LinkLocal)
        }),
        SessionTrait::Console => entry(|b| b.class == AddressClass::Console),
        SessionTrait::Open => entry(SessionEntry::runs_on),
        SessionTrait::Unsure => entry(|b| b.begin_is_unsure() || b.end_is_unsure()),
        SessionTrait::Hidden => entry(|b| !b.is_shown()),
        SessionTrait::HiddenKind => entry(|b| b.hidden() == Some(Hidden::Kind)),
        SessionTrait::HiddenAccount => entry(|b| b.hidden() == Some(Hidden::Account)),
        SessionTrait::HiddenRemains => entry(|b| b.hidden() == Some(Hidden::Remains)),
        SessionTrait::Outlier => {
            let flags = input.standing_out.iter().map(Option::is_some).collect();
            PreparedTest::Codes(vec![(|entry| entry.user_place, flags)], None)
        }
        SessionTrait::First => PreparedTest::Sessions(edge_of_users(input.session_index, false)),
        SessionTrait::Last => PreparedTest::Sessions(edge_of_users(input.session_index, true)),
        SessionTrait::BeforeSuccess => PreparedTest::Sessions(before_success(input.session_index)),
        SessionTrait::Tagged => marked(|mark| !mark.tags.is_empty()),
        SessionTrait::Commented => marked(|mark| !mark.comment.is_empty()),
        SessionTrait::Bookmarked => marked(|mark| mark.is_bookmarked),
        SessionTrait::Muted => marked(|mark| mark.is_muted),
    }
}

/// For each session, whether it is the first or the last of its user that is shown.
fn edge_of_users(session_index: &SessionIndex, last: bool) -> Vec<bool> {
    let mut best: Vec<Option<(i64, usize)>> = vec![None; session_index.users().len()];
    for (index, entry) in session_index.rows().iter().enumerate() {
        let Some(time) = entry.sort_time().filter(|_| entry.is_shown()) else {
            continue;
        };
        let ticks = if last { -time.ticks() } else { time.ticks() };
        if let Some(known) = best.get_mut(entry.user as usize)
            && known.is_none_or(|(first, _)| ticks < first)
        {
            *known = Some((ticks, index));
        }
    }
    let mut flags = vec![false; session_index.rows().len()];
    for (_, index) in best.into_iter().flatten() {
        if let Some(flag) = flags.get_mut(index) {
            *flag = true;
        }
    }
    flags
}

/// For each session, whether it failed before its user first came in. A user who never came in has
/// no such failure.
fn before_success(session_index: &SessionIndex) -> Vec<bool> {
    let mut first: Vec<Option<Timestamp>> = vec![None; session_index.users().len()];
    for entry in session_index.rows() {
        if let (Outcome::Success, Some(time), Some(known)) = (
            entry.outcome,
            entry.sort_time(),
            first.get_mut(entry.user as usize),
        ) {
            *known = Some(known.map_or(time, |known| known.min(time)));
        }
    }
    let is_before = |entry: &SessionEntry| {
        let success = first.get(entry.user as usize).copied().flatten();
        matches!(entry.outcome, Outcome::Failed | Outcome::Refused)
            && success
                .zip(entry.sort_time())
                .is_some_and(|(success, time)| time < success)
    };
    session_index.rows().iter().map(is_before).collect()
}

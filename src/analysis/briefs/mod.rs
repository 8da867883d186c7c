//! What filter, sort, groups and lanes ask of a session, in 64 bytes: names, places and words as
//! numbers, each text kept once. Made once after loading; a question over ten million sessions then
//! compares numbers, and looks through a text only once however many sessions have it.

mod coder;
pub mod texts;

use self::coder::Coders;
use self::texts::Texts;
use super::keys::{PlaceKey, RangeKey, UserKey};
use super::names::Names;
use crate::case::Case;
use crate::domain::account::fold;
use crate::domain::address::AddressClass;
use crate::domain::session::{
    Confidence, EndKind, Host, HostIndex, Kind, Outcome, Precision, Session,
};
use crate::domain::time::Timestamp;

/// Stands for a moment that is not known.
const NEVER: i64 = i64::MIN;

/// One session. The codes are numbers into the tables of `Briefs`.
#[derive(Clone, Copy, Debug)]
pub struct Brief {
    begin: i64,
    end: i64,
    /// How it writes its user.
    pub name: u32,
    /// Whose it is.
    pub user: u32,
    /// Where it came from.
    pub place: u32,
    /// On which host it was.
    pub host: HostIndex,
    /// Its kind in all words.
    pub kind_words: u32,
    /// What its client calls itself.
    pub client: u32,
    /// How it ended, and why it failed.
    pub ended: u32,
    /// Failed tries inside it.
    pub attempts: u32,
    /// How many records made it.
    pub sources: u32,
    /// Its kind.
    pub kind: Kind,
    /// Its outcome.
    pub outcome: Outcome,
    /// The lowest of its confidences.
    pub confidence: Confidence,
    /// What kind of place it came from.
    pub class: AddressClass,
    flags: u8,
}

const SHOWN: u8 = 1;
const RUNS_ON: u8 = 2;
const STEPPED: u8 = 4;
const BEGIN_UNSURE: u8 = 8;
const END_UNSURE: u8 = 16;

impl Brief {
    /// Its begin.
    pub fn begin(&self) -> Option<Timestamp> {
        known(self.begin)
    }

    /// Its end.
    pub fn end(&self) -> Option<Timestamp> {
        known(self.end)
    }

    /// The moment that it is sorted by.
    pub fn sort_time(&self) -> Option<Timestamp> {
        self.begin().or(self.end())
    }

    /// How many ticks it lasted, as `Session::duration` has it.
    pub fn duration(&self) -> Option<i64> {
        let ticks = self.end()?.ticks() - self.begin()?.ticks();
        (ticks >= 0 && !self.has(STEPPED)).then_some(ticks)
    }

    /// Whether the default view shows it.
    pub fn is_shown(&self) -> bool {
        self.has(SHOWN)
    }

    /// Whether the evidence ends before it does.
    pub fn runs_on(&self) -> bool {
        self.has(RUNS_ON)
    }

    /// Whether its begin is only a limit, or not known.
    pub fn begin_is_unsure(&self) -> bool {
        self.has(BEGIN_UNSURE)
    }

    /// Whether its end is only a limit, or not known.
    pub fn end_is_unsure(&self) -> bool {
        self.has(END_UNSURE)
    }

    fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

fn known(ticks: i64) -> Option<Timestamp> {
    (ticks != NEVER).then_some(Timestamp::from_ticks(ticks))
}

/// A user of the case.
#[derive(Debug)]
pub struct User {
    /// The account.
    pub key: UserKey,
    /// As written everywhere.
    pub label: String,
}

/// The texts of each column of the filter box.
#[derive(Debug, Default)]
pub struct Searched {
    /// By `Brief::name`.
    pub names: Texts,
    /// By `Brief::place`.
    pub places: Texts,
    /// By host.
    pub hosts: Texts,
    /// By `Brief::kind_words`.
    pub kinds: Texts,
    /// By outcome.
    pub outcomes: Texts,
    /// By `Brief::client`.
    pub clients: Texts,
    /// By `Brief::ended`.
    pub ends: Texts,
    /// By session.
    pub ids: Texts,
}

/// The sessions of a case in brief, in the case's order.
#[derive(Debug, Default)]
pub struct Briefs {
    rows: Vec<Brief>,
    texts: Searched,
    users: Vec<User>,
    user_order: Vec<u32>,
    places: Vec<(PlaceKey, u32)>,
    ranges: Vec<RangeKey>,
    hidden: usize,
    id_letters: Letters,
}

/// Which bytes occur in a set of texts.
#[derive(Clone, Copy, Debug, Default)]
struct Letters([u64; 4]);

impl Letters {
    fn add(&mut self, text: &str) {
        for byte in text.bytes().map(|byte| byte.to_ascii_lowercase()) {
            if let Some(word) = self.0.get_mut(usize::from(byte >> 6)) {
                *word |= 1 << (byte & 63);
            }
        }
    }

    fn have(&self, text: &str) -> bool {
        text.bytes().all(|byte| {
            let word = self.0.get(usize::from(byte >> 6)).copied();
            word.is_some_and(|word| word >> (byte & 63) & 1 == 1)
        })
    }
}

impl Briefs {
    /// The sessions of a case.
    pub fn of(case: &Case, names: &Names) -> Self {
        let mut maker = Maker::new(&case.hosts);
        for session in &case.sessions {
            maker.add(session, names);
        }
        maker.finish()
    }

    /// All of them.
    pub fn rows(&self) -> &[Brief] {
        &self.rows
    }

    /// One session.
    pub fn get(&self, session: u32) -> Option<&Brief> {
        self.rows.get(session as usize)
    }

    /// How many sessions the default view hides.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// What the filter box looks through.
    pub fn texts(&self) -> &Searched {
        &self.texts
    }

    /// Whether a word can be a part of an id at all: most words need not be looked for in them.
    pub fn may_be_in_id(&self, word: &str) -> bool {
        self.id_letters.have(word)
    }

    /// The id of a session, in lower case.
    pub fn id(&self, session: u32) -> &str {
        self.texts.ids.get(session as usize)
    }

    /// The session of an id.
    pub fn with_id(&self, id: &str) -> Option<u32> {
        let flags = self.texts.ids.with(id, texts::Fit::Whole)?;
        let place = flags.iter().position(|is_it| *is_it)?;
        u32::try_from(place).ok()
    }

    /// The users, by code.
    pub fn users(&self) -> &[User] {
        &self.users
    }

    /// The codes of the users as tables list them: by name, the nameless last.
    pub fn user_order(&self) -> &[u32] {
        &self.user_order
    }

    /// The code of a user.
    pub fn user_code(&self, key: &UserKey) -> Option<u32> {
        code_of(&self.users, |user| user.key == *key)
    }

    /// The code of a place.
    pub fn place_code(&self, key: &PlaceKey) -> Option<u32> {
        code_of(&self.places, |(place, _)| place == key)
    }

    /// The code of a range.
    pub fn range_code(&self, key: &RangeKey) -> Option<u32> {
        code_of(&self.ranges, |range| range == key)
    }

    /// A place by its code.
    pub fn place(&self, code: u32) -> Option<&PlaceKey> {
        self.places.get(code as usize).map(|(place, _)| place)
    }

    /// The code of the range of a place.
    pub fn range_of(&self, place: u32) -> u32 {
        self.places
            .get(place as usize)
            .map_or(0, |(_, range)| *range)
    }

    /// A range by its code.
    pub fn range(&self, code: u32) -> Option<&RangeKey> {
        self.ranges.get(code as usize)
    }
}

fn code_of<T>(table: &[T], is_wanted: impl Fn(&T) -> bool) -> Option<u32> {
    let place = table.iter().position(is_wanted)?;
    u32::try_from(place).ok()
}

/// Makes briefs session by session.
pub struct Maker {
    made: Briefs,
    coders: Coders,
}

impl Maker {
    /// For the sessions of these hosts.
    pub fn new(hosts: &[Host]) -> Self {
        let mut made = Briefs::default();
        for host in hosts {
            host.names().for_each(|name| made.texts.hosts.line(name));
            made.texts.hosts.end();
        }
        for outcome in Outcome::ALL {
            made.texts.outcomes.line(outcome.as_str());
            made.texts.outcomes.end();
        }
        Self {
            made,
            coders: Coders::default(),
        }
    }

    /// Takes the next session in.
    pub fn add(&mut self, session: &Session, names: &Names) {
        let brief = Brief {
            begin: session.begin.map_or(NEVER, Timestamp::ticks),
            end: session.end.map_or(NEVER, Timestamp::ticks),
            host: session.host,
            attempts: session.attempts,
            sources: session.sources.len() as u32,
            kind: session.kind,
            outcome: session.outcome,
            confidence: session.confidence(),
            class: session.source_class,
            flags: flags_of(session),
            ..self.coders.code(&mut self.made, session, names)
        };
        self.made.hidden += usize::from(!brief.is_shown());
        self.made.id_letters.add(&session.id);
        self.made.texts.ids.line(&session.id);
        self.made.texts.ids.end();
        self.made.rows.push(brief);
    }

    /// All of them.
    pub fn finish(self) -> Briefs {
        let mut made = self.made;
        let mut order: Vec<(bool, String, u32)> = (0..)
            .zip(&made.users)
            .map(|(code, user)| (user.key == UserKey::Unnamed, fold(&user.label), code))
            .collect();
        let key = |code: u32| made.users.get(code as usize).map(|user| &user.key);
        order.sort_by(|a, b| {
            let by_name = (a.0, &a.1).cmp(&(b.0, &b.1));
            by_name.then_with(|| key(a.2).cmp(&key(b.2)))
        });
        made.user_order = order.into_iter().map(|(_, _, code)| code).collect();
        made
    }
}

fn flags_of(session: &Session) -> u8 {
    let unsure = |precision, time: Option<Timestamp>| {
        time.is_none() || precision == Some(Precision::Bound) || session.clock_stepped
    };
    let runs_on = session.end.is_none() && session.end_kind == EndKind::Open;
    [
        (SHOWN, session.is_shown()),
        (RUNS_ON, runs_on),
        (STEPPED, session.clock_stepped),
        (BEGIN_UNSURE, unsure(session.begin_precision, session.begin)),
        (END_UNSURE, unsure(session.end_precision, session.end)),
    ]
    .into_iter()
    .fold(
        0,
        |flags, (flag, holds)| if holds { flags | flag } else { flags },
    )
}

#[cfg(test)]
mod tests;

//! The entry of one session.

use crate::domain::address::AddressClass;
use crate::domain::session::{
    Confidence, EndKind, Hidden, HostIndex, Kind, Outcome, Precision, Session,
};
use crate::domain::time::Timestamp;

/// An unknown time.
pub(super) const NEVER: i64 = i64::MIN;

/// The entry of one session. Its codes are positions in the tables of `SessionIndex`.
#[derive(Clone, Copy, Debug)]
pub struct SessionEntry {
    pub(super) begin: i64,
    pub(super) end: i64,
    /// The user as named in this session.
    pub name: u32,
    /// The user.
    pub user: u32,
    /// The place that it came from.
    pub place: u32,
    /// User and place together.
    pub user_place: u32,
    /// The host.
    pub host: HostIndex,
    /// Kind, detail and reconnect, as text.
    pub kind_words: u32,
    /// The names of the client.
    pub client: u32,
    /// How it ended, and why it failed.
    pub ended: u32,
    /// Failed attempts inside it.
    pub attempts: u32,
    /// How many source records it has.
    pub sources: u32,
    /// Its kind.
    pub kind: Kind,
    /// Its outcome.
    pub outcome: Outcome,
    /// The lowest of its confidences.
    pub confidence: Confidence,
    /// The class of its source address.
    pub class: AddressClass,
    pub(super) flags: u8,
}

const SHOWN: u8 = 1;
const RUNS_ON: u8 = 2;
const STEPPED: u8 = 4;
const BEGIN_UNSURE: u8 = 8;
const END_UNSURE: u8 = 16;
const BACKGROUND_KIND: u8 = 32;
const BACKGROUND_ACCOUNT: u8 = 64;
const REMAINS: u8 = 128;

impl SessionEntry {
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

    /// Its duration in ticks, as in `Session::duration`.
    pub fn duration(&self) -> Option<i64> {
        let ticks = self.end()?.ticks() - self.begin()?.ticks();
        (ticks >= 0 && !self.has(STEPPED)).then_some(ticks)
    }

    /// Whether the default view shows it.
    pub fn is_shown(&self) -> bool {
        self.has(SHOWN)
    }

    /// Why the default view hides it.
    pub fn hidden(&self) -> Option<Hidden> {
        [
            (BACKGROUND_KIND, Hidden::Kind),
            (BACKGROUND_ACCOUNT, Hidden::Account),
            (REMAINS, Hidden::Remains),
        ]
        .into_iter()
        .find_map(|(flag, reason)| self.has(flag).then_some(reason))
    }

    /// Whether it had not ended by the end of the evidence.
    pub fn runs_on(&self) -> bool {
        self.has(RUNS_ON)
    }

    /// Whether its start is only a limit, or not known.
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

pub(super) fn flags_of(session: &Session) -> u8 {
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
        (BACKGROUND_KIND, session.hidden == Some(Hidden::Kind)),
        (BACKGROUND_ACCOUNT, session.hidden == Some(Hidden::Account)),
        (REMAINS, session.hidden == Some(Hidden::Remains)),
    ]
    .into_iter()
    .fold(
        0,
        |flags, (flag, holds)| if holds { flags | flag } else { flags },
    )
}

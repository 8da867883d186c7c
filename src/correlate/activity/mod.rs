//! What was done on a host, and in which session. First the rows are made (`collect`): one for each record
//! that states an activity, with the records that belong to it. Then each gets its session, by the strongest tie
//! that holds (`ladder`), in the order of time. Rules A1 to A10 of CORRELATION.md.

mod accounts;
mod apply;
mod artefacts;
mod clock;
mod collect;
mod companions;
mod ladder;
mod logon_ties;
mod one_fact;
mod open;
mod outbound;
mod statement;
mod stays;
mod users;

use crate::correlate::coverage::{Coverage, SECURITY};
use crate::correlate::finish::session_spans::{Moment, SessionSpans};
use crate::correlate::maps::HashMap;
use crate::correlate::order::{ClockStep, Item, Items};
use crate::correlate::units::logons::Logons;
use crate::correlate::users::{Accounts, People};
use crate::domain::account::is_machine;
use crate::domain::activity::{
    Activity, ActivityKind, ActivityNote, ArtefactEntry, CandidateSets, PlacedArtefact, Strength,
};
use crate::domain::event::{Identity, Luid};
use crate::domain::identity::SharedIdentity;
use crate::domain::session::{Host, HostIndex, Kind, LocalSession, Session};

use accounts::{Actor, SessionAccounts};
use apply::apply;
use clock::Stretches;
use collect::{Lent, Rows};
use ladder::{Ladder, Question};
use logon_ties::LogonTies;
use statement::Statement;
use users::Users;

/// What is known of a host when its activities are attributed.
pub(super) struct ActivityContext<'a, 'e> {
    /// The host.
    pub host: &'a Host,
    /// Its index.
    pub index: HostIndex,
    /// Its records in order.
    pub items: &'a Items<'e>,
    /// Where its clock was set.
    pub clock_steps: &'a [ClockStep],
    /// Its logons.
    pub logons: &'a Logons<'e>,
    /// Its accounts.
    pub people: &'a People<'a>,
    /// The accounts of the case.
    pub accounts: &'a Accounts,
    /// How far its logs reach.
    pub coverage: &'a Coverage,
    /// Its access sessions.
    pub sessions: &'a [Session],
    /// From when to when each lasted.
    pub spans: &'a SessionSpans,
    /// Its local sessions.
    pub locals: &'a [LocalSession],
    /// What artefacts state about it.
    pub artefacts: HostArtefacts<'a>,
}

/// What artefacts state about one host.
#[derive(Clone, Copy, Default)]
pub(super) struct HostArtefacts<'a> {
    /// The statements of all artefacts of the case.
    pub entries: &'a [ArtefactEntry],
    /// Those about this host.
    pub placed: &'a [PlacedArtefact],
}

/// The activities of a host, and the sets of sessions that they may belong to. Sessions are named by their
/// indices in the host's list.
#[derive(Default)]
pub(super) struct Attributed {
    pub activities: Vec<Activity>,
    pub candidates: CandidateSets,
}

pub(super) use artefacts::without_host;

/// Attributes what was done on a host to its sessions.
pub(super) fn attribute(context: &ActivityContext<'_, '_>) -> Attributed {
    let has_records = context.items.has(statement::kinds());
    if !has_records && context.artefacts.placed.is_empty() {
        return Attributed::default();
    }
    let rows = collect::rows(context.items, context.host, context.index);
    let of_artefacts = {
        let placed = context.artefacts.placed;
        artefacts::rows(placed, context.artefacts.entries, Some(context.host))
    };
    if rows.activities.is_empty() && of_artefacts.is_empty() {
        return Attributed::default();
    }
    let accounts = SessionAccounts::of(context.sessions, context.people);
    let logged_off = logon_ties::logged_off(context.items, context.logons, context.sessions);
    let stays = stays::of_host(
        context.sessions,
        context.spans,
        context.locals,
        &accounts,
        &logged_off,
    );
    let of_sessions = (context.sessions, &logged_off[..]);
    let ties = LogonTies::of_host(context.items, context.logons, of_sessions, &stays);
    let local_numbers = context.sessions.iter().map(desktop_number);
    let mut ladder = Ladder::new(ties, &stays, local_numbers.collect());
    let mut users = Users::new(context.accounts, context.index);
    let mut activities = of_records(context, rows, &accounts, (&mut ladder, &mut users));
    if !of_artefacts.is_empty() {
        ladder.restart();
        let stretches = Stretches::of(context.items, context.clock_steps);
        let more = artefacts::attribute(
            of_artefacts,
            &stretches,
            &|who| accounts.actor(who, context.people),
            (&mut ladder, &mut users),
        );
        activities.extend(more);
    }
    for activity in &mut activities {
        note_coverage(activity, context.coverage);
        let is_known = activity.user.sid.is_some() || activity.user.user.is_some();
        let is_person = is_known && !is_machine(&activity.user);
        let is_presence = activity.kind == ActivityKind::Presence;
        if is_presence && is_person && activity.strength == Strength::None {
            activity.notes.push(ActivityNote::StayWithoutLogon);
        }
    }
    Attributed {
        activities,
        candidates: ladder.sets,
    }
}

/// The number of the desktop in which a session's programs run; those of sessions without a desktop run
/// where the services do.
fn desktop_number(session: &Session) -> Option<u32> {
    let has_none = matches!(session.kind, Kind::Network | Kind::WinRm | Kind::Ssh);
    session.local_session_id.or(has_none.then_some(0))
}

/// What is known of an identity that records share.
struct KnownActor {
    actor: Actor,
    /// The whole identity, where it is the same at any time.
    user: Option<SharedIdentity>,
}

/// Attributes what records state.
fn of_records<'e>(
    context: &ActivityContext<'_, 'e>,
    rows: Rows<'e>,
    accounts: &SessionAccounts,
    (ladder, users): (&mut Ladder<'_>, &mut Users<'_>),
) -> Vec<Activity> {
    let mut known: HashMap<usize, KnownActor> = HashMap::default();
    let Rows {
        mut activities,
        positions,
        lent,
        ..
    } = rows;
    for (row, item) in in_order(context.items, &positions) {
        let Some(activity) = activities.get_mut(row) else {
            continue;
        };
        let lent = lent.get(&row).copied().unwrap_or_default();
        let Some(asked) = Asked::of(item, lent, context.host) else {
            continue;
        };
        // Records of one log share their identities: by address, a known one is found without comparing texts.
        let address = std::ptr::from_ref(asked.who).addr();
        let known = known.entry(address).or_insert_with(|| KnownActor {
            actor: accounts.actor(asked.who, context.people),
            user: users::is_whole(asked.who).then(|| users.resolve(asked.who, item.event.time)),
        });
        let verdict = ladder.verdict(&Question {
            boot: item.boot,
            at: (item.era, item.time),
            luid: asked.luid,
            actor: &known.actor,
            at_desktop: asked.at_desktop,
            local_session: asked.local_session,
        });
        activity.user = match &known.user {
            Some(user) => SharedIdentity::clone(user),
            None => users.resolve(asked.who, item.event.time),
        };
        apply(activity, &verdict);
    }
    activities
}

/// The rows in the order of boots and times, with their first records.
fn in_order<'i, 'e>(items: &'i Items<'e>, positions: &[u32]) -> Vec<(usize, &'i Item<'e>)> {
    let rows = positions.iter().enumerate();
    let mut rows: Vec<(usize, &Item<'e>)> = rows
        .filter_map(|(row, &pos)| Some((row, items.get(pos as usize)?)))
        .collect();
    let place = |item: &Item<'e>| -> (u32, Moment) { (item.boot, (item.era, item.time)) };
    rows.sort_by_key(|(row, item)| (place(item), *row));
    rows
}

/// Who is said to have acted, by a record and others about the same thing.
struct Asked<'e> {
    luid: Option<Luid>,
    who: &'e Identity,
    at_desktop: bool,
    local_session: Option<u32>,
}

impl<'e> Asked<'e> {
    fn of(item: &Item<'e>, lent: Lent<'e>, host: &Host) -> Option<Self> {
        let own = Statement::of(item, host)?;
        let is_named = own.who.sid.is_some() || own.who.user.is_some();
        let who = if is_named {
            own.who
        } else {
            lent.who.unwrap_or(own.who)
        };
        let own_luid = own.luid.filter(|luid| !luid.is_constant());
        Some(Self {
            luid: own_luid.or(lent.luid),
            who,
            at_desktop: own.at_desktop,
            local_session: own.local_session,
        })
    }
}

/// User and time rest on silence: where no log of logons covers the time, another session may be unknown.
fn note_coverage(activity: &mut Activity, coverage: &Coverage) {
    let is_by_user = activity.strength == Strength::UserAndTime;
    let Some(time) = activity.time.filter(|_| is_by_user) else {
        return;
    };
    let is_covered = coverage.would_show_desktops(time, time)
        && (activity.kind.needs_desktop() || coverage.covers(SECURITY, time, time));
    if !is_covered {
        activity.notes.push(ActivityNote::LogsDoNotCover);
    }
}

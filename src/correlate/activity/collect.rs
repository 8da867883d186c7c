//! The rows of a host: one for each record that states an activity, with the records that belong to it.

use thin_vec::ThinVec;

use crate::correlate::activity::companions::{Belongs, Companions};
use crate::correlate::activity::one_fact::OneFact;
use crate::correlate::activity::statement::{self, Statement};
use crate::correlate::index_lists::index_of;
use crate::correlate::maps::HashMap;
use crate::correlate::order::{Item, Items, Pos};
use crate::domain::activity::{
    ActRole, Activity, ActivityDetails, ActivityKind, ActivitySource, CandidateSet, Strength,
    TimeQuality,
};
use crate::domain::event::{Identity, Luid};
use crate::domain::identity::SharedIdentity;
use crate::domain::session::{Host, HostIndex};
use crate::domain::text::Text;

/// The rows of a host, before it is known in which session they belong.
#[derive(Default)]
pub(super) struct Rows<'e> {
    /// The activities, in the order of their records.
    pub activities: Vec<Activity>,
    /// The position of each one's first record.
    pub positions: Vec<u32>,
    /// What rows got from other records about the same thing.
    pub lent: HashMap<usize, Lent<'e>>,
    /// Nobody: who acted is resolved later.
    nobody: SharedIdentity,
}

/// What a row got from other records about the same thing.
#[derive(Clone, Copy, Default)]
pub(super) struct Lent<'e> {
    /// The logon id.
    pub luid: Option<Luid>,
    /// The user.
    pub who: Option<&'e Identity>,
}

/// Makes the rows of a host.
pub(super) fn rows<'e>(items: &Items<'e>, host: &Host, index: HostIndex) -> Rows<'e> {
    let mut rows = Rows::default();
    // Lists that grow on demand are in memory twice at times.
    let most = items.count(statement::kinds());
    rows.activities.reserve_exact(most);
    rows.positions.reserve_exact(most);
    let mut companions = Companions::default();
    let mut one_fact = OneFact::default();
    for (pos, item) in items.of(statement::kinds()) {
        let Some(statement) = Statement::of(item, host) else {
            continue;
        };
        let next = rows.activities.len();
        match companions.take(item, &statement, next) {
            Belongs::Own => match one_fact.row_of(item, next) {
                Some(row) => {
                    rows.add_source(row, item);
                    rows.lend(
                        row,
                        Lent {
                            luid: statement.luid,
                            who: named(statement.who),
                        },
                    );
                }
                None => rows.push(index, (pos, item), &statement),
            },
            Belongs::To(row) => rows.add_companion(row, item, statement.role),
            Belongs::Deletes(row) => {
                rows.add_source(row, item);
                if let Some(activity) = rows.activities.get_mut(row) {
                    activity.kind = ActivityKind::FileDeleted;
                }
            }
            Belongs::Later => {}
        }
    }
    rows.complete(companions);
    rows.activities.shrink_to_fit();
    rows
}

fn named(who: &Identity) -> Option<&Identity> {
    (who.sid.is_some() || who.user.is_some()).then_some(who)
}

impl<'e> Rows<'e> {
    fn push(&mut self, host: HostIndex, (pos, item): (Pos, &Item<'e>), statement: &Statement<'e>) {
        self.positions.push(index_of(pos));
        self.activities.push(Activity {
            host: Some(host),
            time: Some(item.event.time),
            time_end: None,
            time_quality: TimeQuality::Exact,
            kind: statement.kind,
            strength: Strength::None,
            while_disconnected: false,
            user: SharedIdentity::clone(&self.nobody),
            object: statement.object.clone(),
            details: statement::details_of(&item.event.fact),
            session: None,
            candidates: CandidateSet::EMPTY,
            source: ActivitySource::Record(item.index),
            more_sources: ThinVec::new(),
            notes: ThinVec::new(),
        });
    }

    fn add_source(&mut self, row: usize, item: &Item<'e>) {
        if let Some(activity) = self.activities.get_mut(row) {
            activity
                .more_sources
                .push(ActivitySource::Record(item.index));
        }
    }

    /// Adds a record that belongs to a row, with what it knows more.
    fn add_companion(&mut self, row: usize, item: &Item<'e>, role: ActRole) {
        self.add_source(row, item);
        let Some(activity) = self.activities.get_mut(row) else {
            return;
        };
        if role == ActRole::End {
            activity.time_end = activity.time_end.max(Some(item.event.time));
        }
        if let ActivityDetails::Text(more) = statement::details_of(&item.event.fact) {
            activity.details = match &activity.details {
                ActivityDetails::None => ActivityDetails::Text(more),
                ActivityDetails::Text(known) if !known.contains(&*more) => {
                    ActivityDetails::Text(Text::from(format!("{known}; {more}")))
                }
                _ => return,
            };
        }
    }

    fn lend(&mut self, row: usize, more: Lent<'e>) {
        let lent = self.lent.entry(row).or_default();
        lent.luid = lent.luid.or(more.luid);
        lent.who = lent.who.or(more.who);
    }

    /// Gives rows what the records of their keys know, and the records that came before them.
    fn complete(&mut self, companions: Companions<'e>) {
        for loan in companions.loans() {
            if loan.luid.is_some() || loan.who.is_some() {
                self.lend(
                    loan.row,
                    Lent {
                        luid: loan.luid,
                        who: loan.who,
                    },
                );
            }
            let Some(activity) = self.activities.get_mut(loan.row) else {
                continue;
            };
            if activity.object.is_none() {
                activity.object = loan.object;
            }
            let earlier = loan.earlier.into_iter().map(ActivitySource::Record);
            activity.more_sources.extend(earlier);
            activity.more_sources.sort_unstable();
        }
    }
}

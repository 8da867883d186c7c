//! A case with everything that is computed once over all of it, before the first question.

use std::sync::Arc;

use crate::analysis::activities::times::ActivityTimes;
use crate::analysis::coverage::{self, ClearedLogEntry, clearings};
use crate::analysis::evidence_span::EvidenceSpan;
use crate::analysis::host_name::is_called;
use crate::analysis::lanes::LastSeen;
use crate::analysis::outliers::{Level, Outliers};
use crate::analysis::query::complete::KnownValues;
use crate::analysis::sentence::printable;
use crate::analysis::session_index::SessionIndex;
use crate::analysis::user_names::UserNames;
use crate::case::Case;
use crate::domain::session::HostIndex;
use crate::domain::time::{DisplayZone, Timestamp};

/// A case with everything that is computed once over all of it.
#[derive(Debug, Default)]
pub struct LoadedCase {
    /// The case.
    pub case: Arc<Case>,
    /// How each user is written.
    pub names: UserNames,
    /// What stands out.
    pub outliers: Arc<Outliers>,
    /// How much attention each user at each place asks for, by `SessionEntry::user_place`.
    pub standing_out: Arc<Vec<Option<Level>>>,
    /// The index over the sessions.
    pub session_index: Arc<SessionIndex>,
    /// Until when each host was watched.
    pub last_seen: LastSeen,
    /// How far the evidence reaches.
    pub reach: EvidenceSpan,
    /// When things were done in each session.
    pub activity_times: ActivityTimes,
    /// The clearings of logs.
    pub cleared_logs: Vec<ClearedLog>,
    /// When the Security log of each host was cleared last.
    pub security_cleared: Vec<Option<Timestamp>>,
    /// The earliest and the latest moment of the sessions that the default view shows.
    pub years: Option<(Timestamp, Timestamp)>,
    /// What the filter box can offer.
    pub known: KnownValues,
}

impl LoadedCase {
    /// Computes everything for a case.
    pub fn new(case: Case) -> Self {
        Self::watched(case, &|_, _| true).unwrap_or_default()
    }

    /// Computes everything for a case. `step` is told how many of all steps are done and says whether to go on;
    /// `None` when it said no.
    pub fn watched(case: Case, step: &dyn Fn(u64, u64) -> bool) -> Option<Self> {
        const STEPS: u64 = 5;
        let go_on = |done| step(done, STEPS).then_some(());
        go_on(0)?;
        let names = UserNames::of(&case);
        go_on(1)?;
        let session_index = SessionIndex::of(&case, &names);
        go_on(2)?;
        let outliers = Outliers::of(&case);
        go_on(3)?;
        let known = KnownValues::of(&case, &session_index);
        let standing_out = outliers.of_user_places(&session_index);
        go_on(4)?;
        let loaded = Self {
            known,
            standing_out: Arc::new(standing_out),
            years: years(&session_index),
            session_index: Arc::new(session_index),
            outliers: Arc::new(outliers),
            last_seen: coverage::last_seen(&case),
            reach: EvidenceSpan::of(&case),
            activity_times: ActivityTimes::of(&case),
            cleared_logs: cleared_logs(&case),
            security_cleared: coverage::security_cleared(&case),
            names,
            case: Arc::new(case),
        };
        go_on(STEPS)?;
        Some(loaded)
    }
}

impl LoadedCase {
    /// Whether all sessions that the default view shows are of one year, by the clock of a zone.
    pub fn one_year(&self, zone: &DisplayZone) -> bool {
        in_one_year(self.years, zone)
    }
}

/// Whether both moments, if they are known, are of one year by the clock of a zone.
pub fn in_one_year(years: Option<(Timestamp, Timestamp)>, zone: &DisplayZone) -> bool {
    let year = |time| zone.format(time, "%Y");
    years.is_none_or(|(first, last)| year(first) == year(last))
}

/// The earliest and the latest moment of the sessions that the default view shows.
fn years(session_index: &SessionIndex) -> Option<(Timestamp, Timestamp)> {
    let shown = session_index.rows().iter().filter(|entry| entry.is_shown());
    let times = shown.flat_map(|entry| [entry.begin(), entry.end()]);
    times.flatten().fold(None, |known, time| match known {
        None => Some((time, time)),
        Some((first, last)) => Some((time.min(first), time.max(last))),
    })
}

/// A log that was cleared, and the hosts that it may have been of.
#[derive(Debug)]
pub struct ClearedLog {
    /// The hosts that have the name of its computer.
    pub hosts: Vec<HostIndex>,
    /// When it was cleared.
    pub time: Timestamp,
    /// Which log, and by whom.
    pub text: String,
}

/// The cleared logs of a case.
fn cleared_logs(case: &Case) -> Vec<ClearedLog> {
    let cleared_log = |clearing: &ClearedLogEntry| {
        let computer = &clearing.event.computer;
        let hosts = (0..).zip(&case.hosts);
        let text = format!(
            "{} log of {computer} cleared by {}",
            clearing.channel, clearing.who
        );
        ClearedLog {
            hosts: hosts
                .filter(|(_, host)| is_called(host, computer))
                .map(|(index, _)| HostIndex(index))
                .collect(),
            time: clearing.event.time,
            text: printable(&text),
        }
    };
    clearings(case).iter().map(cleared_log).collect()
}

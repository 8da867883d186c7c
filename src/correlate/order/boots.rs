//! Boots and starts: where logon ids and session numbers begin again, and where the earlier users are gone.
//! Rule B2, and Rule B3 for fast start-ups.

use std::collections::BTreeSet;

use super::eras::EraOffsets;
use super::item::{Item, effective_time};
use super::items::{FactKinds, Items};
use crate::correlate::coverage::{Coverage, LSM};
use crate::correlate::maps::HashMap;
use crate::correlate::windows::{
    ARBITRATION_TO_DESKTOP, BOOT_CLUSTER, BOOT_PROOF_GAP, CONNECTION_TO_LOGON, LUID_COLLAPSE,
};
use crate::domain::event::{Event, Fact, LocalSessionStep, Luid, PowerStep};
use crate::domain::time::{Span, Timestamp};

/// Gives each record its boot and start, and its own time.
pub(super) fn number(items: &mut Items<'_>, coverage: &Coverage, offsets: &EraOffsets) {
    // Other records show no boot, and have the time at which they were written.
    let kinds = FactKinds::POWER | FactKinds::LOGON | FactKinds::LOCAL_SESSION;
    let mut boots = Boots {
        coverage,
        offsets,
        boot: 0,
        start: 0,
        marked: None,
        highest_luid: 0,
        open: HashMap::default(),
    };
    let mut done = 0;
    loop {
        let next = items.positions_from(done, kinds, |_| true).next();
        let at = next.unwrap_or(items.len());
        let (before, rest) = items.all_mut().split_at_mut(at);
        for item in before.get_mut(done..).unwrap_or_default() {
            (item.boot, item.start) = (boots.boot, boots.start);
        }
        let Some(item) = rest.first_mut() else {
            break;
        };
        done = at + 1;
        let proof = boots.next(item.era, item.event);
        (item.boot, item.start) = (boots.boot, boots.start);
        item.time = item.event.time;
        if let Some(proof) = proof {
            begin_before_proof(before, item, proof);
        }
    }
}

/// What showed a boot that no boot marker recorded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// Logon ids fell.
    LogonIds,
    /// A local session's number was assigned while it was in use.
    LocalSession,
}

/// The first marker of a boot, its era, and the records that marked it.
type BootMark = (u32, Timestamp, BTreeSet<(String, u32)>);

/// Numbers the boots of a host as its records pass by.
struct Boots<'c> {
    coverage: &'c Coverage,
    offsets: &'c EraOffsets,
    boot: u32,
    start: u32,
    /// When the present boot was first marked, and by which records.
    marked: Option<BootMark>,
    highest_luid: u64,
    /// Local sessions in use, and since when.
    open: HashMap<u32, Timestamp>,
}

impl Boots<'_> {
    /// Takes the next record; returns what showed a new boot where that was not a boot marker.
    fn next(&mut self, era: u32, event: &Event) -> Option<Proof> {
        if is_boot_marker(event) && !self.is_marked(era, event) {
            let key = (event.channel.to_string(), event.event_id);
            self.begin();
            self.marked = Some((era, effective_time(event), BTreeSet::from([key])));
        }
        if let Fact::Power {
            step: PowerStep::FastStarted,
            ..
        } = event.fact
        {
            self.start += 1;
            self.open.clear();
        }
        let proof = self.proof(event);
        if proof.is_some() {
            self.begin();
        }
        self.learn(event);
        proof
    }

    fn begin(&mut self) {
        self.boot += 1;
        self.start += 1;
        self.highest_luid = 0;
        self.open.clear();
    }

    /// Whether a marker belongs to the current boot. Each kind of marker is written once.
    fn is_marked(&mut self, era: u32, event: &Event) -> bool {
        let key = (event.channel.to_string(), event.event_id);
        let now = (era, effective_time(event));
        self.marked.as_mut().is_some_and(|(at_era, at, seen)| {
            // The clock may be set while the machine is booting.
            let distance = self.offsets.distance((*at_era, *at), now);
            distance.is_some_and(|distance| distance <= BOOT_CLUSTER) && seen.insert(key)
        })
    }

    fn proof(&self, event: &Event) -> Option<Proof> {
        match &event.fact {
            Fact::Logon(_) => {
                let luid = luid_of(event);
                let fell = luid + LUID_COLLAPSE < self.highest_luid && luid < self.highest_luid / 2;
                (luid != 0 && fell).then_some(Proof::LogonIds)
            }
            // LocalSessionManager never assigns a number that is in use. Its log must be complete, so that no
            // logoff was missed, and no log that would have shown the boot may be in the evidence.
            Fact::LocalSession(line) if line.step == LocalSessionStep::LoggedOn => {
                let since = *self.open.get(&line.session_id)?;
                let whole = self.coverage.covers(LSM, since, event.time);
                let is_shown = self.coverage.would_show_boots(since, event.time);
                (whole && !is_shown).then_some(Proof::LocalSession)
            }
            _ => None,
        }
    }

    fn learn(&mut self, event: &Event) {
        self.highest_luid = self.highest_luid.max(luid_of(event));
        let Fact::LocalSession(line) = &event.fact else {
            return;
        };
        match line.step {
            LocalSessionStep::LoggedOn => {
                self.open.insert(line.session_id, event.time);
            }
            LocalSessionStep::LoggedOff => {
                self.open.remove(&line.session_id);
            }
            _ => {}
        }
    }
}

/// The logon id that a record assigns; 0 for none, and for the constant ones.
fn luid_of(event: &Event) -> u64 {
    match &event.fact {
        Fact::Logon(logon) => logon
            .luid
            .filter(|luid| !luid.is_constant())
            .map_or(0, Luid::number),
        _ => 0,
    }
}

/// A boot that only its numbers show began before the record that showed it: the records that lead
/// up to it without a pause are the new boot's.
fn begin_before_proof(items: &mut [Item<'_>], proved: &Item<'_>, proof: Proof) {
    const LONGEST_LEAD: Span =
        Span(CONNECTION_TO_LOGON.0 + CONNECTION_TO_LOGON.0 + ARBITRATION_TO_DESKTOP.0);
    let mut next = proved.time;
    for item in items.iter_mut().rev() {
        let lead = item.era == proved.era
            && item.boot + 1 == proved.boot
            && next.distance(item.time) <= BOOT_PROOF_GAP
            && proved.time.distance(item.time) <= LONGEST_LEAD
            && may_precede(item.event, proof);
        if !lead {
            break;
        }
        (item.boot, item.start) = (proved.boot, proved.start);
        next = item.time;
    }
}

/// Whether a record may belong to the new boot already. A record that ends something of the old boot does
/// not, nor one that would have shown the boot.
fn may_precede(event: &Event, proof: Proof) -> bool {
    match &event.fact {
        Fact::Logon(_) => proof == Proof::LocalSession,
        Fact::LogonEnded { .. } | Fact::LogoffStarted { .. } => false,
        Fact::Power { step, .. } => *step == PowerStep::Booted,
        Fact::LocalSession(line) => matches!(
            line.step,
            LocalSessionStep::ArbitrationBegan | LocalSessionStep::ArbitrationEnded
        ),
        _ => true,
    }
}

fn is_boot_marker(event: &Event) -> bool {
    match &event.fact {
        // A boot time later than its own record was measured with a clock that was set since: the time of the
        // boot is not known.
        Fact::Power {
            step: PowerStep::Booted,
            at,
            ..
        } => at.is_none_or(|at| at <= event.time),
        Fact::Logon(logon) => logon.logon_type == 0,
        _ => false,
    }
}

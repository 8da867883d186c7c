//! Logon sessions from 4624 to 4634, and which of them are one logon at a screen.

use thin_vec::ThinVec;

use crate::correlate::maps::HashMap;
use crate::correlate::order::{FactKinds, Item, Items, Pos};
use crate::correlate::units::by_pos::ByPos;
use crate::correlate::units::front_ends::FrontEnds;
use crate::correlate::windows::{PAIR, PAIR_REACH};
use crate::domain::account::{
    bare_name, fold, is_background_name, is_background_sid, is_machine_name, is_setup_name,
    same_name,
};
use crate::domain::event::{Fact, Identity, Logon, Luid};
use crate::domain::time::Span;

/// Index of a logon unit.
pub(crate) type LogonIndex = usize;

/// One logon session (LUID) of one boot.
#[derive(Clone, Debug)]
pub(crate) struct LogonUnit<'e> {
    /// Its id.
    pub luid: Option<Luid>,
    /// The number of its boot, from 0.
    pub boot: u32,
    /// The first record that names it.
    pub first: Pos,
    /// Its 4624; `None` when only later records name it.
    pub begin: Option<Pos>,
    /// Its 4634.
    pub end: Option<Pos>,
    /// Its 4647.
    pub logoff: Option<Pos>,
    /// Its 4672.
    pub privileges: ThinVec<Pos>,
    /// The account, from the first record that names it.
    pub who: &'e Identity,
    /// What its 4624 is about.
    pub class: Option<LogonClass>,
}

/// What a 4624 is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogonClass {
    /// At a screen, near or far: types 2, 7, 10 to 13 by Winlogon.
    Desktop,
    /// Type 3 or 8.
    Network,
    /// A front end checked the password of a remote user.
    FrontEnd,
    /// A password check inside a session, runas, type 9.
    CredentialUse,
    /// The domain's later check of a cached logon: type 7 by lsass.
    Revalidation,
    /// Tasks, services, the system, and the helpers of each desktop.
    Background,
}

/// A logon at a screen: one 4624, or the two of an elevated/filtered pair.
#[derive(Clone, Debug)]
pub(crate) struct DesktopLogon {
    /// Its logon units, first one first.
    pub units: Vec<LogonIndex>,
    /// The first 4624.
    pub begin: Pos,
    /// Windows logon type.
    pub logon_type: u8,
    /// Process that called.
    pub process_id: u64,
    /// Folded user name.
    pub user: String,
}

/// All logon sessions of a host.
#[derive(Debug, Default)]
pub(crate) struct Logons<'e> {
    /// The logon sessions, in order of first appearance.
    pub units: Vec<LogonUnit<'e>>,
    /// Logons at a screen, in order.
    pub desktops: Vec<DesktopLogon>,
    /// The services that check passwords for remote users.
    pub front_ends: FrontEnds,
    /// Identities that later records give a logon id and that differ from its own, where one of the two has
    /// no SID.
    pub other_names: Vec<(LogonIndex, &'e Identity)>,
    by_luid: HashMap<(u32, Luid), LogonIndex>,
    /// By position, the logon session that was made there.
    made_at: ByPos,
}

/// The 4624 at a position.
pub(crate) fn logon_at<'a>(items: &[Item<'a>], pos: Pos) -> Option<&'a Logon> {
    match &items.get(pos)?.event.fact {
        Fact::Logon(logon) => Some(logon),
        _ => None,
    }
}

impl<'e> Logons<'e> {
    /// Collects the logon sessions of a host.
    pub(crate) fn collect(items: &Items<'e>) -> Self {
        let mut logons = Self {
            made_at: ByPos::of(items),
            front_ends: FrontEnds::learn(items),
            ..Self::default()
        };
        // Lists that grow on demand are in memory twice at times.
        let made = items.count(FactKinds::LOGON);
        logons.units.reserve(made);
        logons.by_luid.reserve(made);
        let naming = FactKinds::LOGON
            | FactKinds::LOGON_ENDED
            | FactKinds::LOGOFF_STARTED
            | FactKinds::PRIVILEGES_ASSIGNED
            | FactKinds::ATTACHED
            | FactKinds::DETACHED
            | FactKinds::PROCESS_STARTED
            | FactKinds::SHARE_OPENED
            | FactKinds::LOG_CLEARED;
        for (pos, item) in items.of(naming) {
            match &item.event.fact {
                Fact::Logon(logon) => logons.begin(pos, item, logon),
                Fact::LogonEnded { luid, who, .. } => {
                    if let Some(unit) = logons.named(pos, item.boot, *luid, who) {
                        unit.end.get_or_insert(pos);
                    }
                }
                Fact::LogoffStarted { luid, who } => {
                    if let Some(unit) = logons.named(pos, item.boot, *luid, who) {
                        unit.logoff.get_or_insert(pos);
                    }
                }
                Fact::PrivilegesAssigned { luid, who } => {
                    // 4672 may come before its 4624; it is joined by logon id below.
                    if let Some(unit) = logons.named(pos, item.boot, *luid, who) {
                        unit.privileges.push(pos);
                    }
                }
                Fact::Attached(attachment) | Fact::Detached(attachment) => {
                    logons.named(pos, item.boot, attachment.luid, &attachment.who);
                }
                Fact::ProcessStarted(process) => {
                    logons.named(pos, item.boot, process.luid, &process.who);
                }
                // Activity shows a logon session too [source 7.1], [source 7.2].
                Fact::ShareOpened(opening) => {
                    logons.named(pos, item.boot, opening.luid, &opening.who);
                }
                Fact::LogCleared { luid, who, .. } => {
                    logons.named(pos, item.boot, *luid, who);
                }
                _ => {}
            }
        }
        logons.group_desktops(items);
        logons
    }

    fn begin(&mut self, pos: Pos, item: &Item<'_>, logon: &'e Logon) {
        let front_end = self.front_ends.name_of(item.boot, &*logon.form);
        let class = classify(logon, front_end.is_some());
        let known = logon
            .luid
            .filter(|luid| !luid.is_constant())
            .and_then(|luid| self.by_luid.get(&(item.boot, luid)).copied())
            // A 4672 written before its 4624 made the unit; a second 4624 is another logon.
            .filter(|&index| {
                self.units
                    .get(index)
                    .is_some_and(|a| a.begin.is_none() && a.end.is_none())
            });
        let index = known.unwrap_or_else(|| {
            self.units.push(LogonUnit {
                luid: logon.luid,
                boot: item.boot,
                first: pos,
                begin: None,
                end: None,
                logoff: None,
                privileges: ThinVec::new(),
                who: &logon.target,
                class: None,
            });
            self.units.len() - 1
        });
        if let Some(unit) = self.units.get_mut(index) {
            if is_named_otherwise(unit.who, &logon.target) {
                self.other_names.push((index, unit.who));
            }
            unit.begin = Some(pos);
            unit.who = &logon.target;
            unit.class = Some(class);
        }
        if let Some(luid) = logon.luid.filter(|luid| !luid.is_constant()) {
            self.by_luid.insert((item.boot, luid), index);
        }
        self.made_at.set(pos, index);
    }

    /// The unit of a logon id, made when this is the first record that names it.
    fn named(
        &mut self,
        pos: Pos,
        boot: u32,
        luid: Option<Luid>,
        who: &'e Identity,
    ) -> Option<&mut LogonUnit<'e>> {
        let luid = luid.filter(|luid| !luid.is_constant())?;
        let index = *self.by_luid.entry((boot, luid)).or_insert_with(|| {
            self.units.push(LogonUnit {
                luid: Some(luid),
                boot,
                first: pos,
                begin: None,
                end: None,
                logoff: None,
                privileges: ThinVec::new(),
                who,
                class: None,
            });
            self.units.len() - 1
        });
        let unit = self.units.get_mut(index)?;
        if is_named_otherwise(unit.who, who) {
            self.other_names.push((index, who));
        }
        Some(unit)
    }

    /// The logon session of an id within a boot.
    pub(crate) fn find(&self, boot: u32, luid: Option<Luid>) -> Option<LogonIndex> {
        self.by_luid.get(&(boot, luid?)).copied()
    }

    /// The logon session that the 4624 at `pos` made.
    pub(crate) fn made_at(&self, pos: Pos) -> Option<LogonIndex> {
        self.made_at.get(pos)
    }

    /// The number of the first logon at a screen that is not earlier than `window` before `item`.
    pub(crate) fn first_desktop_since(
        &self,
        items: &[Item<'_>],
        item: &Item<'_>,
        window: Span,
    ) -> usize {
        self.desktops.partition_point(|desktop| {
            items
                .get(desktop.begin)
                .is_some_and(|begin| (begin.era, begin.time) < (item.era, item.time.minus(window)))
        })
    }

    /// What the 4624 of a logon session is about; `None` where none is there.
    pub(crate) fn class_of(&self, index: LogonIndex) -> Option<LogonClass> {
        self.units.get(index)?.class
    }

    /// How long a logon session lasted, where both ends are known.
    pub(crate) fn lifetime(&self, items: &[Item<'_>], index: LogonIndex) -> Option<Span> {
        let unit = self.units.get(index)?;
        let (begin, end) = (items.get(unit.begin?)?, items.get(unit.end?)?);
        Some(end.time.since(begin.time))
    }

    /// Joins the two halves of elevated/filtered pairs: by the linked id, else by the same tick,
    /// user, type and process (Windows before 10 has no linked id).
    fn group_desktops(&mut self, items: &[Item<'_>]) {
        let starts: Vec<(Pos, LogonIndex)> = {
            let units = self.units.iter().enumerate();
            let mut starts: Vec<_> = units
                .filter(|(_, unit)| unit.class == Some(LogonClass::Desktop))
                .filter_map(|(index, unit)| Some((unit.begin?, index)))
                .collect();
            starts.sort_unstable();
            starts
        };
        for (pos, index) in starts {
            let Some((item, logon)) = items.get(pos).zip(logon_at(items, pos)) else {
                continue;
            };
            let user = fold(logon.target.user.as_deref().unwrap_or_default());
            let partner = self
                .desktops
                .iter_mut()
                .rev()
                .take(PAIR_REACH)
                .find(|other| {
                    let Some(first) = items.get(other.begin) else {
                        return false;
                    };
                    let linked = logon_at(items, other.begin)
                        .and_then(Logon::linked_luid)
                        .is_some_and(|linked| Some(linked) == logon.luid);
                    let like = other.logon_type == logon.logon_type
                        && other.process_id == logon.process_id
                        && other.user == user
                        && logon.linked_luid().is_none();
                    other.units.len() == 1 && first.is_near(item, PAIR) && (linked || like)
                });
            match partner {
                Some(partner) => partner.units.push(index),
                None => self.desktops.push(DesktopLogon {
                    units: vec![index],
                    begin: pos,
                    logon_type: logon.logon_type,
                    process_id: logon.process_id,
                    user,
                }),
            }
        }
    }
}

/// Whether two records give one logon id different names, at least one of them without a SID.
fn is_named_otherwise(a: &Identity, b: &Identity) -> bool {
    (a.sid.is_none() || b.sid.is_none()) && a.user != b.user
}

/// Tells what a 4624 is about [source 2.9].
fn classify(logon: &Logon, by_front_end: bool) -> LogonClass {
    let process = logon.logon_process.as_deref().unwrap_or_default();
    let by_winlogon = matches!(process, "User32" | "Winlogon");
    match logon.logon_type {
        _ if is_background(&logon.target) || logon.virtual_account => LogonClass::Background,
        _ if by_front_end => LogonClass::FrontEnd,
        0 | 4 | 5 => LogonClass::Background,
        3 | 8 if is_own_process(logon) => LogonClass::CredentialUse,
        3 | 8 => LogonClass::Network,
        7 | 13 if process == "Negotiat" => LogonClass::Revalidation,
        10 | 12 => LogonClass::Desktop,
        // A record without a logon process still has its type.
        2 | 7 | 11 | 13 if by_winlogon || process.is_empty() => LogonClass::Desktop,
        _ => LogonClass::CredentialUse,
    }
}

/// A logon that a user's own local process made [source 7.3].
fn is_own_process(logon: &Logon) -> bool {
    let by_user = logon.subject_luid.is_some_and(|luid| !luid.is_constant());
    let no_address = logon.address().is_none_or(|a| a.ip().is_none());
    by_user && no_address && logon.process_name.is_some()
}

/// Whether an identity is the system's own: by SID, by name only where no SID is known.
pub(crate) fn is_background(who: &Identity) -> bool {
    match (&who.sid, &who.user) {
        (Some(sid), _) => is_background_sid(sid),
        (None, Some(user)) => is_background_name(user, who.domain.as_deref()),
        (None, None) => true,
    }
}

/// Whether a successful logon of this identity is hidden: background, set-up, or a machine account.
pub(crate) fn is_hidden_account(who: &Identity, shown_machines: &dyn Fn(&str) -> bool) -> bool {
    let Some(user) = who.user.as_deref() else {
        return is_background(who);
    };
    is_background(who)
        || is_setup_name(user)
        || (is_machine_name(user) && !shown_machines(&fold(user)))
}

/// Whether the name that a failure gives, which has no SID, is that of a hidden account: `X$` only where
/// X is a known host [source 12.4].
pub(crate) fn is_hidden_name(target: &Identity, is_known_host: &dyn Fn(&str) -> bool) -> bool {
    let Some(user) = target.user.as_deref() else {
        return false;
    };
    let machine = user.trim().strip_suffix('$').is_some_and(is_known_host);
    machine || is_setup_name(user) || is_background_name(user, target.domain.as_deref())
}

/// Whether two records can name one account by themselves: same SID, or same name where a SID is
/// missing. Joins ask `People`, who knows more.
pub(crate) fn same_account(a: &Identity, b: &Identity) -> bool {
    match (&a.sid, &b.sid, &a.user, &b.user) {
        (Some(a), Some(b), _, _) => a == b,
        (_, _, Some(a), Some(b)) => same_name(bare_name(a), bare_name(b)),
        _ => false,
    }
}

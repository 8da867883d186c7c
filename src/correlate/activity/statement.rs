//! The statement of a record: what it says was done, for each sort of fact.

use std::sync::Arc;

use crate::correlate::activity::outbound;
use crate::correlate::order::{FactKinds, Item};
use crate::domain::activity::{ActKey, ActRole, ActivityDetails, ActivityKind};
use crate::domain::address::LoggedAddress;
use crate::domain::event::{Fact, Identity, Luid, Text};
use crate::domain::remote_access::WinRmStep;
use crate::domain::session::Host;

/// The kinds of facts that say so.
pub(super) fn kinds() -> FactKinds {
    FactKinds::ACT
        | FactKinds::ACCOUNT_CHANGED
        | FactKinds::MEMBER_ADDED
        | FactKinds::PROCESS_STARTED
        | FactKinds::SHARE_OPENED
        | FactKinds::EXPLICIT_CREDENTIALS
        | FactKinds::LOG_CLEARED
        | FactKinds::WIN_RM
}

/// What a record says of something that was done.
pub(super) struct Statement<'e> {
    /// What was done.
    pub kind: ActivityKind,
    /// What it adds to the list of activities.
    pub role: ActRole,
    /// The logon id of whoever did it.
    pub luid: Option<Luid>,
    /// Who did it.
    pub who: &'e Identity,
    /// To what.
    pub object: Option<Text>,
    /// What it has in common with other records.
    pub key: Option<ActKey>,
    /// The desktop.
    pub local_session: Option<u32>,
    /// Only somebody at a desktop can have done it.
    pub at_desktop: bool,
}

impl<'e> Statement<'e> {
    /// What a record of a host says; `None` if it is about nothing that was done.
    pub(super) fn of(item: &Item<'e>, host: &Host) -> Option<Self> {
        let fact = &item.event.fact;
        if let Some(act) = fact.act() {
            if act.kind == ActivityKind::ConnectionMade && outbound::leads_back(act, host) {
                return None;
            }
            let needs_desktop = act.kind.needs_desktop() && act.local_session != Some(0);
            return Some(Self {
                kind: act.kind,
                role: act.role,
                luid: act.luid,
                who: &act.who,
                object: act.object.clone(),
                key: act.key,
                local_session: act.local_session,
                at_desktop: act.at_desktop || needs_desktop,
            });
        }
        Some(match fact {
            Fact::ProcessStarted(process) => Self {
                luid: process.luid,
                object: process.image.clone(),
                key: ActKey::of_process(process),
                local_session: process.session_id,
                ..Self::row(ActivityKind::ProgramStarted, &process.who)
            },
            Fact::ShareOpened(opening) => Self {
                luid: opening.luid,
                object: opening.share.clone(),
                ..Self::row(ActivityKind::ShareOpened, &opening.who)
            },
            Fact::ExplicitCredentials(used) => Self {
                luid: used.subject_luid,
                object: Some(outbound::target_of_credentials(used, host)?),
                ..Self::row(ActivityKind::ConnectionMade, &used.subject)
            },
            Fact::LogCleared { channel, who, luid } => Self {
                luid: *luid,
                object: Some(Text::clone(channel)),
                ..Self::row(ActivityKind::LogCleared, who)
            },
            Fact::WinRm(line) => match &line.step {
                WinRmStep::ClientConnected(target) => Self {
                    object: Some(outbound::target_of_winrm(target, host)?),
                    ..Self::row(ActivityKind::ConnectionMade, &line.who)
                },
                _ => return None,
            },
            _ => return None,
        })
    }

    fn row(kind: ActivityKind, who: &'e Identity) -> Self {
        Self {
            kind,
            role: ActRole::Row,
            luid: None,
            who,
            object: None,
            key: None,
            local_session: None,
            at_desktop: false,
        }
    }
}

/// More about what a record says was done.
pub(super) fn details_of(fact: &Fact) -> ActivityDetails {
    match fact {
        Fact::ProcessStarted(process) => ActivityDetails::Process(Arc::clone(&process.form)),
        Fact::ExplicitCredentials(used) => {
            let line = outbound::credentials_line(used);
            line.map_or(ActivityDetails::None, ActivityDetails::Text)
        }
        Fact::ShareOpened(opening) => {
            let from = opening.address().and_then(LoggedAddress::ip);
            from.map_or(ActivityDetails::None, |ip| {
                ActivityDetails::Text(Text::from(format!("from {ip}")))
            })
        }
        _ => {
            let details = fact.act().and_then(|act| act.details.clone());
            details.map_or(ActivityDetails::None, ActivityDetails::Text)
        }
    }
}

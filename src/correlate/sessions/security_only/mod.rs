//! Sessions that only Security shows: logons at screens that no visit or connection has taken, 4778, 4779 and
//! 4647. Here unlocks are distinguished from new sessions.

mod attachments;
mod console;
mod screens;
mod unlock;

use screens::Screens;

use crate::correlate::maps::HashMap;
use crate::correlate::order::{FactKinds, Pos};
use crate::correlate::sessions::draft::{HostFacts, SessionLedger, TakenDesktops};
use crate::domain::event::Fact;

/// Makes sessions of what is left at screens.
pub(crate) fn sessions(
    facts: &HostFacts<'_, '_>,
    ledger: &mut SessionLedger,
    taken: &mut TakenDesktops,
) {
    let mut screens = Screens {
        facts,
        ledger,
        running: Vec::new(),
        by_user: HashMap::default(),
        aborted: HashMap::default(),
        by_logon: HashMap::default(),
        console: None,
        left: Vec::new(),
    };
    screens.take_nla_of_unseen();
    screens.load_running();
    let arrivals = screens.arrivals_at_console();
    let mut next = 0;
    let kinds = FactKinds::LOGON_AT_SCREEN
        | FactKinds::ATTACHED
        | FactKinds::DETACHED
        | FactKinds::LOGOFF_STARTED;
    let mut positions: Vec<Pos> = facts.items.positions(kinds).collect();
    positions.extend(arrivals.keys());
    positions.sort_unstable();
    positions.dedup();
    for pos in positions {
        while let Some(desktop) = facts.logons.desktops.get(next).filter(|d| d.begin == pos) {
            if taken.insert(next) {
                screens.logon(desktop);
            }
            next += 1;
        }
        if let Some(&draft) = arrivals.get(&pos) {
            screens.console_taken(pos, draft);
        }
        let Some(item) = facts.items.get(pos) else {
            continue;
        };
        match &item.event.fact {
            Fact::Attached(attachment) => screens.attach(pos, attachment),
            Fact::Detached(attachment) => screens.detach(pos, attachment),
            Fact::LogoffStarted { luid, who } => screens.logoff(pos, *luid, who),
            _ => {}
        }
    }
    screens.end_taken_over();
    screens.end_by_logons();
}

//! Failures that came over the network: they are shown whatever name was typed (rule V3).

use crate::correlate::order::Item;
use crate::correlate::units::front_ends::FrontEnds;
use crate::correlate::units::logons::is_hidden_name;
use crate::domain::account::same_first_label;
use crate::domain::address::LoggedAddress;
use crate::domain::event::LogonFailure;

/// Rule V3: whether a failure is hidden; only attempts on the machine itself are [source 12.5].
pub(crate) fn is_hidden_failure(
    item: &Item<'_>,
    failure: &LogonFailure,
    front_ends: &FrontEnds,
    is_known_host: &dyn Fn(&str) -> bool,
) -> bool {
    is_hidden_name(&failure.target, is_known_host)
        && !came_over_network(item, failure)
        && front_ends.name_of(item.boot, &*failure.form).is_none()
}

/// Whether the attempt came from elsewhere, by its type, address and client name.
fn came_over_network(item: &Item<'_>, failure: &LogonFailure) -> bool {
    let ip = failure.address().and_then(LoggedAddress::ip);
    match failure.logon_type {
        10 | 12 => true,
        4 | 5 | 9 => false,
        _ if ip.is_some_and(|ip| !ip.is_loopback()) => true,
        3 | 8 => {
            // A tunnel ends at the machine itself, but its client gives its own name.
            let client = failure.workstation.as_ref();
            let is_named_otherwise =
                client.is_some_and(|client| !same_first_label(client, &item.event.computer));
            // Older systems write no address; a program on the machine is named. What a client calls
            // itself is its own choice.
            is_named_otherwise || (ip.is_none() && failure.process_name.is_none())
        }
        _ => false,
    }
}

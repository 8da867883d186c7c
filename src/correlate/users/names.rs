//! Names that another service gives to an account.

use crate::domain::account::{CONSUMER_DOMAIN, same_name};
use crate::domain::event::Identity;

/// Whether a name has the form of a mail address, as those of Microsoft and Entra accounts and UPNs have.
pub(super) fn is_address(name: &str) -> bool {
    name.contains('@')
}

/// Whether an identity is named as another service knows it, not as the machine does.
pub(super) fn is_foreign_name(user: &str, domain: Option<&str>) -> bool {
    is_address(user) || domain.is_some_and(|domain| same_name(domain, CONSUMER_DOMAIN))
}

/// Whether an identity has a name that is foreign in this sense.
pub(super) fn is_foreign(who: &Identity) -> bool {
    let user = who.user.as_deref();
    user.is_some_and(|user| is_foreign_name(user, who.domain.as_deref()))
}

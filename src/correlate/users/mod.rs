//! Names to accounts and accounts to names [source 3.1]. The SID is the account; a name is bound to an
//! account only where exactly one can be meant.
//!
//! `accounts` learns which account had which name, when and where; `domains` finds which two names are one
//! domain; `binding` decides which account a name without a SID means. `people` knows which identities of
//! one host are one account, including what `learning` finds in several records together.

mod accounts;
mod binding;
mod domains;
mod learning;
mod names;
mod people;

pub(super) use accounts::{Account, Accounts};
pub(super) use binding::Binding;
pub(super) use people::People;

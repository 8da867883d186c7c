//! Names to accounts and accounts to names [source 3.1]. The SID is the account; a name is
//! bound to one only where exactly one account can be meant.
//!
//! `accounts` learns who had which name, when and where; `domains` tells which two names are one
//! domain; `binding` decides whom a name without a SID means. `people` tells which identities of one host
//! are one account, with what `learning` finds by records together.

mod accounts;
mod binding;
mod domains;
mod learning;
mod names;
mod people;

pub use accounts::Accounts;
pub use binding::Binding;
pub use people::People;

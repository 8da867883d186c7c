//! Labels and messages.

mod asks;
mod drafts;
mod general;
mod menus;

pub use crate::tables::wording::counted;
pub use asks::*;
pub use drafts::*;
pub use general::*;
pub use menus::*;

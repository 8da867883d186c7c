//! Labels and messages.

mod asks;
mod drafts;
mod export;
mod general;
mod menus;
mod session;

pub(super) use crate::tables::wording::counted;
pub(super) use asks::*;
pub(super) use drafts::*;
pub(super) use export::*;
pub(super) use general::*;
pub(super) use menus::*;
pub(super) use session::*;

//! One session in full: its head, its story, its facts, and what is under its tabs.

mod button;
mod facts;
mod facts_more;
mod fields;
mod first_sources;
mod happened;
mod head;
mod heading;
mod hex;
pub(super) mod local;
mod page;
mod path;
pub(super) mod record;
mod tabs;

pub(super) use facts::facts;
pub(super) use first_sources::first_sources;
pub(super) use happened::happened;
pub(super) use head::{head, sentence};
pub(super) use page::Page;
pub(super) use path::path;
pub(super) use tabs::tabs;

//! Jump lists: what was opened with one program.

mod automatic;
mod custom;
mod dest_list;
mod use_of_program;

pub(super) use automatic::AutomaticJumpLists;
pub(super) use custom::CustomJumpLists;

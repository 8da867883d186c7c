//! What the user can request, and what is done then. Each area is one file: an enum of its commands and the
//! function that obeys them. `command` combines the areas and `apply` is the only function that changes
//! what the window shows because the user requested it.

pub(super) mod apply;
pub(super) mod arrive;
pub(super) mod case_file;
pub(super) mod case_file_tasks;
pub(super) mod command;
mod cursor;
pub(super) mod detail;
pub(super) mod dialog_reply;
pub(super) mod edit;
pub(super) mod evidence;
pub(super) mod export;
pub(super) mod filter;
pub(super) mod go;
pub(super) mod keep_draft;
pub(super) mod leave;
pub(super) mod load;
pub(super) mod mark;
pub(super) mod overlay;
pub(super) mod table;
pub(super) mod view;

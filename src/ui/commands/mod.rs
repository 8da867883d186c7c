//! What the user can ask for, and what is done then. Each area is one file: an enum of its commands and the
//! function that obeys them. `command` puts the areas together and `apply` is the only function that changes
//! what the window shows because the user asked for it.

pub mod apply;
pub mod arrive;
pub mod case_file;
pub mod case_file_tasks;
pub mod command;
mod cursor;
pub mod detail;
pub mod dialog_reply;
pub mod edit;
pub mod evidence;
pub mod export;
pub mod filter;
pub mod go;
pub mod keep_draft;
pub mod leave;
pub mod load;
pub mod mark;
pub mod overlay;
pub mod table;
pub mod view;

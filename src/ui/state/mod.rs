//! What the window holds: plain state that draws nothing. `window` holds all of it, `opened_case` what
//! concerns the case that is open. `commands` changes it, views draw from it.

pub mod carried_selection;
pub mod case_file_work;
pub mod cursor_target;
pub mod detail_pane;
pub mod drafts;
pub mod export_form;
pub mod export_left_out;
pub mod export_place;
pub mod export_source;
pub mod filter_form;
pub mod highlight;
pub mod history;
pub mod leave;
pub mod loading;
pub mod mark_change;
pub mod opened_case;
pub mod overlay;
pub mod path_question;
pub mod prefs;
pub mod presence_form;
pub mod story_cache;
pub mod undo;
pub mod unsaved_marks;
pub mod view_settings;
pub mod window;

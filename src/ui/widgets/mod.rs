//! Parts of the window that know nothing of the application.

pub mod scroll_bar;
pub mod table;

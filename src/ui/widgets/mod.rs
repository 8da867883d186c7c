//! Parts of the window that know nothing of the application.

pub mod lane_plot;
pub mod row_space;
pub mod scroll_bar;
pub mod table;

//! Parts of the window that know nothing of the application.

pub mod heat_map;
pub mod lane_plot;
pub mod reach_lines;
pub mod reach_words;
pub mod row_space;
pub mod scroll_bar;
pub mod table;

//! Parts of the window that know nothing of the application.

pub mod heat_map;
pub mod lane_plot;
pub mod overview_strip;
pub mod parts;
pub mod row_space;
pub mod scroll_bar;
pub mod span_lines;
pub mod span_wording;
pub mod strip;
pub mod table;
pub mod time_axis;

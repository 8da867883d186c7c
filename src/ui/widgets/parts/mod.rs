//! Small things that many views draw: icons, chips, badges, charts in cells, switches, empty states.

pub mod button;
pub mod chart;
pub mod chip;
pub mod cut;
pub mod empty;
pub mod icon;
pub mod segmented;

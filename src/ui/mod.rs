//! The window: the only part that names egui.
//!
//! `state` is what the window holds. Views (`shell`, `views`, `detail`) draw from it and send `commands`, which
//! are the only ones that change it. `widgets` know nothing of the application. Questions to the case are
//! answered by `tables::question`, once for each change, never for each frame.

pub mod actions;
pub mod app;
mod commands;
mod detail;
pub mod dialogs;
mod keys;
mod latest;
mod palette;
mod picture;
mod picture_form;
mod restore_view;
mod route_label;
mod row_menu;
mod shell;
pub mod state;
mod text;
pub mod theme;
mod typed_path;
pub mod views;
pub mod widgets;

//! The window: the only part that names egui.
//!
//! Views read the state and send commands; `apply` is the only place that changes it. Questions to
//! the case are answered by `tables::question`, once for each change, never for each frame.

pub mod actions;
pub mod app;
mod apply;
mod carry;
mod command;
mod detail;
pub mod dialogs;
mod drafts;
mod export_form;
mod highlight;
mod history;
mod keys;
mod latest;
mod leave;
pub mod loading;
pub mod looks;
mod overlay;
mod pane;
mod path_question;
mod picture;
mod picture_form;
mod prefs;
mod route_label;
mod shell;
mod state;
mod text;
pub mod theme;
mod typed_path;
mod undo;
pub mod views;
pub mod widgets;

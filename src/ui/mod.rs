//! The window.

pub mod views;
pub mod widgets;

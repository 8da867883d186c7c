//! Files in, raw records out. Everything is opened read-only; nothing is ever written here.

pub mod binxml;
pub mod copies;
pub mod discover;
pub mod file;
pub mod passed_over;
pub mod problem;
pub mod protect;
pub mod reader;
pub mod record;
pub mod render;

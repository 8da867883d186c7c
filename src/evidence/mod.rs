//! Evidence files in, raw records out. Files are opened read-only, and nothing is ever written
//! here.

pub mod binxml;
pub mod discover;
pub mod evidence_file;
pub mod evtx;
pub mod file_kind;
pub mod other_files;
pub mod problem;
pub mod protect;
pub mod render;
pub mod same_content;
pub mod source;

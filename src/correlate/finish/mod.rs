//! From drafts to sessions: companions, ends, confidence, and the session itself.

pub mod assemble;
pub mod boot_ends;
pub mod companions;
pub mod confidence;
pub mod ends;
pub mod remarks;

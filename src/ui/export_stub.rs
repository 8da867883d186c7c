//! Stands in for `crate::export` until that is merged.
use std::path::Path;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Raw,
    Spreadsheet,
}
pub struct Saved {
    pub rows: u64,
    pub escaped_cells: u64,
}
pub fn save_csv(
    _: &crate::case::Case,
    _: &[u32],
    _: Profile,
    _: &Path,
) -> Result<Saved, std::io::Error> {
    Err(std::io::Error::other("exports are not there yet"))
}

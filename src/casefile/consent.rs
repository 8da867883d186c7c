//! Which evidence may be accessed because a case file names it.

use std::path::{Path, PathBuf};

use super::error::CaseFileError;
use crate::domain::path_class::PathClass;

/// Which evidence that a case file names may be accessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Only what lies on a drive or below the root: see `PathClass::is_plain`.
    Plain,
    /// These paths as well: the examiner has seen them and agreed.
    These(Vec<PathBuf>),
}

impl Consent {
    /// Fails where a case file names evidence that may not be accessed.
    pub(super) fn check(&self, path: &Path, roots: &[PathBuf]) -> Result<(), CaseFileError> {
        let is_known = |root: &PathBuf| match self {
            Self::Plain => false,
            Self::These(known) => known.contains(root),
        };
        let asks = |root: &&PathBuf| !PathClass::of(root).is_plain() && !is_known(root);
        let roots: Vec<PathBuf> = roots.iter().filter(asks).cloned().collect();
        if roots.is_empty() {
            return Ok(());
        }
        Err(CaseFileError::AsksFirst {
            path: path.to_owned(),
            roots,
        })
    }
}

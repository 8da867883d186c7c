//! Where the bytes of evidence come from. Everything that reads evidence goes through [`Source`]: today a
//! file in a folder ([`file`]), and the place for a member of an archive, a file of a disk image or a carved
//! range.

pub mod file;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A piece of evidence: bytes under a name. It is described without being open, because a case has thousands.
pub trait Source: fmt::Debug + Send + Sync {
    /// What it is called, for messages and for finding it on the disk.
    fn name(&self) -> &SourceName;

    /// Equal for two sources that are the same piece of evidence, however each was reached.
    fn identity(&self) -> &SourceIdentity;

    /// Length in bytes when it was found. Reading may find fewer where it is still being written.
    fn size(&self) -> u64;

    /// Opens it for reading.
    ///
    /// # Errors
    /// What the system says when it cannot be opened.
    fn open(&self) -> io::Result<Box<dyn SourceBytes>>;
}

/// The bytes of an open source.
pub trait SourceBytes: Send {
    /// Reads bytes from `offset` on into `buffer`. Returns how many were read; 0 at the end.
    ///
    /// # Errors
    /// What the system says when they cannot be read.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// The same, until `buffer` is full or the source ends.
    ///
    /// # Errors
    /// As `read_at`.
    fn fill_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.read_at(offset + filled as u64, rest) {
                Ok(0) => break,
                Ok(more) => filled += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }
}

/// What a source, or a path that was opened, is called. Sorts by folder and file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceName(PathBuf);

impl SourceName {
    /// The path of the file on the disk that has the bytes.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The last part: the name of the file.
    pub fn last(&self) -> String {
        let last = self.0.file_name().unwrap_or(self.0.as_os_str());
        last.display().to_string()
    }

    /// All but the last part: the folder.
    pub fn folder(&self) -> Option<String> {
        self.0.parent().map(|folder| folder.display().to_string())
    }
}

impl From<PathBuf> for SourceName {
    fn from(path: PathBuf) -> Self {
        Self(path)
    }
}

impl From<&Path> for SourceName {
    fn from(path: &Path) -> Self {
        Self(path.to_owned())
    }
}

impl fmt::Display for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display().fmt(f)
    }
}

/// Tells sources apart: the path on the disk with its links resolved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceIdentity(PathBuf);

impl SourceIdentity {
    /// That of a file, by its path with links resolved.
    pub fn of_file(real_path: PathBuf) -> Self {
        Self(real_path)
    }

    /// The folder that holds the source, however it was reached.
    pub fn folder(&self) -> &Path {
        self.0.parent().unwrap_or(Path::new(""))
    }
}

//! Where the bytes of evidence come from. Everything that reads evidence goes through [`Source`].
//! Today a source is a file in a folder ([`mod@file`]). A member of an archive, a file in a disk image
//! and a carved range belong here too.

pub mod file;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A piece of evidence: bytes with a name. It need not be open, because a case has thousands.
pub trait Source: fmt::Debug + Send + Sync {
    /// Its name, for messages and for finding it on disk.
    fn name(&self) -> &SourceName;

    /// Its identity. Two sources are the same piece of evidence if their identities are equal,
    /// whatever their paths.
    fn identity(&self) -> &SourceIdentity;

    /// Its length in bytes when it was found. Reading may return fewer bytes if the file has
    /// changed.
    fn size(&self) -> u64;

    /// Opens it for reading.
    ///
    /// # Errors
    /// The system's error when it cannot be opened.
    fn open(&self) -> io::Result<Box<dyn SourceBytes>>;
}

/// The bytes of an open source.
pub trait SourceBytes: Send {
    /// Reads bytes starting at `offset` into `buffer`. Returns how many were read; 0 at the end.
    ///
    /// # Errors
    /// The system's error when they cannot be read.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Reads bytes starting at `offset` until `buffer` is full or the source ends. Returns how many
    /// were read.
    ///
    /// # Errors
    /// Same as `read_at`.
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

/// The name of a source, or of a path that was opened. Sorts by folder, then by file.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceName(PathBuf);

impl SourceName {
    /// The path on disk of the file that holds the bytes.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The file name.
    pub fn last(&self) -> String {
        let last = self.0.file_name().unwrap_or(self.0.as_os_str());
        last.display().to_string()
    }

    /// The folder.
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

/// Identifies a source: the path on disk with its links resolved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceIdentity(PathBuf);

impl SourceIdentity {
    /// The identity of a file, from its path with links resolved.
    pub fn of_file(real_path: PathBuf) -> Self {
        Self(real_path)
    }

    /// The real folder that holds the source.
    pub fn folder(&self) -> &Path {
        self.0.parent().unwrap_or(Path::new(""))
    }
}

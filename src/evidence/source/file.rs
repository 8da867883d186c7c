//! A source that is a file in a folder.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::{Source, SourceBytes, SourceIdentity, SourceName};

/// A file in a folder, opened read-only.
#[derive(Debug)]
pub struct FileSource {
    name: SourceName,
    identity: SourceIdentity,
    size: u64,
}

impl FileSource {
    /// The file at `path`, which contains no links. `size` is its length in bytes.
    pub fn new(path: impl Into<PathBuf>, size: u64) -> Self {
        let path = path.into();
        Self {
            identity: SourceIdentity::of_file(path.clone()),
            name: path.into(),
            size,
        }
    }

    /// Sets the identity for a file whose path leads through links to `real_path`.
    #[must_use]
    pub fn with_real_path(self, real_path: PathBuf) -> Self {
        Self {
            identity: SourceIdentity::of_file(real_path),
            ..self
        }
    }

    /// Opens the file at `path`.
    ///
    /// # Errors
    /// The system's error when the file cannot be opened.
    pub fn open_path(path: &Path) -> io::Result<FileBytes> {
        File::open(path).map(FileBytes)
    }
}

impl Source for FileSource {
    fn name(&self) -> &SourceName {
        &self.name
    }

    fn identity(&self) -> &SourceIdentity {
        &self.identity
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn open(&self) -> io::Result<Box<dyn SourceBytes>> {
        Ok(Box::new(Self::open_path(self.name.path())?))
    }
}

/// An open file.
pub struct FileBytes(File);

impl FileBytes {
    /// Its current length in bytes.
    ///
    /// # Errors
    /// The system's error when the length is not available.
    pub fn size(&self) -> io::Result<u64> {
        self.0.metadata().map(|metadata| metadata.len())
    }
}

impl SourceBytes for FileBytes {
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.seek(SeekFrom::Start(offset))?;
        self.0.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_from_any_offset_up_to_the_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.evtx");
        std::fs::write(&path, b"0123456789").expect("written");
        let source = FileSource::new(path, 10);
        let mut bytes = source.open().expect("a file");
        let mut buffer = [0; 4];
        assert_eq!(bytes.fill_at(8, &mut buffer).expect("read"), 2);
        assert_eq!(&buffer[..2], b"89");
        assert_eq!(bytes.fill_at(3, &mut buffer).expect("read"), 4);
        assert_eq!(&buffer, b"3456");
        assert_eq!(bytes.fill_at(99, &mut buffer).expect("read"), 0);
    }
}

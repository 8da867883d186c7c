//! Reads single chunks of a log again, after the whole log was read.

use std::io;

use super::{CHUNK_BYTES, chunk_offset};
use crate::evidence::source::{Source, SourceBytes};

/// An open log whose chunks are read one at a time.
pub struct ReopenedLog(Box<dyn SourceBytes>);

impl ReopenedLog {
    /// Opens a log.
    ///
    /// # Errors
    /// The log cannot be opened.
    pub fn open(source: &dyn Source) -> io::Result<Self> {
        source.open().map(Self)
    }

    /// Reads the chunk with this number into `chunk` and replaces its contents. If the chunk is cut
    /// off, `chunk` is shorter than a full one.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn read(&mut self, number: u32, chunk: &mut Vec<u8>) -> io::Result<()> {
        chunk.clear();
        chunk.resize(CHUNK_BYTES as usize, 0);
        let read = self.0.fill_at(chunk_offset(number), chunk)?;
        chunk.truncate(read);
        Ok(())
    }
}

/// Reads one chunk of a log as stored.
///
/// # Errors
/// The log cannot be opened or read.
pub fn read_chunk(source: &dyn Source, number: u32) -> io::Result<Vec<u8>> {
    let mut chunk = Vec::new();
    ReopenedLog::open(source)?.read(number, &mut chunk)?;
    Ok(chunk)
}

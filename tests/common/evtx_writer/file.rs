//! A whole log file: its header, and as many chunks as its records need.

use std::io::{self, Cursor, Seek, Write};

use super::chunk::ChunkWriter;
use super::event::Record;

pub const FILE_HEADER_SIZE: usize = 4096;
pub const CHUNK_SIZE: usize = 65536;

/// The bytes of a log file with these records in this order.
pub fn write_evtx(records: &[Record]) -> Vec<u8> {
    let written = || {
        let mut log = LogWriter::new(Cursor::new(Vec::new()))?;
        for record in records {
            log.push(record)?;
        }
        log.finish()
    };
    written()
        .expect("writing to memory cannot fail")
        .into_inner()
}

/// Writes a log file chunk by chunk, so that only one chunk is in memory.
pub struct LogWriter<W> {
    out: W,
    chunk: ChunkWriter,
    chunks: usize,
}

impl<W: Write + Seek> LogWriter<W> {
    /// An empty log. Space for its header is reserved and filled in at the end.
    pub fn new(mut out: W) -> io::Result<LogWriter<W>> {
        out.write_all(&[0; FILE_HEADER_SIZE])?;
        Ok(LogWriter {
            out,
            chunk: ChunkWriter::new(1),
            chunks: 0,
        })
    }

    /// Adds a record at the end.
    pub fn push(&mut self, record: &Record) -> io::Result<()> {
        if !self.chunk.push(record) {
            self.write_chunk()?;
            assert!(self.chunk.push(record), "an empty chunk takes any record");
        }
        Ok(())
    }

    fn write_chunk(&mut self) -> io::Result<()> {
        self.chunks += 1;
        self.out.write_all(self.chunk.finish())?;
        self.chunk.begin_next();
        Ok(())
    }

    /// Writes the last chunk and the header, and returns the file.
    pub fn finish(mut self) -> io::Result<W> {
        let next_record = self.chunk.next_number();
        if !self.chunk.is_empty() {
            self.write_chunk()?;
        }
        self.out.rewind()?;
        self.out.write_all(&header(self.chunks, next_record))?;
        Ok(self.out)
    }
}

fn header(chunks: usize, next_record: u64) -> Vec<u8> {
    let mut bytes = vec![0; FILE_HEADER_SIZE];
    let mut put = |at: usize, part: &[u8]| bytes[at..at + part.len()].copy_from_slice(part);
    put(0, b"ElfFile\0");
    put(16, &(chunks.saturating_sub(1) as u64).to_le_bytes());
    put(24, &next_record.to_le_bytes());
    put(32, &128u32.to_le_bytes());
    put(36, &1u16.to_le_bytes());
    put(38, &3u16.to_le_bytes());
    put(40, &(FILE_HEADER_SIZE as u16).to_le_bytes());
    // The field has 16 bits; a file of more than 4 GiB has more chunks than fit in it.
    put(42, &(chunks as u16).to_le_bytes());
    seal_file_header(&mut bytes);
    bytes
}

/// Writes the checksum of the file header's first 120 bytes.
pub(super) fn seal_file_header(file: &mut [u8]) {
    let crc = crc32fast::hash(&file[..120]);
    file[124..128].copy_from_slice(&crc.to_le_bytes());
}

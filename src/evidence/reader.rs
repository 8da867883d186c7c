//! Reads event logs chunk by chunk.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::binxml::CHUNK_HEADER;
use super::file::EvidenceFile;
use super::problem::{Fault, Problem};

/// Bytes before the first chunk.
pub const HEADER_BYTES: u64 = 4096;
/// First bytes of a chunk.
const CHUNK_MAGIC: &[u8; 8] = b"ElfChnk\0";
/// Where a chunk's header says where its records end.
const FREE_SPACE: usize = 48;
/// Bytes of a chunk.
pub const CHUNK_BYTES: u64 = 65_536;

/// How many chunks, whole or cut off, a file of `size` bytes can hold. The count in the file's
/// own header is 16 bits wide and stale in live copies, so it is not used.
pub fn chunk_count(size: u64) -> u32 {
    u32::try_from(size.saturating_sub(HEADER_BYTES).div_ceil(CHUNK_BYTES)).unwrap_or(u32::MAX)
}

/// The last of a file's chunks that is in use: a log is longer than what was written to it.
pub fn last_chunk(path: &Path, chunks: u32) -> Option<u32> {
    let mut file = File::open(path).ok()?;
    (0..chunks).rev().find(|&number| {
        let offset = HEADER_BYTES + u64::from(number) * CHUNK_BYTES;
        let mut magic = [0_u8; 8];
        let read = file.seek(SeekFrom::Start(offset));
        read.and_then(|_| file.read_exact(&mut magic)).is_ok() && magic == *CHUNK_MAGIC
    })
}

/// The flag of a file's or a chunk's header that it was written without checksums [source 14.3].
const NO_CHECKSUMS: u32 = 0x4;
/// Where the flags stand in both headers.
const FLAGS: usize = 120;

/// Whether a file's or a chunk's header says that it was written without checksums.
pub fn has_no_checksums(header: &[u8]) -> bool {
    number(header, FLAGS).is_some_and(|flags| flags & NO_CHECKSUMS != 0)
}

/// Checks the parts of a file that belong to no chunk: its header and its length.
pub fn check_file(path: &Path, size: u64) -> Vec<Problem> {
    let mut problems = Vec::new();
    if size < HEADER_BYTES {
        problems.push(Problem {
            path: path.to_owned(),
            offset: Some(0),
            fault: Fault::Truncated { present: size },
        });
        return problems;
    }
    let mut header = [0_u8; 128];
    if let Err(error) = File::open(path).and_then(|mut file| file.read_exact(&mut header)) {
        problems.push(Problem::of(path, Fault::Unreadable(error.to_string())));
    } else {
        let stored = header
            .get(124..128)
            .and_then(|b| b.try_into().ok())
            .map(u32::from_le_bytes);
        let computed = header.get(..120).map(crc32fast::hash);
        if stored != computed && !has_no_checksums(&header) {
            problems.push(Problem {
                path: path.to_owned(),
                offset: Some(0),
                fault: Fault::HeaderChecksum,
            });
        }
    }
    problems
}

/// A chunk that is not empty.
pub struct Chunk<'a> {
    /// Its number in the file, from 0.
    pub number: u32,
    /// Its 65536 bytes; one that is cut off ends in zeros.
    pub bytes: &'a [u8],
    /// How many of them the file has.
    pub stored: usize,
    /// Its signature and its checksums are right; a chunk that says to have no checksums has none to
    /// be wrong.
    pub is_sound: bool,
}

impl Chunk<'_> {
    /// Where its records end, as its header says.
    pub fn free_space(&self) -> usize {
        number(self.bytes, FREE_SPACE).map_or(self.bytes.len(), |at| at as usize)
    }
}

/// Chunks that are read at a time: they fit into a core's own cache.
const CHUNKS_AT_A_TIME: usize = 4;

/// Room for what is read, used again from part to part.
#[derive(Default)]
pub struct Room(Vec<u8>);

/// Reads the chunks of `range` and hands each to `sink`, which says whether to go on. Returns what was
/// wrong.
pub fn read_chunks(
    file: &EvidenceFile,
    range: Range<u32>,
    room: &mut Room,
    sink: &mut dyn FnMut(&Chunk<'_>, &mut Report<'_>) -> bool,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (path, has_no_checksums) = (file.path.as_path(), file.has_no_checksums);
    let offset = HEADER_BYTES + u64::from(range.start) * CHUNK_BYTES;
    let mut file =
        match File::open(path).and_then(|mut f| f.seek(SeekFrom::Start(offset)).map(|_| f)) {
            Ok(file) => file,
            Err(error) => return vec![Problem::of(path, Fault::Unreadable(error.to_string()))],
        };
    let mut number = range.start;
    while number < range.end {
        let count = CHUNKS_AT_A_TIME.min((range.end - number) as usize);
        let mut report = Report {
            path,
            chunk: number,
            has_no_checksums,
            problems: &mut problems,
        };
        let size = count * CHUNK_BYTES as usize;
        room.0.resize(size.max(room.0.len()), 0);
        let place = room.0.get_mut(..size).unwrap_or_default();
        let read = match fill(&mut file, place) {
            Ok(read) => read,
            Err(error) => {
                report.push(Fault::Unreadable(error.to_string()));
                return problems;
            }
        };
        for bytes in room
            .0
            .get(..read)
            .unwrap_or_default()
            .chunks(CHUNK_BYTES as usize)
        {
            report.chunk = number;
            if !examine(bytes, &mut report, sink) {
                return problems;
            }
            number += 1;
        }
        if read < size {
            break;
        }
    }
    problems
}

/// The same of the bytes of a single chunk, whole or cut off.
pub fn read_bytes(
    bytes: &[u8],
    sink: &mut dyn FnMut(&Chunk<'_>, &mut Report<'_>) -> bool,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut report = Report {
        path: Path::new(""),
        chunk: 0,
        has_no_checksums: false,
        problems: &mut problems,
    };
    examine(bytes, &mut report, sink);
    problems
}

/// Fills the room from a file: not to its end where the file ends. Returns how many bytes it read.
///
/// # Errors
/// What the system says when it cannot be read.
pub fn fill(file: &mut File, room: &mut [u8]) -> std::io::Result<usize> {
    let mut read = 0;
    while let Some(rest) = room.get_mut(read..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

/// Hands on one chunk, whole or cut off. Unused space is passed over.
fn examine(
    bytes: &[u8],
    report: &mut Report<'_>,
    sink: &mut dyn FnMut(&Chunk<'_>, &mut Report<'_>) -> bool,
) -> bool {
    let whole;
    let stored = bytes.len();
    let bytes = if (bytes.len() as u64) < CHUNK_BYTES {
        let Some(filled) = filled_up(bytes.to_vec()) else {
            return true;
        };
        report.push(Fault::Truncated {
            present: bytes.len() as u64,
        });
        whole = filled;
        &whole
    } else {
        bytes
    };
    if bytes.iter().all(|&byte| byte == 0) {
        return true;
    }
    let chunk = Chunk {
        number: report.chunk,
        bytes,
        stored,
        is_sound: is_sound(bytes, report.has_no_checksums),
    };
    // A reader that panics on hostile bytes costs us that chunk, never the program.
    let outcome = catch_unwind(AssertUnwindSafe(|| sink(&chunk, report)));
    outcome.unwrap_or_else(|_| {
        report.push(Fault::Chunk {
            chunk: report.chunk,
            why: "the decoder gave up".to_owned(),
        });
        true
    })
}

fn number(chunk: &[u8], at: usize) -> Option<u32> {
    let bytes = chunk.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}

/// The checksum that a chunk's header must have.
pub fn header_checksum(chunk: &[u8]) -> Option<u32> {
    let mut crc = crc32fast::Hasher::new();
    crc.update(chunk.get(..120)?);
    crc.update(chunk.get(128..CHUNK_HEADER)?);
    Some(crc.finalize())
}

/// The checksum that the records of a chunk must have.
pub fn records_checksum(chunk: &[u8]) -> Option<u32> {
    let end = number(chunk, FREE_SPACE)? as usize;
    chunk.get(CHUNK_HEADER..end).map(crc32fast::hash)
}

/// Whether a chunk has the signature and both checksums, or says that it has none. Where only its file
/// says so, it must have left them empty.
fn is_sound(chunk: &[u8], file_has_no_checksums: bool) -> bool {
    let is = |at, computed: Option<u32>| computed.is_some() && number(chunk, at) == computed;
    let is_empty = || is(52, Some(0)) && is(124, Some(0));
    chunk.starts_with(CHUNK_MAGIC)
        && (has_no_checksums(chunk)
            || (file_has_no_checksums && is_empty())
            || (is(124, header_checksum(chunk)) && is(52, records_checksum(chunk))))
}

/// Collects the faults of one chunk.
pub struct Report<'a> {
    path: &'a Path,
    chunk: u32,
    /// The file says that it has no checksums.
    has_no_checksums: bool,
    problems: &'a mut Vec<Problem>,
}

impl Report<'_> {
    /// Adds one.
    pub fn push(&mut self, fault: Fault) {
        let offset = HEADER_BYTES + u64::from(self.chunk) * CHUNK_BYTES;
        self.problems.push(Problem {
            path: self.path.to_owned(),
            offset: Some(offset),
            fault,
        });
    }
}

/// Reads single chunks of one file again.
pub struct Chunks(File);

impl Chunks {
    /// Opens a file.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn of(path: &Path) -> std::io::Result<Self> {
        File::open(path).map(Self)
    }

    /// Reads the chunk of a number into `bytes`, in place of what is in there.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&mut self, chunk: u32, bytes: &mut Vec<u8>) -> std::io::Result<()> {
        let start = HEADER_BYTES + u64::from(chunk) * CHUNK_BYTES;
        self.0.seek(SeekFrom::Start(start))?;
        bytes.clear();
        bytes.reserve_exact(CHUNK_BYTES as usize);
        (&self.0).take(CHUNK_BYTES).read_to_end(bytes)?;
        Ok(())
    }
}

/// One chunk of a file, as it is stored.
///
/// # Errors
/// The file cannot be opened or read.
pub fn chunk_of(path: &Path, chunk: u32) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Chunks::of(path)?.read(chunk, &mut bytes)?;
    Ok(bytes)
}

/// A chunk to parse, or `None` for unused space. One that is cut off is filled with zeros, so that its
/// whole records can still be read.
pub fn filled_up(mut chunk: Vec<u8>) -> Option<Vec<u8>> {
    let is_used = chunk.iter().any(|&byte| byte != 0);
    chunk.resize(CHUNK_BYTES as usize, 0);
    is_used.then_some(chunk)
}

//! OLE compound files [source 16.18]: streams of bytes in one file, as in a small file system. Only what jump
//! lists need.
//!
//! Written here because an entry must say where it lies in the file, and because a file with a damaged
//! sector table still has streams that can be read.

use super::bytes::{part, u16_at, u32_at, u64_at, utf16};
use super::error::ArtefactError;

/// The first bytes of a compound file.
pub(super) const SIGNATURE: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// From this number on, a sector number means something else, such as the end of a chain.
const LAST_SECTOR: u32 = 0xffff_fff9;

/// The length of an entry of the directory.
const DIRECTORY_ENTRY: usize = 128;

/// The length of a sector of the stream that holds the short streams.
const SHORT_SECTOR: usize = 64;

/// The kinds of an entry of the directory: a stream, and the root, whose stream holds the short ones.
const STREAM: u8 = 2;
const ROOT: u8 = 5;

/// A compound file.
pub(super) struct CompoundFile<'a> {
    bytes: &'a [u8],
    /// The sectors are of 2 to the power of this many bytes.
    sector_bits: u32,
    /// The sectors that hold the table of chains.
    table: Vec<u32>,
    /// The sectors that hold the table of chains of short sectors.
    short_table: Vec<u32>,
    /// The sectors that hold the short sectors.
    short_sectors: Vec<u32>,
    /// Streams of fewer bytes lie in short sectors.
    short_below: u64,
    /// Its streams, in the order of the directory.
    streams: Vec<Stream>,
    /// How many more bytes may be read. Sound streams do not overlap, so together they are not longer
    /// than the file; those of a hostile file could all be the same large one.
    budget: usize,
}

/// A stream, not yet read.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    /// Its name.
    pub(super) name: String,
    first_sector: u32,
    size: u64,
}

/// The bytes of a stream.
#[derive(Debug, Default)]
pub(super) struct StreamBytes {
    /// The bytes, as many as could be read.
    pub(super) bytes: Vec<u8>,
    /// Whether some could not be read.
    pub(super) is_cut: bool,
    /// The place in the stream and in the file of each sector.
    places: Vec<(usize, u64)>,
}

impl StreamBytes {
    /// Where a place in the stream lies in the file.
    pub(super) fn offset(&self, at: usize) -> u64 {
        let behind = self.places.partition_point(|(start, _)| *start <= at);
        let sector = behind.checked_sub(1).and_then(|last| self.places.get(last));
        sector.map_or(0, |(start, offset)| offset + (at - start) as u64)
    }
}

impl<'a> CompoundFile<'a> {
    /// Reads the tables and the directory.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ArtefactError> {
        let damaged = ArtefactError::Damaged {
            what: "the header of the compound file",
            offset: 0,
        };
        let cut = ArtefactError::Cut {
            what: "the header of the compound file",
            offset: 0,
        };
        let header = part(bytes, 0, 512).ok_or(cut)?;
        let sector_bits = u32::from(u16_at(header, 30).unwrap_or_default());
        if !header.starts_with(&SIGNATURE) || ![9, 12].contains(&sector_bits) {
            return Err(damaged);
        }
        let mut file = Self {
            bytes,
            sector_bits,
            table: Vec::new(),
            short_table: Vec::new(),
            short_sectors: Vec::new(),
            short_below: u64::from(u32_at(header, 56).unwrap_or_default()),
            streams: Vec::new(),
            budget: bytes.len(),
        };
        file.read_table(header);
        file.short_table = file.chain(u32_at(header, 60).unwrap_or(u32::MAX), usize::MAX);
        file.read_directory(u32_at(header, 48).unwrap_or(u32::MAX));
        Ok(file)
    }

    /// The streams, in the order of the directory.
    pub(super) fn streams(&self) -> &[Stream] {
        &self.streams
    }

    fn sector_size(&self) -> usize {
        1 << self.sector_bits
    }

    /// How many sectors the file has; no chain is longer.
    fn sector_count(&self) -> usize {
        self.bytes.len() >> self.sector_bits
    }

    /// Where a sector begins. The header takes the place of the first one.
    fn sector_offset(&self, sector: u32) -> usize {
        let before = usize::try_from(sector).unwrap_or(usize::MAX);
        before.saturating_add(1).saturating_mul(self.sector_size())
    }

    /// The bytes of a sector; fewer at the end of a file that is cut off.
    fn sector(&self, sector: u32) -> Option<&'a [u8]> {
        let rest = self.bytes.get(self.sector_offset(sector)..)?;
        let length = rest.len().min(self.sector_size());
        rest.get(..length).filter(|sector| !sector.is_empty())
    }

    /// Finds the sectors of the table of chains: 109 are named in the header, more in sectors of their own.
    fn read_table(&mut self, header: &[u8]) {
        let most = self.sector_count();
        let numbers = |part: &[u8]| -> Vec<u32> {
            let numbers = part.as_chunks::<4>().0.iter();
            numbers.map(|number| u32::from_le_bytes(*number)).collect()
        };
        self.table = numbers(header.get(76..).unwrap_or_default());
        let mut next = u32_at(header, 68).unwrap_or(u32::MAX);
        for _ in 0..most {
            let Some(sector) = self.sector(next).filter(|_| next <= LAST_SECTOR) else {
                break;
            };
            let mut more = numbers(sector);
            next = more.pop().unwrap_or(u32::MAX);
            self.table.append(&mut more);
            if self.table.len() > most {
                break;
            }
        }
        self.table.retain(|sector| *sector <= LAST_SECTOR);
        self.table.truncate(most);
    }

    /// The number at a place in a table that lies in these sectors.
    fn number_in(&self, sectors: &[u32], place: u32) -> Option<u32> {
        let place = usize::try_from(place).ok()?;
        let in_one = self.sector_size() / 4;
        let sector = sectors.get(place / in_one)?;
        u32_at(self.sector(*sector)?, place % in_one * 4)
    }

    /// The sectors of a chain, at most so many.
    fn chain(&self, first: u32, most: usize) -> Vec<u32> {
        let mut sectors = Vec::new();
        let mut next = first;
        // A chain in a circle ends here too.
        for _ in 0..most.min(self.sector_count()) {
            if next > LAST_SECTOR || self.sector(next).is_none() {
                break;
            }
            sectors.push(next);
            next = self.number_in(&self.table, next).unwrap_or(u32::MAX);
        }
        sectors
    }

    /// Reads the directory entry by entry: its tree is for finding names fast, and may be damaged.
    fn read_directory(&mut self, first: u32) {
        for sector in self.chain(first, usize::MAX) {
            let sector = self.sector(sector).unwrap_or_default();
            for entry in sector.as_chunks::<DIRECTORY_ENTRY>().0 {
                let name = entry.get(..64).map(utf16).unwrap_or_default();
                let first_sector = u32_at(entry, 116).unwrap_or(u32::MAX);
                // The upper half means nothing in files with short sectors.
                let mask = if self.sector_bits == 9 {
                    0xffff_ffff
                } else {
                    u64::MAX
                };
                let size = u64_at(entry, 120).unwrap_or_default() & mask;
                match entry.get(66) {
                    Some(&STREAM) => self.streams.push(Stream {
                        name,
                        first_sector,
                        size,
                    }),
                    Some(&ROOT) if self.short_sectors.is_empty() => {
                        self.short_sectors = self.chain(first_sector, usize::MAX);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Reads a stream, as far as it can be read.
    pub(super) fn read(&mut self, stream: &Stream) -> StreamBytes {
        let size = usize::try_from(stream.size).unwrap_or(usize::MAX);
        let wanted = size.min(self.budget);
        let mut read = StreamBytes::default();
        if stream.size < self.short_below {
            self.read_short(stream.first_sector, wanted, &mut read);
        } else {
            let most = wanted.div_ceil(self.sector_size());
            for sector in self.chain(stream.first_sector, most) {
                let offset = self.sector_offset(sector);
                take(&mut read, self.sector(sector), offset, wanted);
            }
        }
        self.budget -= read.bytes.len().min(self.budget);
        read.is_cut = read.bytes.len() < size;
        read
    }

    fn read_short(&self, first: u32, wanted: usize, into: &mut StreamBytes) {
        let mut next = first;
        for _ in 0..wanted.div_ceil(SHORT_SECTOR) {
            let Ok(place) = usize::try_from(next) else {
                return;
            };
            let at = place.saturating_mul(SHORT_SECTOR);
            let holder = self.short_sectors.get(at >> self.sector_bits);
            let Some(holder) = holder.filter(|_| next <= LAST_SECTOR) else {
                return;
            };
            let within = at % self.sector_size();
            let bytes = self.sector(*holder).and_then(|sector| sector.get(within..));
            let bytes = bytes.and_then(|bytes| bytes.get(..SHORT_SECTOR.min(bytes.len())));
            take(into, bytes, self.sector_offset(*holder) + within, wanted);
            next = self.number_in(&self.short_table, next).unwrap_or(u32::MAX);
        }
    }
}

/// Appends the bytes of a sector to a stream that shall have `wanted` bytes.
fn take(into: &mut StreamBytes, sector: Option<&[u8]>, offset: usize, wanted: usize) {
    let sector = sector.unwrap_or_default();
    let missing = wanted.saturating_sub(into.bytes.len()).min(sector.len());
    into.places.push((into.bytes.len(), offset as u64));
    into.bytes
        .extend_from_slice(sector.get(..missing).unwrap_or_default());
}

/// Whether the directory, as far as it lies in these bytes, has a stream of this name.
pub(super) fn names_stream(bytes: &[u8], name: &str) -> bool {
    let wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = wanted.len() + 2;
    bytes.as_chunks::<DIRECTORY_ENTRY>().0.iter().any(|entry| {
        entry.starts_with(&wanted)
            && u16_at(entry, 64).is_some_and(|size| usize::from(size) == length)
            && entry.get(66) == Some(&STREAM)
    })
}

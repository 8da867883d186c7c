//! One chunk of 64 KiB: its records, and the tables they share.

use std::collections::HashMap;

use super::event::{BINXML, Record};
use super::file::CHUNK_SIZE;
use super::templates::{Template, Templates};
use super::value::{Guid, Value, put_utf16};

const HEADER_SIZE: usize = 512;
const NAME_BUCKETS: usize = 64;
const TEMPLATE_BUCKETS: usize = 32;

/// The bytes of a chunk as it grows, with its name and template tables.
pub(super) struct Arena {
    bytes: Vec<u8>,
    names: HashMap<String, u32>,
    name_buckets: [u32; NAME_BUCKETS],
    templates: HashMap<[u8; 16], u32>,
    template_buckets: [u32; TEMPLATE_BUCKETS],
}

impl Arena {
    fn new() -> Arena {
        Arena {
            bytes: vec![0; HEADER_SIZE],
            names: HashMap::new(),
            name_buckets: [0; NAME_BUCKETS],
            templates: HashMap::new(),
            template_buckets: [0; TEMPLATE_BUCKETS],
        }
    }

    /// Empties the chunk and its tables for the next one.
    fn clear(&mut self) {
        self.bytes.clear();
        self.bytes.resize(HEADER_SIZE, 0);
        self.names.clear();
        self.name_buckets = [0; NAME_BUCKETS];
        self.templates.clear();
        self.template_buckets = [0; TEMPLATE_BUCKETS];
    }

    fn position(&self) -> u32 {
        u32::try_from(self.bytes.len()).expect("a chunk has 64 KiB")
    }

    pub fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend(bytes);
    }

    fn put_u32(&mut self, number: u32) {
        self.put(&number.to_le_bytes());
    }

    /// Reserves space for a length that is known only later.
    pub fn reserve_u32(&mut self) -> usize {
        self.put_u32(0);
        self.bytes.len() - 4
    }

    /// Fills a reserved length with the number of bytes written since.
    pub fn fill_length(&mut self, at: usize) {
        let length = u32::try_from(self.bytes.len() - at - 4).expect("a chunk has 64 KiB");
        self.bytes[at..at + 4].copy_from_slice(&length.to_le_bytes());
    }

    /// A reference to a name; the name itself follows where the chunk first uses it.
    pub fn put_name(&mut self, name: &str) {
        if let Some(offset) = self.names.get(name) {
            let offset = *offset;
            return self.put_u32(offset);
        }
        let offset = self.position() + 4;
        let hash = name_hash(name);
        let bucket = usize::from(hash) % NAME_BUCKETS;
        self.put_u32(offset);
        self.put_u32(self.name_buckets[bucket]);
        self.put(&hash.to_le_bytes());
        self.put_counted(name);
        self.put(&[0, 0]);
        self.name_buckets[bucket] = offset;
        self.names.insert(name.to_owned(), offset);
    }

    /// The length of a short text in UTF-16 units, then the text.
    pub fn put_counted(&mut self, text: &str) {
        let length_at = self.bytes.len();
        self.put(&[0, 0]);
        put_utf16(text, &mut self.bytes);
        let units = (self.bytes.len() - length_at - 2) / 2;
        let units = u16::try_from(units).expect("names and texts of templates are short");
        self.bytes[length_at..length_at + 2].copy_from_slice(&units.to_le_bytes());
    }

    /// A template instance up to its values; the definition follows where the chunk first uses it.
    fn put_template(&mut self, template: &Template) {
        let Guid(identity) = template.identity;
        let number = u32::from_le_bytes([identity[0], identity[1], identity[2], identity[3]]);
        self.put(&[0x0c, 0x01]);
        self.put_u32(number);
        if let Some(offset) = self.templates.get(&identity) {
            let offset = *offset;
            return self.put_u32(offset);
        }
        let offset = self.position() + 4;
        let bucket = number as usize % TEMPLATE_BUCKETS;
        self.put_u32(offset);
        self.put_u32(self.template_buckets[bucket]);
        self.put(&identity);
        self.template_buckets[bucket] = offset;
        self.templates.insert(identity, offset);
        let size_at = self.reserve_u32();
        template.element.write_definition(self);
        self.fill_length(size_at);
    }

    /// The number of values, and space for their sizes and types. Returns the position of that
    /// space.
    fn begin_values(&mut self, count: usize) -> usize {
        self.put_u32(u32::try_from(count).expect("an event has few values"));
        let room = self.bytes.len();
        self.bytes.resize(room + 4 * count, 0);
        room
    }

    /// Writes a value, and its size and type into the reserved space. Returns the position for the
    /// next.
    fn put_value(&mut self, room: usize, value: &Value) -> usize {
        let start = self.bytes.len();
        value.put(&mut self.bytes);
        let size = u16::try_from(self.bytes.len() - start).expect("a value has less than 64 KiB");
        self.describe_value(room, size, value.type_code())
    }

    fn describe_value(&mut self, room: usize, size: u16, type_code: u8) -> usize {
        let [low, high] = size.to_le_bytes();
        self.bytes[room..room + 4].copy_from_slice(&[low, high, type_code, 0]);
        room + 4
    }

    fn put_payload(&mut self, record: &Record, templates: &mut Templates) {
        if record.payload_is_fragment() {
            self.put(&[0x0f, 1, 1, 0]);
        }
        self.put_template(templates.payload(record));
        let values = record.payload_values();
        let mut room = self.begin_values(values.len());
        for value in values {
            room = self.put_value(room, &value);
        }
        self.put(&[0x00]);
    }

    fn put_record(&mut self, record: &Record, templates: &mut Templates) {
        let start = self.bytes.len();
        self.put(&[0x2a, 0x2a, 0, 0]);
        self.put_u32(0);
        self.put(&record.record_id.to_le_bytes());
        self.put(&record.time.to_le_bytes());
        self.put(&[0x0f, 1, 1, 0]);
        self.put_template(templates.system(record));
        let values = record.system_values();
        let mut room = self.begin_values(values.len() + 1);
        for value in &values {
            room = self.put_value(room, value);
        }
        let payload_at = self.bytes.len();
        self.put_payload(record, templates);
        let size = u16::try_from(self.bytes.len() - payload_at).unwrap_or(u16::MAX);
        self.describe_value(room, size, BINXML);
        self.put(&[0x00]);
        // The size is stored at both ends, and the next record starts at a multiple of eight.
        while !(self.bytes.len() + 4).is_multiple_of(8) {
            self.put(&[0]);
        }
        let size = u32::try_from(self.bytes.len() + 4 - start).expect("a chunk has 64 KiB");
        self.put_u32(size);
        self.bytes[start + 4..start + 8].copy_from_slice(&size.to_le_bytes());
    }
}

/// Collects records until the chunk is full.
pub(super) struct ChunkWriter {
    arena: Arena,
    templates: Templates,
    first_number: u64,
    count: u64,
    first_id: u64,
    last_id: u64,
    last_offset: u32,
}

impl ChunkWriter {
    /// An empty chunk whose first record has the number `first_number` in the file, counted from 1.
    pub fn new(first_number: u64) -> ChunkWriter {
        ChunkWriter {
            arena: Arena::new(),
            templates: Templates::default(),
            first_number,
            count: 0,
            first_id: 0,
            last_id: 0,
            last_offset: 0,
        }
    }

    pub fn next_number(&self) -> u64 {
        self.first_number + self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds a record. Returns `false` and leaves the chunk unchanged if there is no space.
    pub fn push(&mut self, record: &Record) -> bool {
        let start = self.arena.bytes.len();
        let buckets = (self.arena.name_buckets, self.arena.template_buckets);
        self.arena.put_record(record, &mut self.templates);
        if self.arena.bytes.len() > CHUNK_SIZE {
            // The chunk is finished, so only the bytes that go into the file must be undone.
            self.arena.bytes.truncate(start);
            (self.arena.name_buckets, self.arena.template_buckets) = buckets;
            assert!(self.count > 0, "a record of more than 64 KiB");
            return false;
        }
        if self.count == 0 {
            self.first_id = record.record_id;
        }
        self.count += 1;
        self.last_id = record.record_id;
        self.last_offset = u32::try_from(start).expect("a chunk has 64 KiB");
        true
    }

    /// Fills in the header and pads to the chunk's size.
    pub fn finish(&mut self) -> &[u8] {
        let free_space = self.arena.position();
        let bytes = &mut self.arena.bytes;
        let records_crc = crc32fast::hash(&bytes[HEADER_SIZE..]);
        bytes.resize(CHUNK_SIZE, 0);
        let mut put = |at: usize, part: &[u8]| bytes[at..at + part.len()].copy_from_slice(part);
        put(0, b"ElfChnk\0");
        put(8, &self.first_number.to_le_bytes());
        put(16, &(self.first_number + self.count - 1).to_le_bytes());
        put(24, &self.first_id.to_le_bytes());
        put(32, &self.last_id.to_le_bytes());
        put(40, &128u32.to_le_bytes());
        put(44, &self.last_offset.to_le_bytes());
        put(48, &free_space.to_le_bytes());
        put(52, &records_crc.to_le_bytes());
        put(120, &1u32.to_le_bytes());
        for (index, offset) in self.arena.name_buckets.iter().enumerate() {
            put(128 + 4 * index, &offset.to_le_bytes());
        }
        for (index, offset) in self.arena.template_buckets.iter().enumerate() {
            put(384 + 4 * index, &offset.to_le_bytes());
        }
        seal_header(bytes);
        bytes
    }

    /// Continues with an empty chunk.
    pub fn begin_next(&mut self) {
        self.first_number = self.next_number();
        self.count = 0;
        self.arena.clear();
    }
}

/// Writes the header's checksum, which covers its fields and tables but not the checksum itself.
pub(super) fn seal_header(chunk: &mut [u8]) {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&chunk[..120]);
    crc.update(&chunk[128..HEADER_SIZE]);
    chunk[124..128].copy_from_slice(&crc.finalize().to_le_bytes());
}

/// The hash that selects a name's bucket; only its lower half is stored.
fn name_hash(name: &str) -> u16 {
    let hash = name.encode_utf16().fold(0u32, |hash, unit| {
        hash.wrapping_mul(65599).wrapping_add(u32::from(unit))
    });
    (hash & 0xffff) as u16
}

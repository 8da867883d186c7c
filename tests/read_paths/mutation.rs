//! Reproducibly forged chunks, with correct checksums and with wrong ones as damage leaves them:
//! both paths must give the same rows.

use std::path::{Path, PathBuf};

use super::agreement::{Agreement, Comparison, seal};
use super::common::dice::Dice;

const HEADER: usize = 4096;
const CHUNK: usize = 65_536;
const FIRST_RECORD: usize = 512;
/// The number of records kept in a chunk. The first ones contain its templates, and a few are quick
/// to read.
const RECORDS: usize = 16;

fn u16_at(chunk: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([chunk[at], chunk[at + 1]]))
}

fn u32_at(chunk: &[u8], at: usize) -> usize {
    u16_at(chunk, at) | u16_at(chunk, at + 2) << 16
}

fn put(chunk: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = chunk.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

/// A chunk with a few records and their offsets.
#[derive(Clone)]
struct Sample {
    chunk: Vec<u8>,
    records: Vec<(usize, usize)>,
}

impl Sample {
    fn of(chunk: &[u8], skip: usize) -> Option<Self> {
        let mut records = Vec::new();
        let mut at = FIRST_RECORD;
        while records.len() < RECORDS + skip
            && at + 28 < CHUNK
            && chunk[at..].starts_with(b"**\0\0")
        {
            let size = u32_at(chunk, at + 4);
            if size < 28 || at + size > CHUNK {
                break;
            }
            records.push((at, at + size));
            at += size;
        }
        let (last, end) = *records.last()?;
        let mut chunk = chunk.to_vec();
        chunk[end..].fill(0);
        put(
            &mut chunk,
            48,
            &u32::try_from(end).expect("in a chunk").to_le_bytes(),
        );
        let id: Vec<u8> = chunk[last + 8..last + 16].to_vec();
        put(&mut chunk, 32, &id);
        put(
            &mut chunk,
            44,
            &u32::try_from(last).expect("in a chunk").to_le_bytes(),
        );
        seal(&mut chunk);
        Some(Self { chunk, records })
    }

    /// The descriptors of a record's values and of its payload's values: offset and count.
    fn descriptors(&self, record: usize) -> Vec<(usize, usize)> {
        let mut tables = Vec::new();
        let mut start = self.records[record].0 + 24;
        while let Some((at, count)) = self.table(start) {
            tables.push((at, count));
            let mut value = at + 4 * count;
            let inner = (0..count).find_map(|number| {
                let place = value;
                value += u16_at(&self.chunk, at + 4 * number);
                (self.chunk[at + 4 * number + 2] == 0x21).then_some(place)
            });
            match inner {
                Some(inner) => start = inner,
                None => break,
            }
        }
        tables
    }

    fn table(&self, start: usize) -> Option<(usize, usize)> {
        let instance = start + 4;
        if self.chunk.get(instance) != Some(&0x0c) {
            return None;
        }
        // An earlier change may point outside the chunk.
        let number = |at: usize| (at + 4 <= CHUNK).then(|| u32_at(&self.chunk, at));
        let mut at = instance + 10;
        if number(instance + 6)? == at {
            at += 24 + number(at + 20)?;
        }
        let count = number(at)?;
        (count > 0 && count < 64 && at + 4 + 4 * count < CHUNK).then_some((at + 4, count))
    }

    /// Another chunk made from this one, which still has this one's checksums.
    fn mutated(&self, dice: &mut Dice) -> Vec<u8> {
        let mut forged = self.clone();
        for _ in 0..=dice.throw(2) {
            forged.mutate(dice);
        }
        forged.chunk
    }

    fn mutate(&mut self, dice: &mut Dice) {
        let record = dice.throw(self.records.len());
        let (from, to) = self.records[record];
        let at = from + dice.throw(to - from);
        match dice.throw(10) {
            0 => self.chunk[at] ^= 1 << dice.throw(8),
            1 => self.chunk[at] = dice.throw(256) as u8,
            2..=4 => self.descriptor(record, dice),
            5 => {
                // Replaces a token of a definition with another.
                let tokens = [
                    0, 1, 2, 3, 4, 5, 6, 7, 8, 0x0d, 0x0e, 0x0f, 0x0c, 0x41, 0x45, 0x46,
                ];
                let token = tokens[dice.throw(tokens.len())];
                let is_token = |&at: &usize| tokens.contains(&self.chunk[at]);
                if let Some(at) = (at..to).find(is_token) {
                    self.chunk[at] = token;
                }
            }
            6 => {
                let numbers: [u32; 8] =
                    [0, 1, 0xffff, 0x7fff, 0xffff_ffff, 0x8000_0000, 512, 65_535];
                let number = numbers[dice.throw(numbers.len())];
                let size = [2, 4][dice.throw(2)];
                put(&mut self.chunk, at, &number.to_le_bytes()[..size]);
            }
            7 => {
                // UTF-16 units with a special meaning.
                let units = [
                    0_u16, 0xd800, 0xdc00, 0x20, 0x09, 0x31, 0x2d, 0x7b, 0xfffe, 0x5c, 0xe9,
                ];
                put(
                    &mut self.chunk,
                    at & !1,
                    &units[dice.throw(units.len())].to_le_bytes(),
                );
            }
            8 => {
                let size = (1 + dice.throw(24)).min(to - at);
                let source = FIRST_RECORD + dice.throw(to - FIRST_RECORD);
                let bytes: Vec<u8> = self.chunk[source..source + size.min(CHUNK - source)].to_vec();
                put(&mut self.chunk, at, &bytes);
            }
            _ => self.frame(record, dice),
        }
    }

    fn descriptor(&mut self, record: usize, dice: &mut Dice) {
        let tables = self.descriptors(record);
        let Some(&(table, count)) = dice.pick(&tables) else {
            return;
        };
        let (a, b) = (table + 4 * dice.throw(count), table + 4 * dice.throw(count));
        match dice.throw(4) {
            0 => (0..2).for_each(|byte| self.chunk.swap(a + byte, b + byte)),
            1 => (0..4).for_each(|byte| self.chunk.swap(a + byte, b + byte)),
            2 => {
                let kinds: Vec<u8> = (0..=0x15)
                    .chain([0x20, 0x21, 0x23, 0x81, 0x88, 0xff])
                    .collect();
                self.chunk[a + 2] = kinds[dice.throw(kinds.len())];
            }
            _ => {
                // One value grows by as much as another shrinks, so that all still fit.
                let by = 1 + dice.throw(8);
                let (more, less) = (u16_at(&self.chunk, a) + by, u16_at(&self.chunk, b));
                put(&mut self.chunk, a, &(more as u16).to_le_bytes());
                put(
                    &mut self.chunk,
                    b,
                    &(less.saturating_sub(by) as u16).to_le_bytes(),
                );
            }
        }
    }

    /// Changes the header of the chunk or of a record.
    fn frame(&mut self, record: usize, dice: &mut Dice) {
        let (from, to) = self.records[record];
        let small = u32::try_from(dice.throw(CHUNK))
            .expect("in a chunk")
            .to_le_bytes();
        match dice.throw(8) {
            0 => put(
                &mut self.chunk,
                48,
                &u32::try_from(to).expect("in a chunk").to_le_bytes(),
            ),
            1 => put(&mut self.chunk, 48, &small),
            2 => put(&mut self.chunk, 32, &small),
            3 => put(&mut self.chunk, from + 4, &small),
            4 => put(&mut self.chunk, from + 8 + dice.throw(16), &small[..1]),
            5 => put(&mut self.chunk, to - 4, &small),
            6 => put(&mut self.chunk, 128 + 4 * dice.throw(96), &small),
            _ => {
                let cut = from + dice.throw(to - from);
                self.chunk[cut..].fill(0);
            }
        }
    }
}

/// Chunks of the sample case, and of real evidence if there is some next to the checkout.
fn samples() -> Vec<Sample> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let real = "../shared/corpus/AndrewRathbun+DFIRArtifactMuseum/Windows/EventLogs";
    let mut files: Vec<PathBuf> = ["GATE01", "WS-ANNA", "DC01"]
        .iter()
        .flat_map(|host| std::fs::read_dir(root.join("sample_logs").join(host)))
        .flatten()
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    for name in ["Security", "System", "Application"] {
        files.push(root.join(real).join(format!(
            "Win2012R2/StolenSzechuan/StolenSzechuanEventLogs/{name}.evtx"
        )));
        files.push(root.join(real).join(format!(
            "Win11/RathbunVM/RathbunVM_W11EventLogs/{name}.evtx"
        )));
    }
    let mut samples = Vec::new();
    for bytes in files.iter().filter_map(|path| std::fs::read(path).ok()) {
        for chunk in bytes
            .get(HEADER..)
            .unwrap_or_default()
            .chunks_exact(CHUNK)
            .take(1)
        {
            samples.extend(Sample::of(chunk, 0));
        }
    }
    samples
}

/// The number of chunks to forge.
fn forged_count() -> u64 {
    std::env::var("WHENCE_FORGED").map_or(4000, |n| n.parse().expect("a number"))
}

/// Forges chunks, applies `finish` to each, and asserts that both paths read the same from it.
fn compare_forged(finish: fn(&mut [u8])) -> Agreement {
    let samples = samples();
    assert!(samples.len() > 10, "{}", samples.len());
    let mut total = Agreement::default();
    let mut different = Vec::new();
    let mut comparison = Comparison::default();
    for number in 0..forged_count() {
        let mut dice = Dice(number);
        let sample = &samples[number as usize % samples.len()];
        let mut forged = sample.mutated(&mut dice);
        finish(&mut forged);
        // Data kept from the sound chunk must not affect the forged one.
        if number % 8 == 0 {
            comparison = Comparison::default();
            comparison
                .chunk(&sample.chunk)
                .expect("equal before the change");
        }
        match comparison.chunk(&forged) {
            Err(why) => different.push(format!("chunk {number}: {why}")),
            Ok(agreement) => total.add(&agreement),
        }
    }
    println!("{total:?}, {} different", different.len());
    different.truncate(12);
    assert!(different.is_empty(), "{}", different.join("\n"));
    total
}

#[test]
fn both_paths_give_the_same_rows_on_forged_chunks() {
    let total = compare_forged(seal);
    assert!(total.slow * 2 < total.rows, "{total:?}");
}

/// In a damaged chunk every record is parsed completely, because damage must be distinguished from
/// parts that no row needs. Rendering it as well would reject only a few more.
#[test]
fn both_paths_give_the_same_rows_on_damaged_chunks() {
    let total = compare_forged(|_| {});
    assert!(total.lenient * 5000 < total.rows, "{total:?}");
    assert!(total.slow * 10 < total.rows, "{total:?}");
}

/// The same chunk with elements named like the first of a pair renamed to the second, and the other
/// way round if `swap` is set.
fn renamed(chunk: &[u8], (from, to): (&str, &str), swap: bool) -> Vec<u8> {
    let utf16 = |name: &str| -> Vec<u8> { name.bytes().flat_map(|letter| [letter, 0]).collect() };
    let (from, to) = (utf16(from), utf16(to));
    let mut renamed = chunk.to_vec();
    for at in 0..chunk.len() - from.len() {
        if chunk[at..].starts_with(&from) {
            put(&mut renamed, at, &to);
        } else if swap && chunk[at..].starts_with(&to) {
            put(&mut renamed, at, &from);
        }
    }
    renamed
}

/// System fields that occur twice, or in an element with attributes: the slow path takes the first,
/// or none.
#[test]
fn both_paths_give_the_same_rows_on_renamed_elements() {
    let names = [
        (("Version", "Channel"), false),
        (("Keywords", "Computer"), false),
        (("Security", "Computer"), true),
        (("Security", "Provider"), false),
        (("Provider", "Security"), true),
    ];
    for (number, sample) in samples().iter().enumerate() {
        for (pair, swap) in names {
            for finish in [seal, |_: &mut [u8]| {}] {
                let mut forged = renamed(&sample.chunk, pair, swap);
                finish(&mut forged);
                match Comparison::default().chunk(&forged) {
                    Ok(agreement) => assert_eq!(agreement.lenient, 0, "{number} {pair:?}"),
                    Err(why) => panic!("sample {number}, {pair:?}: {why}"),
                }
            }
        }
    }
}

/// The slow path parses each instance, needed or not: a value turned into an instance decides
/// whether its record is valid.
#[test]
fn both_paths_give_the_same_rows_on_values_marked_as_instances() {
    const INSTANCE: u8 = 0x21;
    let mut different = Vec::new();
    for (number, sample) in samples().iter().enumerate() {
        let mut comparison = Comparison::default();
        comparison
            .chunk(&sample.chunk)
            .expect("equal before the change");
        for record in (0..sample.records.len()).step_by(3) {
            // Only values of the system part: the fast path does not parse a payload that no row
            // needs.
            let tables = sample.descriptors(record).into_iter().take(1);
            for at in tables.flat_map(|(table, count)| (0..count).map(move |n| table + 4 * n + 2)) {
                let mut forged = sample.chunk.clone();
                forged[at] = INSTANCE;
                seal(&mut forged);
                let why = match comparison.chunk(&forged) {
                    Ok(agreement) if agreement.lenient == 0 => continue,
                    Ok(_) => "the slow path rejects what the fast one reads".to_owned(),
                    Err(why) => why,
                };
                different.push(format!("sample {number}, descriptor at {at}: {why}"));
            }
        }
    }
    different.truncate(12);
    assert!(different.is_empty(), "{}", different.join("\n"));
}

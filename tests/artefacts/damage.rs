//! Damaged artefacts: whatever the bytes are, a parser neither panics nor takes long, nor keeps much more
//! than the file has. `WHENCE_DAMAGED` is the number of variants for each parser.

use std::collections::BTreeMap;
use std::time::Instant;

use whence::artefacts::{ArtefactError, HEAD, PARSERS, Parsed, Parser, parse};

use super::builders::{
    Link, Used, compound_file, custom, dest_list, file_item, info_file, info2, item,
};
use super::real;

const NOON: i64 = 133_334_352_807_971_076;

fn count() -> u64 {
    std::env::var("WHENCE_DAMAGED").map_or(500, |n| n.parse().expect("a number"))
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((number >> 33) % below.max(1) as u64).expect("small")
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.throw(256)).expect("a byte")
    }
}

/// One sound file for each parser at least, and all real ones.
fn samples() -> Vec<(String, Vec<u8>)> {
    let mut link = Link::to("C:\\Users\\anna\\a.txt", NOON);
    link.id_list = Some([item(0x2f, b"C:\\\0"), file_item("A.TXT", "a long name.txt")].concat());
    link.arguments = Some("/v:host");
    link.environment = Some("%windir%\\a.exe");
    let path = "C:\\Users\\anna\\a.txt";
    let items: Vec<Used> = (1..40)
        .map(|number| Used {
            number,
            time: NOON,
            path,
            ..Used::default()
        })
        .collect();
    let list = |version| {
        let streams = [
            ("1", link.bytes()),
            ("2", link.bytes()),
            ("DestList", dest_list(version, &items)),
        ];
        compound_file(version == 4, &streams)
    };
    let deleted = [(1, NOON, path, false), (2, NOON, path, true)];
    let automatic = "9b9cdc69c1c24e2b.automaticDestinations-ms";
    let links = [link.clone(), link.clone()];
    let made = [
        ("a.lnk", link.bytes()),
        (automatic, list(1)),
        (automatic, list(4)),
        ("a.customDestinations-ms", custom(&links, &links)),
        ("$I1.txt", info_file(1, 7, NOON, path)),
        ("$I2.txt", info_file(2, 7, NOON, path)),
        ("INFO2", info2(800, &deleted)),
        ("INFO2", info2(280, &deleted)),
    ];
    let made = made.map(|(name, bytes)| (name.to_owned(), bytes));
    made.into_iter().chain(real::samples()).collect()
}

/// A damaged variant of a file.
fn damaged(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.throw(4) {
        let length = bytes.len().max(8);
        bytes.resize(length, 0);
        let at = dice.throw(length - 4);
        match dice.throw(8) {
            0 => bytes.truncate(at),
            1 => bytes[at] = dice.byte(),
            2 => bytes[at] ^= 1 << dice.throw(8),
            3 | 4 => {
                let hostile = [0, 1, 0x7fff_ffff, 0xffff_ffff, 0x8000_0000, 0xffff];
                let near = u32::try_from(dice.throw(2 * length)).expect("small");
                let place = dice.throw(hostile.len() + 2);
                let number = hostile.get(place).copied().unwrap_or(near);
                let at = at / 4 * 4;
                bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
            }
            5 => {
                let end = at + dice.throw(length - at);
                bytes[at..end].fill(0);
            }
            6 => {
                let from = dice.throw(length);
                let part = bytes[from..from + dice.throw(length - from)].to_vec();
                let part = &part[..part.len().min(length - at)];
                bytes[at..at + part.len()].copy_from_slice(part);
            }
            _ => {
                let end = at + dice.throw(length - at);
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
    bytes
}

/// How many bytes of text an outcome keeps, counting shared text again.
fn weight(parsed: &Parsed) -> usize {
    let entries = parsed.entries.iter();
    entries
        .flat_map(|entry| [&entry.object, &entry.details, &entry.entry, &entry.machine])
        .flatten()
        .map(|text| str::len(text))
        .sum()
}

fn parser_of(name: &str, bytes: &[u8]) -> Option<usize> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    PARSERS
        .iter()
        .position(|parser| parser.recognises(head, name))
}

#[test]
fn damage_neither_stops_nor_slows_a_parser() {
    let mut by_parser: BTreeMap<usize, Vec<(String, Vec<u8>)>> = BTreeMap::new();
    for (name, bytes) in samples() {
        let parser = parser_of(&name, &bytes).expect("recognised");
        by_parser.entry(parser).or_default().push((name, bytes));
    }
    assert_eq!(by_parser.len(), PARSERS.len(), "a parser has no sample");
    for (index, samples) in by_parser {
        let parser: &dyn Parser = PARSERS[index];
        let (mut with_problem, mut entries) = (0, 0);
        let (mut longest, start) = (0, Instant::now());
        for number in 0..count() {
            let mut dice = Dice(number * 1000 + index as u64);
            let (name, sound) = &samples[dice.throw(samples.len())];
            let bytes = damaged(sound, &mut dice);
            let before = Instant::now();
            // Not recognised first: the parser must stand what another check let through.
            let parsed = parse(parser, &bytes, name);
            longest = longest.max(before.elapsed().as_millis());
            assert!(
                !parsed.problems.contains(&ArtefactError::GaveUp),
                "variant {number} of {name} panics"
            );
            assert!(
                weight(&parsed) <= 16 * bytes.len() + 4096,
                "variant {number} of {name}: {} bytes of text from {}",
                weight(&parsed),
                bytes.len()
            );
            with_problem += usize::from(!parsed.problems.is_empty());
            entries += parsed.entries.len();
        }
        assert!(longest < 5000, "{longest} ms for one file");
        println!(
            "parser {index} ({}): {} variants of {} files, {with_problem} with a problem, \
             {entries} entries, {} ms, longest {longest} ms",
            parser.artefact(),
            count(),
            samples.len(),
            start.elapsed().as_millis(),
        );
    }
}

/// Any text is harmless too, whatever it is taken for.
#[test]
fn noise_is_harmless() {
    for number in 0..count() {
        let mut dice = Dice(number);
        let mut bytes: Vec<u8> = (0..dice.throw(4000)).map(|_| dice.byte()).collect();
        for parser in PARSERS {
            let parsed = parse(*parser, &bytes, "a.automaticDestinations-ms");
            assert!(!parsed.problems.contains(&ArtefactError::GaveUp));
        }
        bytes.splice(..0, [0x4c, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xc0]);
        bytes.splice(13..13, [0, 0, 0, 0, 0, 0, 0x46]);
        let parsed = parse(PARSERS[0], &bytes, "a.lnk");
        assert!(!parsed.problems.contains(&ArtefactError::GaveUp));
    }
}

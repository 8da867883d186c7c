//! Parsers of artefacts: bytes in, what they state out.

#[path = "../common/artefact_builders.rs"]
mod builders;
mod damage;
mod made;
mod made_jump_lists;
mod real;

use whence::artefacts::{HEAD, Parsed, parse, recognise};
use whence::domain::activity::{ActivityKind, ArtefactEntry};
use whence::domain::time::Timestamp;

/// Reads a file as the program does.
fn read(bytes: &[u8], name: &str) -> Parsed {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let parser = recognise(head, name).unwrap_or_else(|| panic!("{name} is not recognised"));
    parse(parser, bytes, name)
}

/// Reads a file that has no problems.
fn read_sound(bytes: &[u8], name: &str) -> Vec<ArtefactEntry> {
    let parsed = read(bytes, name);
    assert_eq!(parsed.problems, [], "{name}");
    parsed.entries
}

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// An entry as text: kind, time, object.
fn summary(entry: &ArtefactEntry) -> (ActivityKind, Option<Timestamp>, &str) {
    let object = entry.object.as_deref().unwrap_or_default();
    (entry.kind, entry.time, object)
}

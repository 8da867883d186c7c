//! The expected sessions: one sorted part for each host, merged when all hosts are done.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Lines, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::scenario::place_in_order;

/// The sessions of one host, in a separate file until they are merged.
pub struct Part(PathBuf);

/// The sort key of a line.
type Place = (Option<String>, Option<String>);

impl Part {
    /// Writes sorted sessions to a new part.
    pub fn write(sessions: &[Value], folder: &Path, number: usize) -> io::Result<Part> {
        fs::create_dir_all(folder)?;
        let path = folder.join(format!("expected.{number:04}.part"));
        let mut file = BufWriter::new(File::create(&path)?);
        for session in sessions {
            writeln!(file, "{session}")?;
        }
        file.flush()?;
        Ok(Part(path))
    }
}

/// A part being read.
struct Reader(Lines<BufReader<File>>);

impl Reader {
    fn next(&mut self) -> io::Result<Option<(Place, String)>> {
        let Some(line) = self.0.next().transpose()? else {
            return Ok(None);
        };
        let session: Value = serde_json::from_str(&line)?;
        Ok(Some((place_in_order(&session), line)))
    }
}

/// Merges all sessions in order, with one line of each part in memory, and removes the parts.
pub fn merge(parts: &[Part], path: &Path) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut readers = Vec::new();
    let mut next = BinaryHeap::new();
    for part in parts {
        let mut reader = Reader(BufReader::new(File::open(&part.0)?).lines());
        if let Some((place, line)) = reader.next()? {
            next.push(Reverse((place, readers.len(), line)));
        }
        readers.push(reader);
    }
    while let Some(Reverse((_, number, line))) = next.pop() {
        writeln!(file, "{line}")?;
        if let Some((place, line)) = readers[number].next()? {
            next.push(Reverse((place, number, line)));
        }
    }
    file.flush()?;
    parts.iter().try_for_each(|part| fs::remove_file(&part.0))
}

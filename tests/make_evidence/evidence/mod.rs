//! Large synthetic evidence: many hosts, many days, and the sessions that they must give.

mod company;
mod desktops;
mod plan;
mod power;
mod role;
mod services;
mod step;
mod story;

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use whence::decode::ROWS;

use crate::common::scenario::Case;
use company::Company;
use role::Role;
use story::Story;

/// How much evidence, and which.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub hosts: usize,
    pub days: u64,
    /// Shown sessions of all hosts.
    pub sessions: u64,
    pub seed: u64,
}

/// What was written.
#[derive(Clone, Copy, Default, Debug)]
pub struct Written {
    pub records: u64,
    pub understood: u64,
    pub sessions: u64,
    pub bytes: u64,
}

/// Writes the logs of all hosts and `expected.jsonl` to a folder.
pub fn write(size: Size, folder: &Path) -> io::Result<Written> {
    let company = Company::of(size.hosts);
    let weights: Vec<u64> = (0..size.hosts)
        .map(|host| Role::of(host).weight())
        .collect();
    let all: u64 = weights.iter().sum();
    let mut written = Written::default();
    let mut lines = Vec::new();
    let mut before = 0;
    for (number, _) in weights.iter().enumerate() {
        let upto = weights[..=number].iter().sum::<u64>();
        let quota = size.sessions * upto / all - size.sessions * before / all;
        before = upto;
        let host = Story::new(number, quota, size.seed, &company).tell(size.days);
        let case = Case::of([host]);
        case.write(folder)?;
        let expected = case.expected();
        written.sessions += expected.len() as u64;
        let (records, understood) = case.hosts[0].count(&understood());
        written.records += records;
        written.understood += understood;
        lines.extend(expected);
        eprintln!("{} {quota} {records} {understood}", case.hosts[0].name);
    }
    lines.sort_by_key(|session| {
        let begin = session["begin"].as_str().or(session["end"].as_str());
        (
            begin.map(str::to_owned),
            session["host"].as_str().map(str::to_owned),
        )
    });
    let mut file = io::BufWriter::new(fs::File::create(folder.join("expected.jsonl"))?);
    for line in lines {
        writeln!(file, "{line}")?;
    }
    file.flush()?;
    Ok(written)
}

fn understood() -> HashSet<(&'static str, u32)> {
    ROWS.iter().map(|row| (row.channel, row.event_id)).collect()
}

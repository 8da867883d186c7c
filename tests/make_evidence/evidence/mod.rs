//! Large synthetic evidence: many hosts, many days, and the sessions that they must give.

mod company;
mod desktops;
mod parts;
mod plan;
mod power;
mod role;
mod services;
mod step;
mod story;

use std::collections::HashSet;
use std::io;
use std::path::Path;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use whence::decode::RECORD_KINDS;

use crate::common::scenario::WrittenHost;
use company::Company;
use parts::Part;
use role::Role;
use story::Story;

/// How much evidence, and which.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub hosts: usize,
    pub days: u64,
    /// Shown sessions of all hosts.
    pub sessions: u64,
    /// Programs that each stay at a desktop starts, beside a few.
    pub programs: usize,
    pub seed: u64,
}

/// What was written.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Written {
    pub records: u64,
    /// Those that Whence decodes.
    pub understood: u64,
    pub sessions: u64,
    /// Of all logs.
    pub bytes: u64,
}

/// Writes the logs of all hosts and `expected.jsonl` to a folder. A host is told by one thread, and
/// no more than a day of its records is in memory.
pub fn write(size: Size, folder: &Path) -> io::Result<Written> {
    let company = Company::of(size.hosts);
    let understood: HashSet<(&str, u32)> = RECORD_KINDS
        .iter()
        .map(|row| (row.channel, row.event_id))
        .collect();
    let quotas = quotas(size);
    let hosts = (0..quotas.len()).into_par_iter();
    let told = hosts.map(|number| {
        let story = Story::new(number, quotas[number], size, &company);
        let host = story.write(size.days, folder)?;
        let part = Part::write(&host.expected, folder, number)?;
        Ok((part, counted(&host, &understood)))
    });
    let told: Vec<(Part, Written)> = told.collect::<io::Result<_>>()?;
    let (parts, written): (Vec<Part>, Vec<Written>) = told.into_iter().unzip();
    parts::merge(&parts, &folder.join("expected.jsonl"))?;
    Ok(written.into_iter().fold(Written::default(), Written::and))
}

/// How many sessions each host shows.
fn quotas(size: Size) -> Vec<u64> {
    let weights: Vec<u64> = (0..size.hosts)
        .map(|host| Role::of(host).weight())
        .collect();
    let all: u64 = weights.iter().sum();
    let share = |hosts: usize| size.sessions * weights[..hosts].iter().sum::<u64>() / all;
    (0..size.hosts)
        .map(|host| share(host + 1) - share(host))
        .collect()
}

fn counted(host: &WrittenHost, understood: &HashSet<(&str, u32)>) -> Written {
    let is_understood = |kind: &(&'static str, u16)| understood.contains(&(kind.0, kind.1.into()));
    let counts = || host.counts.iter();
    Written {
        records: counts().map(|(_, count)| count).sum(),
        understood: counts()
            .filter(|(kind, _)| is_understood(kind))
            .map(|(_, count)| count)
            .sum(),
        sessions: host.expected.len() as u64,
        bytes: host.bytes,
    }
}

impl Written {
    fn and(self, other: Written) -> Written {
        Written {
            records: self.records + other.records,
            understood: self.understood + other.understood,
            sessions: self.sessions + other.sessions,
            bytes: self.bytes + other.bytes,
        }
    }
}

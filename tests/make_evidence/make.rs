//! Writes large synthetic evidence, and the sessions that it must give.
//!
//! `cargo run --release --no-default-features --example make_evidence -- OUT --hosts 40 --days 30
//! --sessions 1000000`

#[path = "../common/mod.rs"]
mod common;
mod evidence;

use std::io;
use std::path::PathBuf;

use clap::Parser;

/// Writes large synthetic evidence: OUT/<HOST>/<channel>.evtx, and the sessions that it must give
/// in OUT/expected.jsonl. The same arguments give the same bytes.
#[derive(Parser)]
struct Arguments {
    /// A new or empty folder.
    out: PathBuf,
    /// The number of machines.
    #[arg(long, default_value_t = 8)]
    hosts: usize,
    /// The number of days.
    #[arg(long, default_value_t = 10)]
    days: u64,
    /// The number of sessions that the default view shows for all hosts.
    #[arg(long, default_value_t = 10_000)]
    sessions: u64,
    /// The number of additional programs started in each stay at a desktop, each with a file that is opened and
    /// one on a share (4688, 4663, 5145): records of activity, in addition to those of logons and logoffs.
    #[arg(long, default_value_t = 0)]
    programs: usize,
    /// A different seed gives a different story.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let size = evidence::Size {
        hosts: arguments.hosts,
        days: arguments.days,
        sessions: arguments.sessions,
        programs: arguments.programs,
        seed: arguments.seed,
    };
    // Existing files would be read as part of the case.
    if std::fs::read_dir(&arguments.out).is_ok_and(|mut found| found.next().is_some()) {
        let out = arguments.out.display();
        return Err(io::Error::other(format!("{out} is not empty")));
    }
    let written = evidence::write(size, &arguments.out)?;
    println!(
        "{} records, {} of them understood; {} sessions; {} bytes",
        written.records, written.understood, written.sessions, written.bytes
    );
    Ok(())
}

//! Writes `sample_logs/`: the logs and other files of the sample case, and the sessions and
//! activities that they must give.
//!
//! `cargo run --example make_sample_logs`

#[path = "../common/mod.rs"]
mod common;

use std::fs;
use std::io;
use std::path::Path;

use common::scenario::lines;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_logs");
    let case = common::sample_case::sample_case();
    case.write(&folder)?;
    let (sessions, activities) = (case.expected(), case.expected_activities());
    fs::write(folder.join("expected.jsonl"), lines(&sessions))?;
    fs::write(folder.join("expected_activity.jsonl"), lines(&activities))?;
    println!(
        "wrote {} hosts, {} sessions and {} activities",
        case.hosts.len(),
        sessions.len(),
        activities.len()
    );
    Ok(())
}

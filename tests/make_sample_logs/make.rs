//! Writes `sample_logs/`: the logs of the sample case, and the sessions that they must give.
//!
//! `cargo run --example make_sample_logs`

#[path = "../common/mod.rs"]
mod common;

use std::fs;
use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_logs");
    let case = common::sample_case::sample_case();
    case.write(&folder)?;
    fs::write(folder.join("expected.jsonl"), case.expected_lines())?;
    println!(
        "wrote {} hosts and {} sessions",
        case.hosts.len(),
        case.expected().len()
    );
    Ok(())
}

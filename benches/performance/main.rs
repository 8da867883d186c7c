//! Measures speed and memory: one command that prints every figure with its minimum and its goal.
//!
//! `cargo bench --no-default-features --bench performance -- [--data DIR] [--bytes N] [--large]`
//!
//! Each figure is measured in its own process, so that its CPU time and peak memory are not
//! affected by the others. Only ratios of figures from the same run are meaningful, because
//! machines are noisy.

#[path = "../../src/allocator.rs"]
mod allocator;
#[path = "../../tests/common/mod.rs"]
mod common;
#[path = "../../tests/make_evidence/evidence/mod.rs"]
mod evidence;

mod prepare;
mod report;
mod stages;

use std::io;
use std::path::PathBuf;

use clap::Parser;

/// Measures Whence on this machine.
#[derive(Parser)]
struct Arguments {
    /// Keeps what is prepared here, and uses what is there already
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Real event logs to make large ones of
    #[arg(long, value_name = "DIR", default_value = "../shared/corpus")]
    corpus: PathBuf,
    /// Size of each of the two large sets
    #[arg(long, default_value_t = 1 << 30)]
    bytes: u64,
    /// Correlates ten million events too (8 GB on disk, some minutes)
    #[arg(long)]
    large: bool,
    /// What `cargo bench` gives to every bench
    #[arg(long, hide = true)]
    bench: bool,
    /// One figure, in a process of its own
    #[arg(long, hide = true, num_args = 2)]
    stage: Vec<String>,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    if let [stage, path] = arguments.stage.as_slice() {
        return stages::run(stage, path.as_ref());
    }
    let temporary = tempfile::tempdir()?;
    let folder = arguments
        .data
        .unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&folder)?;
    let sets = prepare::sets(&arguments.corpus, &folder, arguments.bytes, arguments.large)?;
    report::print(&sets)
}

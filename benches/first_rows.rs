//! Measures the time from a path to the first rows, and to all rows: `cargo bench --bench
//! first_rows -- PATH`, where PATH is evidence of more than 64 MiB. Then measures the frames of the
//! window while it opens the same path. Without a path, uses as many copies of the sample logs as
//! are needed for that size.

#[path = "../src/allocator.rs"]
mod allocator;
mod synthetic;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use synthetic::frames::{Window, report};
use synthetic::timed;
use whence::case::load::{find, load_found};
use whence::ingest::options::ReadOptions;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;
use whence::tables::loaded_case::LoadedCase;
use whence::ui::state::window::FIRST_BYTES;

fn main() {
    let folder = tempfile::tempdir().expect("a folder for copies");
    let asked = std::env::args_os()
        .skip(1)
        .map(PathBuf::from)
        .find(|path| path.exists());
    let path = asked.unwrap_or_else(|| copies(folder.path()));
    let (progress, cancel) = (Progress::default(), CancelToken::default());
    let begun = Instant::now();
    let found = find(std::slice::from_ref(&path), &progress, &cancel).expect("nobody cancels");
    print_time("logs found", begun.elapsed(), found.files.len());
    if let Some(part) = found.smallest(FIRST_BYTES) {
        let files = part.files.len();
        let case =
            load_found(part, ReadOptions::default(), &progress, &cancel).expect("nobody cancels");
        let early = LoadedCase::new(case);
        print_time(
            "first rows: sessions",
            begun.elapsed(),
            early.case.sessions.len(),
        );
        println!("  from {files} logs");
    }
    let case =
        load_found(found, ReadOptions::default(), &progress, &cancel).expect("nobody cancels");
    print_time(
        "all read and joined: sessions",
        begun.elapsed(),
        case.sessions.len(),
    );
    let (took, _) = timed(|| LoadedCase::new(case));
    print_time("judged and put in an index, in itself", took, 0);
    print_time("all rows", begun.elapsed(), 0);
    while_loading(path);
}

/// Frame times at 60 frames a second, from opening the path until all rows are shown.
fn while_loading(path: PathBuf) {
    let mut window = Window::opening(vec![path]);
    let mut times = Vec::new();
    loop {
        let took = window.frame(Vec::new());
        times.push(took);
        if !window.is_busy() {
            break;
        }
        std::thread::sleep(Duration::from_millis(16).saturating_sub(took));
    }
    report("window while loading", &mut times, 50.0);
    let slow = times.iter().filter(|took| took.as_millis() > 50).count();
    println!("{slow} of {} frames over 50 ms", times.len());
}

fn print_time(what: &str, took: Duration, count: usize) {
    println!("{:>8.2} s  {what} {count}", took.as_secs_f64());
}

/// Copies the sample logs until they are large enough for a first look.
fn copies(folder: &Path) -> PathBuf {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_logs");
    let mut bytes = 0;
    let mut number = 0;
    while bytes <= 3 * FIRST_BYTES {
        number += 1;
        for entry in walkdir::WalkDir::new(&samples).into_iter().flatten() {
            if entry.path().extension().is_some_and(|e| e == "evtx") {
                let name = entry.file_name().to_string_lossy().into_owned();
                let to = folder.join(format!("{number:03} {name}"));
                bytes += std::fs::copy(entry.path(), to).expect("a copy");
            }
        }
    }
    folder.to_path_buf()
}

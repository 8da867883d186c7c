//! Measures the figures, each in its own process, which prints them as `name=value`.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use cpu_time::ProcessTime;
use whence::case::Case;
use whence::case::exports::exports;
use whence::case::load::{folders, load};
use whence::correlate::{Correlation, Evidence, Watch, correlate};
use whence::domain::mark::Marked;
use whence::evidence::discover::{Search, discover};
use whence::export::batches::write;
use whence::export::jsonl::JSON_LINES;
use whence::export::sessions::SessionTable;
use whence::ingest::files::{IngestResult, read_files};
use whence::ingest::options::ReadOptions;
use whence::job::cancel::CancelToken;
use whence::job::progress::Progress;

/// The figures that a process printed.
#[derive(Clone, Debug, Default)]
pub struct Figures(Vec<(String, f64)>);

impl Figures {
    /// The figure with this name, or 0 if there is none.
    pub fn get(&self, name: &str) -> f64 {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or(0.0, |(_, value)| *value)
    }
}

/// Runs a stage in its own process with this number of threads. Returns its figures.
pub fn take(stage: &str, path: &Path, threads: usize) -> io::Result<Figures> {
    let output = Command::new(std::env::current_exe()?)
        .args(["--stage", stage])
        .arg(path)
        .env("RAYON_NUM_THREADS", threads.to_string())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr);
        return Err(io::Error::other(format!("{stage} failed: {why}")));
    }
    let pairs = text.lines().filter_map(|line| line.split_once('='));
    let figures = pairs.filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?)));
    Ok(Figures(figures.collect()))
}

/// For each stage and number of threads, the figures of the run with the median CPU time out of
/// five. The stages take turns, because a machine may be faster in one minute than in the next.
pub fn medians_of_five<const N: usize>(
    stages: [(&str, usize); N],
    path: &Path,
) -> io::Result<[Figures; N]> {
    let mut taken = [const { Vec::new() }; N];
    for _ in 0..5 {
        for ((stage, threads), taken) in stages.iter().zip(&mut taken) {
            taken.push(take(stage, path, *threads)?);
        }
    }
    Ok(taken.map(|mut taken: Vec<Figures>| {
        taken.sort_by(|a, b| a.get("cpu").total_cmp(&b.get("cpu")));
        taken.swap_remove(2)
    }))
}

/// Runs one stage in this process.
pub fn run(stage: &str, path: &Path) -> io::Result<()> {
    let wall = Instant::now();
    let cpu = ProcessTime::now();
    let every = ReadOptions {
        every_log: true,
        every_copy: true,
        ..ReadOptions::default()
    };
    // Keep the results until everything was measured, because freeing them is not part of the work.
    let mut _read = None;
    let mut _joined = None;
    match stage {
        "raw" => raw(path)?,
        "ingest" => _read = ingest(path, ReadOptions::default()),
        "ingest-all" => _read = ingest(path, every),
        "whole" => whole(path)?,
        "write" => writing(path)?,
        "rendered" => rendered(path),
        "correlate" => _joined = correlation(path),
        other => return Err(io::Error::other(format!("no stage {other}"))),
    }
    println!("cpu={}", cpu.elapsed().as_secs_f64());
    println!("wall={}", wall.elapsed().as_secs_f64());
    println!("peak_mb={}", peak_mb());
    Ok(())
}

/// Peak memory of this process in MB of 10^6 bytes; 0 if the system does not report it.
fn peak_mb() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: f64 = line
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0.0);
    kib * 1024.0 / 1e6
}

fn files_under(path: &Path) -> Vec<PathBuf> {
    let found = discover(&[path.to_owned()], &Search::LOGS);
    found
        .files
        .into_iter()
        .map(|file| file.source.name().path().to_owned())
        .collect()
}

/// The minimum that any reader must do: read every byte and compute the checksum of every chunk.
fn raw(path: &Path) -> io::Result<()> {
    let mut buffer = vec![0_u8; 4 * 65_536];
    let mut sum = 0_u32;
    for file in files_under(path) {
        let mut file = File::open(file)?;
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            for chunk in buffer[..read].chunks(65_536) {
                sum ^= crc32fast::hash(chunk);
            }
        }
    }
    println!("checksum={sum}");
    Ok(())
}

/// Decodes and stores all events. Returns them.
fn ingest(path: &Path, options: ReadOptions) -> Option<IngestResult> {
    let mut files = discover(&[path.to_owned()], &Search::LOGS).files;
    let (progress, cancel) = (Progress::default(), CancelToken::default());
    let found = read_files(&mut files, options, &progress, &cancel).ok()?;
    let events: usize = found.events.iter().map(Vec::len).sum();
    println!("events={events}");
    println!(
        "records={}",
        files.iter().map(|f| f.contents.records).sum::<u64>()
    );
    println!(
        "slow={}",
        files.iter().map(|f| f.contents.slow).sum::<u64>()
    );
    Some(found)
}

/// Loads a case, and lists the sessions that the default view shows.
fn shown(path: &Path) -> io::Result<(Case, Vec<u32>)> {
    let (progress, cancel) = (Progress::default(), CancelToken::default());
    let case = load(&[path.to_owned()], &progress, &cancel)
        .map_err(|_| io::Error::other("the load stopped early"))?;
    let sessions = (0..).zip(&case.sessions);
    let shown = sessions.filter(|(_, session)| session.is_shown());
    let shown = shown.map(|(index, _)| index).collect();
    Ok((case, shown))
}

fn write_json(case: &Case, indices: &[u32], out: &mut dyn io::Write) -> io::Result<()> {
    let marked = &Marked::new();
    let table = SessionTable {
        case,
        indices,
        marked,
    };
    write(&table, &JSON_LINES, out, &|_| true).map(|_| ())
}

/// A whole headless run: loads a case and writes its sessions as JSON Lines.
fn whole(path: &Path) -> io::Result<()> {
    let (case, shown) = shown(path)?;
    let mut out = Vec::new();
    write_json(&case, &shown, &mut out)?;
    println!("sessions={}", shown.len());
    println!("bytes={}", out.len());
    println!("hash={}", crc32fast::hash(&out));
    Ok(())
}

/// Measures only the writing, to a sink.
fn writing(path: &Path) -> io::Result<()> {
    let (case, shown) = shown(path)?;
    let (start, wall) = (ProcessTime::now(), Instant::now());
    write_json(&case, &shown, &mut io::sink())?;
    println!("write={}", start.elapsed().as_secs_f64());
    println!("write_wall={}", wall.elapsed().as_secs_f64());
    println!("sessions={}", shown.len());
    Ok(())
}

/// Renders every record as a JSON value with the evtx crate, as other forensic tools do.
fn rendered(path: &Path) {
    let mut records = 0_u64;
    for file in files_under(path) {
        if let Ok(mut parser) = evtx::EvtxParser::from_path(&file) {
            records += parser.records_json_value().flatten().count() as u64;
        }
    }
    println!("records={records}");
}

/// Measures only the correlation. Returns its result.
fn correlation(path: &Path) -> Option<Correlation> {
    let mut files = discover(&[path.to_owned()], &Search::LOGS).files;
    let (progress, cancel) = (Progress::default(), CancelToken::default());
    let found = read_files(&mut files, ReadOptions::default(), &progress, &cancel).ok()?;
    let events: usize = found.events.iter().map(Vec::len).sum();
    let folders = folders(&files);
    let exports = exports(&files);
    let (start, wall) = (ProcessTime::now(), Instant::now());
    let evidence = Evidence {
        recovered: found.recovered,
        events: found.events,
        heartbeats: &found.heartbeats,
        runs: &found.runs,
        folders: &folders,
        exports: &exports,
        artefacts: whence::correlate::Artefacts::NONE,
    };
    let joined = correlate(evidence, Watch::ALONE)?;
    println!("correlate={}", start.elapsed().as_secs_f64());
    println!("correlate_wall={}", wall.elapsed().as_secs_f64());
    println!("events={events}");
    println!("sessions={}", joined.sessions.len());
    Some(joined)
}

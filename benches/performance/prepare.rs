//! Prepares large evidence: the chunks of small real logs repeated, and generated cases.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use crate::evidence::{self, Size};

const HEADER: usize = 4096;
const CHUNK: usize = 65_536;

/// The evidence to measure with.
pub struct Sets {
    /// One file with the repeated chunks of real Security logs.
    pub security: PathBuf,
    /// Every log of the corpus, each with its own chunks repeated.
    pub mixed: PathBuf,
    /// Folders with generated cases.
    pub generated: Vec<PathBuf>,
}

/// Prepares the evidence that does not exist yet.
pub fn sets(corpus: &Path, folder: &Path, bytes: u64, large: bool) -> io::Result<Sets> {
    let corpus = if corpus.is_dir() {
        corpus.to_owned()
    } else {
        println!(
            "no corpus at {}: the sample case stands in",
            corpus.display()
        );
        PathBuf::from("sample_logs")
    };
    let logs = logs_under(&corpus)?;
    let security = folder.join("security").join("security.evtx");
    if !security.exists() {
        println!("preparing {}", security.display());
        let security_logs: Vec<PathBuf> = logs
            .iter()
            .filter(|log| is_security(log))
            .cloned()
            .collect();
        write_repeated(&security_logs, &security, bytes)?;
    }
    let mixed = folder.join("mixed");
    if !mixed.exists() {
        println!("preparing {}", mixed.display());
        let total: u64 = logs.iter().map(|log| size(log)).sum();
        for log in &logs {
            let share =
                (u128::from(size(log)) * u128::from(bytes) / u128::from(total.max(1))) as u64;
            let relative = log.strip_prefix(&corpus).unwrap_or(log);
            write_repeated(std::slice::from_ref(log), &mixed.join(relative), share)?;
        }
    }
    let sizes = if large { SIZES } else { &SIZES[..2] };
    let generated = sizes.iter().map(|&size| generate(size, folder));
    Ok(Sets {
        security,
        mixed,
        generated: generated.collect::<io::Result<_>>()?,
    })
}

/// The generated cases: number of sessions in the default view, and number of programs started in
/// each of a few desktop sessions. The last two have ten million records that Whence understands:
/// one with few records for each session (2.4 million sessions including the hidden ones), the
/// other with a million sessions in total.
const SIZES: &[(u64, usize)] = &[(10_000, 0), (100_000, 0), (1_000_000, 0), (420_000, 63)];

fn generate((sessions, programs): (u64, usize), folder: &Path) -> io::Result<PathBuf> {
    let name = match programs {
        0 => format!("generated-{sessions}"),
        _ => format!("generated-{sessions}-{programs}"),
    };
    let case = folder.join(name);
    if !case.exists() {
        println!("preparing {}", case.display());
        let size = Size {
            hosts: 40,
            days: 30,
            sessions,
            programs,
            seed: 1,
        };
        let written = evidence::write(size, &case)?;
        println!("{} records, {} bytes", written.records, written.bytes);
    }
    Ok(case)
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

fn logs_under(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut logs = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            logs.extend(logs_under(&path)?);
        } else if path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("evtx"))
        {
            logs.push(path);
        }
    }
    logs.sort();
    Ok(logs)
}

/// Whether a file has the name of a Security log and holds at least one complete chunk.
fn is_security(log: &Path) -> bool {
    let name = log
        .file_stem()
        .map(|name| name.to_string_lossy().to_lowercase());
    let is_named = name.is_some_and(|name| {
        name.contains("security") && !name.contains("security-") && !name.contains("securitymit")
    });
    is_named && size(log) >= 60_000
}

/// Writes a log of about `bytes` bytes that repeats the valid chunks of `logs`.
fn write_repeated(logs: &[PathBuf], to: &Path, bytes: u64) -> io::Result<()> {
    let mut head: Option<Vec<u8>> = None;
    let mut chunks: Vec<Vec<u8>> = Vec::new();
    for log in logs {
        let data = fs::read(log)?;
        if !data.starts_with(b"ElfFile\0") || data.len() < HEADER {
            continue;
        }
        head.get_or_insert_with(|| data[..HEADER].to_vec());
        let whole = data[HEADER..].chunks_exact(CHUNK);
        chunks.extend(
            whole
                .filter(|c| c.starts_with(b"ElfChnk\0"))
                .map(<[u8]>::to_vec),
        );
    }
    let (Some(mut head), false) = (head, chunks.is_empty()) else {
        return Ok(());
    };
    let count = (bytes as usize / CHUNK).max(1);
    head[8..16].copy_from_slice(&0_u64.to_le_bytes());
    head[16..24].copy_from_slice(&(count as u64 - 1).to_le_bytes());
    head[42..44].copy_from_slice(&(count.min(0xffff) as u16).to_le_bytes());
    let checksum = crc32fast::hash(&head[..120]);
    head[124..128].copy_from_slice(&checksum.to_le_bytes());
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut out = BufWriter::new(File::create(to)?);
    out.write_all(&head)?;
    for chunk in chunks.iter().cycle().take(count) {
        out.write_all(chunk)?;
    }
    out.flush()
}

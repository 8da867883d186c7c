//! Log files of a host, written at once or while its story is told.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::host::Host;
use super::log::{Finished, Index};
use super::time::Time;
use crate::common::evtx_writer::{LogWriter, Record};

/// The story may still add records for up to this many seconds before now.
const STILL_OPEN: f64 = 60.0;

/// Windows writes the slash of a channel name as `%4` in its file names.
pub fn file_name(channel: &str) -> String {
    format!("{}.evtx", channel.replace('/', "%4"))
}

/// Writes the records of a channel to a folder.
pub fn write_log(folder: &Path, channel: &str, records: &[Record]) -> io::Result<()> {
    let mut log = create_log(folder, channel)?;
    for record in records {
        log.push(record)?;
    }
    log.finish()?;
    Ok(())
}

fn create_log(folder: &Path, channel: &str) -> io::Result<LogWriter<File>> {
    fs::create_dir_all(folder)?;
    LogWriter::new(File::create(folder.join(file_name(channel)))?)
}

/// The logs of one host, written while the story is told: a long story does not fit in memory.
pub struct Serial {
    folder: PathBuf,
    logs: BTreeMap<&'static str, LogWriter<File>>,
    index: Index,
    counts: BTreeMap<(&'static str, u16), u64>,
}

/// A host whose logs are written.
pub struct WrittenHost {
    /// Its sessions, in the order of their begin.
    pub expected: Vec<Value>,
    /// How many records there are of each channel and event id.
    pub counts: BTreeMap<(&'static str, u16), u64>,
    pub bytes: u64,
}

impl Serial {
    /// Logs in `<folder>/<HOST>`.
    pub fn new(folder: &Path, host: &Host) -> Serial {
        Serial {
            folder: folder.join(&host.folder),
            logs: BTreeMap::new(),
            index: Index::default(),
            counts: BTreeMap::new(),
        }
    }

    /// Writes the records of the story up to shortly before `now`.
    pub fn write_until(&mut self, host: &mut Host, now: Time) -> io::Result<()> {
        host.forget_after_power_off();
        self.append(&host.logs.take_before(now - STILL_OPEN))
    }

    /// Writes the remaining records.
    pub fn finish(mut self, host: &mut Host) -> io::Result<WrittenHost> {
        self.append(&host.logs.take_before(Time(u64::MAX)))?;
        let mut bytes = 0;
        for log in self.logs.into_values() {
            bytes += log.finish()?.seek(io::SeekFrom::End(0))?;
        }
        let mut expected = host.expected_sessions(&self.index);
        super::sort(&mut expected);
        Ok(WrittenHost {
            expected,
            counts: self.counts,
            bytes,
        })
    }

    fn append(&mut self, finished: &Finished) -> io::Result<()> {
        self.index.add(finished);
        for (&channel, records) in finished {
            if !self.logs.contains_key(channel) {
                let log = create_log(&self.folder, channel)?;
                self.logs.insert(channel, log);
            }
            let log = self.logs.get_mut(channel).expect("it was just made");
            for (_, record) in records {
                log.push(record)?;
                *self.counts.entry((channel, record.event_id)).or_default() += 1;
            }
        }
        Ok(())
    }
}

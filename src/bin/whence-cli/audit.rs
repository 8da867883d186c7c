//! The audit: for each host, what became of every record of a logon or logoff. As JSON Lines for programs,
//! as text for people.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use whence::analysis::audit::{Background, Ledger, LedgerEntry};
use whence::analysis::sentence::printable;
use whence::case::Case;
use whence::domain::event::EventIndex;

/// Writes the ledgers of a case as text.
///
/// # Errors
/// Errors of `out`.
pub(crate) fn write_text(case: &Case, ledgers: &[Ledger], out: &mut dyn Write) -> io::Result<()> {
    for ledger in ledgers.iter().filter(|ledger| ledger.records() > 0) {
        writeln!(out, "{}", printable(case.host_name(ledger.host)))?;
        writeln!(
            out,
            "  {:<14}{:>10}{:>13}{:>13}{:>13}",
            "record", "read", "in sessions", "background", "unexplained"
        )?;
        for (class, entry) in &ledger.entries {
            row(out, class.as_str(), entry)?;
        }
        let reasons: Vec<String> = background(ledger)
            .filter(|(_, count)| *count > 0)
            .map(|(reason, count)| format!("{count} {reason}"))
            .collect();
        if !reasons.is_empty() {
            writeln!(out, "  background: {}", reasons.join(", "))?;
        }
        exceptions(case, ledger, out)?;
        writeln!(out)?;
    }
    Ok(())
}

fn row(out: &mut dyn Write, class: &str, entry: &LedgerEntry) -> io::Result<()> {
    writeln!(
        out,
        "  {:<14}{:>10}{:>13}{:>13}{:>13}",
        class,
        entry.records,
        entry.in_sessions,
        entry.background.values().sum::<u64>(),
        entry.unexplained.len()
    )
}

fn background(ledger: &Ledger) -> impl Iterator<Item = (Background, u64)> + '_ {
    Background::ALL.iter().map(|reason| {
        let entries = ledger.entries.values();
        let counts = entries.filter_map(|entry| entry.background.get(reason));
        (*reason, counts.sum())
    })
}

/// Every record that no session has, and every record that two have.
fn exceptions(case: &Case, ledger: &Ledger, out: &mut dyn Write) -> io::Result<()> {
    for (class, entry) in &ledger.entries {
        let lists = [
            ("unexplained", &entry.unexplained),
            ("counted twice", &entry.twice),
        ];
        for (what, events) in lists {
            for &index in events {
                let Some(event) = case.record(index) else {
                    continue;
                };
                writeln!(
                    out,
                    "  {what}: {}, {} #{} at {} in {}",
                    class,
                    event.event_id,
                    event.record_id,
                    event.time,
                    printable(&case.file_names(event).join(", "))
                )?;
            }
        }
    }
    Ok(())
}

/// One line for programs.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line<'a> {
    /// What became of the records of one kind on one host.
    Account {
        host: &'a str,
        record: &'a str,
        read: u64,
        in_sessions: u64,
        background: u64,
        background_reasons: BTreeMap<&'a str, u64>,
        unexplained: usize,
        counted_twice: usize,
    },
    /// A record that no session has.
    Unexplained(Exception<'a>),
    /// A record that two sessions have.
    CountedTwice(Exception<'a>),
}

/// A record that has not exactly one session.
#[derive(Serialize)]
struct Exception<'a> {
    host: &'a str,
    record: &'a str,
    channel: &'a str,
    event_id: u32,
    record_id: u64,
    time: String,
    files: Vec<&'a str>,
}

/// Writes the ledgers of a case as JSON Lines: an object for each kind of record on each host, and then one
/// for each record that is unexplained.
///
/// # Errors
/// Errors of `out`.
pub(crate) fn write_lines(case: &Case, ledgers: &[Ledger], out: &mut dyn Write) -> io::Result<()> {
    let mut line = |line: Line<'_>| -> io::Result<()> {
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")
    };
    for ledger in ledgers {
        let host = case.host_name(ledger.host);
        for (class, entry) in &ledger.entries {
            let reasons = entry.background.iter();
            line(Line::Account {
                host,
                record: class.as_str(),
                read: entry.records,
                in_sessions: entry.in_sessions,
                background: entry.background.values().sum(),
                background_reasons: reasons.map(|(why, count)| (why.as_str(), *count)).collect(),
                unexplained: entry.unexplained.len(),
                counted_twice: entry.twice.len(),
            })?;
            let exception = |index: &EventIndex| {
                let record = case.record(*index)?;
                Some(Exception {
                    host,
                    record: class.as_str(),
                    channel: &record.channel,
                    event_id: record.event_id,
                    record_id: record.record_id,
                    time: record.time.to_string(),
                    files: case.file_names(record),
                })
            };
            for exception in entry.unexplained.iter().filter_map(exception) {
                line(Line::Unexplained(exception))?;
            }
            for exception in entry.twice.iter().filter_map(exception) {
                line(Line::CountedTwice(exception))?;
            }
        }
    }
    Ok(())
}

//! The ledger of conservation as text: for each host, what became of every record that tells of
//! somebody's coming or going.

use std::io::{self, Write};

use whence::analysis::audit::{Background, Ledger, LedgerEntry};
use whence::analysis::sentence::printable;
use whence::case::Case;

/// Writes the ledgers of a case.
///
/// # Errors
/// Whatever `out` says.
pub fn write(case: &Case, ledgers: &[Ledger], out: &mut dyn Write) -> io::Result<()> {
    for ledger in ledgers.iter().filter(|ledger| ledger.records() > 0) {
        writeln!(out, "{}", printable(case.host_name(ledger.host)))?;
        writeln!(
            out,
            "  {:<14}{:>10}{:>13}{:>13}{:>13}",
            "record", "read", "in sessions", "background", "unexplained"
        )?;
        for (class, account) in &ledger.accounts {
            row(out, class.as_str(), account)?;
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

fn row(out: &mut dyn Write, class: &str, account: &LedgerEntry) -> io::Result<()> {
    writeln!(
        out,
        "  {:<14}{:>10}{:>13}{:>13}{:>13}",
        class,
        account.records,
        account.in_sessions,
        account.background.values().sum::<u64>(),
        account.unexplained.len()
    )
}

fn background(ledger: &Ledger) -> impl Iterator<Item = (Background, u64)> + '_ {
    Background::ALL.iter().map(|reason| {
        let accounts = ledger.accounts.values();
        let counts = accounts.filter_map(|account| account.background.get(reason));
        (*reason, counts.sum())
    })
}

/// Every record that no session has, and every record that two have.
fn exceptions(case: &Case, ledger: &Ledger, out: &mut dyn Write) -> io::Result<()> {
    for (class, account) in &ledger.accounts {
        let lists = [
            ("unexplained", &account.unexplained),
            ("counted twice", &account.twice),
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

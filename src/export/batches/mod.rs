//! Writes a table: its rows are rendered on all cores and written in their order.

use std::io::{self, Write};
use std::ops::Range;

use rayon::prelude::*;

use super::sink::{Batch, Format};
use crate::domain::table::Table;

/// How much one core renders at a time, in the weights of rows: of sessions, where each source counts too,
/// this gives some 200 kB of text, which the core's own cache holds.
const BATCH_WEIGHT: usize = 512;
/// How many batches each core renders before they are written.
const BATCHES_PER_CORE: usize = 4;
/// A buffer that grew beyond this many bytes, because of rows with very long cells, is not kept.
const LARGEST_KEPT_BUFFER: usize = 1 << 20;

/// Called again and again with the number of rows written so far; returns whether to continue.
pub type OnWritten<'w> = &'w dyn Fn(usize) -> bool;

/// Writes a table. Returns how many cells were escaped; `None` when `on_written` asked to stop.
///
/// # Errors
/// Errors of the sink and of `out`.
pub fn write(
    table: &dyn Table,
    format: &Format,
    out: &mut dyn Write,
    on_written: OnWritten<'_>,
) -> io::Result<Option<u64>> {
    let columns = table.columns();
    let mut sink = (format.sink)();
    sink.begin(&columns, out)?;
    let batches = batches(table);
    // Allocating is slow, so buffers are reused.
    let mut buffers = vec![Vec::new(); BATCHES_PER_CORE * rayon::current_num_threads()];
    let (mut escaped, mut written) = (0, 0);
    for round in batches.chunks(buffers.len()) {
        let render = |(buffer, rows): (&mut Vec<u8>, &Range<usize>)| {
            buffer.clear();
            let batch = Batch {
                columns: &columns,
                table,
                rows: rows.clone(),
            };
            sink.render(&batch, buffer)
        };
        let sum: io::Result<u64> = if round.len() == 1 {
            // A short table does not wait for cores that are busy with something else.
            buffers.iter_mut().zip(round).map(render).sum()
        } else {
            buffers.par_iter_mut().zip(round).map(render).sum()
        };
        escaped += sum?;
        for (buffer, rows) in buffers.iter_mut().zip(round) {
            sink.append(buffer, out)?;
            written += rows.len();
            if buffer.capacity() > LARGEST_KEPT_BUFFER {
                *buffer = Vec::new();
            }
        }
        if !on_written(written) {
            return Ok(None);
        }
    }
    sink.finish(out)?;
    Ok(Some(escaped))
}

/// The rows in batches of about the same weight.
fn batches(table: &dyn Table) -> Vec<Range<usize>> {
    let mut batches = Vec::new();
    let (mut begin, mut weight) = (0, 0);
    for row in 0..table.row_count() {
        weight += table.weight(row);
        if weight >= BATCH_WEIGHT {
            batches.push(begin..row + 1);
            (begin, weight) = (row + 1, 0);
        }
    }
    if begin < table.row_count() {
        batches.push(begin..table.row_count());
    }
    batches
}

#[cfg(test)]
mod tests;

//! Sessions rendered on all cores, and written in their order.

use std::io::{self, Write};

use rayon::prelude::*;

use super::{Listed, OnWritten};
use crate::domain::mark::Mark;
use crate::domain::session::Session;

/// What one core renders at a time, where a session counts as one and each of its sources as one: some
/// 200 kB of text, which the core's own cache holds.
const BATCH: usize = 512;
/// Batches for each core before what they gave is written.
const BATCHES: usize = 4;
/// Room above so many bytes, which some session with very many sources took, is not kept.
const MOST_ROOM: usize = 1 << 20;

/// Has every session rendered and writes what comes of them. Returns the sum of what `render` says of
/// each batch; `None` when `on_written` said to stop.
///
/// # Errors
/// Whatever `render` or `out` answers.
pub fn write<'a>(
    listed: Listed<'a>,
    out: &mut dyn Write,
    on_written: OnWritten<'_>,
    render: impl Fn(&mut dyn Iterator<Item = Row<'a>>, &mut Vec<u8>) -> io::Result<u64> + Sync,
) -> io::Result<Option<u64>> {
    let rendered = |(room, indices): (&mut Vec<u8>, &'a [u32])| {
        room.clear();
        render(&mut Listed { indices, ..listed }.sessions(), room)
    };
    let batches = batches(listed);
    // Fresh memory is dear, so rooms are kept.
    let mut rooms = vec![Vec::new(); BATCHES * rayon::current_num_threads()];
    let (mut sum, mut written) = (0, 0);
    for at_a_time in batches.chunks(rooms.len()) {
        let own: io::Result<u64> = if at_a_time.len() == 1 {
            // Few are not kept waiting by whatever else all cores do.
            let batches = rooms.iter_mut().zip(at_a_time.iter().copied());
            batches.map(rendered).sum()
        } else {
            let batches = rooms.par_iter_mut().zip(at_a_time.par_iter().copied());
            batches.map(rendered).sum()
        };
        sum += own?;
        for (room, indices) in rooms.iter_mut().zip(at_a_time) {
            out.write_all(room)?;
            written += indices.len();
            if room.capacity() > MOST_ROOM {
                *room = Vec::new();
            }
        }
        if !on_written(written) {
            return Ok(None);
        }
    }
    Ok(Some(sum))
}

/// The sessions in parts of about the same size.
fn batches(listed: Listed<'_>) -> Vec<&[u32]> {
    let size = |index: u32| {
        let session = listed.case.sessions.get(index as usize);
        1 + session.map_or(0, |session| session.sources.len())
    };
    let mut sum = 0;
    let fits = |last: &u32, _: &u32| {
        sum += size(*last);
        let fits = sum < BATCH;
        if !fits {
            sum = 0;
        }
        fits
    };
    listed.indices.chunk_by(fits).collect()
}

/// A session and its mark.
pub type Row<'a> = (&'a Session, &'a Mark);

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::case::Case;
    use crate::domain::event::EventIndex;
    use crate::domain::mark::Marked;
    use crate::domain::rule::Rule;
    use crate::domain::session::{HostIndex, Kind, Outcome, Role, Source};

    /// A case of so many sessions, which are told apart by their attempts.
    fn case(sessions: u32) -> Case {
        let sessions = (0..sessions).map(|attempts| Session {
            attempts,
            ..Session::new(HostIndex(0), Kind::Rdp, Outcome::Failed)
        });
        Case {
            sessions: sessions.collect(),
            ..Case::default()
        }
    }

    /// What is written of all sessions, the last one first, and how many were written time after time.
    fn written(case: &Case, most: usize) -> (Option<u64>, String, Vec<usize>) {
        let (marked, told) = (Marked::new(), RefCell::new(Vec::new()));
        let indices: Vec<u32> = (0..case.sessions.len() as u32).rev().collect();
        let listed = Listed {
            case,
            indices: &indices,
            marked: &marked,
        };
        let on_written = |so_far| {
            told.borrow_mut().push(so_far);
            so_far < most
        };
        let mut out = Vec::new();
        let sum = write(listed, &mut out, &on_written, |rows, out| {
            let mut count = 0;
            for (session, _) in rows {
                writeln!(out, "{}", session.attempts)?;
                count += 1;
            }
            Ok(count)
        });
        let text = String::from_utf8(out).expect("digits");
        (sum.expect("memory takes all"), text, told.into_inner())
    }

    #[test]
    fn each_is_written_once_and_in_order() {
        let more_than_at_a_time = BATCH * BATCHES * rayon::current_num_threads() + BATCH + 1;
        for count in [0, 1, BATCH, BATCH + 1, more_than_at_a_time] {
            let (sum, text, told) = written(&case(count as u32), usize::MAX);
            let expected = (0..count).rev().map(|number| format!("{number}\n"));
            assert_eq!(text, expected.collect::<String>());
            assert_eq!(sum, Some(count as u64));
            assert_eq!(told.last().copied().unwrap_or(0), count);
            assert!(told.is_sorted());
        }
    }

    #[test]
    fn it_stops_when_it_is_told_to() {
        let at_a_time = BATCH * BATCHES * rayon::current_num_threads();
        let (sum, text, told) = written(&case(3 * at_a_time as u32), 1);
        assert_eq!(sum, None);
        assert_eq!((text.lines().count(), told), (at_a_time, vec![at_a_time]));
    }

    #[test]
    fn a_session_of_many_sources_counts_as_many() {
        let mut case = case(2_000);
        let source = Source {
            event: EventIndex(0),
            role: Role::Support,
            rule: Rule::new("A1"),
            join: "time".into(),
        };
        case.sessions[3].sources = vec![source; 3 * BATCH].into();
        let indices: Vec<u32> = (0..2_000).collect();
        let marked = Marked::new();
        let listed = Listed {
            case: &case,
            indices: &indices,
            marked: &marked,
        };
        let sizes: Vec<usize> = batches(listed).iter().map(|batch| batch.len()).collect();
        assert_eq!(sizes, [4, BATCH, BATCH, BATCH, 2_000 - 4 - 3 * BATCH]);
    }
}

use std::cell::RefCell;

use super::*;
use crate::case::Case;
use crate::domain::cell::Cell;
use crate::domain::event::EventIndex;
use crate::domain::mark::Marked;
use crate::domain::rule::Rule;
use crate::domain::session::{HostIndex, Kind, Outcome, Role, Session, Source};
use crate::domain::table::ColumnHeader;
use crate::export::sessions::SessionTable;
use crate::export::sink::Sink;

/// A table of the numbers below this one, the largest first.
struct Countdown(usize);

impl Table for Countdown {
    fn columns(&self) -> Vec<ColumnHeader> {
        let (name, title) = ("number", "Number");
        vec![ColumnHeader { name, title }]
    }

    fn row_count(&self) -> usize {
        self.0
    }

    fn read_row<'a>(&'a self, row: usize, cells: &mut Vec<Cell<'a>>) {
        cells.push(Cell::Integer((self.0 - row - 1) as u64));
    }
}

/// A format of one line for each row, which counts every cell as escaped.
struct Lines;

const LINES: Format = Format {
    name: "lines",
    profile: None,
    title: "Lines",
    sink: || Box::new(Lines),
};

impl Sink for Lines {
    fn begin(&mut self, columns: &[ColumnHeader], out: &mut dyn Write) -> io::Result<()> {
        columns
            .iter()
            .try_for_each(|c| writeln!(out, "{}", c.title))
    }

    fn render(&self, batch: &Batch<'_>, out: &mut Vec<u8>) -> io::Result<u64> {
        let mut count = 0;
        batch.for_each_row(|cells| {
            count += cells.len() as u64;
            writeln!(out, "{cells:?}")
        })?;
        Ok(count)
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "end")
    }
}

/// What is written of a table, and how many rows were written at each call. It is asked to stop once
/// there are `limit` of them.
fn written(count: usize, limit: usize) -> (Option<u64>, String, Vec<usize>) {
    let calls = RefCell::new(Vec::new());
    let on_written = |so_far| {
        calls.borrow_mut().push(so_far);
        so_far < limit
    };
    let mut out = Vec::new();
    let escaped = write(&Countdown(count), &LINES, &mut out, &on_written);
    let text = String::from_utf8(out).expect("digits");
    (escaped.expect("memory takes all"), text, calls.into_inner())
}

#[test]
fn each_row_is_written_once_and_in_order() {
    let more_than_a_round =
        BATCH_WEIGHT * BATCHES_PER_CORE * rayon::current_num_threads() + BATCH_WEIGHT + 1;
    for count in [0, 1, BATCH_WEIGHT, BATCH_WEIGHT + 1, more_than_a_round] {
        let (escaped, text, calls) = written(count, usize::MAX);
        let rows = (0..count)
            .rev()
            .map(|number| format!("[Integer({number})]\n"));
        let expected = format!("Number\n{}end\n", rows.collect::<String>());
        assert_eq!(text, expected);
        assert_eq!(escaped, Some(count as u64));
        assert_eq!(calls.last().copied().unwrap_or(0), count);
        assert!(calls.is_sorted());
    }
}

#[test]
fn it_stops_on_request() {
    let round = BATCH_WEIGHT * BATCHES_PER_CORE * rayon::current_num_threads();
    let (escaped, text, calls) = written(3 * round, 1);
    assert_eq!(escaped, None);
    assert_eq!((text.lines().count(), calls), (1 + round, vec![round]));
}

#[test]
fn a_session_weighs_as_much_as_its_sources() {
    let session = Session::new(HostIndex(0), Kind::Rdp, Outcome::Failed);
    let mut sessions = vec![session; 2_000];
    let source = Source {
        event: EventIndex(0),
        role: Role::Support,
        rule: Rule::new("A1"),
        join: "time".into(),
    };
    sessions[3].sources = vec![source; 3 * BATCH_WEIGHT].into();
    let case = Case {
        sessions,
        ..Case::default()
    };
    let indices: Vec<u32> = (0..2_000).collect();
    let table = SessionTable {
        case: &case,
        indices: &indices,
        marked: &Marked::new(),
    };
    let sizes: Vec<usize> = batches(&table).into_iter().map(|rows| rows.len()).collect();
    assert_eq!(
        sizes,
        [
            4,
            BATCH_WEIGHT,
            BATCH_WEIGHT,
            BATCH_WEIGHT,
            2_000 - 4 - 3 * BATCH_WEIGHT
        ]
    );
}

//! Ten million rows and lanes that need no case.

use std::borrow::Cow;

use whence::analysis::group_keys::UserKey;
use whence::analysis::lanes::{Bar, BarRow, EdgeCertainty, Lane, LaneKey};
use whence::domain::event::EventIndex;
use whence::domain::session::Kind;
use whence::tables::cell::CellValue;
use whence::tables::column::Header;
use whence::tables::route::Route;
use whence::tables::rows::TableRows;
use whence::tables::sorting::{Sort, Sorting};

/// Ten million rows of eight columns.
pub struct Counted(Vec<Header>);

impl Default for Counted {
    fn default() -> Self {
        let header = |title| Header::new(title, title, 180.0);
        let titles = [
            "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight",
        ];
        Self(titles.map(header).to_vec())
    }
}

impl TableRows for Counted {
    fn name(&self) -> &'static str {
        "counted"
    }

    fn len(&self) -> usize {
        10_000_000
    }

    fn headers(&self) -> &[Header] {
        &self.0
    }

    fn first_sort(&self) -> Sort {
        Sort::up(0)
    }

    fn cell(&self, row: u32, column: usize) -> CellValue {
        CellValue::Number(u64::from(row) * 10 + column as u64)
    }

    fn row_name(&self, row: u32) -> String {
        format!("row {row}")
    }

    fn down(&self, _: u32) -> Option<Route> {
        None
    }

    fn sessions(&self, _: u32) -> Cow<'_, [u32]> {
        Cow::Borrowed(&[])
    }

    fn event(&self, _: u32) -> Option<EventIndex> {
        None
    }

    fn sorted(&self, _: Sorting) -> Vec<u32> {
        (0..self.len() as u32).collect()
    }

    fn row_of(&self, _: u32) -> Option<u32> {
        None
    }
}

/// `sessions` sessions on `lanes` lanes. Each lane has three rows of stays and one row of refusals.
pub fn lanes(sessions: usize, lanes: usize) -> Vec<Lane> {
    let each = sessions / lanes / 4;
    (0..lanes)
        .map(|lane| Lane {
            stays: (0..3).map(|row| bars(each, lane * 7 + row, 400)).collect(),
            refusals: bars(each, lane * 7 + 3, 1),
            ..Lane::new(LaneKey::User(UserKey::Unnamed), format!("user {lane}"))
        })
        .collect()
}

fn bars(count: usize, seed: usize, longest: usize) -> BarRow {
    let mut state = seed as u64 + 1;
    let mut number = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % below
    };
    let mut start = 0.0;
    (0..count)
        .map(|session| {
            start += number(1000) as f64;
            Bar {
                session: session as u32,
                start,
                end: start + number(longest) as f64,
                kind: Kind::Rdp,
                entered: true,
                start_edge: EdgeCertainty::Known,
                end_edge: EdgeCertainty::Known,
            }
        })
        .collect()
}

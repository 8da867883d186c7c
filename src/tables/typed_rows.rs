//! The rows of a table whose items all have one type, with the columns of its spec.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::{Arc, OnceLock};

use super::cell::CellValue;
use super::column::{CellSource, Column, Header, SortKey};
use super::loaded_case::{LoadedCase, in_one_year};
use super::order;
use super::route::Route;
use super::rows::{Marks, TableRows};
use super::sorting::{Sort, Sorting};
use super::spec::{RowLevel, TableSpec};
use crate::analysis::outliers::{Level, Outliers};
use crate::analysis::session_index::SessionIndex;
use crate::case::Case;
use crate::domain::event::EventIndex;
use crate::domain::mark::Mark;
use crate::domain::record_key::RecordKey;
use crate::domain::time::{DisplayZone, Timestamp};

/// Items of type `T` as the rows of their table.
pub struct TypedRows<T: 'static> {
    case: Arc<Case>,
    session_index: Arc<SessionIndex>,
    outliers: Arc<Outliers>,
    levels: Arc<Vec<Option<Level>>>,
    years: Option<(Timestamp, Timestamp)>,
    marks: Marks,
    items: Vec<T>,
    spec: &'static TableSpec<T>,
    headers: Vec<Header>,
    /// By column; made when a bar is first drawn.
    largest: Vec<OnceLock<u64>>,
}

impl<T: Send + Sync + 'static> TypedRows<T> {
    /// A table of `items`.
    pub fn new(
        loaded: &LoadedCase,
        marks: Marks,
        items: Vec<T>,
        spec: &'static TableSpec<T>,
    ) -> Self {
        let headers = spec.columns.iter().map(|column| column.header).collect();
        Self {
            case: Arc::clone(&loaded.case),
            session_index: Arc::clone(&loaded.session_index),
            outliers: Arc::clone(&loaded.outliers),
            levels: Arc::clone(&loaded.standing_out),
            years: loaded.years,
            marks,
            items,
            spec,
            headers,
            largest: spec.columns.iter().map(|_| OnceLock::new()).collect(),
        }
    }

    /// The order by the values of a column, of rows that come in an order already.
    fn by_values(&self, column: &Column<T>, descending: bool, mut order: Vec<u32>) -> Vec<u32> {
        let values = self.items.iter();
        let keys: Vec<CellValue> = values
            .map(|item| self.cell_of(column, item).sort_key())
            .collect();
        let key = |row: &u32| keys.get(*row as usize);
        // What is not known comes last in both directions.
        let known = |row: &u32| key(row).filter(|value| !value.is_blank());
        if descending {
            order.sort_by_key(|row| Reverse(known(row)));
        } else {
            order.sort_by_key(|row| (known(row).is_none(), known(row)));
        }
        order
    }

    /// The place of each code among the values; `None` where the value is nothing.
    fn places_of_codes(
        &self,
        column: &Column<T>,
        code: fn(&SessionIndex, &T) -> u32,
    ) -> Vec<Option<i64>> {
        let mut values: Vec<Option<CellValue>> = Vec::new();
        for item in &self.items {
            let code = code(&self.session_index, item) as usize;
            if values.len() <= code {
                values.resize(code + 1, None);
            }
            if let Some(value @ None) = values.get_mut(code) {
                *value = Some(self.cell_of(column, item).sort_key());
            }
        }
        let known = |value: &Option<CellValue>| value.clone().filter(|value| !value.is_blank());
        let mut sorted: Vec<CellValue> = values.iter().filter_map(known).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let place = |value: &Option<CellValue>| sorted.binary_search(value.as_ref()?).ok();
        values
            .iter()
            .map(|value| place(value).map(|place| place as i64))
            .collect()
    }

    /// Sorted by one column; equal rows keep the order that they come in.
    fn sorted_by(&self, sort: Sort, order: Vec<u32>) -> Vec<u32> {
        let Some(column) = self.spec.columns.get(sort.column) else {
            return order;
        };
        let session_index = &*self.session_index;
        let items = order.iter().filter_map(|row| self.item(*row));
        let places = match column.sort_key {
            SortKey::Cell => return self.by_values(column, sort.descending, order),
            SortKey::Number(number) => order::by_numbers(
                items.map(|item| number(session_index, item)),
                sort.descending,
            ),
            SortKey::Level(session) => {
                let level = |item| self.level_of(session(item)).map(|level| level as i64);
                order::by_numbers(items.map(level), sort.descending)
            }
            SortKey::Code(code) => {
                let places = self.places_of_codes(column, code);
                let place = |item| *places.get(code(session_index, item) as usize)?;
                order::by_numbers(items.map(place), sort.descending)
            }
            SortKey::Text(text) => {
                order::by_texts(items.map(|item| text(session_index, item)), sort.descending)
            }
        };
        let row_at = |place: u32| order.get(place as usize).copied();
        places.into_iter().filter_map(row_at).collect()
    }

    fn cell_of(&self, column: &Column<T>, item: &T) -> CellValue {
        match column.cell {
            CellSource::Case(cell) => cell(&self.case, item),
            CellSource::Outlier(cell) => cell(&self.outliers, &self.case, item),
            CellSource::Mark(cell) => self
                .mark(item)
                .map_or(CellValue::Absent, |mark| cell(&mark)),
        }
    }

    /// How much attention a session asks for.
    fn level_of(&self, session: u32) -> Option<Level> {
        let entry = self.session_index.get(session)?;
        *self.levels.get(entry.user_place as usize)?
    }

    /// The examiner's mark on the session that an item represents or on its record; of several sessions, all
    /// tags together.
    fn mark(&self, item: &T) -> Option<Cow<'_, Mark>> {
        match &*(self.spec.sessions)(item) {
            [session] => self.marks.sessions.get(session).map(Cow::Borrowed),
            [] if !self.marks.records.is_empty() => {
                let mark = self.marks.records.get(&self.mark_key(item)?);
                mark.map(Cow::Borrowed)
            }
            [] => None,
            sessions => together(self.marked_among(sessions)).map(Cow::Owned),
        }
    }

    /// The marks on these sessions, which are in the order of the case.
    fn marked_among<'a>(&'a self, sessions: &'a [u32]) -> impl Iterator<Item = &'a Mark> {
        let all = self.marks.sessions.iter();
        all.filter(|(session, _)| sessions.binary_search(session).is_ok())
            .map(|(_, mark)| mark)
    }

    fn mark_key(&self, item: &T) -> Option<RecordKey> {
        (self.spec.mark_key)(&self.case, item)
    }

    fn item(&self, row: u32) -> Option<&T> {
        self.items.get(row as usize)
    }
}

/// What several marks say together: their tags; bookmarked where any is.
fn together<'a>(marks: impl Iterator<Item = &'a Mark>) -> Option<Mark> {
    marks.fold(None, |all: Option<Mark>, mark| {
        let mut all = all.unwrap_or_default();
        all.tags.extend(mark.tags.iter().cloned());
        all.is_bookmarked |= mark.is_bookmarked;
        Some(all)
    })
}

impl<T: Send + Sync + 'static> TableRows for TypedRows<T> {
    fn name(&self) -> &'static str {
        self.spec.name
    }

    fn len(&self) -> usize {
        self.items.len()
    }

    fn headers(&self) -> &[Header] {
        &self.headers
    }

    fn first_sort(&self) -> Sort {
        self.spec.first_sort
    }

    fn cell(&self, row: u32, column: usize) -> CellValue {
        let cell = || {
            let column = self.spec.columns.get(column)?;
            Some(self.cell_of(column, self.item(row)?))
        };
        cell().unwrap_or(CellValue::Absent)
    }

    fn row_name(&self, row: u32) -> String {
        self.item(row)
            .map(|item| (self.spec.row_name)(&self.case, item))
            .unwrap_or_default()
    }

    fn down(&self, row: u32) -> Option<Route> {
        (self.spec.down)(&self.case, self.item(row)?)
    }

    fn sessions(&self, row: u32) -> Cow<'_, [u32]> {
        self.item(row)
            .map_or(Cow::Borrowed(&[]), |item| (self.spec.sessions)(item))
    }

    fn event(&self, row: u32) -> Option<EventIndex> {
        (self.spec.event)(&self.case, self.item(row)?)
    }

    fn mark_key(&self, row: u32) -> Option<RecordKey> {
        self.mark_key(self.item(row)?)
    }

    fn activity(&self, row: u32) -> Option<u32> {
        (self.spec.activity)(self.item(row)?)
    }

    fn sorted(&self, sorting: Sorting) -> Vec<u32> {
        let rows = (0..self.items.len() as u32).collect();
        // The last column first: what comes after it keeps its order among equals.
        let mut keys = sorting.keys().rev();
        keys.by_ref()
            .fold(rows, |order, sort| self.sorted_by(sort, order))
    }

    fn is_marked(&self, row: u32) -> bool {
        self.has_marks() && self.item(row).is_some_and(|item| self.mark(item).is_some())
    }

    fn has_marks(&self) -> bool {
        !self.marks.sessions.is_empty() || !self.marks.records.is_empty()
    }

    fn one_year(&self, zone: &DisplayZone) -> bool {
        in_one_year(self.years, zone)
    }

    fn has_levels(&self) -> bool {
        !matches!(self.spec.level, RowLevel::None)
    }

    fn level(&self, row: u32) -> Option<Level> {
        let item = self.item(row)?;
        match self.spec.level {
            RowLevel::None => None,
            RowLevel::Own(level) => level(item),
            RowLevel::OfSession(session) => self.level_of(session(item)),
        }
    }

    fn largest(&self, column: usize) -> u64 {
        let Some(known) = self.largest.get(column) else {
            return 0;
        };
        *known.get_or_init(|| {
            let sum = |row| match self.cell(row, column) {
                CellValue::Split { others, failures } => others + failures,
                CellValue::Trend(trend) => u64::from(trend.largest()),
                _ => 0,
            };
            (0..self.items.len() as u32).map(sum).max().unwrap_or(0)
        })
    }

    fn key(&self, row: u32) -> String {
        match self.down(row) {
            Some(Route::Session(index, _)) => self.session_index.id(index).to_owned(),
            _ => self.row_name(row),
        }
    }

    fn row_of(&self, session: u32) -> Option<u32> {
        if let Some(find) = self.spec.find {
            return find(&self.items, session).and_then(|row| u32::try_from(row).ok());
        }
        let has = |item: &T| (self.spec.sessions)(item).contains(&session);
        let row = self.items.iter().position(has)?;
        u32::try_from(row).ok()
    }
}

//! Tables as data: typed rows, columns that say how to get a value, and the order on screen.

pub mod grouped;
pub mod matching;
pub mod order;
mod sorting;
mod tsv;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;

pub use self::sorting::{Sort, Sorting};
pub use self::tsv::{as_tsv, shown_columns};
use super::route::Route;
use super::value::Value;
use crate::analysis::briefs::Briefs;
use crate::case::Case;
use crate::domain::event::EventIndex;
use crate::domain::mark::{Mark, Marked};
use crate::domain::record_key::{RecordKey, RecordMarks};
use crate::domain::time::DisplayZone;

/// One column over rows of type `T`.
pub struct Column<T> {
    /// What the header says.
    pub title: &'static str,
    /// What the pointer brings up over the header.
    pub hint: &'static str,
    /// Width before the user changes it.
    pub width: f32,
    /// Whether it takes the room that is left over, until the user changes a width.
    pub grows: bool,
    /// Whether it holds moments, so that the header names the zone.
    pub is_time: bool,
    /// Where the filter box looks for a value of this column.
    pub filter: FilterColumn,
    /// The fields of the filter language that it is asked by, where these are others.
    pub asked_by: &'static [&'static str],
    /// The value of a row.
    pub value: fn(&Case, &T) -> Value,
    /// The value by the examiner's mark on the session of a row, in the place of `value`.
    pub mark: Option<fn(&Mark) -> Value>,
    /// What it is sorted by.
    pub key: Key<T>,
}

/// What a column is sorted by: always what its values would be sorted by, but found faster.
pub enum Key<T> {
    /// The values themselves: for tables that never become large.
    Value,
    /// A number; `None` where the value is nothing.
    Number(fn(&Briefs, &T) -> Option<i64>),
    /// A number that says which rows have the same value: each value is made only once.
    Code(fn(&Briefs, &T) -> u32),
    /// A text, in lower case.
    Text(for<'a> fn(&'a Briefs, &T) -> &'a str),
}

impl<T> Column<T> {
    /// A column of anything but moments, which is not filtered by.
    pub const fn new(title: &'static str, width: f32, value: fn(&Case, &T) -> Value) -> Self {
        Self {
            title,
            hint: "",
            width,
            grows: false,
            is_time: false,
            filter: FilterColumn::None,
            asked_by: &[],
            value,
            mark: None,
            key: Key::Value,
        }
    }

    /// A column of what the examiner noted.
    pub const fn marked(title: &'static str, width: f32, mark: fn(&Mark) -> Value) -> Self {
        let mut column = Self::new(title, width, |_, _| Value::Nothing);
        column.mark = Some(mark);
        column
    }

    /// A column of moments.
    pub const fn time(title: &'static str, value: fn(&Case, &T) -> Value) -> Self {
        let mut column = Self::new(title, 165.0, value);
        column.is_time = true;
        column.asked_by = &["after", "before"];
        column
    }

    /// The same in another width.
    #[must_use]
    pub const fn wide(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// The same, taking the room that is left over.
    #[must_use]
    pub const fn growing(mut self) -> Self {
        self.grows = true;
        self
    }

    /// The same with a text for the pointer over the header.
    #[must_use]
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }

    /// The same, sorted by something that is found faster than the value.
    #[must_use]
    pub const fn by(mut self, key: Key<T>) -> Self {
        self.key = key;
        self
    }

    /// The same, asked by these fields of the filter language.
    #[must_use]
    pub const fn asked_by(mut self, fields: &'static [&'static str]) -> Self {
        self.asked_by = fields;
        self
    }

    /// The same, filtered by a column of the filter box.
    #[must_use]
    pub const fn filter(mut self, column: FilterColumn) -> Self {
        self.filter = column;
        self
    }
}

/// Where the filter box looks for the value of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterColumn {
    /// The column cannot be filtered by.
    None,
    /// In every text.
    Any,
    /// In a column that the filter box knows by this name.
    Named(&'static str),
}

/// The part of a column that does not depend on the type of the rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Header {
    /// What the header says.
    pub title: &'static str,
    /// What the pointer brings up over the header.
    pub hint: &'static str,
    /// Width before the user changes it.
    pub width: f32,
    /// Whether it takes the room that is left over.
    pub grows: bool,
    /// Whether the title is followed by the zone.
    pub is_time: bool,
    /// Where the filter box looks for a value of this column.
    pub filter: FilterColumn,
    /// The fields of the filter language that it is asked by, where these are others.
    pub asked_by: &'static [&'static str],
}

impl Header {
    /// The fields of the filter language that the column is asked by, the first most often.
    pub fn fields(&self) -> Vec<&'static str> {
        match self.filter {
            FilterColumn::Named(name) if self.asked_by.is_empty() => vec![name],
            _ => self.asked_by.to_vec(),
        }
    }

    /// The title with the zone that its moments are shown in.
    pub fn label(&self, zone: &DisplayZone) -> String {
        if self.is_time {
            format!("{} ({})", self.title, zone.short_label())
        } else {
            self.title.to_owned()
        }
    }
}

/// Finds the place of a session among the items of a table.
pub type Find<T> = fn(&[T], u32) -> Option<usize>;

/// What a kind of table is: its columns, the names of its rows, and where they lead.
pub struct Shape<T: 'static> {
    /// Name for stored preferences and widget ids.
    pub name: &'static str,
    /// Columns.
    pub columns: &'static [Column<T>],
    /// Sorted by this column at first, descending or not.
    pub sort: Sort,
    /// What a screen reader calls a row.
    pub row_name: fn(&Case, &T) -> String,
    /// Where a double-click or Enter leads.
    pub down: fn(&Case, &T) -> Option<Route>,
    /// The sessions that a row stands for.
    pub sessions: for<'a> fn(&'a T) -> Cow<'a, [u32]>,
    /// Finds the row of a session faster than by looking at all of them, where that can be done.
    pub find: Option<Find<T>>,
    /// The record that a row stands for: it is shown in full while the cursor is on the row.
    pub event: fn(&Case, &T) -> Option<EventIndex>,
}

/// Rows of any type, by number.
pub trait Rows: Send + Sync {
    /// Name for stored preferences and widget ids.
    fn name(&self) -> &'static str;
    /// How many rows.
    fn len(&self) -> usize;
    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Columns.
    fn headers(&self) -> &[Header];
    /// The sort before the user chose one.
    fn first_sort(&self) -> Sort;
    /// A cell.
    fn value(&self, row: u32, column: usize) -> Value;
    /// What a screen reader calls a row.
    fn row_name(&self, row: u32) -> String;
    /// Where a row leads.
    fn down(&self, row: u32) -> Option<Route>;
    /// The sessions that a row stands for.
    fn sessions(&self, row: u32) -> Cow<'_, [u32]>;
    /// The record that a row stands for.
    fn event(&self, row: u32) -> Option<EventIndex>;
    /// All rows, sorted; equal ones keep their own order.
    fn sorted(&self, sorting: Sorting) -> Vec<u32>;
    /// The row that stands for a session.
    fn row_of(&self, session: u32) -> Option<u32>;
    /// Whether the examiner marked the session or the record of a row.
    fn is_marked(&self, _row: u32) -> bool {
        false
    }
    /// The group that a row is the header of.
    fn group(&self, _row: u32) -> Option<u32> {
        None
    }
    /// The header of the group that a row is in.
    fn header_of(&self, _row: u32) -> Option<u32> {
        None
    }
    /// What tells a row from all others, in another case of the same evidence too.
    fn key(&self, row: u32) -> String {
        self.row_name(row)
    }
}

/// The examiner's marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// On sessions.
    pub sessions: Arc<Marked>,
    /// On single records.
    pub records: Arc<RecordMarks>,
}

/// Rows of type `T` with their shape.
pub struct TypedRows<T: 'static> {
    case: Arc<Case>,
    briefs: Arc<Briefs>,
    marks: Marks,
    items: Vec<T>,
    shape: &'static Shape<T>,
    headers: Vec<Header>,
}

impl<T: Send + Sync + 'static> TypedRows<T> {
    /// A table of `items`.
    pub fn new(
        case: Arc<Case>,
        briefs: Arc<Briefs>,
        marks: Marks,
        items: Vec<T>,
        shape: &'static Shape<T>,
    ) -> Self {
        let headers = shape
            .columns
            .iter()
            .map(|column| Header {
                title: column.title,
                hint: column.hint,
                width: column.width,
                grows: column.grows,
                is_time: column.is_time,
                filter: column.filter,
                asked_by: column.asked_by,
            })
            .collect();
        Self {
            case,
            briefs,
            marks,
            items,
            shape,
            headers,
        }
    }

    /// The order by the values of a column, of rows that come in an order already.
    fn by_values(&self, column: &Column<T>, descending: bool, mut order: Vec<u32>) -> Vec<u32> {
        let values = self.items.iter();
        let keys: Vec<Value> = values
            .map(|item| self.cell(column, item).sort_key())
            .collect();
        let key = |row: &u32| keys.get(*row as usize);
        // What is not known comes last in both directions.
        let known = |row: &u32| key(row).filter(|value| **value != Value::Nothing);
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
        code: fn(&Briefs, &T) -> u32,
    ) -> Vec<Option<i64>> {
        let mut values: Vec<Option<Value>> = Vec::new();
        for item in &self.items {
            let code = code(&self.briefs, item) as usize;
            if values.len() <= code {
                values.resize(code + 1, None);
            }
            if let Some(value @ None) = values.get_mut(code) {
                *value = Some((column.value)(&self.case, item).sort_key());
            }
        }
        let known = |value: &Option<Value>| value.clone().filter(|v| *v != Value::Nothing);
        let mut sorted: Vec<Value> = values.iter().filter_map(known).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let place = |value: &Option<Value>| sorted.binary_search(value.as_ref()?).ok();
        values
            .iter()
            .map(|value| place(value).map(|place| place as i64))
            .collect()
    }

    /// Sorted by one column; equal rows keep the order that they come in.
    fn sorted_by(&self, sort: Sort, order: Vec<u32>) -> Vec<u32> {
        let Some(column) = self.shape.columns.get(sort.column) else {
            return order;
        };
        let briefs = &*self.briefs;
        let items = order.iter().filter_map(|row| self.item(*row));
        let places = match column.key {
            Key::Value => return self.by_values(column, sort.descending, order),
            Key::Number(number) => {
                order::by_numbers(items.map(|item| number(briefs, item)), sort.descending)
            }
            Key::Code(code) => {
                let places = self.places_of_codes(column, code);
                let place = |item| *places.get(code(briefs, item) as usize)?;
                order::by_numbers(items.map(place), sort.descending)
            }
            Key::Text(text) => {
                order::by_texts(items.map(|item| text(briefs, item)), sort.descending)
            }
        };
        let row_at = |place: u32| order.get(place as usize).copied();
        places.into_iter().filter_map(row_at).collect()
    }

    fn cell(&self, column: &Column<T>, item: &T) -> Value {
        let Some(of_mark) = column.mark else {
            return (column.value)(&self.case, item);
        };
        self.mark(item).map_or(Value::Nothing, of_mark)
    }

    /// The examiner's mark on the one session that an item stands for, or on its record.
    fn mark(&self, item: &T) -> Option<&Mark> {
        match &*(self.shape.sessions)(item) {
            [session] => self.marks.sessions.get(session),
            [] if !self.marks.records.is_empty() => {
                let record = self.case.record((self.shape.event)(&self.case, item)?)?;
                self.marks.records.get(&RecordKey::of(record))
            }
            _ => None,
        }
    }

    fn item(&self, row: u32) -> Option<&T> {
        self.items.get(row as usize)
    }
}

impl<T: Send + Sync + 'static> Rows for TypedRows<T> {
    fn name(&self) -> &'static str {
        self.shape.name
    }

    fn len(&self) -> usize {
        self.items.len()
    }

    fn headers(&self) -> &[Header] {
        &self.headers
    }

    fn first_sort(&self) -> Sort {
        self.shape.sort
    }

    fn value(&self, row: u32, column: usize) -> Value {
        let cell = || {
            let column = self.shape.columns.get(column)?;
            Some(self.cell(column, self.item(row)?))
        };
        cell().unwrap_or(Value::Nothing)
    }

    fn row_name(&self, row: u32) -> String {
        self.item(row)
            .map(|item| (self.shape.row_name)(&self.case, item))
            .unwrap_or_default()
    }

    fn down(&self, row: u32) -> Option<Route> {
        (self.shape.down)(&self.case, self.item(row)?)
    }

    fn sessions(&self, row: u32) -> Cow<'_, [u32]> {
        self.item(row)
            .map_or(Cow::Borrowed(&[]), |item| (self.shape.sessions)(item))
    }

    fn event(&self, row: u32) -> Option<EventIndex> {
        (self.shape.event)(&self.case, self.item(row)?)
    }

    fn sorted(&self, sorting: Sorting) -> Vec<u32> {
        let rows = (0..self.items.len() as u32).collect();
        // The last column first: what comes after it keeps its order among equals.
        let mut keys = sorting.keys().rev();
        keys.by_ref()
            .fold(rows, |order, sort| self.sorted_by(sort, order))
    }

    fn is_marked(&self, row: u32) -> bool {
        self.item(row).is_some_and(|item| self.mark(item).is_some())
    }

    fn key(&self, row: u32) -> String {
        match self.down(row) {
            Some(Route::Session(index, _)) => self.briefs.id(index).to_owned(),
            _ => self.row_name(row),
        }
    }

    fn row_of(&self, session: u32) -> Option<u32> {
        if let Some(find) = self.shape.find {
            return find(&self.items, session).and_then(|row| u32::try_from(row).ok());
        }
        let has = |item: &T| (self.shape.sessions)(item).contains(&session);
        let row = self.items.iter().position(has)?;
        u32::try_from(row).ok()
    }
}

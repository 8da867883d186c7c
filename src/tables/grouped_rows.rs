//! Rows grouped by the values of a column: each group has a header, with its rows below it unless
//! the group is collapsed. Headers are numbered after the last row, so that selection, cursor and
//! copying treat them as the rows that they are on the screen.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cell::CellValue;
use super::column::Header;
use super::route::Route;
use super::rows::TableRows;
use super::sorting::{Sort, Sorting};
use super::wording::{counted, thousands};
use crate::analysis::outliers::Level;
use crate::analysis::session_counts::{SessionCounter, SessionCounts};
use crate::analysis::session_index::SessionIndex;
use crate::analysis::session_total::SessionTotal;
use crate::domain::event::EventIndex;
use crate::domain::record_key::RecordKey;
use crate::domain::time::{DisplayZone, Span};

/// How many rows are grouped between two checks for cancellation.
const PATIENCE: u32 = 4096;

/// Classes of durations: the upper limit in minutes and the name. Longer ones form one more class.
const LENGTHS: [(i64, &str); 5] = [
    (1, "below 1 min"),
    (10, "1 to 10 min"),
    (60, "10 min to 1 h"),
    (8 * 60, "1 to 8 h"),
    (24 * 60, "8 to 24 h"),
];

/// The group of the rows whose cell is blank.
const NO_VALUE: &str = "(nothing)";

/// How a table is grouped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// The column.
    pub column: usize,
    /// Whether groups are expanded.
    is_open: bool,
    /// The exceptions, by name: numbers change with the filter.
    others: BTreeSet<String>,
}

impl Grouping {
    /// Groups by a column, all groups collapsed: the counts are seen first.
    pub fn by(column: usize) -> Self {
        Self {
            column,
            is_open: false,
            others: BTreeSet::new(),
        }
    }

    /// Whether the group of this name is expanded.
    fn is_open(&self, name: &str) -> bool {
        self.is_open != self.others.contains(name)
    }

    /// Expands or collapses a group.
    pub fn turn(&mut self, name: &str) {
        if !self.others.remove(name) {
            self.others.insert(name.to_owned());
        }
    }

    /// Expands all groups, or collapses them when all are expanded.
    pub fn turn_all(&mut self) {
        self.is_open = !(self.is_open && self.others.is_empty());
        self.others.clear();
    }
}

/// What a row of a table is: what its groups count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowMeaning {
    /// One session.
    Session,
    /// Several sessions, each in one row only.
    Sessions,
    /// Something else, of which several may belong to one session.
    Other,
}

/// One group of rows.
struct RowGroup {
    name: String,
    rows: Vec<u32>,
    sessions: Vec<u32>,
    total: SessionTotal,
    counts: SessionCounts,
}

impl RowGroup {
    fn new(name: String) -> Self {
        Self {
            name,
            rows: Vec::new(),
            sessions: Vec::new(),
            total: SessionTotal::default(),
            counts: SessionCounts::default(),
        }
    }
}

/// Rows in groups.
pub struct GroupedRows {
    rows: Arc<dyn TableRows>,
    column: usize,
    meaning: RowMeaning,
    zone: DisplayZone,
    groups: Vec<RowGroup>,
    group_of: Vec<u32>,
}

impl GroupedRows {
    /// Groups rows of this meaning by the values of a column, times by their day. `None` when `go_on` said that
    /// the result is no longer wanted.
    pub fn new(
        rows: Arc<dyn TableRows>,
        session_index: &SessionIndex,
        (column, meaning): (usize, RowMeaning),
        zone: &DisplayZone,
        go_on: &dyn Fn() -> bool,
    ) -> Option<Self> {
        let mut by_value: BTreeMap<(bool, CellValue), RowGroup> = BTreeMap::new();
        for row in 0..rows.len() as u32 {
            if row % PATIENCE == 0 && !go_on() {
                return None;
            }
            let (value, name) = class(&rows.cell(row, column), zone);
            // What is not known comes last.
            let key = (value == CellValue::Absent, value);
            let group = by_value.entry(key).or_insert_with(|| RowGroup::new(name));
            group.rows.push(row);
            group.sessions.extend_from_slice(&rows.sessions(row));
        }
        let mut groups: Vec<RowGroup> = by_value.into_values().collect();
        let mut counter = SessionCounter::new(session_index);
        for group in &mut groups {
            if meaning != RowMeaning::Other {
                group.counts = counter.count(&group.sessions);
            }
            group.total = SessionTotal::of(session_index, group.sessions.iter().copied());
        }
        let mut group_of = vec![0; rows.len()];
        for (number, group) in (0..).zip(&groups) {
            for &row in &group.rows {
                if let Some(slot) = group_of.get_mut(row as usize) {
                    *slot = number;
                }
            }
        }
        Some(Self {
            rows,
            column,
            meaning,
            zone: zone.clone(),
            groups,
            group_of,
        })
    }

    /// The number of groups.
    pub fn count(&self) -> usize {
        self.groups.len()
    }

    /// The rows on the screen: each header, followed by the rows of its group where that is expanded.
    pub fn order(&self, sorted: &[u32], sorting: Sorting, grouping: &Grouping) -> Vec<u32> {
        let is_open = |group: &RowGroup| grouping.is_open(&group.name);
        // The rows of each expanded group.
        let mut shown: Vec<Option<Vec<u32>>> = self
            .groups
            .iter()
            .map(|group| is_open(group).then(Vec::new))
            .collect();
        for &row in sorted {
            let group = self.group_of.get(row as usize);
            let group = group.and_then(|&group| shown.get_mut(group as usize)?.as_mut());
            if let Some(rows) = group {
                rows.push(row);
            }
        }
        let mut groups: Vec<(u32, Option<Vec<u32>>)> = (0..).zip(shown).collect();
        if matches!(sorting.of(self.column), Some((0, sort)) if sort.descending) {
            groups.reverse();
        }
        let mut order = Vec::with_capacity(groups.len());
        for (group, rows) in groups {
            order.push(self.header(group));
            order.extend(rows.into_iter().flatten());
        }
        order
    }

    /// The number after those of all rows and headers.
    pub fn after_last(&self) -> u32 {
        (self.rows.len() + self.groups.len()) as u32
    }

    /// The first row of the group that a row is the header of.
    pub fn first_of(&self, row: u32) -> Option<u32> {
        self.group_at(row)?.rows.first().copied()
    }

    /// The rows of the group that a row is the header of.
    pub fn rows_below(&self, row: u32) -> &[u32] {
        self.group_at(row).map_or(&[], |group| &group.rows)
    }

    /// The name of a group.
    pub fn name_of(&self, group: u32) -> Option<&str> {
        self.groups.get(group as usize).map(|group| &*group.name)
    }

    /// Whether both have the same groups in the same order.
    pub fn has_groups_of(&self, other: &Self) -> bool {
        let mut pairs = self.groups.iter().zip(&other.groups);
        self.rows.len() == other.rows.len()
            && self.groups.len() == other.groups.len()
            && pairs.all(|(one, other)| one.name == other.name)
    }

    /// The row that is the header of a group.
    fn header(&self, group: u32) -> u32 {
        self.rows.len() as u32 + group
    }

    fn group_at(&self, row: u32) -> Option<&RowGroup> {
        self.groups.get(self.group(row)? as usize)
    }

    /// The text of a group's header.
    fn words(&self, group: &RowGroup) -> String {
        let header = self.rows.headers().get(self.column);
        let title = header.map_or("", |header| header.title);
        let (rows, sessions) = (group.rows.len() as u64, group.sessions.len() as u64);
        let mut words = vec![format!("{title}: {}", group.name)];
        if self.meaning != RowMeaning::Session {
            words.push(counted(rows, "row", "rows"));
        }
        if self.meaning == RowMeaning::Session || sessions > rows {
            words.push(counted(sessions, "session", "sessions"));
        }
        words.extend(self.counts_in_words(&group.counts));
        if let (Some(first), Some(last)) = (group.total.first, group.total.last) {
            let (first, last) = (self.zone.short(first), self.zone.short(last));
            words.push(format!("begun {first} to {last}"));
        }
        words.extend(group.total.words());
        words.join(" · ")
    }

    /// Results, hosts and sources, without what is zero. What all rows of a group share is not counted.
    fn counts_in_words(&self, counts: &SessionCounts) -> Vec<String> {
        let results = [
            (counts.successes, "came in"),
            (counts.failures, "failed"),
            (counts.others, "other"),
        ];
        let known = results.iter().filter(|(count, _)| *count > 0);
        let results: Vec<String> = known
            .map(|(count, word)| format!("{} {word}", thousands(*count)))
            .collect();
        let header = self.rows.headers().get(self.column);
        let is_grouped_by = |id: &str| header.is_some_and(|header| header.id == id);
        let mut words = vec![results.join(", ")];
        if !is_grouped_by("host") && counts.hosts > 0 {
            words.push(counted(counts.hosts, "host", "hosts"));
        }
        if !is_grouped_by("source") && counts.sources > 0 {
            words.push(counted(counts.sources, "source", "sources"));
        }
        words.retain(|words| !words.is_empty());
        words
    }
}

/// What rows are grouped by, and its name: the day of a time, the class of a duration,
/// otherwise the value.
fn class(value: &CellValue, zone: &DisplayZone) -> (CellValue, String) {
    match value {
        CellValue::Absent | CellValue::Zero => (CellValue::Absent, NO_VALUE.to_owned()),
        CellValue::Time(time) | CellValue::Precise(time) => {
            let day: String = zone.short(*time).chars().take("2020-09-19".len()).collect();
            (CellValue::Text(day.clone()), day)
        }
        CellValue::Length(length) => {
            let is_in = |(most, _): &(i64, &str)| *length < Span::seconds(60 * most);
            let class = LENGTHS.iter().position(is_in).unwrap_or(LENGTHS.len());
            let name = LENGTHS
                .get(class)
                .map_or("a day and longer", |class| class.1);
            (CellValue::Number(class as u64), name.to_owned())
        }
        CellValue::Mark(..) => (value.clone(), value.display(zone)),
        value => (value.clone().sort_key(), value.display(zone)),
    }
}

impl TableRows for GroupedRows {
    fn name(&self) -> &'static str {
        self.rows.name()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn headers(&self) -> &[Header] {
        self.rows.headers()
    }

    fn first_sort(&self) -> Sort {
        self.rows.first_sort()
    }

    fn cell(&self, row: u32, column: usize) -> CellValue {
        match self.group_at(row) {
            Some(group) if column == self.column => CellValue::text(&*group.name),
            Some(_) => CellValue::Absent,
            None => self.rows.cell(row, column),
        }
    }

    fn row_name(&self, row: u32) -> String {
        match self.group_at(row) {
            Some(group) => self.words(group),
            None => self.rows.row_name(row),
        }
    }

    fn down(&self, row: u32) -> Option<Route> {
        self.rows.down(row)
    }

    fn sessions(&self, row: u32) -> Cow<'_, [u32]> {
        match self.group_at(row) {
            Some(group) => Cow::Borrowed(&group.sessions),
            None => self.rows.sessions(row),
        }
    }

    fn event(&self, row: u32) -> Option<EventIndex> {
        self.rows.event(row)
    }

    fn mark_key(&self, row: u32) -> Option<RecordKey> {
        self.rows.mark_key(row)
    }

    fn activity(&self, row: u32) -> Option<u32> {
        self.rows.activity(row)
    }

    fn sorted(&self, sorting: Sorting) -> Vec<u32> {
        self.rows.sorted(sorting)
    }

    fn row_of(&self, session: u32) -> Option<u32> {
        self.rows.row_of(session)
    }

    fn is_marked(&self, row: u32) -> bool {
        self.rows.is_marked(row)
    }

    fn has_marks(&self) -> bool {
        self.rows.has_marks()
    }

    fn one_year(&self, zone: &DisplayZone) -> bool {
        self.rows.one_year(zone)
    }

    fn has_levels(&self) -> bool {
        self.rows.has_levels()
    }

    fn level(&self, row: u32) -> Option<Level> {
        self.rows.level(row)
    }

    fn largest(&self, column: usize) -> u64 {
        self.rows.largest(column)
    }

    fn key(&self, row: u32) -> String {
        match self.group_at(row) {
            Some(group) => self.words(group),
            None => self.rows.key(row),
        }
    }

    fn group(&self, row: u32) -> Option<u32> {
        row.checked_sub(self.rows.len() as u32)
    }

    fn header_of(&self, row: u32) -> Option<u32> {
        self.group_of
            .get(row as usize)
            .map(|&group| self.header(group))
    }
}

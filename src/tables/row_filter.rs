//! The filter over rows that are not sessions: it checks the cells of a row. Terms about columns that the
//! table does not have are left out.

use std::net::IpAddr;

use super::cell::CellValue;
use super::column::Header;
use super::rows::TableRows;
use crate::analysis::filter::Filter;
use crate::analysis::query::{Condition, FIELDS, Measure, Query, SearchColumn, SearchWord, Term};
use crate::domain::time::{DisplayZone, Timestamp};

/// A filter, ready for the rows of one table.
pub struct RowFilter<'a> {
    rows: &'a dyn TableRows,
    zone: &'a DisplayZone,
    terms: Vec<Term>,
    /// Terms that the table has no column for, as they were typed.
    pub left_out: Vec<String>,
}

impl<'a> RowFilter<'a> {
    /// Prepares a filter.
    pub fn new(rows: &'a dyn TableRows, filter: &'a Filter) -> Self {
        let query = Query::parse(&filter.text, &filter.zone);
        let typed = |term: &Term| filter.text.get(term.span.clone()).map(str::to_owned);
        let can_ask = |term: &Term| can_ask(rows.headers(), &term.test);
        let (mut terms, others): (Vec<Term>, Vec<Term>) =
            query.terms.into_iter().partition(can_ask);
        if filter.from.is_some() || filter.to.is_some() {
            terms.push(Term {
                test: Condition::During(filter.from, filter.to),
                exclude: false,
                span: 0..0,
            });
        }
        Self {
            rows,
            zone: &filter.zone,
            terms,
            left_out: others.iter().filter_map(typed).collect(),
        }
    }

    /// Whether every row matches.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether a row matches.
    pub fn matches(&self, row: u32) -> bool {
        let holds = |term: &Term| self.holds(row, &term.test) != term.exclude;
        self.terms.iter().all(holds)
    }

    fn holds(&self, row: u32, test: &Condition) -> bool {
        let headers = self.rows.headers();
        let cells = |test: &dyn Fn(&Header, CellValue) -> bool| {
            let mut all = headers.iter().enumerate();
            all.any(|(column, header)| test(header, self.rows.cell(row, column)))
        };
        match test {
            Condition::Words(column, words) => cells(&|header, value| {
                is_of(header, *column) && has_any(&value.display(self.zone), *column, words)
            }),
            Condition::Between(Measure::Records, least, most) => cells(&|header, value| {
                let number = match value {
                    CellValue::Number(number) if header.fields().contains(&"records") => {
                        number as i64
                    }
                    _ => return false,
                };
                least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most)
            }),
            Condition::Between(Measure::Duration, least, most) => {
                let (begin, end) = self.moments(row);
                let length = begin
                    .zip(end)
                    .map(|(begin, end)| end.ticks() - begin.ticks());
                length.is_some_and(|length| {
                    least.is_none_or(|least| length >= least)
                        && most.is_none_or(|most| length <= most)
                })
            }
            Condition::Networks(networks) => cells(&|header, value| {
                let address = value.display(self.zone).parse::<IpAddr>();
                is_of(header, SearchColumn::Ip)
                    && address
                        .is_ok_and(|address| networks.iter().any(|net| net.contains(&address)))
            }),
            Condition::During(from, to) => self.touches(row, *from, *to),
            _ => true,
        }
    }

    /// Whether a row overlaps this time range; one that has not ended has no end.
    fn touches(&self, row: u32, from: Option<Timestamp>, to: Option<Timestamp>) -> bool {
        let (begin, end) = self.moments(row);
        let Some(first) = begin.or(end) else {
            return false;
        };
        let ends_before = from.is_some_and(|from| end.is_some_and(|end| end < from));
        !ends_before && to.is_none_or(|to| first <= to)
    }

    /// When the subject of a row began and ended: its first two times.
    fn moments(&self, row: u32) -> (Option<Timestamp>, Option<Timestamp>) {
        let headers = self.rows.headers().iter().enumerate();
        let mut moments =
            headers
                .filter(|(_, header)| header.is_time)
                .map(|(column, _)| match self.rows.cell(row, column) {
                    CellValue::Time(time) | CellValue::Precise(time) => Some(time),
                    _ => None,
                });
        let begin = moments.next().flatten();
        // What has only one time was over at once.
        (begin, moments.next().unwrap_or(begin))
    }
}

/// Whether a table has the columns that a test checks.
fn can_ask(headers: &[Header], test: &Condition) -> bool {
    match test {
        Condition::Words(column, _) => headers.iter().any(|header| is_of(header, *column)),
        Condition::Between(Measure::Records, ..) => headers
            .iter()
            .any(|header| header.fields().contains(&"records")),
        Condition::Between(Measure::Duration, ..) => {
            headers.iter().filter(|header| header.is_time).count() > 1
        }
        Condition::Networks(_) => headers.iter().any(|header| is_of(header, SearchColumn::Ip)),
        Condition::During(..) => headers.iter().any(|header| header.is_time),
        _ => false,
    }
}

/// Whether a column is searched for words of this field.
fn is_of(header: &Header, column: SearchColumn) -> bool {
    let fields = header.fields();
    let mut asked = FIELDS.iter().filter(|field| fields.contains(&field.name));
    column == SearchColumn::Any || asked.any(|field| field.looks_at(column))
}

fn has_any(text: &str, column: SearchColumn, words: &[SearchWord]) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|word| word.fits(&text, column))
}

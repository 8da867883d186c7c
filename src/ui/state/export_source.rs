//! What the current view offers to an export: its table as shown, and the sessions or activities behind it.

use std::path::Path;
use std::sync::Arc;

use crate::case::Case;
use crate::domain::table::Table;
use crate::export::activities::ActivityTable;
use crate::export::save::{ExportError, Saved, save};
use crate::export::sessions::SessionTable;
use crate::export::sink::Format;
use crate::tables::answer_table::AnswerTable;
use crate::tables::column::{AtFirst, Header, Look};
use crate::tables::question::Answer;
use crate::tables::route::{Route, SessionTab};
use crate::tables::rows::Marks;
use crate::tables::selection::IndexSet;
use crate::ui::text;

/// What an export writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportSubject {
    /// The table of the view: its rows and its visible columns, in their order.
    Table,
    /// Sessions, with every field.
    Sessions,
    /// Activities, with every field.
    Activities,
}

impl ExportSubject {
    /// How many of them, in words.
    pub fn counted(self, count: usize) -> String {
        let (one, many) = match self {
            Self::Table => ("row", "rows"),
            Self::Sessions => ("session", "sessions"),
            Self::Activities => ("activity", "activities"),
        };
        text::counted(count as u64, one, many)
    }
}

/// Sessions or activities, by their index in the case, in the order in which they are exported.
#[derive(Clone, Debug, Default)]
pub struct ExportItems {
    /// All in view.
    pub shown: Arc<Vec<u32>>,
    /// Those of the selected rows.
    pub selected: Vec<u32>,
}

/// What the current view offers to an export.
pub struct ExportSource {
    /// What the view shows.
    pub answer: Answer,
    /// Its visible columns, in order.
    pub columns: Vec<usize>,
    /// The selected rows, with all rows of a group whose header is selected and all members of a fold.
    selected: IndexSet,
    sessions: ExportItems,
    activities: ExportItems,
}

impl ExportSource {
    /// A view with these columns; `selected` has the rows and headers of groups that are selected.
    pub fn new(
        answer: Answer,
        mut columns: Vec<usize>,
        selected: &IndexSet,
        (sessions, activities): (ExportItems, ExportItems),
    ) -> Self {
        // A chart has no text.
        let headers = answer.rows.headers();
        columns.retain(|&column| {
            let header = headers.get(column);
            header.is_some_and(|header| header.look != Look::Chart)
        });
        let mut rows = IndexSet::default();
        for row in selected.iter() {
            match &answer.grouped {
                Some(groups) if answer.rows.group(row).is_some() => {
                    for &below in groups.rows_below(row) {
                        rows.set(below, true);
                    }
                }
                _ => {
                    for &row in answer.rows.members(row).unwrap_or(&[row]) {
                        rows.set(row, true);
                    }
                }
            }
        }
        Self {
            answer,
            columns,
            selected: rows,
            sessions,
            activities,
        }
    }

    /// What can be written, the table first.
    pub fn subjects(&self) -> Vec<ExportSubject> {
        let all = [
            ExportSubject::Table,
            ExportSubject::Sessions,
            ExportSubject::Activities,
        ];
        let all = all.into_iter();
        all.filter(|&subject| self.count(subject, false) > 0)
            .collect()
    }

    /// How many there are: all that are shown, or those that are selected.
    pub fn count(&self, subject: ExportSubject, only_selected: bool) -> usize {
        let of = |items: &ExportItems| {
            if only_selected {
                items.selected.len()
            } else {
                items.shown.len()
            }
        };
        match subject {
            ExportSubject::Table if !self.has_table() => 0,
            ExportSubject::Table if only_selected => self.selected.len(),
            ExportSubject::Table => self.answer.plain.len(),
            ExportSubject::Sessions => of(&self.sessions),
            ExportSubject::Activities => of(&self.activities),
        }
    }

    /// The summary of a session shows no table.
    fn has_table(&self) -> bool {
        let route = &self.answer.question.route;
        !matches!(route, Route::Session(_, SessionTab::Summary))
    }

    /// How many columns are written.
    pub fn column_count(&self, subject: ExportSubject) -> usize {
        match subject {
            ExportSubject::Table => self.columns.len(),
            ExportSubject::Sessions => SessionTable::column_count(),
            ExportSubject::Activities => ActivityTable::column_count(),
        }
    }

    /// The titles of the columns of the table that are hidden.
    pub fn hidden_columns(&self) -> Vec<&'static str> {
        let rows = &self.answer.plain;
        let headers = rows.headers().iter().enumerate();
        let hidden = headers.filter(|(column, _)| !self.columns.contains(column));
        // A chart has no text, and without marks a column of marks is empty.
        let has_text = |header: &&Header| {
            let is_empty = header.at_first == AtFirst::WithMarks && !rows.has_marks();
            header.look != Look::Chart && !is_empty
        };
        let hidden = hidden.map(|(_, header)| header).filter(has_text);
        hidden.map(|header| header.title).collect()
    }

    /// What the choice of a subject says.
    pub fn label(&self, subject: ExportSubject) -> String {
        let route = &self.answer.question.route;
        let what = match (subject, route) {
            (ExportSubject::Table, _) => text::TABLE_AS_SHOWN,
            (ExportSubject::Sessions, Route::Session(..)) => text::SESSION_IN_FULL,
            (ExportSubject::Sessions, route) if route.lists_sessions() => text::THESE_SESSIONS,
            (ExportSubject::Sessions, _) => text::SESSIONS_BEHIND,
            (ExportSubject::Activities, _) => text::THESE_ACTIVITIES,
        };
        let columns = self.column_count(subject) as u64;
        let columns = match subject {
            ExportSubject::Table => text::counted(columns, "column", "columns"),
            _ => text::counted(columns, "field", "fields"),
        };
        let rows = subject.counted(self.count(subject, false));
        format!("{what} ({rows}, {columns})")
    }

    /// Writes a subject to a file; `on_written` is told how many were written and says whether to go on.
    ///
    /// # Errors
    /// As `save`.
    pub fn save(
        &self,
        (case, marks): (&Case, &Marks),
        (subject, only_selected): (ExportSubject, bool),
        (format, target): (&Format, &Path),
        on_written: &dyn Fn(usize) -> bool,
    ) -> Result<Saved, ExportError> {
        let write = |table: &dyn Table| save(case, table, format, target, on_written);
        let of = |items: &ExportItems| -> Vec<u32> {
            if only_selected {
                items.selected.clone()
            } else {
                items.shown.to_vec()
            }
        };
        match subject {
            ExportSubject::Table => {
                let only = only_selected.then_some(&self.selected);
                write(&AnswerTable::new(&self.answer, self.columns.clone(), only))
            }
            ExportSubject::Sessions => write(&SessionTable {
                case,
                indices: &of(&self.sessions),
                marked: &marks.sessions,
            }),
            ExportSubject::Activities => write(&ActivityTable {
                case,
                indices: &of(&self.activities),
                marks: &marks.records,
            }),
        }
    }
}

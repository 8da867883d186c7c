//! Tables without a window: what each one shows, its columns, rows, order, groups and selection. The
//! window draws them, and the headless program exports them with typed cells.
//!
//! `definitions` has one file for each table, with all its columns. The rest is shared by all tables: a
//! `route` names a table and its subject, `question` answers with its rows, and `rows` is the interface to
//! rows of any type.

pub mod answer_table;
pub mod cell;
pub mod column;
pub mod definitions;
pub mod folded_rows;
pub mod grouped_rows;
pub mod layout;
pub mod load_words;
pub mod loaded_case;
pub mod named;
pub mod order;
pub mod question;
pub mod route;
pub mod row_filter;
pub mod rows;
pub mod selection;
pub mod sorting;
pub mod spec;
pub mod tsv;
pub mod typed_rows;
mod view_rows;
pub mod wording;

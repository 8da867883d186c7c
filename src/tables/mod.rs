//! Tables without a window: what each one shows, its columns, rows, order, groups and selection. The
//! window draws them, the headless program writes them, and exports can take their typed cells.
//!
//! `definitions` has one file for each table, which says everything about its columns. The rest is what
//! all tables have in common: a `route` says which table, `question` answers with its rows, `rows` is how
//! anybody looks at them.

pub mod answer_table;
pub mod cell;
pub mod column;
pub mod definitions;
pub mod grouped_rows;
pub mod layout;
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
pub mod wording;

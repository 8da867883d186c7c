//! Which columns of a table are shown, and its rows as text.

use super::column::Look;
use super::rows::TableRows;
use crate::domain::time::DisplayZone;

/// The columns of these titles, in their order, as far as the rows have them.
pub fn chosen_columns(rows: &dyn TableRows, chosen: &[String]) -> Vec<usize> {
    let headers = rows.headers();
    let place = |title: &String| headers.iter().position(|header| header.title == title);
    let mut known: Vec<usize> = Vec::new();
    for column in chosen.iter().filter_map(place) {
        if !known.contains(&column) {
            known.push(column);
        }
    }
    known
}

/// Tab-separated text of some rows, headers first where they are wanted: what Ctrl+C puts on the clipboard.
pub fn as_tsv(
    rows: &dyn TableRows,
    (which, columns): (&[u32], &[usize]),
    zone: &DisplayZone,
    header: bool,
) -> String {
    // A chart has no text.
    let is_text = |column: &&usize| {
        let header = rows.headers().get(**column);
        header.is_some_and(|header| header.look != Look::Chart)
    };
    let columns = || columns.iter().filter(is_text);
    let headers = || columns().filter_map(|&column| rows.headers().get(column));
    let line = |cells: Vec<String>| cells.join("\t") + "\n";
    let mut text = String::new();
    if header {
        text += &line(headers().map(|header| header.label(zone)).collect());
    }
    for &row in which {
        let cells = columns()
            .map(|&column| {
                let cell = rows.cell(row, column).display(zone);
                cell.replace(['\t', '\n', '\r'], " ")
            })
            .collect();
        text += &line(cells);
    }
    text
}

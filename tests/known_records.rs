//! `docs/records.md` is generated from the table of known records and must match it. `UPDATE_DOCS=1
//! cargo test --test known_records` regenerates it.

use std::fmt::Write as _;

use whence::decode::RECORD_KINDS;

fn page() -> String {
    let mut page = String::from(
        "# Records that Whence understands\n\nMade from the table in `src/decode/table.rs` by \
         `UPDATE_DOCS=1 cargo test --test known_records`.\nA record is known by provider, channel \
         and id together: the id alone is not unique. All other records are read, counted and \
         passed over.\n\n| channel | id | provider | it says |\n|---|---|---|---|\n",
    );
    let mut rows: Vec<_> = RECORD_KINDS.iter().collect();
    rows.sort_by_key(|row| (row.channel, row.event_id, row.provider));
    for row in rows {
        writeln!(
            page,
            "| {} | {} | {} | {} |",
            row.channel, row.event_id, row.provider, row.meaning
        )
        .expect("writing to a String");
    }
    page
}

#[test]
fn the_page_of_known_records_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/records.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, page()).expect("docs/records.md");
    }
    let found = std::fs::read_to_string(path)
        .expect("docs/records.md")
        .replace("\r\n", "\n");
    assert!(
        found == page(),
        "docs/records.md is stale: see the head of this test"
    );
}

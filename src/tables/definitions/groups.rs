//! What the tables of grouped sessions have in common: users, users with their places, ranges.

use std::borrow::Cow;

use crate::analysis::grouping::Group;
use crate::analysis::outliers::Level;
use crate::case::Case;
use crate::domain::address::AddressClass;
use crate::domain::mark::Mark;
use crate::tables::cell::CellValue;
use crate::tables::column::{Column, FilterColumn, Look};

/// Tooltip of a column header.
pub(super) const FAILURES_HINT: &str = "Failed and refused attempts";
/// Tooltip of a column header.
pub(super) const TREND_HINT: &str =
    "When the sessions began, over the time of the case; failures are hatched";
/// Tooltip of a column header.
pub(super) const SPLIT_HINT: &str = "Came in, and failed (hatched)";
/// Tooltip of a column header.
pub(super) const TAGS_HINT: &str = "Your tags; a star stands for a bookmark";
/// Tooltip of a column header.
pub(super) const PLACES_HINT: &str = "Different addresses and consoles that they came from";
/// Tooltip of a column header.
pub(super) const RECORDS_HINT: &str = "Event records that the sessions are made of";
/// Tooltip of a column header.
pub(super) const SHARE_HINT: &str = "Part of this user's sessions";
/// Tooltip of a column header.
pub(super) const MARK_HINT: &str =
    "What stands out, judged over the whole case: a lead, never a verdict";

pub(super) fn members<K>(group: &Group<K>) -> Cow<'_, [u32]> {
    Cow::Borrowed(&group.sessions)
}

pub(super) fn user<K>(_: &Case, group: &Group<K>) -> CellValue {
    CellValue::text(group.user.as_str())
}

pub(super) fn class<K>(_: &Case, group: &Group<K>) -> CellValue {
    CellValue::maybe(group.class.map(AddressClass::as_str))
}

pub(super) fn level<K>(group: &Group<K>) -> Option<Level> {
    group.outlier.as_ref().map(|outlier| outlier.level)
}

pub(super) fn trend<K>(_: &Case, group: &Group<K>) -> CellValue {
    CellValue::Trend(Box::new(group.tally.trend))
}

pub(super) fn split<K>(_: &Case, group: &Group<K>) -> CellValue {
    let tally = &group.tally;
    CellValue::Split {
        others: tally.sessions - tally.failures,
        failures: tally.failures,
    }
}

pub(super) fn tags(mark: &Mark) -> CellValue {
    let star = if mark.is_bookmarked { "* " } else { "" };
    let tags: Vec<&str> = mark.tags.iter().map(String::as_str).collect();
    CellValue::text(format!("{star}{}", tags.join(", ")))
}

pub(super) fn share<K>(_: &Case, group: &Group<K>) -> CellValue {
    CellValue::Share((group.share * 1000.0).round() as u32)
}

pub(super) fn sessions<K>(_: &Case, group: &Group<K>) -> CellValue {
    CellValue::Number(group.tally.sessions)
}

pub(super) fn successes<K>(_: &Case, group: &Group<K>) -> CellValue {
    CellValue::count(group.tally.successes)
}

pub(super) fn failures<K>(_: &Case, group: &Group<K>) -> CellValue {
    CellValue::count(group.tally.failures)
}

pub(super) fn others<K>(_: &Case, group: &Group<K>) -> CellValue {
    CellValue::count(group.tally.aborted + group.tally.unknown)
}

pub(super) fn places<K>(_: &Case, group: &Group<K>) -> CellValue {
    CellValue::Number(group.tally.places as u64)
}

pub(super) fn records<K>(_: &Case, group: &Group<K>) -> CellValue {
    CellValue::Number(group.tally.sources)
}

pub(super) fn first<K>(_: &Case, group: &Group<K>) -> CellValue {
    CellValue::time(group.tally.first)
}

pub(super) fn last<K>(_: &Case, group: &Group<K>) -> CellValue {
    CellValue::time(group.tally.last)
}

pub(super) fn kinds<K>(_: &Case, group: &Group<K>) -> CellValue {
    CellValue::Kinds(group.tally.kinds.iter().copied().collect())
}

pub(super) fn hosts<K>(case: &Case, group: &Group<K>) -> CellValue {
    let hosts = group.tally.hosts.iter();
    CellValue::list(hosts.map(|&host| case.host_name(host)))
}

pub(super) fn mark<K>(_: &Case, group: &Group<K>) -> CellValue {
    group.outlier.as_ref().map_or(CellValue::Absent, |outlier| {
        CellValue::Mark(outlier.level, outlier.sentence.clone())
    })
}

/// What stands out.
pub(super) const fn mark_column<K>() -> Column<Group<K>> {
    Column::new("worth_a_look", "Worth a look", 230.0, mark)
        .growing()
        .hint(MARK_HINT)
}

/// The examiner's tags on any of the sessions.
pub(super) const fn tags_column<K>() -> Column<Group<K>> {
    Column::of_mark("tags", "Tags", 110.0, tags)
        .hint(TAGS_HINT)
        .filter(FilterColumn::Named("tag"))
}

/// When the sessions were.
pub(super) const fn trend_column<K>() -> Column<Group<K>> {
    Column::new("trend", "Over time", 106.0, trend)
        .looks(Look::Chart)
        .hint(TREND_HINT)
        .rank(5)
}

/// How many came in.
pub(super) const fn successes_column<K>() -> Column<Group<K>> {
    Column::new("successes", "Came in", 66.0, successes).looks(Look::Figure)
}

/// How many failed.
pub(super) const fn failures_column<K>() -> Column<Group<K>> {
    Column::new("failures", "Failed", 58.0, failures)
        .looks(Look::Figure)
        .hint(FAILURES_HINT)
}

/// Both as a bar.
pub(super) const fn split_column<K>() -> Column<Group<K>> {
    Column::new("split", "", 76.0, split)
        .looks(Look::Chart)
        .hint(SPLIT_HINT)
        .rank(1)
}

/// How they came in.
pub(super) const fn kinds_column<K>() -> Column<Group<K>> {
    Column::new("kinds", "Kinds", 60.0, kinds)
        .looks(Look::Kind)
        .rank(4)
}

/// Where they were.
pub(super) const fn hosts_column<K>() -> Column<Group<K>> {
    Column::new("hosts", "Hosts", 110.0, hosts)
        .growing()
        .looks(Look::Host)
        .rank(2)
}

/// The latest moment of any.
pub(super) const fn last_column<K>() -> Column<Group<K>> {
    Column::time("last", "Last", last).rank(3)
}

/// The earliest moment of any.
pub(super) const fn first_column<K>() -> Column<Group<K>> {
    Column::time("first", "First", first).rank(7)
}

/// How many there are.
pub(super) const fn sessions_column<K>() -> Column<Group<K>> {
    Column::new("sessions", "Sessions", 80.0, sessions)
        .looks(Look::Figure)
        .rank(8)
}

/// How many records they are made of.
pub(super) const fn records_column<K>() -> Column<Group<K>> {
    Column::new("records", "Records", 80.0, records)
        .looks(Look::Figure)
        .hint(RECORDS_HINT)
        .rank(10)
}

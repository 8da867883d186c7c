//! Prints the table: each figure with its minimum and its goal.

use std::io;
use std::path::Path;

use super::prepare::Sets;
use super::stages::{Figures, medians_of_five, take};

/// Prints one row.
fn row(what: &str, value: &str, floor: &str, met: Option<bool>) {
    let verdict = match met {
        Some(true) => "met",
        Some(false) => "NOT met",
        None => "",
    };
    println!("| {what} | {value} | {floor} | {verdict} |");
}

/// Measures and prints all figures.
pub fn print(sets: &Sets) -> io::Result<()> {
    println!("| what | figure | floor (goal) | |\n|---|---|---|---|");
    ingest("Security-heavy", &sets.security, (35.0, 50.0))?;
    ingest("mixed folder", &sets.mixed, (65.0, 80.0))?;
    every_log("mixed folder", &sets.mixed)?;
    whole("Security-heavy", &sets.security, (8.0, 15.0))?;
    whole("mixed folder", &sets.mixed, (15.0, 25.0))?;
    for case in &sets.generated {
        correlation(case)?;
    }
    for case in sets.generated.iter().take(2) {
        writing(case)?;
    }
    Ok(())
}

fn size_mb(path: &Path) -> f64 {
    let files = whence::evidence::discover::discover(
        &[path.to_owned()],
        &whence::evidence::discover::Search::LOGS,
    )
    .files;
    files.iter().map(|file| file.source.size()).sum::<u64>() as f64 / 1e6
}

fn rate(path: &Path, figures: &Figures) -> String {
    format!("{:.0} MB/s", size_mb(path) / figures.get("cpu"))
}

/// Measures decoding and storing against plain reading with checksums, memory, and two threads
/// against one.
fn ingest(what: &str, path: &Path, (floor, goal): (f64, f64)) -> io::Result<()> {
    let stages = [("raw", 1), ("ingest", 1), ("ingest", 2)];
    let [raw, one, two] = medians_of_five(stages, path)?;
    row(
        &format!("{what}: read + CRC32"),
        &rate(path, &raw),
        "",
        None,
    );
    let share = 100.0 * raw.get("cpu") / one.get("cpu");
    row(
        &format!("{what}: ingest, share of that rate"),
        &format!("{} = {share:.1} %", rate(path, &one)),
        &format!("{floor} % ({goal} %)"),
        Some(share >= floor),
    );
    let records = one.get("records") / one.get("cpu") / 1e6;
    row(
        &format!("{what}: records"),
        &format!(
            "{records:.1} M/s a core; {:.0} understood, {:.0} by the slow path",
            one.get("events"),
            one.get("slow")
        ),
        "",
        None,
    );
    let more = two.get("cpu") / one.get("cpu");
    let faster = one.get("wall") / two.get("wall");
    row(
        &format!("{what}: CPU of two threads against one"),
        &format!("{more:.2}; wall {faster:.2} times faster"),
        "1.15",
        Some(more <= 1.15),
    );
    let allowed = 96.0 + 90.0 * one.get("events") / 1e6;
    let peak = one.get("peak_mb").max(two.get("peak_mb"));
    row(
        &format!("{what}: peak memory of ingest"),
        &format!("{peak:.0} MB"),
        &format!("{allowed:.0} MB"),
        (peak > 0.0).then_some(peak <= allowed),
    );
    Ok(())
}

/// Measures ingest with every log and every copy read. By default, logs that hold nothing of
/// interest and copies are read only in part, so the default figure is not the speed of the
/// decoder.
fn every_log(what: &str, path: &Path) -> io::Result<()> {
    let [raw, all] = medians_of_five([("raw", 1), ("ingest-all", 1)], path)?;
    let share = 100.0 * raw.get("cpu") / all.get("cpu");
    let records = all.get("records") / all.get("cpu") / 1e6;
    row(
        &format!("{what}: ingest of every log and every copy, share of read + CRC32"),
        &format!(
            "{} = {share:.1} %; {records:.1} M records/s a core, {:.0} by the slow path",
            rate(path, &all),
            all.get("slow")
        ),
        "",
        None,
    );
    Ok(())
}

/// Measures a whole run against rendering every record, and compares the output of one thread with
/// that of two.
fn whole(what: &str, path: &Path, (floor, goal): (f64, f64)) -> io::Result<()> {
    let [one] = medians_of_five([("whole", 1)], path)?;
    let two = take("whole", path, 2)?;
    let rendered = take("rendered", path, 1)?;
    let times = rendered.get("cpu") / one.get("cpu");
    row(
        &format!("{what}: CPU of rendering all to JSON against the whole run"),
        &format!(
            "{:.2} s / {:.2} s = {times:.1}",
            rendered.get("cpu"),
            one.get("cpu")
        ),
        &format!("{floor} ({goal})"),
        Some(times >= floor),
    );
    let same = ["hash", "bytes"].iter().all(|name| {
        // Both are integers that were printed and parsed without loss.
        (one.get(name) - two.get(name)).abs() < 0.5
    });
    row(
        &format!("{what}: output of one thread and two"),
        if same {
            "the same bytes"
        } else {
            "other bytes"
        },
        "the same",
        Some(same),
    );
    let allowed = 96.0 + 90.0 * take("ingest", path, 1)?.get("events") / 1e6;
    let peak = one.get("peak_mb");
    row(
        &format!("{what}: peak memory of the whole run"),
        &format!("{peak:.0} MB"),
        &format!("{allowed:.0} MB"),
        (peak > 0.0).then_some(peak <= allowed),
    );
    Ok(())
}

/// Measures the correlation of a generated case.
fn correlation(path: &Path) -> io::Result<()> {
    let figures = take("correlate", path, 1)?;
    let events = figures.get("events");
    let each = figures.get("correlate") / events * 1e6;
    row(
        &format!(
            "correlation of {:.1} M events, {:.0} sessions",
            events / 1e6,
            figures.get("sessions")
        ),
        &format!("{each:.2} µs of CPU an event"),
        "0.5 µs",
        Some(each <= 0.5),
    );
    let two = take("correlate", path, 2)?;
    let faster = figures.get("correlate_wall") / two.get("correlate_wall");
    row(
        &format!("two threads with these {:.1} M events", events / 1e6),
        &format!(
            "{:.1} s instead of {:.1} = {faster:.2} times faster",
            two.get("correlate_wall"),
            figures.get("correlate_wall")
        ),
        "",
        None,
    );
    let peak = figures.get("peak_mb").max(two.get("peak_mb"));
    row(
        &format!("peak memory with these {:.1} M events", events / 1e6),
        &format!("{peak:.0} MB"),
        "2000 MB at 10 M",
        (peak > 0.0 && events > 5e6).then_some(peak <= 2000.0),
    );
    Ok(())
}

/// Measures writing the sessions of a generated case as JSON Lines.
fn writing(path: &Path) -> io::Result<()> {
    let [one, two] = medians_of_five([("write", 1), ("write", 2)], path)?;
    let sessions = one.get("sessions");
    let each = one.get("write") / sessions * 1e6;
    let faster = one.get("write_wall") / two.get("write_wall");
    row(
        &format!("writing {sessions:.0} sessions as JSON Lines"),
        &format!("{each:.1} µs of CPU a session; two threads {faster:.2} times faster"),
        "",
        None,
    );
    Ok(())
}

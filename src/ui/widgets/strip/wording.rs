//! What a strip shows, in words.

use crate::analysis::sentence::printable;
use crate::analysis::story::strip::{OnwardRow, Strip};
use crate::domain::time::{DisplayZone, Timestamp};
use crate::tables::wording::counted;
use crate::ui::theme::signs::kind_word;

/// All that the strip shows, in one sentence.
pub(super) fn sentence(strip: &Strip, zone: &DisplayZone) -> String {
    let time = |time: Timestamp| zone.format(time, "%H:%M:%S%.3f");
    let steps = strip
        .steps
        .iter()
        .map(|step| format!("{} {}", step.what.as_str().to_lowercase(), time(step.time)));
    let mut parts: Vec<String> = steps.collect();
    if let Some(stay) = &strip.stay {
        let to = if stay.ends_later {
            format!("last seen {}", time(stay.to))
        } else {
            format!("end {}", time(stay.to))
        };
        parts.push(format!("{}, {to}", stay.words.to_lowercase()));
    }
    parts.push(counted(strip.ticks.len() as u64, "record", "records"));
    if !strip.clearings.is_empty() {
        let logs = strip.clearings.len() as u64;
        parts.push(counted(logs, "log cleared", "logs cleared"));
    }
    if let Some(row) = &strip.onward {
        parts.push(onward(row, zone));
    }
    format!("On {}: {}", printable(&strip.host), parts.join("; "))
}

/// The session that it led to: `Remote Desktop to FS01, 1 h 03 min`.
pub(super) fn onward_label(row: &OnwardRow) -> String {
    let length = row
        .length
        .map_or_else(String::new, |length| format!(", {length}"));
    format!(
        "{} to {}{length}",
        kind_word(row.kind),
        printable(&row.host)
    )
}

/// That session with its times.
pub(super) fn onward(row: &OnwardRow, zone: &DisplayZone) -> String {
    let time = |time: Timestamp| zone.format(time, "%H:%M:%S");
    let until = if row.ends_later {
        "until when is not known".to_owned()
    } else {
        format!("until {}", time(row.to))
    };
    let cleared = match row.clearings.len() as u64 {
        0 => String::new(),
        logs => format!(", {}", counted(logs, "log cleared", "logs cleared")),
    };
    format!(
        "{} from {} {until}{cleared}",
        onward_label(row),
        time(row.from)
    )
}

/// The time of a step: seconds and tenths alone within the minute of the step before it.
pub(super) fn step_time(time: Timestamp, before: Option<Timestamp>, zone: &DisplayZone) -> String {
    let minute = |time| zone.format(time, "%Y-%m-%d %H:%M");
    if before.map(minute) != Some(minute(time)) {
        return zone.format(time, "%H:%M:%S");
    }
    let exact = zone.format(time, ":%S%.3f");
    let tenths = exact.len().saturating_sub(2);
    exact.get(..tenths).unwrap_or(&exact).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::story::strip::{Stay, Step, StepKind};
    use crate::domain::session::Kind;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a time")
    }

    #[test]
    fn a_strip_is_said_in_one_sentence() {
        let (begin, desktop) = (at("2025-03-12T01:06:20.06Z"), at("2025-03-12T01:06:24.25Z"));
        let step = |what, time| Step { what, time };
        let strip = Strip {
            host: "GATE01".to_owned(),
            kind: Kind::Rdp,
            is_refused: false,
            steps: vec![
                step(StepKind::Connection, begin),
                step(StepKind::Desktop, desktop),
            ],
            arrived: Some(desktop),
            stay: Some(Stay {
                from: desktop,
                to: at("2025-03-12T02:24:45Z"),
                begins_earlier: false,
                ends_later: false,
                words: "At the desktop, 1 h 18 min".to_owned(),
            }),
            ticks: vec![begin, desktop],
            deeds: Vec::new(),
            clearings: vec![at("2025-03-12T01:20:00Z")],
            onward: None,
        };
        assert_eq!(
            sentence(&strip, &DisplayZone::Utc),
            "On GATE01: connection 01:06:20.060; desktop 01:06:24.250; at the desktop, 1 h 18 min, end \
             02:24:45.000; 2 records; 1 log cleared"
        );
        let utc = DisplayZone::Utc;
        assert_eq!(step_time(begin, None, &utc), "01:06:20");
        assert_eq!(step_time(desktop, Some(begin), &utc), ":24.2");
    }
}

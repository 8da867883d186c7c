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

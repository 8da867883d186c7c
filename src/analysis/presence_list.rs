//! Who was on which host at which moment, for a list of them: an alert of another tool, a firewall's lines.

use super::host_name::is_called;
use super::presence;
use crate::case::Case;
use crate::domain::session::HostIndex;
use crate::domain::time::{DisplayZone, Timestamp};

/// At most this many lines are answered.
pub const MOST: usize = 10_000;

/// One line: who was on a host at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The line as it was typed or pasted.
    pub line: String,
    /// The host; all of them where the line names none.
    pub host: Option<HostIndex>,
    /// The moment, or what is wrong with the line.
    pub time: Result<Timestamp, &'static str>,
}

const NO_TIME: &str = "no time in this line";
const NO_HOST: &str = "no host of this case has that name";

/// Reads lines with a time, and a host before or behind it. Times without an offset are in `zone`.
pub fn parse(text: &str, case: &Case, zone: &DisplayZone) -> Vec<Asked> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let asked = lines.take(MOST).map(|line| parse_line(line, case, zone));
    asked.collect()
}

fn parse_line(line: &str, case: &Case, zone: &DisplayZone) -> Asked {
    let moment = |text: &str| {
        let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"'));
        zone.parse_moment(text).or_else(|| Timestamp::parse(text))
    };
    let asked = |host, time| Asked {
        line: line.to_owned(),
        host,
        time,
    };
    if let Some(time) = moment(line) {
        return asked(None, Ok(time));
    }
    let is_edge = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let first = line.split_once(is_edge);
    let last = line.rsplit_once(is_edge).map(|(rest, name)| (name, rest));
    for (name, rest) in first.into_iter().chain(last) {
        if let Some(time) = moment(rest) {
            let name = name.trim_matches('"');
            return match host_named(case, name) {
                Some(host) => asked(Some(host), Ok(time)),
                None => asked(None, Err(NO_HOST)),
            };
        }
    }
    asked(None, Err(NO_TIME))
}

fn host_named(case: &Case, name: &str) -> Option<HostIndex> {
    let hosts = (0..).map(HostIndex).zip(&case.hosts);
    let mut named = hosts.filter(|(_, host)| is_called(host, name));
    named.next().map(|(index, _)| index)
}

/// The sessions that were running then, by the index of the line; `None` for a line with no answer.
pub fn answers(case: &Case, asked: &[Asked], show_hidden: bool) -> Vec<(usize, Option<u32>)> {
    let mut all = Vec::new();
    for (line, one) in asked.iter().enumerate() {
        let host = one.host.map(|host| case.host_name(host));
        let found = one.time.map_or_else(
            |_| Vec::new(),
            |time| presence::at(case, host, time, show_hidden),
        );
        if found.is_empty() {
            all.push((line, None));
        }
        all.extend(found.into_iter().map(|session| (line, Some(session))));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::testing::{at, case_of, session};

    #[test]
    fn a_line_has_a_time_and_perhaps_a_host() {
        let case = case_of(vec![session(0)]);
        let moment = at(1).to_string();
        let of = |line: &str| parse(line, &case, &DisplayZone::Utc).remove(0);
        for line in [
            format!("citadel-dc01 {moment}"),
            format!("{moment}\tCITADEL-DC01"),
            format!("\"citadel-dc01\", {moment}"),
        ] {
            let asked = of(&line);
            assert_eq!(
                (asked.host, asked.time),
                (Some(HostIndex(0)), Ok(at(1))),
                "{line}"
            );
        }
        assert_eq!((of(&moment).host, of(&moment).time), (None, Ok(at(1))));
        assert!(of("dc01-old 2020-09-19 03:30").time.is_ok());
        assert_eq!(of(&format!("elsewhere {moment}")).time, Err(NO_HOST));
        assert_eq!(of("nothing here").time, Err(NO_TIME));
    }

    #[test]
    fn a_line_without_anybody_is_kept() {
        let case = case_of(vec![session(0)]);
        let text = format!("{}\n{}\nwhat?", at(1), at(-5));
        let asked = parse(&text, &case, &DisplayZone::Utc);
        assert_eq!(
            answers(&case, &asked, false),
            [(0, Some(0)), (1, None), (2, None)]
        );
    }
}

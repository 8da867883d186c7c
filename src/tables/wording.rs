//! Numbers, yes or no, logs and keys in words, the same in every table.

use crate::domain::join::Join;

/// `1,234,567`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// One thing or several: `1 session`, `1,200 sessions`.
pub fn counted(count: u64, one: &str, many: &str) -> String {
    let number = thousands(count);
    format!("{number} {}", if count == 1 { one } else { many })
}

/// Truth in a cell.
pub fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

/// The name of a log without what most names begin and end with, such as `RemoteConnectionManager`.
pub fn short_log(channel: &str) -> &str {
    const BEGINS: [&str; 3] = [
        "Microsoft-Windows-",
        "TerminalServices-",
        "RemoteDesktopServices-",
    ];
    let mut short = channel.strip_suffix("/Operational").unwrap_or(channel);
    for begin in BEGINS {
        short = short.strip_prefix(begin).unwrap_or(short);
    }
    short
}

/// The key that joined a record to its session, in a few words.
pub fn short_join(join: &Join) -> String {
    match join {
        Join::Words(words) => sentence_case(words),
        Join::Apart(words, tenths) => {
            format!(
                "{}, {}.{} s",
                sentence_case(words),
                tenths / 10,
                tenths % 10
            )
        }
        Join::Luid(_) => "Same logon id".to_owned(),
        Join::Activity(_) => "Same connection id".to_owned(),
        Join::LocalSession(number) => format!("Same local session {number}"),
        Join::Other(words) => sentence_case(words),
    }
}

/// With a capital letter at its beginning.
pub fn sentence_case(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Span;

    #[test]
    fn logs_and_keys_are_named_shortly() {
        let begin = "Microsoft-Windows-TerminalServices-RemoteConnectionManager";
        assert_eq!(
            short_log(&format!("{begin}/Operational")),
            "RemoteConnectionManager"
        );
        assert_eq!(
            short_log(&format!("{begin}/Admin")),
            "RemoteConnectionManager/Admin"
        );
        assert_eq!(short_log("Security"), "Security");
        let apart = Join::apart("user + time", Some(Span::millis(900)));
        assert_eq!(short_join(&apart), "User + time, 0.9 s");
    }

    #[test]
    fn counts_are_grouped_by_thousands() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}

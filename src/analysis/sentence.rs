//! Saying things in words.

use crate::domain::event::Identity;

/// An identity as it is written: `DOMAIN\user`, a name, a SID, or "(no name)".
pub fn identity_label(who: &Identity) -> String {
    match (&who.domain, &who.user, &who.sid) {
        (Some(domain), Some(user), _) => format!("{domain}\\{user}"),
        (None, Some(user), _) => user.to_string(),
        (_, None, Some(sid)) => sid.to_string(),
        (_, None, None) => super::keys::NO_NAME.to_owned(),
    }
}

/// A text from the evidence, made safe to show: characters that would not be seen, or that would
/// turn the reading order of what follows, are written as `\u{202e}`. Names in refused logons are
/// chosen by whoever tried.
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_treacherous(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Controls, bidirectional marks, invisible blanks, line and paragraph separators. The two joiners
/// U+200C and U+200D stay: Persian and Hindi names need them.
fn is_treacherous(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
        )
}

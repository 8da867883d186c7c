//! Texts from the evidence, made safe to show.

/// Text with nothing hidden: characters that are invisible, or that change the reading direction of what
/// follows, are written as escapes such as `\u{202e}`. Whoever tries to log on chooses the name that is
/// recorded.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped() {
        assert_eq!(printable("gpj.\u{202e}exe"), r"gpj.\u{202e}exe");
        assert_eq!(printable("a\nb\u{0}"), r"a\u{a}b\u{0}");
        assert_eq!(printable("adm\u{200b}in"), r"adm\u{200b}in");
    }

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for name in ["Zoë Müller", "محمد", "क्\u{200d}ष", "svc$", "山田"] {
            assert_eq!(printable(name), name);
        }
    }
}

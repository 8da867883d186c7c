//! Channel `OAlerts`: Office asked about a document.

use super::{by_writer, details, without_luid};
use crate::decode::fields::Fields;
use crate::domain::activity::{ActForm, ActivityKind};
use crate::domain::event::{Fact, Header};

/// 300: the program and what it asked, in unnamed values.
pub(in crate::decode) fn alert(fields: &mut Fields<'_>, header: &Header) -> Option<Fact> {
    let program = fields.unnamed_unshared(0);
    let message = fields.unnamed_unshared(1)?;
    let object = fields.line_of(quoted(&message).unwrap_or(&message));
    let program = program.map(|program| fields.line_of(&program));
    let message = fields.line_of(&message);
    let form = ActForm {
        details: details(fields, [("", program), ("", Some(message))]),
        at_desktop: true,
        ..by_writer(header, ActivityKind::DocumentOpened)
    };
    without_luid(fields, Some(object), form)
}

/// The marks around the name of a document, in several languages.
const QUOTES: [(char, char); 6] = [
    ('\'', '\''),
    ('"', '"'),
    ('‘', '’'),
    ('“', '”'),
    ('„', '“'),
    ('«', '»'),
];

/// What stands in quotation marks. An apostrophe inside a word is none, and may be part of the name.
fn quoted(message: &str) -> Option<&str> {
    QUOTES.iter().find_map(|&(open, close)| {
        let is_open = |&(at, mark): &(usize, char)| {
            mark == open && !ends_with_letter(message.get(..at).unwrap_or_default())
        };
        let (at, _) = message.char_indices().find(is_open)?;
        let rest = message.get(at + open.len_utf8()..)?;
        let end = rest.rfind(close)?;
        let name = rest.get(..end)?.trim();
        (!name.is_empty()).then_some(name)
    })
}

fn ends_with_letter(text: &str) -> bool {
    text.chars().next_back().is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_stands_in_quotation_marks() {
        let asked = |text| quoted(text).map(str::to_owned);
        assert_eq!(
            asked("Want to save your changes to 'Szechuan.docx'?").as_deref(),
            Some("Szechuan.docx")
        );
        assert_eq!(
            asked("Möchten Sie die Änderungen an „Plan.xlsx“ speichern?").as_deref(),
            Some("Plan.xlsx")
        );
        assert_eq!(
            asked("Don't save 'Rick's plan.docx'?").as_deref(),
            Some("Rick's plan.docx")
        );
        assert_eq!(asked("We can't open this."), None);
    }
}

//! Many short texts in one string, so that one search covers all of them.

/// Which part of a line a word must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextMatch {
    /// Any part of it.
    Part,
    /// Its beginning.
    Start,
    /// All of it.
    Whole,
}

/// Texts by number. Each text consists of lines in lower case that end in a newline, so that a search over
/// all of them finds no word that begins in one text and ends in the next.
#[derive(Debug, Default)]
pub struct TextTable {
    all: String,
    ends: Vec<usize>,
}

impl TextTable {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Adds a line to the text that is being written.
    pub fn line(&mut self, text: &str) {
        if text.is_ascii() {
            let lower = text.chars().map(|c| c.to_ascii_lowercase());
            self.all.extend(lower);
        } else {
            self.all.push_str(&text.to_lowercase());
        }
        self.all.push('\n');
    }

    /// The same, where there is one.
    pub fn maybe(&mut self, text: Option<&str>) {
        if let Some(text) = text {
            self.line(text);
        }
    }

    /// Ends the text that is being written.
    pub fn end(&mut self) {
        self.ends.push(self.all.len());
    }

    /// A text, without the newline after its last line.
    pub fn get(&self, number: usize) -> &str {
        let end = self.ends.get(number).copied().unwrap_or_default();
        let start = match number.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        let text = self.all.get(start..end).unwrap_or_default();
        text.strip_suffix('\n').unwrap_or(text)
    }

    /// For each text, whether a line of it matches `word`; `None` where no text does.
    pub fn with(&self, word: &str, fit: TextMatch) -> Option<Vec<bool>> {
        let finder = memchr::memmem::Finder::new(word.as_bytes());
        let all = self.all.as_bytes();
        let mut found: Option<Vec<bool>> = None;
        let (mut from, mut number) = (0, 0);
        while let Some(place) = finder.find(all.get(from..).unwrap_or_default()) {
            let (start, stop) = (from + place, from + place + word.len());
            let rest = self.ends.get(number..).unwrap_or_default();
            number += skip_to(rest, start);
            let Some(&end) = self.ends.get(number) else {
                break;
            };
            if stop < end && fits(all, start, stop, fit) {
                let found = found.get_or_insert_with(|| vec![false; self.ends.len()]);
                if let Some(flag) = found.get_mut(number) {
                    *flag = true;
                }
                from = end;
            } else {
                from = start + 1;
            }
        }
        found
    }
}

/// How many of these ends lie at or before `place`. It is mostly a few texts further on, so double the step, then
/// bisect.
fn skip_to(ends: &[usize], place: usize) -> usize {
    let mut step = 1;
    while ends.get(step - 1).is_some_and(|end| *end <= place) {
        step *= 2;
    }
    let from = step / 2;
    let window = ends.get(from..ends.len().min(step)).unwrap_or_default();
    from + window.partition_point(|end| *end <= place)
}

fn fits(all: &[u8], start: usize, stop: usize, fit: TextMatch) -> bool {
    let begins = || start == 0 || all.get(start - 1) == Some(&b'\n');
    match fit {
        TextMatch::Part => true,
        TextMatch::Start => begins(),
        TextMatch::Whole => begins() && all.get(stop) == Some(&b'\n'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(all: &[&[&str]]) -> TextTable {
        let mut table = TextTable::default();
        for lines in all {
            lines.iter().for_each(|line| table.line(line));
            table.end();
        }
        table
    }

    fn found(texts: &TextTable, word: &str, fit: TextMatch) -> Vec<usize> {
        let flags = texts.with(word, fit).unwrap_or_default();
        (0..)
            .zip(flags)
            .filter(|(_, f)| *f)
            .map(|(n, _)| n)
            .collect()
    }

    #[test]
    fn a_word_is_found_in_every_text_but_never_across_two() {
        let texts = texts(&[&["Ann", "C137\\ann"], &[], &["anna"], &["bert", "ÄNNE"]]);
        assert_eq!(found(&texts, "ann", TextMatch::Part), [0, 2]);
        assert_eq!(found(&texts, "änne", TextMatch::Part), [3]);
        assert_eq!(found(&texts, "annabert", TextMatch::Part), [] as [usize; 0]);
        assert_eq!(found(&texts, "a\nb", TextMatch::Part), [] as [usize; 0]);
        assert_eq!(found(&texts, "ann\nc137", TextMatch::Part), [0]);
        assert_eq!((texts.len(), texts.get(0)), (4, "ann\nc137\\ann"));
        assert_eq!((texts.get(1), texts.get(2), texts.get(9)), ("", "anna", ""));
    }

    #[test]
    fn a_word_can_be_limited_to_the_start_of_a_line_or_a_whole_line() {
        let texts = texts(&[&["aab"], &["baa"], &["aa"], &["b", "aa"]]);
        assert_eq!(found(&texts, "aa", TextMatch::Start), [0, 2, 3]);
        assert_eq!(found(&texts, "aa", TextMatch::Whole), [2, 3]);
        assert_eq!(found(&texts, "ab", TextMatch::Part), [0]);
    }

    #[test]
    fn texts_are_found_wherever_they_are() {
        let mut table = TextTable::default();
        for n in 0..5000 {
            table.line(&format!("<{n}>"));
            table.end();
        }
        for n in [0, 1, 2, 63, 64, 65, 4095, 4998, 4999] {
            assert_eq!(found(&table, &format!("<{n}>"), TextMatch::Whole), [n]);
        }
        assert_eq!(found(&table, ">", TextMatch::Part).len(), 5000);
    }
}

//! The progress of a long run: one line on standard error that is rewritten in place, where that is a terminal.

use std::io::{self, IsTerminal as _, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use whence::job::progress::Progress;
use whence::job::remaining::Remaining;
use whence::job::ticker::Ticker;
use whence::tables::load_words::LoadWords;

/// Nothing is shown of runs that take no longer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often the line is rewritten.
const INTERVAL: Duration = Duration::from_millis(200);
/// The line is no longer than this, whatever the terminal: a line that wraps cannot be rewritten.
const WIDTH: usize = 78;

/// Shows how far a load has come, until it is dropped. Other lines may be written to standard error then.
pub(crate) struct ProgressLine {
    // Stopped before the line is cleared.
    ticker: Option<Ticker>,
    line: Arc<Mutex<Line<io::Stderr>>>,
}

impl ProgressLine {
    /// Shows it on standard error after two seconds; nothing where that is no terminal.
    pub(crate) fn start(progress: &Progress) -> Option<Self> {
        if !io::stderr().is_terminal() {
            return None;
        }
        let line = Arc::new(Mutex::new(Line::new(io::stderr())));
        let (written, progress) = (Arc::clone(&line), progress.clone());
        let mut remaining = Remaining::default();
        let tick = move || {
            let now = progress.snapshot();
            let rest = remaining.update(Instant::now(), now.stage as u8, now.done_of_all());
            let words = LoadWords::of(&progress, rest).line();
            let mut line = written.lock().unwrap_or_else(PoisonError::into_inner);
            // A terminal that is gone needs no progress.
            let _ = line.show(&words);
        };
        // Without a thread there is no progress, and everything else goes on.
        let ticker = Ticker::start(PATIENCE, INTERVAL, tick).ok();
        Some(Self { ticker, line })
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        drop(self.ticker.take());
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = line.clear();
    }
}

/// A line that is rewritten in place. It uses nothing but the carriage return, which every terminal knows.
struct Line<W> {
    out: W,
    /// How many columns the text takes that stands there.
    width: usize,
}

impl<W: Write> Line<W> {
    fn new(out: W) -> Self {
        Self { out, width: 0 }
    }

    /// Shows this text in the place of the last one.
    fn show(&mut self, text: &str) -> io::Result<()> {
        let (text, width) = fitting(text, WIDTH);
        let blanks = " ".repeat(self.width.saturating_sub(width));
        self.width = width;
        write!(self.out, "\r{text}{blanks}")?;
        self.out.flush()
    }

    /// Leaves an empty line, with the cursor at its begin.
    fn clear(&mut self) -> io::Result<()> {
        if self.width == 0 {
            return Ok(());
        }
        let blanks = " ".repeat(std::mem::take(&mut self.width));
        write!(self.out, "\r{blanks}\r")?;
        self.out.flush()
    }
}

/// As much of a text as fits into this many columns, and how many it takes at most. What is no ASCII may take two.
fn fitting(text: &str, columns: usize) -> (String, usize) {
    let width_of = |letter: char| if letter.is_ascii() { 1 } else { 2 };
    let whole: usize = text.chars().map(width_of).sum();
    if whole <= columns {
        return (text.to_owned(), whole);
    }
    let (mut fits, mut width) = (String::new(), 0);
    for letter in text.chars() {
        if width + width_of(letter) + 3 > columns {
            break;
        }
        width += width_of(letter);
        fits.push(letter);
    }
    (fits + "...", width + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a terminal shows after these bytes.
    fn screen(bytes: &[u8]) -> String {
        let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let mut shown: Vec<char> = Vec::new();
        let mut at = 0;
        for letter in text.chars() {
            if letter == '\r' {
                at = 0;
                continue;
            }
            shown.resize(shown.len().max(at + 1), ' ');
            shown[at] = letter;
            at += 1;
        }
        shown.into_iter().collect()
    }

    #[test]
    fn a_shorter_text_leaves_nothing_of_the_longer_one_before() {
        let mut line = Line::new(Vec::new());
        line.show("Reading records: 2.0 MB").expect("written");
        line.show("Done").expect("written");
        assert_eq!(screen(&line.out).trim_end(), "Done");
        line.clear().expect("written");
        assert_eq!(screen(&line.out).trim(), "");
        assert!(line.out.ends_with(b"\r"));
        assert!(!line.out.contains(&b'\n'));
    }

    #[test]
    fn nothing_is_cleared_where_nothing_was_shown() {
        let mut line = Line::new(Vec::new());
        line.clear().expect("written");
        assert!(line.out.is_empty());
    }

    #[test]
    fn a_line_never_wraps() {
        for text in ["x".repeat(500), "é漢".repeat(200), "abc".to_owned()] {
            let (fits, width) = fitting(&text, WIDTH);
            assert!(width <= WIDTH && fits.chars().count() <= WIDTH);
        }
        assert_eq!(fitting("abcdef", 5), ("ab...".to_owned(), 5));
    }
}

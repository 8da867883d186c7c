//! Texts that are cut to fit: at the end, or in the middle where the end tells most, as in a SID or a path.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Galley, Ui};

/// Where a text that is too long loses letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// At its end.
    End,
    /// In its middle.
    Middle,
}

/// So many attempts to cut a text to its width; each comes closer.
const ATTEMPTS: usize = 4;

/// A text in one line no wider than `width` points, and whether it lost letters.
pub fn fit(
    ui: &Ui,
    text: &str,
    (font, color): (FontId, Color32),
    width: f32,
    cut: Cut,
) -> (Arc<Galley>, bool) {
    let lay = |text: String| {
        let font = font.clone();
        ui.fonts_mut(|fonts| fonts.layout_no_wrap(text, font, color))
    };
    if cut == Cut::End {
        let mut job = LayoutJob::single_section(text.to_owned(), TextFormat::simple(font, color));
        job.wrap = TextWrapping::truncate_at_width(width);
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        let is_cut = galley.elided;
        return (galley, is_cut);
    }
    let whole = lay(text.to_owned());
    if whole.size().x <= width {
        return (whole, false);
    }
    let letters: Vec<char> = text.chars().collect();
    let mut kept = (letters.len() as f32 * width / whole.size().x.max(1.0)) as usize;
    let mut galley = whole;
    for _ in 0..ATTEMPTS {
        galley = lay(without_middle(&letters, kept));
        if galley.size().x <= width || kept < 2 {
            break;
        }
        kept -= 1 + kept / 12;
    }
    (galley, true)
}

/// The first and the last of so many letters, the end a little longer: names differ there.
fn without_middle(letters: &[char], kept: usize) -> String {
    let kept = kept.saturating_sub(1).min(letters.len());
    let head = kept * 2 / 5;
    let tail = kept - head;
    let first = letters.iter().take(head);
    let last = letters.iter().skip(letters.len() - tail);
    first.chain(['…'].iter()).chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::without_middle;

    #[test]
    fn the_end_of_a_name_stays() {
        let sid: Vec<char> = "S-1-5-21-1004336348-1177238915-682003330-1104"
            .chars()
            .collect();
        let cut = without_middle(&sid, 16);
        assert_eq!(cut, "S-1-5-…3330-1104");
        assert!(without_middle(&sid, 0) == "…");
    }
}
